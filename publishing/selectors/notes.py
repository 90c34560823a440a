"""Notes of editors on a piece, for who may change it. Readers have no way to them."""

from dataclasses import dataclass, field
from typing import Any

from accounts import selectors as people
from publishing import permissions
from publishing.models import Piece, PieceNote
from publishing.selectors.reviews import editor_ids
from publishing.terms import BlockKind
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.tenancy import active_organisation_id


@dataclass(kw_only=True)
class Talk:
    """A note with its replies. `place`: where in the piece, in words; empty for the whole of it. `is_gone`: its block was taken out."""

    note: PieceNote
    place: str = ""
    is_gone: bool = False
    replies: list[PieceNote] = field(default_factory=list)


def talks(piece: Piece, *, block: str = "", settled_too: bool = True) -> list[Talk]:
    """The notes of a piece, or of one block, open ones first, then by age, each with its replies. One query."""
    rows = PieceNote.objects.filter(piece_id=piece.pk).select_related("written_by", "asked", "settled_by")
    found: dict[int, Talk] = {}
    replies: list[PieceNote] = []
    for row in rows.order_by("written_at", "pk")[:1000]:
        if row.answers_id is not None:
            replies.append(row)
        elif (not block or row.block == block) and (settled_too or row.settled_at is None):
            found[row.pk] = Talk(note=row)
    for reply in replies:
        if reply.answers_id in found:
            found[reply.answers_id].replies.append(reply)
    _place(piece, found.values())
    return sorted(found.values(), key=lambda each: each.note.settled_at is not None)


def _place(piece: Piece, found: Any) -> None:
    blocks = {
        each["id"]: f"{number}. {BlockKind(each['kind']).label}"
        for number, each in enumerate(piece.blocks, 1)
    }
    for talk in found:
        talk.place = blocks.get(talk.note.block, "")
        talk.is_gone = bool(talk.note.block) and talk.note.block not in blocks


def open_counts(piece: Piece) -> dict[str, int]:
    """How many open notes each block has; "" those of the whole piece. One query."""
    rows = PieceNote.objects.filter(piece_id=piece.pk, answers__isnull=True, settled_at__isnull=True)
    counts: dict[str, int] = {}
    for block in rows.values_list("block", flat=True)[:1000]:
        counts[block] = counts.get(block, 0) + 1
    return counts


def get_note(piece: Piece, public_id: str) -> PieceNote:
    """A note of this piece, no reply. Raises NotFound. One query."""
    rows = PieceNote.objects.filter(piece_id=piece.pk, public_id=public_id, answers__isnull=True)
    found: PieceNote | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def who_sees(piece: Piece) -> list[int]:
    """Keys of who may see the draft: editors, and its writer as long as they may write. Two queries."""
    organisation_id = piece.organisation_id or 0
    found = editor_ids(organisation_id)
    if piece.created_by_id is None or piece.created_by_id in found:
        return found
    writers = people.member_ids_holding(organisation_id, permissions.PIECE_WRITE)
    return [*found, *({piece.created_by_id} & set(writers))]


def askable(piece: Piece, by: Actor) -> list[tuple[str, str]]:
    """Whom one may ask by name: public id and name. Three queries. Needs the tenant."""
    ids = set(who_sees(piece)) - {by.user_id}
    rows = people.members_query(active_organisation_id() or 0)
    found = [(row.user.public_id, row.user.label) for row in rows if row.user_id in ids]
    return sorted(found, key=lambda each: each[1].casefold())
