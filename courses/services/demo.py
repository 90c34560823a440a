"""The courses of the demo organisation, written as folders in courses/demo/ and brought in as anybody's would be."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.text import slugify

from courses.models import Course
from courses.services import folders, publishing
from courses.services.quizzes import editing
from synthai.core.access import Actor

FOLDERS: Final = Path(__file__).resolve().parents[1] / "demo"


def load(*, by: Actor, now: datetime, only: str = "") -> list[Course]:
    """Bring in and publish every course that is not there yet, by its title, and its quizzes; or `only` that of a folder.

    Needs the tenant. Idempotent.
    """
    present = {slugify(title) for title in Course.objects.values_list("title", flat=True)}
    folders_here = sorted(path for path in FOLDERS.glob(only or "*") if (path / "course.md").is_file())
    missing = [path for path in folders_here if not any(title.startswith(path.name) for title in present)]
    return [_published(folder, by=by, now=now) for folder in missing]


@transaction.atomic
def _published(folder: Path, *, by: Actor, now: datetime) -> Course:
    """One course with its quizzes, or nothing of it."""
    brought = folders.bring_in(_packed(folder), by=by, now=now)
    for quiz in brought.quizzes:
        editing.publish_quiz(quiz.pk, by=by, now=now)
    publishing.publish(brought.course.pk, by=by, now=now)
    return brought.course


def _packed(folder: Path) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    packed.seek(0)
    return packed
