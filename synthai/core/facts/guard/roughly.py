"""Figures that say of themselves that they are rough: `about R45 000`, `just over R1.2 million`, `nearly 30 000`."""

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final

_ABOVE: Final = (
    r"(?:(?:just|a little|a bit|slightly|well) )?(?:over|above|more than)|at least|meer as|(?:net )?oor"
)
_BELOW: Final = r"nearly|almost|close to|(?:(?:just|a little|a bit|slightly) )?(?:under|below|less than)|byna|amper|net onder|minder as"
_NEAR: Final = r"about|around|roughly|some|approximately|or|in the region of|almost exactly|ongeveer|sowat|omtrent|om en by|of so|or so|so"
_SAID: Final = re.compile(
    rf"(?<!\w)(?:(?P<near>{_NEAR})|(?P<above>{_ABOVE})|(?P<below>{_BELOW})) (?:an? |'n )?(?:R ?|ZAR ?)?\Z",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r" or so\b| of so\b", re.IGNORECASE)
_FURTHEST: Final = Decimal("1.08")
_NEAREST: Final = Decimal("0.03")
_TENS: Final = 5  # points that `more than 80%` may be away; other shares one
_LOOK_BACK: Final = 40


class Rough(Enum):
    """How a figure says that it is rough."""

    NOT = "not"
    NEAR = "near"
    ABOVE = "above"
    BELOW = "below"


def rough(text: str, start: int, end: int) -> Rough:
    """What stands before the figure, or `or so` after it."""
    found = _SAID.search(text[max(0, start - _LOOK_BACK) : start])
    if found is None:
        return Rough.NEAR if _AFTER.match(text, end) else Rough.NOT
    if found["near"]:
        return Rough.NEAR
    return Rough.ABOVE if found["above"] else Rough.BELOW


def fits(shown: Decimal, value: Decimal, how: Rough, *, is_share: bool = False) -> bool:
    """Whether the rough figure may stand for the value: the true value beyond it in the direction that it says, and not far."""
    if shown <= 0 or value <= 0 or how is Rough.NOT:
        return False
    if (
        is_share
        and how in {Rough.ABOVE, Rough.BELOW}
        and abs(value - shown) >= (_TENS if shown % 10 == 0 else 1)
    ):
        return False
    last = Decimal(1).scaleb(int(shown.normalize().as_tuple().exponent))
    if how in {Rough.ABOVE, Rough.BELOW} and abs(value - shown) >= last:
        return False  # `over R123 000` is told to the thousand
    if how is Rough.ABOVE:
        return shown <= value <= shown * _FURTHEST
    if how is Rough.BELOW:
        return value <= shown <= value * _FURTHEST
    return shortened(shown, value) or abs(shown - value) <= value * _NEAREST and digits(shown) == 1


def shortened(shown: Decimal, value: Decimal, least: int = 2) -> bool:
    """Whether the figure is the value rounded half up to the digits that it shows, of which `least` count."""
    count = max(digits(shown), least)
    unit = Decimal(1).scaleb(value.adjusted() - count + 1)
    return (value / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit == shown


def digits(value: Decimal) -> int:
    """How many digits count: two of 45 000."""
    return len(value.normalize().as_tuple().digits)
