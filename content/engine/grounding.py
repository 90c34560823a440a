"""Whether a text says only what another one says: every figure, day and name of it must stand there.

The facts' guard reads a text against facts; here the facts are a stranger's text, so its figures are read by the same rules and compared.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from synthai.core.facts.guard import days, figures
from synthai.core.facts.guard.reading import folded, plain

_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_STARTS: Final = re.compile(r"(?:\A|[.!?:]\s+|\n\s*)\Z")


@dataclass(frozen=True)
class Ground:
    """The text that may be repeated."""

    text: str
    language: str = "en"

    def strange(self, said: str) -> list[str]:
        """The stretches of `said` that do not stand in the text, in order; empty when it is sound."""
        text = plain(said).text
        return [*self._strange_days(text), *self._strange_figures(text), *self._strange_names(text)]

    @cached_property
    def _plain(self) -> str:
        return plain(self.text).text

    @cached_property
    def _days(self) -> set[tuple[int | None, int | None, int | None]]:
        return {(each.year, each.month, each.day) for each in days.stated(self._plain, self.language)}

    @cached_property
    def _figures(self) -> set[tuple[str, Decimal]]:
        return {
            (claim.kind + claim.currency, reading * claim.scale)
            for claim in figures.stated(self._plain, _anywhere, self.language)
            for reading in claim.readings
        }

    @cached_property
    def _words(self) -> set[str]:
        return {folded(word) for word in _WORD.findall(self._plain)}

    def _strange_days(self, text: str) -> list[str]:
        return [
            text[each.start : each.end]
            for each in days.stated(text, self.language)
            if not any(self._covers(known, (each.year, each.month, each.day)) for known in self._days)
            and each.weekday is None
        ]

    @staticmethod
    def _covers(known: tuple[int | None, ...], said: tuple[int | None, ...]) -> bool:
        """A text may say less than the day it repeats, never more."""
        return all(said_part in (None, known_part) for known_part, said_part in zip(known, said, strict=True))

    def _strange_figures(self, text: str) -> list[str]:
        taken = [(each.start, each.end) for each in days.stated(text, self.language)]

        def is_free(start: int, end: int) -> bool:
            return all(end <= first or start >= last for first, last in taken)

        return [
            text[claim.start : claim.end]
            for claim in figures.stated(text, is_free, self.language)
            if not any(
                (claim.kind + claim.currency, reading * claim.scale) in self._figures
                for reading in claim.readings
            )
        ]

    def _strange_names(self, text: str) -> list[str]:
        """Words with a capital that are nowhere in the text; the first of a sentence may have one for being the first."""
        return [
            found.group()
            for found in _WORD.finditer(text)
            if found.group()[0].isupper()
            and not _STARTS.search(text[: found.start()])
            and folded(found.group()) not in self._words
        ]


def _anywhere(_start: int, _end: int) -> bool:
    return True
