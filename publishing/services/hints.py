"""Hints to open tabs of editors: a review was asked or decided, somebody began to write or took over, a note was written, readers see
something else. A hint names the piece and nothing of it; the page fetches what it shows and is judged there."""

from typing import Final

from accounts import selectors as people
from publishing import permissions
from publishing.models import Piece
from synthai.core import realtime
from synthai.core.after_commit import after_commit

AREA: Final = "publishing"
REVIEW, DESK, NOTE, SHOWN = "review", "desk", "note", "shown"


def offer() -> None:
    """Say what hearing of pieces asks for."""
    realtime.register_area(AREA, capability=permissions.PIECE_WRITE)


def topic_of(organisation_public_id: str) -> str:
    """What pages of writers listen to."""
    return realtime.organisation_topic(organisation_public_id, AREA)


def later(kind: str, piece: Piece) -> None:
    """Tell open tabs when this transaction is done. One query."""
    topic = topic_of(people.public_id_of(piece.organisation_id or 0))
    after_commit(realtime.push, topic, kind, piece.public_id, piece.version)
