"""The courses of the demo organisation, written as folders in courses/demo/ and brought in as anybody's would be."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.text import slugify

from courses.models import Course
from courses.services import folders, publishing
from synthai.core.access import Actor

FOLDERS: Final = Path(__file__).resolve().parents[1] / "demo"


def load(*, by: Actor, now: datetime) -> list[Course]:
    """Bring in and publish every course that is not there yet, by its title. Needs the tenant. Idempotent."""
    present = {slugify(title) for title in Course.objects.values_list("title", flat=True)}
    made = []
    for folder in sorted(path for path in FOLDERS.iterdir() if path.is_dir()):
        if not any(title.startswith(folder.name) for title in present):
            course = folders.bring_in(_packed(folder), by=by, now=now).course
            publishing.publish(course.pk, by=by, now=now)
            made.append(course)
    return made


def _packed(folder: Path) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    packed.seek(0)
    return packed
