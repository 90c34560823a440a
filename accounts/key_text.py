"""The text of an API key: a prefix that scanners of leaked secrets know, 256 random bits, and a checksum.

`synthai_` + 43 characters (base 62) + 6 characters of CRC-32: whoever finds one in a file can tell, without asking us,
that it is a key and not a look-alike; and we refuse a mistyped one without asking the database.
"""

import hashlib
import secrets
import string
import zlib
from dataclasses import dataclass

PREFIX = "synthai_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BYTES = 32
_BODY, _SUM = 43, 6
SHOWN = len(PREFIX) + 6


@dataclass(frozen=True, kw_only=True)
class NewSecret:
    """A secret that is shown once, what is kept of it, and how it begins."""

    text: str
    digest: str
    prefix: str


def make() -> NewSecret:
    """A new secret of 256 random bits."""
    body = _base62(int.from_bytes(secrets.token_bytes(_BYTES)), _BODY)
    text = PREFIX + body + _checksum(body)
    return NewSecret(text=text, digest=digest_of(text), prefix=text[:SHOWN])


def is_key(text: str) -> bool:
    """Whether a bearer text claims to be a key; another kind of token is none of ours."""
    return text.startswith(PREFIX)


def is_whole(text: str) -> bool:
    """Whether the checksum fits: nothing was cut off or mistyped."""
    body, checksum = text[len(PREFIX) : -_SUM], text[-_SUM:]
    has_form = len(body) == _BODY and text.isascii() and text[len(PREFIX) :].isalnum()
    return is_key(text) and has_form and secrets.compare_digest(checksum, _checksum(body))


def digest_of(text: str) -> str:
    """What is kept: SHA-256 (hex). The secret has 256 random bits, so nothing slow is needed to protect it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(body: str) -> str:
    return _base62(zlib.crc32((PREFIX + body).encode()), _SUM)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))
