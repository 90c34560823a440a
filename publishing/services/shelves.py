"""Tags and series: words that pieces are found by, and pieces that are read one after the other.

A piece stands in one series at most, at a place of its own, so a series cannot lead round in a circle.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from publishing import locks, permissions
from publishing.engine import pasted, words
from publishing.models import Piece, PieceTag, Series, Tag
from publishing.refusals import SeriesInUse
from publishing.selectors import shelves
from publishing.services import changing, following
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.models import new_public_id

MOST_TAGS: Final = 12
TAG_LENGTH: Final = 40


def names_of(tags: Sequence[str]) -> dict[str, str]:
    """Tags by their slug, each once, as they were written first."""
    found: dict[str, str] = {}
    for tag in tags:
        name = " ".join(pasted.cleaned(tag).replace(",", " ").split())[:TAG_LENGTH].strip()
        slug = words.slug_of(name)[:TAG_LENGTH].strip("-")
        if slug:
            found.setdefault(slug, name)
    return dict(list(found.items())[:MOST_TAGS])


def differences(piece: Piece, tags: Sequence[str], series: str) -> dict[str, Any]:
    """What would be other: "tags", "series". Raises NotFound for a series that is not there."""
    told: dict[str, Any] = {}
    before = dict(PieceTag.objects.filter(piece_id=piece.pk).values_list("tag__slug", "tag__name"))
    after = names_of(tags)
    if set(before) != set(after):
        told["tags"] = [", ".join(sorted(before.values())), ", ".join(sorted(after.values()))]
    wanted = shelves.get_series(series) if series else None
    if (wanted.pk if wanted else None) != piece.series_id:
        told["series"] = [piece.series.title if piece.series else "", wanted.title if wanted else ""]
    return told


def put(piece: Piece, tags: Sequence[str], series: str) -> None:
    """Tag the piece and put it at the end of the series. Needs the piece's lock; the caller stores the piece."""
    _tag(piece, names_of(tags))
    wanted = shelves.get_series(series) if series else None
    if wanted is not None and wanted.pk != piece.series_id:
        last = Piece.objects.filter(series_id=wanted.pk).order_by("-series_position").first()
        piece.series_position = last.series_position + 1 if last else 1
    piece.series = wanted


def _tag(piece: Piece, wanted: dict[str, str]) -> None:
    rows = PieceTag.objects.filter(piece_id=piece.pk)
    present = set(rows.values_list("tag__slug", flat=True))
    if present == set(wanted):
        return
    rows.exclude(tag__slug__in=wanted).delete()
    known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted)}
    for slug in wanted:
        if slug not in known:
            known[slug] = Tag.objects.get_or_create(slug=slug, defaults={"name": wanted[slug]})[0]
    PieceTag.objects.bulk_create(
        PieceTag(organisation_id=piece.organisation_id, piece=piece, tag=known[slug])
        for slug in wanted
        if slug not in present
    )
    Tag.objects.filter(slug__in=present - set(wanted)).exclude(
        pk__in=PieceTag.objects.values("tag_id")
    ).delete()


@transaction.atomic
def begin_series(*, title: str, by: Actor, language: str = "en", summary: str = "") -> Series:
    """A series without pieces yet. Raises NotAllowed, ValidationError."""
    require(by, permissions.PIECE_EDIT)
    series = Series(
        language=language,
        title=title.strip(),
        summary=summary.strip(),
        slug=_free_slug(title, language),
    )
    series.full_clean()
    series.save()
    audit(series, "publishing.series.begun", by=by, changes={"title": ["", series.title]})
    return series


@transaction.atomic
def change_series(series_id: int, *, title: str, summary: str, by: Actor, seen: int | None = None) -> Series:
    """Name it anew; its address stays. Raises NotFound, NotAllowed, ChangedMeanwhile, ValidationError."""
    series = locks.lock_series(series_id)
    require(by, permissions.PIECE_EDIT)
    before, after = (series.title, series.summary), (title.strip(), summary.strip())
    if before == after:
        return series
    changing.judge_row(series, "\n".join(after), "\n".join(before), seen)
    series.title, series.summary = after
    series.version += 1
    series.full_clean()
    series.save()
    following.read()
    audit(series, "publishing.series.changed", by=by, changes={"title": [before[0], series.title]})
    return series


@transaction.atomic
def arrange(series_id: int, order: Sequence[str], *, by: Actor) -> Series:
    """Put the pieces of a series in this order, by their public ids; those not named come after, as they stood. Raises NotFound,
    NotAllowed."""
    series = locks.lock_series(series_id)
    require(by, permissions.PIECE_EDIT)
    rows = _standing_in(series)
    rank = {key: place for place, key in enumerate(order)}
    _number(sorted(rows, key=lambda row: rank.get(row.public_id, len(rank))))
    return series


@transaction.atomic
def move_in_series(series_id: int, piece: str, *, by: Actor, step: int = 0, before: str = "") -> Series:
    """A piece of a series a step up (-1) or down (1), or before another; at the end when that is not there. Raises NotFound, NotAllowed."""
    series = locks.lock_series(series_id)
    require(by, permissions.PIECE_EDIT)
    rows = _standing_in(series)
    keys = [row.public_id for row in rows]
    if piece not in keys:
        raise NotFound
    place = keys.index(piece)
    moved = rows.pop(place)
    del keys[place]
    target = (
        max(0, min(place + step, len(rows))) if step else keys.index(before) if before in keys else len(rows)
    )
    _number([*rows[:target], moved, *rows[target:]])
    return series


@transaction.atomic
def leave_series(series_id: int, piece: str, *, by: Actor) -> Series:
    """Take a piece out of a series. Idempotent. Raises NotFound, NotAllowed."""
    series = locks.lock_series(series_id)
    require(by, permissions.PIECE_EDIT)
    rows = Piece.objects.filter(series_id=series.pk, public_id=piece)
    if rows.update(series=None, series_position=0):
        following.read()
    elif not Piece.objects.filter(public_id=piece).exists():
        raise NotFound
    return series


def _standing_in(series: Series) -> list[Piece]:
    return list(Piece.objects.filter(series_id=series.pk).order_by("series_position", "pk"))


def _number(rows: Sequence[Piece]) -> None:
    moved = [(place, row.pk) for place, row in enumerate(rows, start=1) if row.series_position != place]
    for place, key in moved:
        Piece.objects.filter(pk=key).update(series_position=place)
    if moved:
        following.read()


@transaction.atomic
def remove_series(series_id: int, *, by: Actor, now: datetime) -> None:
    """Take a series away that no piece stands in; those put away come out of it. Raises NotFound, NotAllowed, SeriesInUse."""
    series = locks.lock_series(series_id)
    require(by, permissions.PIECE_EDIT)
    if shelves.pieces_of(series):
        raise SeriesInUse
    Piece.objects.filter(series_id=series.pk).update(series=None, series_position=0, changed_at=now)
    audit(series, "publishing.series.removed", by=by, changes={"title": [series.title, ""]})
    series.delete()


def _free_slug(title: str, language: str) -> str:
    first = words.slug_of(title) or new_public_id()
    is_taken = Series.objects.filter(slug=first, language=language).exists()
    return f"{first[:80]}-{new_public_id()}" if is_taken else first
