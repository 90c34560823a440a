"""Searches as editors see them: what was looked for in vain, and what led to a piece."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from publishing.models import Piece
from publishing.selectors import readers, reading
from publishing.selectors.found import NAME
from publishing.selectors.readers import OWN
from synthai.core.access import Actor
from synthai.core.search import counting

MOST: Final = 100


@dataclass(frozen=True, kw_only=True)
class Led:
    """Words that led to a piece: how often, and at which place of the list on average. No words where another organisation looked."""

    piece: Piece
    words: str
    times: int
    place: float


def led(organisation: Any, *, by: Actor, now: datetime) -> list[Led]:
    """Which searches led to which of the organisation's pieces, of those that the actor may read. Two queries."""
    hits = counting.hits(NAME, limit=MOST)
    with readers.beside(organisation, OWN) as shelf:
        rows = reading.listing(shelf, readers.of_actor(by, shelf), now=now)
        found = {piece.public_id: piece for piece in reading.with_keys(rows, {hit.key: 1 for hit in hits})}
    return [
        Led(piece=found[hit.key], words=hit.words, times=hit.times, place=hit.place)
        for hit in hits
        if hit.key in found
    ]
