"""What may be suggested to who writes, what was, and which pieces are related."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from publishing.models import HelpChoice, Piece, PieceTag, Suggestion, Tag
from publishing.selectors import found, reading, writing
from synthai.core.access import Actor
from synthai.core.ai import calling
from synthai.core.search import query

MOST_RELATED: Final = 5


@dataclass(frozen=True, kw_only=True)
class Related:
    """A piece to point at, and why."""

    key: str
    title: str
    why: str


def may_use_models() -> bool:
    """Whether the organisation lets a language model read drafts, and there is one. One query at most. Needs the tenant."""
    return calling.is_there() and wants_models()


def wants_models() -> bool:
    """What the organisation chose. One query. Needs the tenant."""
    return bool(HelpChoice.objects.filter(uses_models=True).exists())


def suggestions(piece: Piece) -> dict[str, Suggestion]:
    """What was suggested last, by part. One query."""
    return {row.part: row for row in Suggestion.objects.filter(piece_id=piece.pk)}


def tag_choices(piece: Piece) -> list[str]:
    """The tags there are that it does not carry, by name. One query."""
    carried = PieceTag.objects.filter(piece_id=piece.pk).values("tag_id")
    return list(Tag.objects.exclude(pk__in=carried).order_by("name").values_list("name", flat=True)[:400])


def related(piece: Piece, *, by: Actor, now: datetime) -> list[Related]:
    """Pieces of the own organisation that readers see and this writer may read: by tags in common, then by what search finds for
    the title. Those the piece points at already are left out. Up to six statements and a search."""
    rows = writing.readable(by, now=now).filter(language=piece.language).exclude(pk=piece.pk)
    known = set(reading.related_keys(piece.blocks))
    told = {each.key: each for each in _by_tags(rows, piece) if each.key not in known}
    results = query.find(
        piece.title,
        by=by,
        now=now,
        among=query.Narrowed(kinds=(found.NAME,), language=piece.language),
        size=20,
    )
    keys = [each.key for each in results.results if not each.is_shelf and each.key not in known | set(told)]
    why = {each.key: "; ".join(map(str, each.why)) for each in results.results}
    for row in reading.with_keys(rows.defer("blocks", "seo"), keys):
        told[row.public_id] = Related(
            key=row.public_id, title=row.live.title if row.live else "", why=why[row.public_id]
        )
    return list(told.values())[:MOST_RELATED]


def _by_tags(rows: Any, piece: Piece) -> list[Related]:
    tags = dict(PieceTag.objects.filter(piece_id=piece.pk).values_list("tag_id", "tag__name"))
    shared: dict[int, list[str]] = {}
    others = PieceTag.objects.filter(tag_id__in=tags, piece_id__in=rows.values("pk")).order_by("pk")
    for piece_id, tag_id in others.values_list("piece_id", "tag_id")[:500]:
        shared.setdefault(piece_id, []).append(tags[tag_id])
    best = sorted(shared, key=lambda key: (-len(shared[key]), -key))[:MOST_RELATED]
    told = {
        key: (public_id, title)
        for key, public_id, title in rows.filter(pk__in=best).values_list("pk", "public_id", "live__title")
    }
    return [
        Related(
            key=told[key][0],
            title=told[key][1],
            why=_("Also about %(tags)s") % {"tags": ", ".join(sorted(shared[key]))},
        )
        for key in best
        if key in told
    ]
