"""Dots in the place of what a reader may not see, as long as what they hide: where a fact stands is the same for everybody."""

import re
from collections.abc import Iterable
from typing import Final

DOT: Final = "•"
_SHORTEST: Final = 3  # letters; a shorter one would dot half of a text
_SIGN: Final = re.compile(r"\w")


def veiled(words: str) -> str:
    """The same, with a dot for each letter and digit."""
    return _SIGN.sub(DOT, words)


def is_veiled(words: object) -> bool:
    """Whether these are words behind a veil."""
    return isinstance(words, str) and DOT in words and not _SIGN.search(words)


def hidden(text: str, words: Iterable[str]) -> str:
    """The text with each of these words behind dots, wherever it stands on its own. Its length stays."""
    for each in sorted({word.strip() for word in words}, key=len, reverse=True):
        if len(_SIGN.findall(each)) >= _SHORTEST:
            pattern = rf"(?<!\w){re.escape(each)}(?!\w)"
            text = re.sub(pattern, lambda found: veiled(found[0]), text, flags=re.IGNORECASE)
    return text
