"""Headings: how they are compared, remembered, and guessed at when no preset knows the file."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from pricing.imports.roles import OFFERED, Mapping, Role

_SPACES = re.compile(r"[\s_]+")


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


def guess(headings: Sequence[str]) -> Mapping:
    """What columns of an unknown file probably mean: a proposal for the mapping page, never used unseen.

    The whole heading must be a known word for a role; each column and each role is used once, and a heading
    that the file carries twice is nobody's.
    """
    keys = [_SPACES.sub(" ", key_of(heading)) for heading in headings]
    once = {key for key, times in Counter(keys).items() if times == 1}
    found: Mapping = {}
    taken: set[int] = set()
    for role, meaning in OFFERED.items():
        words = [_SPACES.sub(" ", word) for word in meaning.synonyms]
        for place in (keys.index(word) for word in words if word in once):
            if place not in taken and role.value not in found:
                found[role.value] = place
                taken.add(place)
    if Role.DATE.value in found:
        found.pop(Role.WEEK.value, None)
    return found
