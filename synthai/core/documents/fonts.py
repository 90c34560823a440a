"""What the shipped fonts can print. PDF/A allows no empty box for an unknown letter, so typst refuses one: we replace it before.

The fonts are Inter (SIL Open Font License) cut by `bin/fonts`; no font of the system is ever looked at, or the same
document would not give the same bytes everywhere.
"""

import functools
import json
import re
import unicodedata
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("inter")
REPLACEMENT: Final = "\N{WHITE SQUARE}"
ZERO_WIDTH_SPACE: Final = "\N{ZERO WIDTH SPACE}"
_LONG: Final = 25
_LONG_WORD: Final = re.compile(rf"[^\s\u200b/-]{{{_LONG},}}")
_CONTROLS: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")
_PIECE: Final = 5


@functools.cache
def _unprintable() -> re.Pattern[str]:
    spans: list[list[int]] = json.loads((FOLDER / "coverage.json").read_text())
    return re.compile("[^" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans) + "]+")


def printable(text: str) -> str:
    """The text as it can be set: composed letters, one blank for a line break or tab, a square for what no font has.

    A word that would run over its column may break anywhere: invisible break places are put into it.
    """
    if text.isascii() and text.isprintable():
        composed = text
    else:
        spaced = _CONTROLS.sub(" ", text)
        composed = _unprintable().sub(REPLACEMENT, unicodedata.normalize("NFC", spaced))
    if len(composed) < _LONG:
        return composed
    return _LONG_WORD.sub(lambda found: ZERO_WIDTH_SPACE.join(_pieces(found.group())), composed)


def _pieces(word: str) -> list[str]:
    return [word[start : start + _PIECE] for start in range(0, len(word), _PIECE)]


def missing_in(text: str) -> str:
    """The letters of a text that would be printed as squares, each once."""
    letters = "".join(_unprintable().findall(unicodedata.normalize("NFC", text)))
    return "".join(dict.fromkeys(letter for letter in letters if unicodedata.category(letter) != "Cc"))
