"""Revisions of a piece: kept, never changed."""

from datetime import datetime

from publishing.engine import words
from publishing.models import Piece, PieceAuthor, PieceTag, Revision
from publishing.terms import RevisionKind
from synthai.core.access import Actor


def keep(
    piece: Piece, *, by: Actor, now: datetime, kind: str = RevisionKind.SAVED, note: str = ""
) -> Revision:
    """Keep the draft as it stands now; the same draft twice for the same reason is kept once. Needs the piece's lock."""
    last: Revision | None = Revision.objects.filter(piece_id=piece.pk).order_by("-number").first()
    if last is not None and last.of_version == piece.version and last.kind == kind:
        return last
    made: Revision = Revision.objects.create(
        piece=piece,
        number=(last.number if last else 0) + 1,
        of_version=piece.version,
        kind=kind,
        title=piece.title,
        summary=piece.summary,
        blocks=piece.blocks,
        seo=piece.seo,
        cover_id=piece.cover_id,
        facts=facts_of(piece),
        note=note,
        made_by_id=by.user_id,
        made_at=now,
    )
    return made


def facts_of(piece: Piece) -> dict[str, object]:
    """What readers are told beside the text. Two queries."""
    text = words.plain(piece.blocks)
    authors = PieceAuthor.objects.filter(piece_id=piece.pk).order_by("position", "pk")
    tags = PieceTag.objects.filter(piece_id=piece.pk).order_by("tag__name")
    number = words.count(text)
    return {
        "authors": list(authors.values_list("name", flat=True)),
        "tags": [[slug, name] for slug, name in tags.values_list("tag__slug", "tag__name")],
        "words": number,
        "minutes": words.minutes(number),
        **({"unread": piece.unread} if piece.unread else {}),
    }
