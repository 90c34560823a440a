"""A question as backends take it, and what they answer: lists of entries, each in its own order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from synthai.core.search.embeddings import Vector


MOST_IN_A_LIST: Final = 200


def no_vector() -> None:
    """Of a question whose meaning nobody asks for."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is looked for in one organisation's entries, by whoever holds one of `tokens`.

    `words` are the words that say something (synthai.core.search.words.asked); `is_typing`: the last one may not be whole.
    `mended` are words that nothing has, with what they may have been meant to be; `ways` are the lists wanted: "words", "named", "meaning".
    """

    organisation_id: int
    text: str
    words: tuple[str, ...]
    tokens: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = ""
    mended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    embedded: "Callable[[], Vector | None]" = no_vector
    is_typing: bool = False
    ways: tuple[str, ...] = ("words", "named", "meaning")

    @property
    def vector(self) -> "Vector | None":
        """The question's vector, waited for where it is being made; None where there is none to be had."""
        return self.embedded()


class Match(NamedTuple):
    """An entry in a list. `score` is comparable within the list; `words` and `how` say what met it.

    `how`: "word" as asked, "same" (another word for it), "spelling" (mended).
    """

    entry_id: int
    score: float
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Best first, each. `query` is what highlights are made by; `mended` what a word that nothing has was read as."""

    words: tuple[Match, ...] = ()
    named: tuple[Match, ...] = ()
    meaning: tuple[Match, ...] = ()
    query: str = ""
    mended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_capped: bool = False


NOTHING: Final = Lists()
