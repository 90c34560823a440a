"""Files that nothing shows any more: no block of a draft (a removed one may come back), no version, no other table, no question."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from courses.engine.quiz import inlays
from courses.models import Caption, MediaFile, PublishedLesson, QuestionMedia, QuestionVersion, Rendition
from synthai.core import files
from synthai.core.after_commit import after_commit

_AT_ONCE: Final = 200


@transaction.atomic
def clean(*, now: datetime) -> int:
    """Delete rows and files that nothing has shown for long. Needs the tenant. Idempotent."""
    rows = _unreferenced(MediaFile.objects.old(now=now).exclude(state__in=["waiting", "running"]))
    named = _named_in_versions({course_id for _pk, _key, course_id in rows}) if rows else set()
    gone = [pk for pk, key, _course_id in rows if key not in named][:_AT_ONCE]
    for path in let_go(gone):
        after_commit(files.delete, path)
    return len(gone)


@transaction.atomic
def clean_questions(*, now: datetime) -> int:
    """The same for pictures and sounds of the bank: no version of any question names them. Needs the tenant. Idempotent."""
    rows = list(QuestionMedia.objects.old(now=now).order_by("pk"))
    named = _named_in_questions() if rows else set()
    gone = [row for row in rows if row.public_id not in named][:_AT_ONCE]
    QuestionMedia.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for path in (path for row in gone for path in (row.path, row.small_path) if path):
        after_commit(files.delete, path)
    return len(gone)


def let_go(keys: list[int]) -> set[str]:
    """Delete rows with what was made of them; the stored files that nobody has any more, for the caller to delete."""
    paths = set(paths_of(keys))
    MediaFile.objects.filter(pk__in=keys).delete()
    return paths - _still_used(paths)


def paths_of(keys: Iterable[int]) -> list[str]:
    """Every stored file of some rows."""
    own = MediaFile.objects.filter(pk__in=keys).values_list("path", "small_path")
    made = Rendition.objects.filter(media_id__in=keys).values_list("path", flat=True)
    return [path for paths in own for path in paths if path] + list(made)


def _unreferenced(rows: Any) -> list[tuple[int, str, int]]:
    """Key, public id and course of each. Asked of every table that names a file, known here or not."""
    own = {Rendition, Caption}
    for relation in MediaFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model not in own:
            column = relation.field.name  # type: ignore[union-attr]
            named = relation.related_model.objects.filter(**{f"{column}__isnull": False})  # type: ignore[union-attr]
            rows = rows.exclude(pk__in=named.values(column))
    return list(rows.order_by("pk").values_list("pk", "public_id", "course_id"))


def _named_in_versions(course_ids: set[int]) -> set[str]:
    texts = PublishedLesson.objects.filter(course_id__in=course_ids).values_list("blocks", flat=True)
    return {block["media"]["id"] for blocks in texts.iterator() for block in blocks if block.get("media")}


def _named_in_questions() -> set[str]:
    bodies = QuestionVersion.objects.values_list(Cast("body", TextField()), flat=True)
    return {inlay.key for body in bodies.iterator() for inlay in inlays.inlays(body)}


def _still_used(paths: set[str]) -> set[str]:
    rows = MediaFile.objects
    large = set(rows.filter(path__in=paths).values_list("path", flat=True))
    small = set(rows.filter(small_path__in=paths).values_list("small_path", flat=True))
    return large | small | set(Rendition.objects.filter(path__in=paths).values_list("path", flat=True))
