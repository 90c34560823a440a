"""Days as people write them: 2026-11-29, 29/11/2026, 29 November 2026, 29 Nov 2026; in English and Afrikaans."""

import re
from datetime import date
from typing import Final

from synthai.core.facts.wording import MONTHS

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z", re.ASCII)
_SOUTH_AFRICAN: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\Z", re.ASCII)
_WORDS: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([^\W\d_]{3,12})\.?,?\s+(\d{4})\Z")
_NUMBERS: Final = {
    name[:letters].lower(): number
    for names in MONTHS.values()
    for number, name in enumerate(names, start=1)
    for letters in (3, len(name))
}


def read(text: str) -> date | None:
    """The day that was meant; None when it is none. With figures only, the day stands before the month."""
    text = text.strip()
    if found := _ISO.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SOUTH_AFRICAN.match(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _WORDS.match(text):
        return _day(int(found[3]), _NUMBERS.get(found[2].lower(), 0), int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
