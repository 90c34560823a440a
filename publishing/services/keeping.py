"""A piece kept by hand, brought back to what it was, copied, put away and brought back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from publishing import events, locks, permissions
from publishing.models import Piece, PieceAuthor, PieceTag, Revision
from publishing.selectors import beside
from publishing.selectors.writing import can_change
from publishing.services import (
    changing,
    check_wishes,
    following,
    live,
    revisions,
    scheduling,
    translation_rules,
)
from publishing.services.parts import HEADS, ORDER
from publishing.services.pieces import free_slug
from publishing.terms import TITLE_LENGTH, RevisionKind
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish as tell


@transaction.atomic
def keep(piece_id: int, *, by: Actor, now: datetime, note: str = "") -> Revision:
    """Keep the draft as it stands as a revision; twice the same is kept once. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = changing.changeable(piece_id, by=by)
    return revisions.keep(piece, by=by, now=now, note=note.strip())


@transaction.atomic
def restore(piece_id: int, number: int, *, by: Actor, now: datetime) -> Piece:
    """Let the draft say again what a revision says; what stood there is kept as a revision first. What readers see does not change.

    Raises NotFound, NotAllowed, PiecePutAway.
    """
    piece = changing.changeable(piece_id, by=by)
    row = Revision.objects.filter(piece_id=piece.pk, number=number).order_by("pk").first()
    if row is None:
        raise NotFound
    revisions.keep(
        piece, by=by, now=now, note=_("Before revision %(number)d was brought back") % {"number": number}
    )
    ids = [block["id"] for block in (*piece.blocks, *row.blocks)]
    piece.title, piece.summary, piece.blocks = row.title, row.summary, row.blocks
    piece.seo, piece.cover_id = row.seo, row.cover_id
    translation_rules.leave_unread(piece, row.facts.get("unread"))
    changing.changed(piece, [*HEADS, ORDER, *map(changing.block, ids)], by=by, now=now)
    told = _("Revision %(number)d") % {"number": number}
    revisions.keep(piece, by=by, now=now, kind=RevisionKind.RESTORED, note=told)
    audit(piece, "publishing.piece.restored", by=by, changes={"revision": [None, number]})
    return piece


@transaction.atomic
def duplicate(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """A draft like this one, of whom copies it: text, cover, tags and authors; nobody reads it, and it stands in no series. Raises
    NotFound for a piece that one may not change, NotAllowed."""
    source = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_WRITE)
    if not can_change(source, by):
        raise NotFound
    title = _("%(title)s (copy)") % {"title": source.title[: TITLE_LENGTH - 10]}
    made = Piece(
        **{
            name: getattr(source, name)
            for name in (
                "kind",
                "language",
                "summary",
                "blocks",
                "seo",
                "cover_id",
                "audience",
                "unread",
            )
        },
        title=title,
        slug=free_slug(title, source.language),
        created_by_id=by.user_id,
        changed_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )
    made.is_machine_draft = bool(beside.unread_parts(made))
    made.full_clean(exclude=["blocks", "seo"])
    made.save()
    for model in (PieceAuthor, PieceTag):
        _copy_rows(model, source, made)
    following.shows(made)
    check_wishes.wanted(made.pk, now=now)
    audit(made, "publishing.piece.copied", by=by, changes={"from": [None, source.public_id]})
    return made


def _copy_rows(model: type[PieceAuthor] | type[PieceTag], source: Piece, made: Piece) -> None:
    rows = list(model.objects.filter(piece_id=source.pk).order_by("pk"))
    for row in rows:
        row.pk, row.piece = None, made
    model.objects.bulk_create(rows)


@transaction.atomic
def put_away(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """Take a piece out of every list. One that readers see is taken from them too, which takes the right to publish. Idempotent.

    Raises NotFound, NotAllowed.
    """
    piece = _to_shelve(piece_id, by=by)
    if piece.removed_at is None:
        was_live = piece.is_live(now=now)
        piece.removed_at = now
        piece.save(update_fields=["removed_at"])
        following.shows(piece)
        following.found(piece)
        audit(piece, "publishing.piece.put_away", by=by)
        if was_live:
            tell(events.PieceTakenDown(piece_id=piece.pk, public_id=piece.public_id))
    return piece


@transaction.atomic
def bring_back(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """Undo `put_away`: readers see again what they saw. What was to go live meanwhile does not any more. Idempotent. Raises NotFound,
    NotAllowed."""
    piece = _to_shelve(piece_id, by=by)
    if piece.removed_at is not None:
        piece.removed_at = None
        scheduling.miss_what_passed(piece, now=now)
        piece.save(update_fields=["removed_at", *live.PLANNED])
        following.shows(piece)
        following.found(piece)
        audit(piece, "publishing.piece.brought_back", by=by)
        if piece.live is not None and piece.is_live(now=now):
            number = piece.live.number
            told = events.PiecePublished(
                piece_id=piece.pk, public_id=piece.public_id, revision=number, by_id=by.user_id
            )
            tell(told)
    return piece


def _to_shelve(piece_id: int, *, by: Actor) -> Piece:
    piece = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_WRITE if changing.is_own(piece, by) else permissions.PIECE_EDIT)
    if piece.live_id is not None or piece.next_id is not None:
        require(by, permissions.PIECE_PUBLISH)
    return piece
