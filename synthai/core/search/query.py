"""Finding: the organisation's own things and the platform's shelf, by words, by titles and by meaning.

    found = query.find("how do i regsiter for vat", by=request.actor, now=now)

Who asks, asks inside their organisation or none: nobody else's entries are looked at, and of those that are, only what the
person's tokens open. A constant number of statements, whatever is found.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

from synthai.core.access import Actor
from synthai.core.search import (
    backends,
    embeddings,
    entries,
    fusion,
    misses,
    readers,
    showing,
    spelling,
    synonyms,
    together,
    words,
)
from synthai.core.search.asking import NOTHING, Ask, Lists
from synthai.core.search.backends.postgres import Postgres
from synthai.core.search.results import Notice, Results
from synthai.core.tenancy import all_tenants

LETTERS: Final = 200
SIZE: Final = 20
_CLEAR: Final = 0.85  # cosine; names are up to 0.842 near to letters that mean nothing
_SHELF: Final = "SELECT id FROM {table} WHERE slug = %s"
_BEHIND: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What is looked among: kinds by name, values of facets, one language. Nothing: everything."""

    kinds: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] | None = None
    language: str = ""


EVERYTHING: Final = Narrowed()


def find(
    text: str,
    *,
    by: Actor | None,
    now: datetime,
    among: Narrowed = EVERYTHING,
    page: int = 1,
    size: int = SIZE,
    is_typing: bool = False,
    is_exact: bool = False,
    keeps_misses: bool = True,
    ways: Sequence[str] = ("words", "named", "meaning"),
) -> Results:
    """What this person finds. `by` None is anybody: the platform's public shelf.

    `is_exact`: words are taken as they stand, none is read as another. `is_typing`: while somebody types, when the last
    word may be half of one; the meaning is not asked then. Neither counts as a search in vain, nor does one whose asker
    found something elsewhere (not `keeps_misses`).
    """
    began, said = time.perf_counter(), " ".join(text[:LETTERS].replace("\x00", "").split())
    if not said:
        return Results()
    wanted = tuple(way for way in ways if way != "meaning" or not is_typing)
    asks, notices = _asks(said, by, among, now, is_typing=is_typing, is_exact=is_exact, ways=wanted)
    lists = _lists(asks, notices)
    answered = [(ask, _without_guesses(ask, each)) for ask, each in zip(asks, lists, strict=True)]
    if "meaning" in wanted and any(ask.vector is None for ask in asks):
        notices.append("without_meaning")
    if any(each.is_capped for each in lists):
        notices.append("too_common")
    fused = fusion.fuse(((ask.organisation_id, lists) for ask, lists in answered), most=showing.COUNTED)
    shown = showing.show(answered, fused, page=page, size=size)
    counts = keeps_misses and not (is_typing or is_exact) and among == EVERYTHING
    if not shown.total and counts and "late" not in notices and asks:
        misses.note(
            said, organisation_id=asks[0].organisation_id, language=(get_language() or "")[:2], now=now
        )
    return Results(
        results=shown.results,
        total=shown.total,
        facets=shown.facets,
        mended=shown.mended,
        notices=tuple(dict.fromkeys(notices)),
        took_ms=round((time.perf_counter() - began) * 1000),
    )


def _asks(
    said: str,
    by: Actor | None,
    among: Narrowed,
    now: datetime,
    *,
    is_typing: bool,
    is_exact: bool,
    ways: tuple[str, ...],
) -> tuple[list[Ask], list[Notice]]:
    """The question as each place is asked it: misspelt words mended, the vector made once, beside all that follows. And whether the
    index of any is behind."""
    places, asked = _places(by), tuple(words.asked(said))
    with all_tenants(reason="search: words of one organisation, and whether changes wait"):
        mended, is_late = together.outcomes(
            spelling.mended(places, () if is_exact else asked),
            entries.are_behind(places, since=now - _BEHIND),
        )
    vector = embeddings.begun(synonyms.in_english(said, mended) if "meaning" in ways else "")
    asks = [
        Ask(
            organisation_id=organisation_id,
            text=said,
            words=asked,
            tokens=tuple(_tokens(by, organisation_id)),
            kinds=among.kinds,
            facets=among.facets or {},
            language=among.language,
            mended=mended,
            embedded=vector,
            is_typing=is_typing,
            ways=ways,
        )
        for organisation_id in places
    ]
    return asks, ["late"] if is_late else []


def where(by: Actor | None) -> list[tuple[int, list[str]]]:
    """The organisations to look in, and with which tokens: the person's own, then the platform's."""
    return [(organisation_id, _tokens(by, organisation_id)) for organisation_id in _places(by)]


def _places(by: Actor | None) -> list[int]:
    own, shelf = by.organisation_id if by else None, _platform_id()
    return list(dict.fromkeys(each for each in (own, shelf) if each))


def _tokens(by: Actor | None, organisation_id: int) -> list[str]:
    return readers.at_home(by) if by and by.organisation_id == organisation_id else readers.abroad(by)


def _platform_id() -> int | None:
    """Each search asks: Django's own way to the statement takes twice as long as the statement."""
    table = apps.get_model(settings.ORGANISATION_MODEL)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            _SHELF.format(table=connection.ops.quote_name(table)), [settings.PLATFORM_ORGANISATION]
        )
        found = cursor.fetchone()
    return found[0] if found else None


def _lists(asks: Sequence[Ask], notices: list[Notice]) -> list[Lists]:
    wanted = [ask for ask in asks if ask.tokens]
    if not wanted:
        return [NOTHING for _ in asks]
    other = backends.other()
    try:
        made = [other.lists(ask) for ask in wanted] if other is not None else Postgres().lists_of(wanted)
    except backends.OutOfReach:
        notices.append("without_backend")
        made = Postgres().lists_of(wanted)
    found = dict(zip((ask.organisation_id for ask in wanted), made, strict=True))
    return [found.get(ask.organisation_id, NOTHING) for ask in asks]


def _without_guesses(ask: Ask, lists: Lists) -> Lists:
    """Where no word and no title met anything, only what is clearly near: there is always something nearest, even to nonsense."""
    if "words" not in ask.ways or lists.words or lists.named:
        return lists
    return replace(lists, meaning=tuple(match for match in lists.meaning if match.score >= _CLEAR))
