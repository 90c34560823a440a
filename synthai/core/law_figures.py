"""Figures of South African law with their days, as apps know them: texts that people wrote are held against these.

An app that keeps a dated table offers it when it starts; whoever reads texts asks for all of them. Core knows no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Unit = Literal["percent", "rand"]


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A value, its first day and its last (None: until further notice)."""

    value: Decimal
    effective_from: date
    effective_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, kw_only=True)
class LawFigure:
    """One figure. `words`: by language, regular expressions of which one must stand in a sentence that is about it."""

    name: str
    label: "_StrOrPromise"
    unit: Unit
    words: Mapping[str, Sequence[str]]
    values: Sequence[Dated]

    def in_force(self, on: date) -> Dated | None:
        """What counts on a day."""
        return next((each for each in self.values if each.holds(on)), None)

    def former(self, on: date) -> list[Dated]:
        """What no longer counted on a day."""
        return [each for each in self.values if each.effective_to is not None and each.effective_to < on]


_FIGURES: dict[str, LawFigure] = {}


def offer(figure: LawFigure) -> None:
    """Say a figure; the same name again replaces it. Called when the app starts."""
    _FIGURES[figure.name] = figure


def known() -> tuple[LawFigure, ...]:
    """Every figure that was offered."""
    return tuple(_FIGURES.values())
