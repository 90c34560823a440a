"""Finding our references in what banks print: whole, spaced out, cut off, or typed with slips."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

# References shorter than this are only found whole: a slip away from them lies every other word.
SHORTEST: Final = 8
SHORTEST_PART: Final = 10
# A part that more references share than this says nothing about any of them.
MOST_ALIKE: Final = 50
_NONE: "Final[frozenset[str]]" = frozenset()
_LOOK_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NOT_TYPED: Final = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Found:
    """How surely a reference stands in a text, and what makes us think so."""

    surety: Decimal
    reason: str

    @property
    def is_whole(self) -> bool:
        """Whether it stands there as we gave it out."""
        return self.surety == 1


class References:
    """Open references, ready to be looked for in many texts."""

    def __init__(self, references: Iterable[str]) -> None:
        self._plain = {reference: squeezed(reference) for reference in references}
        whole: dict[str, set[str]] = defaultdict(set)
        pieces: dict[str, set[str]] = defaultdict(set)
        for reference, plain in self._plain.items():
            whole[folded(plain)].add(reference)
            for piece in _thirds(folded(plain)):
                pieces[piece].add(reference)
        self._whole = _Substrings(whole)
        self._pieces = _Substrings({piece: held for piece, held in pieces.items() if len(held) <= MOST_ALIKE})

    def find(self, text: str) -> dict[str, Found]:
        """The references that stand in this text, in whatever shape.

        Slips are only looked for where no reference stands whole: one that does is not a misspelt other one.
        """
        upper, plain = text.upper(), squeezed(text)
        like = folded(plain)
        found: dict[str, Found] = {}
        for reference in self._whole.within(like):
            known = _look(self._plain[reference], upper, plain)
            if known is not None:
                found[reference] = known
        if any(known.is_whole for known in found.values()):
            return found
        for reference in self._pieces.within(like) - found.keys():
            known = _nearly(folded(self._plain[reference]), like)
            if known is not None:
                found[reference] = known
        return found


class _Substrings:
    """Which of many short texts stand in a longer one, without trying each."""

    def __init__(self, held: Mapping[str, set[str]]) -> None:
        self._held = {text: references for text, references in held.items() if text}
        self._lengths = sorted({len(text) for text in self._held})

    def within(self, text: str) -> set[str]:
        """The references behind the texts that stand there."""
        found: set[str] = set()
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                found |= self._held.get(text[start : start + length], _NONE)
        return found


def squeezed(text: str) -> str:
    """Capital letters and digits only."""
    return _NOT_TYPED.sub("", text.upper())


def folded(plain: str) -> str:
    """Letters and digits that look alike made one."""
    return plain.translate(_LOOK_ALIKE)


def _thirds(plain: str) -> list[str]:
    first, second = len(plain) // 3, 2 * len(plain) // 3
    return [plain[:first], plain[first:second], plain[second:]] if first else [plain]


def _look(reference: str, upper: str, plain: str) -> Found | None:
    """A reference that stands there without slips, once look-alikes are made one."""
    if re.search(rf"(?<![A-Z0-9]){reference}(?![A-Z0-9])", upper):
        return Found(Decimal(1), _("The reference stands on the line."))
    if len(reference) < SHORTEST:
        return None
    if reference in plain:
        return Found(
            Decimal("0.97"), _("The reference stands on the line, with spaces or run into other words.")
        )
    return Found(Decimal("0.93"), _("The reference stands on the line, with O for 0 or I for 1."))


def _nearly(alike: str, like: str) -> Found | None:
    """A reference that stands there in part or with slips. The text holds a third of it at least."""
    if len(alike) < SHORTEST:
        return None
    slips = fewest_slips(alike, like)
    if slips == 1:
        return Found(Decimal("0.88"), _("The reference stands on the line with one slip of typing."))
    part = max(SHORTEST_PART, len(alike) * 3 // 5)
    if len(alike) > part and alike[:part] in like:
        return Found(Decimal("0.80"), _("The beginning of the reference stands on the line."))
    if slips == 2 and len(alike) >= 12:
        return Found(Decimal("0.75"), _("The reference stands on the line with two slips of typing."))
    if len(alike) > part and alike[-part:] in like:
        return Found(Decimal("0.75"), _("The end of the reference stands on the line."))
    return None


def fewest_slips(needle: str, text: str) -> int:
    """The fewest letters missing, added, wrong or swapped with a neighbour between `needle` and any part of `text`."""
    before: list[int] = []
    row = [0] * (len(text) + 1)
    for i, letter in enumerate(needle, start=1):
        older, before = before, row
        row = [i]
        for j, other in enumerate(text, start=1):
            best = min(before[j - 1] + (letter != other), before[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and letter == text[j - 2] and needle[i - 2] == other:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return min(row)
