"""Headings: how they are compared, remembered, and guessed at when no preset knows the file."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from pricing.imports.roles import HINTS, NUMBER_ROLES, OFFERED, Mapping, Role
from pricing.tabular.dates import DateUnclear, parse_date
from pricing.tabular.numbers import NumberUnclear, parse_number

_SPACES = re.compile(r"[\s_]+")
_WORDS = re.compile(r"[^\W\d_]+")
_EITHER = ((Role.DATE, Role.WEEK), (Role.UNIT_PRICE, Role.LINE_TOTAL))


def key_of(heading: str) -> str:
    """A heading as it is compared: lower case, no asterisk, byte-order mark or doubled space.

    Underscores stay: `unit_price` is our own layout's name; guessing ignores them by itself.
    """
    text = unicodedata.normalize("NFKC", heading).replace("\ufeff", "").strip().lstrip("*").strip()
    return re.sub(r"\s+", " ", text).casefold()


def fingerprint(headings: Sequence[str]) -> str:
    """Names a layout: the same headings in the same order, whatever their capitals and spaces."""
    return hashlib.sha256("\x1f".join(key_of(heading) for heading in headings).encode()).hexdigest()


def doubled(headings: Sequence[str]) -> list[str]:
    """Headings that stand over more than one column, as compared."""
    return [
        key for key, times in Counter(key_of(heading) for heading in headings).items() if key and times > 1
    ]


def guess(headings: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> Mapping:
    """What columns of an unknown file probably mean: a proposal for the mapping page, never used unseen.

    First whole headings that are known words for a role, then single words of a heading ("Prys per stuk"). Each
    column and each role is used once, a heading that the file carries twice is nobody's, and a column whose
    first cells are no dates or numbers is not proposed for one.
    """
    keys = [_SPACES.sub(" ", key_of(heading)) for heading in headings]
    once = {key for key, times in Counter(keys).items() if times == 1}
    cells = [[row[place] for row in sample if place < len(row)] for place in range(len(keys))]
    found: dict[str, int] = {}
    for is_meant in (_is_whole, _has_word):
        for role in OFFERED:
            fits = (
                place
                for place, key in enumerate(keys)
                if key in once
                and place not in found.values()
                and is_meant(role, key)
                and _can_hold(role, cells[place])
            )
            place = next(fits, None)
            if place is not None and role.value not in found and not _is_told(role, found):
                found[role.value] = place
    days = [place for place, held in enumerate(cells) if place not in found.values() and _are_days(held)]
    if len(days) == 1 and not {Role.DATE.value, Role.WEEK.value} & set(found):
        found[Role.DATE.value] = days[0]  # no heading says so, but only one column holds dates
    return {**found}


def _is_whole(role: Role, key: str) -> bool:
    return key in {_SPACES.sub(" ", word) for word in OFFERED[role].synonyms}


def _has_word(role: Role, key: str) -> bool:
    return bool(set(_WORDS.findall(key)) & HINTS.get(role, frozenset()))


def _is_told(role: Role, found: dict[str, int]) -> bool:
    """A day makes a week needless, a price the total, and the other way round."""
    return any(
        role in pair and any(other.value in found for other in pair if other is not role) for pair in _EITHER
    )


def _can_hold(role: Role, cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if role in NUMBER_ROLES:
        return all(_reads(parse_number, cell) for cell in filled)
    if role is Role.DATE:
        return all(_reads(parse_date, cell) for cell in filled)
    return True


def _are_days(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells) and _can_hold(Role.DATE, cells)


def _reads(parse: Callable[[str], object], cell: str) -> bool:
    """Whether a cell is of the kind at all; one that could mean two is."""
    try:
        parse(cell)
    except (NumberUnclear, DateUnclear) as reason:
        return reason.code == "ambiguous"
    return True
