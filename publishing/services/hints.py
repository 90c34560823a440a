"""Hints to open tabs of editors: a review was asked or decided, somebody began to write or took over, a note was written, readers see
something else. A hint names the piece and nothing of it; the page fetches what it shows and is judged there.

Even the name of a draft goes only to who may see it: editors hear their organisation's topic, who began the piece hears it on their own.
"""

from typing import Final

from accounts import selectors as people
from publishing import permissions
from publishing.models import Piece
from synthai.core import realtime
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit

AREA: Final = "publishing"
REVIEW, DESK, NOTE, SHOWN = "review", "desk", "note", "shown"


def offer() -> None:
    """Say what hearing of every piece asks for."""
    realtime.register_area(AREA, capability=permissions.PIECE_EDIT)


def topic_of(organisation_public_id: str) -> str:
    """What pages of editors listen to."""
    return realtime.organisation_topic(organisation_public_id, AREA)


def topic_for(by: Actor) -> str:
    """What pages of this person listen to: as an editor everything, otherwise what is told to them alone."""
    if by.can(permissions.PIECE_EDIT) or not by.user_public_id:
        return topic_of(by.organisation_public_id or "")
    return realtime.user_topic(by.user_public_id)


def later(kind: str, piece: Piece) -> None:
    """Tell open tabs when this transaction is done. Three queries at most."""
    organisation, writer = piece.organisation_id or 0, piece.created_by
    topics = [topic_of(people.public_id_of(organisation))]
    if writer is not None and writer.pk in people.member_ids_holding(organisation, permissions.PIECE_WRITE):
        topics.append(realtime.user_topic(writer.public_id))
    for topic in topics:
        after_commit(realtime.push, topic, kind, piece.public_id, piece.version)
