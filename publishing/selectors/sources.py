"""What an answer may be taken from: the pieces that search finds for somebody, if they may read all of their text.

Search has asked who may find them; the door of reading is asked again here, so that an index which lags opens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from accounts import selectors as people
from publishing.engine import passages
from publishing.models import Piece
from publishing.selectors import found, readers
from publishing.selectors.platform import platform_id
from publishing.selectors.readers import OWN, SHARED
from synthai.core.access import Actor
from synthai.core.answers import questions
from synthai.core.answers.passages import Passage
from synthai.core.answers.questions import Held
from synthai.core.errors import NotFound
from synthai.core.search import query
from synthai.core.search.query import Narrowed
from synthai.core.search.results import Results

PIECES: Final = 14  # that are read for one answer


@dataclass(frozen=True, kw_only=True)
class Open:
    """A live piece that somebody may read whole. `source` is its shelf's word and its public id."""

    source: str
    piece: Piece

    @property
    def title(self) -> str:
        """As readers see it."""
        return self.piece.live.title if self.piece.live else self.piece.title


@dataclass(frozen=True, kw_only=True)
class Material:
    """A question, and the passages that may answer it."""

    held: Held
    passages: list[Passage]
    pieces: list[Open]


def gathered(text: str, *, by: Actor, now: datetime, language: str, within: str = "") -> Material:
    """The passages of the pieces that search finds for this person, or of one piece. A constant number of queries. Needs their tenant."""
    results = _found(text, by, now)
    own, shelf = by.organisation_id or 0, platform_id()
    ids = [own, *([shelf] if shelf else [])]
    held = questions.held(text, organisation_ids=ids, mended=dict(results.mended), language=language)
    asked = [within] if within else _sources(results, by)
    if (
        language != "en" and not within
    ):  # most is written in English, and its own language is met by more words
        asked += _sources(_found(text, by, now, language="en"), by)
    pieces = _in_one_language(opened(asked, by=by, now=now), language)
    return Material(
        held=held, pieces=pieces, passages=[passage for each in pieces for passage in _passages(each)]
    )


def _found(text: str, by: Actor, now: datetime, *, language: str = "") -> Results:
    among = Narrowed(kinds=(found.NAME,), language=language)
    return query.find(text, by=by, now=now, among=among, size=PIECES)


def opened(sources: Iterable[str], *, by: Actor, now: datetime) -> list[Open]:
    """Those of the pieces that this person may read whole now, in the order given. Up to two queries a shelf. Needs their tenant."""
    asked = list(dict.fromkeys(sources))
    made: dict[str, Open] = {}
    for word in (OWN, SHARED):
        keys = [source.partition("/")[2] for source in asked if source.startswith(f"{word}/")]
        if keys:
            made |= _of_shelf(word, keys, by=by, now=now)
    return [made[source] for source in asked if source in made]


def _of_shelf(word: str, keys: list[str], *, by: Actor, now: datetime) -> dict[str, Open]:
    organisation: Any = people.organisation_by_slug(by.organisation_slug or "")
    try:
        with readers.beside(organisation, word) as shelf:
            whole = shelf.audiences(readers.of_actor(by, shelf), whole=True)
            rows = Piece.objects.live(now=now).filter(public_id__in=keys, audience__in=whole)
            rows = rows.select_related("live").defer("blocks", "seo", "touched", "live__seo")
            return {
                f"{word}/{row.public_id}": Open(source=f"{word}/{row.public_id}", piece=row) for row in rows
            }
    except NotFound:
        return {}


def _sources(results: Results, by: Actor) -> list[str]:
    is_platform = by.organisation_slug == settings.PLATFORM_ORGANISATION
    return [f"{SHARED if each.is_shelf and not is_platform else OWN}/{each.key}" for each in results.results]


def _in_one_language(pieces: list[Open], language: str) -> list[Open]:
    """Of a piece and its translations the one in the language of the question, else in English."""
    order = {language: 0, "en": 1}
    best: dict[tuple[str, int], Open] = {}
    for each in pieces:
        root = (each.source.partition("/")[0], each.piece.original_id or each.piece.pk)
        known = best.get(root)
        if known is None or order.get(each.piece.language, 2) < order.get(known.piece.language, 2):
            best[root] = each  # keeps the place of the first
    return list(best.values())


def _passages(each: Open) -> list[Passage]:
    live = each.piece.live
    if live is None:
        return []
    return passages.of(
        each.source,
        title=live.title,
        summary=live.summary,
        language=each.piece.language,
        blocks=live.blocks,
    )
