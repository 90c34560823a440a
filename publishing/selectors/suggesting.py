"""What to read next: by rule, and by what other organisations read. Every suggestion says why it is one."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from publishing.models import Piece, PieceQuerySet, ReaderChoice, Reading, ReadTogether

MOST: Final = 3
FEWEST_ORGANISATIONS: Final = 3  # fewer would tell what a single one reads
_LOOKED_AT: Final = 60


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A piece, and why it is suggested."""

    piece: Piece
    why: str


def by_rule(
    rows: PieceQuerySet, piece: Piece, *, most: int = MOST, but: frozenset[str] = frozenset()
) -> list[Suggested]:
    """Those that share tags with the piece, in its language: more tags in common first, then newer. One query."""
    tags = _tags(piece)
    if not tags:
        return []
    wanted = Q()
    for slug in tags:
        wanted |= Q(live__facts__contains={"tags": [[slug]]})
    near = rows.filter(wanted, language=piece.language).exclude(pk=piece.pk)
    found = [each for each in near.order_by("-live_at", "-pk")[:_LOOKED_AT] if each.public_id not in but]
    if piece.series_id:
        found = [each for each in found if each.series_id != piece.series_id]
    found.sort(key=lambda each: -len(tags.keys() & _tags(each).keys()))
    return [
        Suggested(piece=each, why=_("Also about %(tags)s") % {"tags": _in_common(tags, each)})
        for each in found[:most]
    ]


def by_others(rows: PieceQuerySet, piece: Piece, *, but: frozenset[str] = frozenset()) -> list[Suggested]:
    """What organisations that finished this piece finished too, when they are three or more. Two queries. Needs the shelf's tenant."""
    pairs = ReadTogether.objects.filter(piece_id=piece.pk, organisations__gte=FEWEST_ORGANISATIONS)
    counts = dict(
        pairs.order_by("-organisations", "pk").values_list("other_id", "organisations")[:_LOOKED_AT]
    )
    if not counts:
        return []
    found = [each for each in rows.filter(pk__in=counts) if each.public_id not in but]
    found.sort(key=lambda each: (-counts[each.pk], -each.pk))
    return [
        Suggested(
            piece=each,
            why=_("%(count)d organisations that finished this one finished it too")
            % {"count": counts[each.pk]},
        )
        for each in found[:MOST]
    ]


def wants(user_id: int | None) -> bool:
    """Whether the person wants suggestions. One query. Needs the tenant they read in."""
    silent = ReaderChoice.objects.filter(user_id=user_id or 0, wants_suggestions=False)
    return user_id is not None and not silent.exists()


def finished_keys(user_id: int | None, *, is_platform: bool) -> frozenset[str]:
    """What the person has read to its end. One query. Needs the tenant they read in."""
    rows = Reading.objects.filter(user_id=user_id or 0, is_platform=is_platform, finished_at__isnull=False)
    return frozenset(rows.values_list("key", flat=True))


def _tags(piece: Piece) -> dict[str, str]:
    return dict(piece.live.facts.get("tags", [])) if piece.live else {}


def _in_common(tags: dict[str, str], piece: Piece) -> str:
    return ", ".join(name for slug, name in tags.items() if slug in _tags(piece))
