"""How many SMS a text costs: GSM 03.38 while every letter is in its table, UCS-2 for the whole text as soon as one is not.

A message of one part holds 160 or 70 units, each part of a longer one 153 or 67, since a header of six bytes joins the parts.
A letter is never cut in two: neither an escape with what follows it, nor the two halves of an emoji.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Encoding = Literal["gsm7", "ucs2"]

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED: Final = frozenset("^{}\\[~]|€\f")  # an escape and a letter: two units each
_GSM: Final = _BASIC | _ESCAPED
_SIZES: Final[dict[Encoding, tuple[int, int]]] = {"gsm7": (160, 153), "ucs2": (70, 67)}

# What word processors and our own money format write, and what a phone shows just as well.
_PLAINER: Final = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{SINGLE LOW-9 QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{BULLET}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{ZERO WIDTH SPACE}": "",
        "\N{ZERO WIDTH NO-BREAK SPACE}": "",
        "\N{SOFT HYPHEN}": "",
        "\t": " ",
        "`": "'",
    }
)


@dataclass(frozen=True, kw_only=True)
class Segments:
    """What a text costs. `units` are septets or UTF-16 halves; `foreign` the letters that force UCS-2, each once, in order;
    `left` how many units the last part still takes."""

    encoding: Encoding
    units: int
    parts: int
    left: int
    foreign: tuple[str, ...] = ()


def count(text: str) -> Segments:
    """The parts that this text is sent and charged in. Nothing still costs one part."""
    foreign = tuple(dict.fromkeys(letter for letter in text if letter not in _GSM))
    encoding: Encoding = "ucs2" if foreign else "gsm7"
    widths = [_width(letter, encoding) for letter in text]
    alone, joined = _SIZES[encoding]
    units = sum(widths)
    if units <= alone:
        return Segments(encoding=encoding, units=units, parts=1, left=alone - units, foreign=foreign)
    parts, used = _fill(widths, joined)
    return Segments(encoding=encoding, units=units, parts=parts, left=joined - used, foreign=foreign)


def plainer(text: str) -> str:
    """The same text with curly quotes, dashes and special spaces made plain, so that it may fit GSM 03.38.

    Letters of a language stay as they are: Tshivenḓa without its ḓ would be another word.
    """
    return text.translate(_PLAINER)


def _width(letter: str, encoding: Encoding) -> int:
    if encoding == "gsm7":
        return 2 if letter in _ESCAPED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _fill(widths: Iterable[int], size: int) -> tuple[int, int]:
    """How many parts, and how full the last one is."""
    parts, used = 1, 0
    for width in widths:
        if used + width > size:
            parts, used = parts + 1, 0
        used += width
    return parts, used
