"""Searching for somebody, and counting that they did; and that they opened what they found."""

from datetime import datetime
from typing import Final

from publishing.selectors.found import NAME as PIECE
from synthai.core.access import Actor
from synthai.core.search import counting, opening, query
from synthai.core.search.opening import Entry
from synthai.core.search.results import Results
from synthai.site.search.asked import Asked

# Whose words editors see: those that led to a piece. What led to a customer's row is nobody's business.
_TELLS_WORDS: Final = frozenset({PIECE})
TYPED: Final = 8  # results while somebody types


def look(asked: Asked, *, by: Actor | None, where: str, now: datetime, is_named: bool = False) -> Results:
    """What this person finds; a first look is counted. Nothing asked, nothing found.

    `is_named`: a page of the product is called so, and shown: who finds nothing else did not look in vain.
    """
    if not asked.text:
        return Results()
    found = query.find(
        asked.text,
        by=by,
        now=now,
        among=asked.among,
        page=asked.page,
        is_typing=asked.is_typing,
        is_exact=asked.is_exact,
        keeps_misses=not is_named,
    )
    places = query.where(by) if asked.is_first_look else []
    if places:
        vain = not found.total and not is_named
        counting.searched(found, organisation_id=places[0][0], where=where, now=now, is_in_vain=vain)
    return found


def glance(text: str, *, by: Actor, now: datetime) -> Results:
    """The best few while somebody types in the palette."""
    return query.find(text, by=by, now=now, size=TYPED, is_typing=True)


def opened(name: opening.Name, *, asked: str, place: int, by: Actor | None, now: datetime) -> Entry | None:
    """Count that this person opened what they found; None, uncounted, for what they may not find."""
    found = opening.entries([name], by=by)
    if not found:
        return None
    entry = found[0]
    counting.opened(
        asked if entry.kind in _TELLS_WORDS else "",
        entry.kind,
        entry.key,
        place,
        looked_in=entry.looked_in,
        belongs_to=entry.belongs_to,
        now=now,
    )
    return entry
