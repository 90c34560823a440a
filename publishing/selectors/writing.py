"""Pieces as their writers find them: drafts included, one's own or, for editors, everybody's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from publishing import permissions
from publishing.engine.blocks import Block
from publishing.models import Piece, PieceAuthor, PieceQuerySet, PieceTag, Revision
from publishing.terms import Audience, Standing
from synthai.core.access import Actor
from synthai.core.errors import NotFound

STATES = ("draft", "live", "planned", *Standing.values)


@dataclass(frozen=True, kw_only=True)
class PieceFilter:
    """What a list shows. What is unknown counts as not chosen."""

    words: str = ""
    kind: str = ""
    language: str = ""
    state: str = ""
    tag: str = ""
    is_away: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing was chosen."""
        return not any((self.words, self.kind, self.language, self.state, self.tag))


def can_change(piece: Piece, by: Actor) -> bool:
    """Whether they may see and change its draft: their own, or anybody's as an editor."""
    is_own = by.user_id is not None and piece.created_by_id == by.user_id
    return by.can(permissions.PIECE_EDIT) or (is_own and by.can(permissions.PIECE_WRITE))


def visible(by: Actor) -> PieceQuerySet:
    """The pieces whose drafts they may see. Needs the tenant."""
    if by.can(permissions.PIECE_EDIT):
        return Piece.objects.all()
    return Piece.objects.filter(created_by_id=by.user_id or 0)


def readable(by: Actor, *, now: datetime) -> PieceQuerySet:
    """Live pieces of the own organisation that this person may read. Needs the tenant."""
    live = Piece.objects.live(now=now).select_related("live")
    return live if by.can(permissions.LEADERS_READ) else live.exclude(audience=Audience.LEADERS)


def pieces(chosen: PieceFilter, *, by: Actor) -> PieceQuerySet:
    """The pieces of a list, with their series, what readers see and who changed them last."""
    rows = (
        visible(by)
        .filter(removed_at__isnull=not chosen.is_away)
        .select_related("series", "live", "changed_by")
    )
    if chosen.words:
        rows = rows.filter(Q(title__icontains=chosen.words) | Q(summary__icontains=chosen.words))
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.language:
        rows = rows.filter(language=chosen.language)
    if chosen.tag:
        rows = rows.filter(pk__in=PieceTag.objects.filter(tag__slug=chosen.tag).values("piece_id"))
    return _in_state(rows, chosen.state)


def _in_state(rows: PieceQuerySet, state: str) -> PieceQuerySet:
    match state:
        case "draft":
            return rows.filter(live__isnull=True)
        case "live":
            return rows.filter(live__isnull=False)
        case "planned":
            return rows.filter(next__isnull=False)
        case _ if state in Standing.values:
            return rows.filter(standing=state)
        case _:
            return rows


def get_piece(public_id: str, *, by: Actor) -> Piece:
    """A piece that they may change, put away or not. Raises NotFound for every other one, whether it exists or not."""
    rows = Piece.objects.filter(public_id=public_id)
    found = rows.select_related("series", "live", "cover", "changed_by").order_by("pk").first()
    if found is None or not can_change(found, by):
        raise NotFound
    return found


def block_of(piece: Piece, block_id: str) -> Block:
    """A block of the draft; one that was taken out as it stood last. Raises NotFound for one that never was. One query at most."""
    holds = [piece.blocks]
    if all(block["id"] != block_id for block in piece.blocks):
        rows = Revision.objects.filter(piece_id=piece.pk, blocks__contains=[{"id": block_id}])
        holds = [row.blocks for row in rows.order_by("-number")[:1]]
    found: list[Block] = [block for blocks in holds for block in blocks if block["id"] == block_id]
    if not found:
        raise NotFound
    return found[0]


def authors_of(piece: Piece) -> list[str]:
    """Its authors by name, in their order. One query."""
    rows = PieceAuthor.objects.filter(piece_id=piece.pk).order_by("position", "pk")
    return list(rows.values_list("name", flat=True))


def revisions(piece: Piece) -> "QuerySet[Revision]":
    """Its revisions, with who made them."""
    rows: QuerySet[Revision] = Revision.objects.filter(piece_id=piece.pk).select_related("made_by")
    return rows


def get_revision(piece: Piece, number: int) -> Revision:
    """One of its revisions. Raises NotFound."""
    found = revisions(piece).filter(number=number).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def to_relate(by: Actor, *, now: datetime, but: Piece | None = None) -> list[tuple[str, str]]:
    """Pieces that one may point at: what one may change, and what one may read as it is live. By public id and title, newest first; of
    a piece that one may not change the title that readers see. One query."""
    is_editor, me = by.can(permissions.PIECE_EDIT), by.user_id or 0
    own: Any = Q() if is_editor else Q(created_by_id=me) | Q(pk__in=readable(by, now=now).values("pk"))
    rows = Piece.objects.kept().filter(own).exclude(pk=but.pk if but else 0).order_by("-changed_at", "-pk")
    told = rows.values_list("public_id", "title", "slug", "live__title", "created_by_id")[:200]
    return [
        (key, (title if is_editor or writer == me else seen) or slug)
        for key, title, slug, seen, writer in told
    ]


def known_keys(keys: Collection[str], *, by: Actor, now: datetime) -> set[str]:
    """Those of these public ids that are pieces they may change, or read as they are live. One query, none for no ids."""
    if not keys:
        return set()
    seen = Q(pk__in=visible(by).values("pk")) | Q(pk__in=readable(by, now=now).values("pk"))
    rows = Piece.objects.kept().filter(seen, public_id__in=keys)
    return set(rows.values_list("public_id", flat=True))


def hidden_keys(keys: Collection[str], *, by: Actor, now: datetime) -> set[str]:
    """Those of these public ids that are pieces they may neither change nor read. Two queries, none for editors."""
    if not keys or by.can(permissions.PIECE_EDIT):
        return set()
    there = Piece.objects.kept().filter(public_id__in=keys)
    return set(there.values_list("public_id", flat=True)) - known_keys(keys, by=by, now=now)


def as_known(piece: Piece, by: Actor) -> Piece:
    """The piece, not to be stored, with the title and summary that this person may know: of a draft that they may not change those
    that readers see. Needs `live`."""
    if piece.live is not None and not can_change(piece, by):
        piece.title, piece.summary = piece.live.title, piece.live.summary
    return piece


def with_words(words: str, by: Actor) -> Q:
    """In what they may read of it: words of a draft that they may not change find nothing."""
    draft = Q(title__icontains=words) | Q(summary__icontains=words)
    if by.can(permissions.PIECE_EDIT):
        return draft
    own, seen = Q(created_by_id=by.user_id or 0), Q(live__title__icontains=words)
    return (own & draft) | (~own & (seen | Q(live__summary__icontains=words)))
