"""Small opaque tokens: what is inside can be neither read nor changed by who carries them.

Authenticated encryption with a synthetic nonce (the SIV construction) from HMAC-SHA256: the tag of the content is the
nonce of its key stream. The same content gives the same token, which is what a cache-friendly address wants.
"""

import base64
import binascii
import hmac
from itertools import count

from django.utils.crypto import salted_hmac

_TAG_BYTES = 12


class BrokenSeal(ValueError):
    """The token was changed, is damaged, or was made for another purpose."""


def seal(content: bytes, *, purpose: str) -> str:
    """A URL-safe token that only `unseal` with the same purpose opens."""
    tag = _tag(content, purpose)
    return base64.urlsafe_b64encode(tag + _blend(content, tag, purpose)).rstrip(b"=").decode("ascii")


def unseal(token: str, *, purpose: str) -> bytes:
    """The content of a token. Raises BrokenSeal."""
    try:
        raw = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BrokenSeal(purpose) from error
    tag, hidden = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    content = _blend(hidden, tag, purpose)
    if not hmac.compare_digest(tag, _tag(content, purpose)):
        raise BrokenSeal(purpose)
    return content


def _tag(content: bytes, purpose: str) -> bytes:
    return hmac.digest(_key("seal.tag", purpose), content, "sha256")[:_TAG_BYTES]


def _blend(content: bytes, nonce: bytes, purpose: str) -> bytes:
    stream, key = b"", _key("seal.stream", purpose)
    for block in count():
        if len(stream) >= len(content):
            break
        stream += hmac.digest(key, nonce + block.to_bytes(4, "big"), "sha256")
    return bytes(a ^ b for a, b in zip(content, stream, strict=False))


def _key(use: str, purpose: str) -> bytes:
    return salted_hmac(f"synthai.core.sealing.{use}", purpose, algorithm="sha256").digest()
