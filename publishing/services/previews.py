"""A link to a draft for a colleague who may not change it: signed, ends after a week, and asks each time who opens it.

The link is no key of its own. Whoever opens it must be signed in to the organisation and be allowed to read the piece once it is
published: passed on to anybody else it shows nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from django.core import signing

from publishing import permissions
from publishing.engine import access
from publishing.models import Piece, Revision
from publishing.selectors import pieces
from publishing.selectors.readers import Shelf
from publishing.selectors.reading import Shown
from publishing.selectors.writing import can_change
from publishing.services import revisions
from synthai.core.access import Actor, require
from synthai.core.errors import NotFound

LASTS: Final = timedelta(days=7)
_SALT: Final = "publishing.preview"


def token(piece: Piece, *, by: Actor, now: datetime) -> str:
    """What the link carries. Raises NotFound for a piece that they may not change."""
    if not can_change(piece, by):
        raise NotFound
    ends = int((now + LASTS).timestamp())
    return signing.dumps([piece.organisation_id, piece.public_id, ends], salt=_SALT)


def opened(sealed: str, *, by: Actor, now: datetime) -> Piece:
    """The piece of a link. Raises NotFound for a link that ended, is of another organisation or is none, and for who may not read the
    piece; NotAllowed for who reads nothing here."""
    require(by, permissions.LIBRARY_READ)
    try:
        organisation_id, public_id, ends = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise NotFound from error
    if organisation_id != by.organisation_id or ends < now.timestamp():
        raise NotFound
    piece = pieces.get_piece(public_id)
    if piece.removed_at is not None or not (can_change(piece, by) or _may_read(piece, by)):
        raise NotFound
    return piece


def shown(shelf: Shelf, sealed: str, *, by: Actor, now: datetime) -> Shown:
    """The draft of a link as a reader gets a live piece: the revision it would become, which is not kept. Raises as `opened`."""
    piece = opened(sealed, by=by, now=now)
    draft = Revision(
        piece=piece,
        number=0,
        title=piece.title,
        summary=piece.summary,
        blocks=piece.blocks,
        seo=piece.seo,
        cover=piece.cover,
        facts=revisions.facts_of(piece),
    )
    piece.live = draft
    return Shown(shelf=shelf, piece=piece, revision=draft, verdict=access.Verdict.WHOLE)


def _may_read(piece: Piece, by: Actor) -> bool:
    reader = access.Reader(
        is_signed_in=True, is_home=True, is_leader=by.can(permissions.LEADERS_READ), has_plan=True
    )
    return access.verdict(piece.audience, reader) is access.Verdict.WHOLE
