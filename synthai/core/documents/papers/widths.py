"""How wide the columns of a table are: the same reckoning for a page of PDF and of Word, from the words that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LINE: Final = 96  # letters of a table's print in one line of the paper
LONG: Final = 900  # letters of a cell that may break over two pages
_SHORT: Final = 22
_MOST: Final = 60
_PADDING: Final = 4


@dataclass(frozen=True, kw_only=True)
class Widths:
    """For each column its share of the line, and whether it is narrow: as wide as what stands in it. `is_dense` asks for smaller print."""

    shares: tuple[float, ...]
    are_narrow: tuple[bool, ...]
    is_dense: bool


def widths_of(rows: Sequence[Sequence[str]], *, numbers: Sequence[bool], wide: Sequence[bool]) -> Widths:
    """`rows` are all cells in words, headings included."""
    longest = [max((len(row[place]) for row in rows), default=1) for place in range(len(numbers))]
    natural = [min(length, _MOST) + _PADDING for length in longest]
    narrow = [
        not is_wide and (is_number or length <= _SHORT)
        for length, is_number, is_wide in zip(longest, numbers, wide, strict=True)
    ]
    kept = sum(width for width, is_narrow in zip(natural, narrow, strict=True) if is_narrow)
    if kept > LINE * 0.75:
        narrow = [False] * len(narrow)
    elif all(narrow) and narrow:
        narrow[0] = False
    return Widths(
        shares=tuple(_shares(natural, narrow)),
        are_narrow=tuple(narrow),
        is_dense=sum(min(width, 24) for width in natural) > LINE,
    )


def _shares(natural: list[int], narrow: list[bool]) -> list[float]:
    """Narrow columns get what they need, the others what is left, by their length."""
    whole = max(LINE, sum(natural)) if all(narrow) or not any(narrow) else LINE
    kept = sum(width for width, is_narrow in zip(natural, narrow, strict=True) if is_narrow)
    others = sum(width for width, is_narrow in zip(natural, narrow, strict=True) if not is_narrow) or 1
    left = max(whole - kept, 1)
    found = [
        width if is_narrow else left * width / others
        for width, is_narrow in zip(natural, narrow, strict=True)
    ]
    total = sum(found) or 1
    return [round(width / total, 4) for width in found]
