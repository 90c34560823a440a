"""Words by which a person says "I have it" in an SMS or WhatsApp. Like STOP, a word counts only when it stands alone.

The words that are not English are the plain "yes" of a language; they await a reading by its speakers.
"""

import re
from typing import Final

WORDS: Final = frozenset(
    {"ok", "okay", "yes", "y", "got it", "i have it", "on it", "taken", "ja", "yebo", "ewe", "ee", "eya"}
)
_AROUND: Final = re.compile(r"[^\w]+", re.UNICODE)


def is_yes(text: str) -> bool:
    """Whether this message takes a matter on."""
    return len(text) <= 40 and _AROUND.sub(" ", text.casefold()).strip() in WORDS
