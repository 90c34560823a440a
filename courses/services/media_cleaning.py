"""Files that nothing shows any more: no block of a draft (a removed one may come back), no version, no other table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from courses.models import Caption, MediaFile, PublishedLesson, Rendition
from synthai.core import files
from synthai.core.after_commit import after_commit

_AT_ONCE: Final = 200


@transaction.atomic
def clean(*, now: datetime) -> int:
    """Delete rows and files that nothing has shown for long. Needs the tenant. Idempotent."""
    rows = _unreferenced(MediaFile.objects.old(now=now).exclude(state__in=["waiting", "running"]))
    named = _named_in_versions({row.course_id for row in rows}) if rows else set()
    gone = [row for row in rows if row.public_id not in named]
    for path in let_go(gone):
        after_commit(files.delete, path)
    return len(gone)


def let_go(rows: list[MediaFile]) -> set[str]:
    """Delete rows with what was made of them; the stored files that nobody has any more, for the caller to delete."""
    keys = [row.pk for row in rows]
    paths = set(paths_of(keys))
    MediaFile.objects.filter(pk__in=keys).delete()
    return paths - _still_used(paths)


def paths_of(keys: Iterable[int]) -> list[str]:
    """Every stored file of some rows."""
    own = MediaFile.objects.filter(pk__in=keys).values_list("path", "small_path")
    made = Rendition.objects.filter(media_id__in=keys).values_list("path", flat=True)
    return [path for paths in own for path in paths if path] + list(made)


def _unreferenced(rows: Any) -> list[MediaFile]:
    """Asked of every table that names a file, known here or not."""
    own = {Rendition, Caption}
    for relation in MediaFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model not in own:
            column = relation.field.name  # type: ignore[union-attr]
            named = relation.related_model.objects.filter(**{f"{column}__isnull": False})  # type: ignore[union-attr]
            rows = rows.exclude(pk__in=named.values(column))
    return list(rows.order_by("pk")[:_AT_ONCE])


def _named_in_versions(course_ids: set[int]) -> set[str]:
    texts = PublishedLesson.objects.filter(course_id__in=course_ids).values_list("blocks", flat=True)
    return {block["media"]["id"] for blocks in texts for block in blocks if block.get("media")}


def _still_used(paths: set[str]) -> set[str]:
    rows = MediaFile.objects
    large = set(rows.filter(path__in=paths).values_list("path", flat=True))
    small = set(rows.filter(small_path__in=paths).values_list("small_path", flat=True))
    return large | small | set(Rendition.objects.filter(path__in=paths).values_list("path", flat=True))
