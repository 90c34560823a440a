"""The palette: pages, settings and deeds of the product that the person may open, found by what they are called and by other words."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language, override

from synthai.core.access import Actor
from synthai.core.search import words
from synthai.site.navigation import PLACES, may_open
from synthai.site.search.spots import SPOTS, Spot

MOST: Final = 6
_FORGIVEN: Final = 5  # letters from which a slip of the finger is forgiven
_ENOUGH: Final = 2 / 3  # of the words of a longer question
_WORTH: Final = (4.0, 3.0, 2.0)  # of a word of its title, of its English title, and of its other words


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a page: the spot, what stands behind its title, its address, and how well it answers."""

    spot: Spot
    group: str
    url: str
    score: float = 0

    @property
    def is_named(self) -> bool:
        """Whether the words are those of its title, in the language of the page or in English."""
        return self.score >= _WORTH[1] - 0.5


def ways(text: str, *, actor: Actor, slug: str) -> list[Way]:
    """What the product has under these words, the best first; without words where one mostly goes. No query."""
    offered = [spot for spot in _all() if _is_open(spot, actor)]
    if not text:
        return [_way(spot, slug) for spot in offered[:MOST]]
    asked = words.asked(text)
    scored = [(_score(asked, spot), number, spot) for number, spot in enumerate(offered)]
    best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1]))
    return [_way(spot, slug, score) for score, _, spot in best[:MOST]]


def _way(spot: Spot, slug: str, score: float = 0) -> Way:
    return Way(spot, _group(spot), _address(spot, slug), score)


@cache
def _all() -> tuple[Spot, ...]:
    places = tuple(Spot(place.view, place.label, place.icon, "page") for place in PLACES if place.is_teams)
    return (*places, *SPOTS)


def _is_open(spot: Spot, actor: Actor) -> bool:
    return spot.is_own or may_open(spot.view, actor)


def _group(spot: Spot) -> str:
    group = next((place.group for place in PLACES if place.view == spot.view), "")
    return str(group)


def _address(spot: Spot, slug: str) -> str:
    return reverse(spot.view) if spot.is_own else reverse(spot.view, args=[slug])


def _score(asked: Iterable[str], spot: Spot) -> float:
    """How well a spot answers: words of its title count most, whole ones more than beginnings."""
    tiers = _words_of(spot, get_language() or "en")
    scores = [_of_word(word, tiers) for word in asked]
    met = sum(score > 0 for score in scores)
    if not scores or met < (len(scores) if len(scores) < 3 else len(scores) * _ENOUGH):  # noqa: PLR2004
        return 0
    return sum(scores) / len(scores)


def _of_word(word: str, tiers: tuple[frozenset[str], ...]) -> float:
    for worth, some in zip(_WORTH, tiers, strict=True):
        if word in some:
            return worth
        if any(each.startswith(word) for each in some):
            return worth - 0.5
    return 0.5 if len(word) >= _FORGIVEN and words.alike(word, frozenset().union(*tiers)) else 0


@cache
def _words_of(spot: Spot, language: str) -> tuple[frozenset[str], ...]:
    """The words of its title in the language of the page, those of its English title, and those it is found by besides."""
    with override("en"):
        english = str(spot.label)
    with override(language):
        title = str(spot.label)
    others = " ".join(_kept().get(spot.view, {}).values())
    return tuple(frozenset(words.terms(text)) for text in (title, english, others))


@cache
def _kept() -> dict[str, dict[str, str]]:
    found: dict[str, Any] = tomllib.loads((Path(__file__).parent / "spots.toml").read_text(encoding="utf-8"))
    return found


def unknown_views() -> set[str]:
    """Names in spots.toml that no page of the palette has: a test wants none."""
    return set(_kept()) - {spot.view for spot in _all()}


def without_words() -> set[str]:
    """Pages of the palette that are found by their title alone: a test wants none."""
    return {spot.view for spot in _all()} - set(_kept())
