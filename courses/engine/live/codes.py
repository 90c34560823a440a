"""The code that shows somebody is in the class: six digits that change every half minute, made from a secret and the time.

Nothing is stored. A code is taken for at most a minute and a half after it was first shown, so a picture of it that is passed on is
worthless soon; who tries codes is slowed down by the page that takes them.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Final

STEP: Final = 30  # seconds that a code is shown
OLDER: Final = 2  # steps that it is still taken afterwards: to scan, to load a page, to type
DIGITS: Final = 6


def code_at(secret: bytes, key: str, moment: datetime) -> str:
    """The code of a class at a moment."""
    return _code(secret, key, _step(moment))


def is_right(secret: bytes, key: str, told: str, *, now: datetime) -> bool:
    """Whether it is shown now, or was a moment ago. Takes the same time for each wrong one."""
    digits = "".join(sign for sign in told if sign.isdigit() and sign.isascii())
    here = _step(now)
    checks = [
        hmac.compare_digest(digits.encode(), _code(secret, key, here - age).encode())
        for age in range(OLDER + 1)
    ]
    return any(checks)


def seconds_left(moment: datetime) -> int:
    """How long the code of this moment is shown yet."""
    return STEP - int(moment.timestamp()) % STEP


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def _code(secret: bytes, key: str, step: int) -> str:
    digest = hmac.new(secret, f"{key}:{step}".encode(), hashlib.sha256).digest()
    place = digest[-1] & 0x0F  # as RFC 4226 cuts digits out of a hash
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
