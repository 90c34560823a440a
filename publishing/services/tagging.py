"""Tags beside those a piece has: what a person uses of a suggestion."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from publishing.models import Piece
from publishing.selectors import shelves as selectors
from publishing.services import changing, shelves
from publishing.services.settings import PART
from synthai.core.access import Actor
from synthai.core.audit import audit


@transaction.atomic
def add(piece_id: int, tags: Sequence[str], *, by: Actor, now: datetime) -> Piece:
    """Put these tags beside those the piece has; none new changes nothing. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = changing.changeable(piece_id, by=by)
    series = piece.series.public_id if piece.series else ""
    wanted = [*selectors.tag_names(piece), *tags]
    told = shelves.differences(piece, wanted, series)
    if told:
        shelves.put(piece, wanted, series)
        changing.changed(piece, [PART], by=by, now=now)
        audit(piece, "publishing.piece.settled", by=by, changes=told)
    return piece
