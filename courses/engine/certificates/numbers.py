"""Certificate numbers: 80 random bits that a person can read from paper and type.

Sixteen signs of Crockford's base 32 (no I, L, O, U) and one check sign, in groups: K7QF-2M8X-9RTD-P4WZ-3. At a thousand guesses a
second against a million certificates, one is found in some 38 thousand years; the check sign turns most slips away before any
look-up.
"""

import re
import secrets
from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 16
_READ_AS: Final = str.maketrans("OIL", "011")
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015]+")


class NumberWrong(ValueError):
    """The text is no certificate number: too long, too short, a strange sign, or a slip that the check sign shows."""


def new_number() -> str:
    """A new number, without groups, as it is kept."""
    body = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return body + _check_sign(body)


def read_number(typed: str) -> str:
    """The number in a text, as it is kept: small letters, blanks and dashes are let pass, O is 0, I and L are 1.

    Raises NumberWrong.
    """
    number = _BETWEEN.sub("", typed).upper().translate(_READ_AS)
    if len(number) != _LENGTH + 1 or any(sign not in _SIGNS for sign in number):
        raise NumberWrong(typed)
    if _check_sign(number[:-1]) != number[-1]:
        raise NumberWrong(typed)
    return number


def write_number(number: str) -> str:
    """A kept number in groups of four, as it stands on paper."""
    return "-".join(number[at : at + 4] for at in range(0, len(number), 4))


def _check_sign(body: str) -> str:
    """Weighted by place modulo 31, a prime: a wrong sign or two neighbours exchanged never keep it. The value 31 (Z) is 0 to it, so
    those two signs alone are not told apart."""
    weighted = sum((place + 1) * _SIGNS.index(sign) for place, sign in enumerate(body))
    return _SIGNS[weighted % 31]
