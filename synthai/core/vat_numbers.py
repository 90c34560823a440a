"""South African VAT numbers: ten digits, the first a 4, the last a Luhn check digit over all ten.

The rule was found on printed numbers, not read at SARS, and a pass proves the form only, not the registration.
Therefore a number that is not ten digits is refused, while one that breaks the rest is only questioned: who is
sure may keep it.
"""

import re

_SEPARATORS = re.compile(r"[\s/\-]+")
LENGTH = 10


def normalise(text: str) -> str:
    """Without spaces, hyphens and slashes: `4740 101/508` becomes `4740101508`."""
    return _SEPARATORS.sub("", text)


def has_form(number: str) -> bool:
    """Whether a normalised number is ten ASCII digits."""
    return len(number) == LENGTH and number.isascii() and number.isdigit()


def is_plausible(number: str) -> bool:
    """Whether a normalised number keeps the whole rule: ten digits, a leading 4, a right check digit."""
    return has_form(number) and number.startswith("4") and _luhn_sum(number) % 10 == 0


def _luhn_sum(number: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total
