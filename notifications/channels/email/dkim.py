"""DKIM signatures (RFC 6376): rsa-sha256, relaxed headers and body, over what mail programs act on.

The key's work is `cryptography`'s: the one library of Python for it signs with numbers of Python itself, five times slower and not in
constant time. Tests verify with that library.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from notifications.channels.protocol import Misconfigured, Signing

BITS: Final = 2048
# Signed when they are there, and once more than they are there: nobody can add another one on the way.
SIGNED: Final = (
    *("from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type"),
    *("content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post"),
)
_SPACES: Final = re.compile(rb"[ \t]+")
_FOLDS: Final = re.compile(rb"\r\n(?=[ \t])")


def new_key() -> str:
    """A private key in PEM."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    form = serialization.PrivateFormat.PKCS8
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public_text(key: str) -> str:
    """The text of the TXT record that shows a key's public part."""
    public = _loaded(key).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def signature(raw: bytes, signing: Signing, *, now: datetime) -> str:
    """The value of the DKIM-Signature header of a mail, given with CRLF. Raises Misconfigured for a key that is none."""
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = _fields(head)
    names = _names(fields)
    digest = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
    value = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={signing.domain}; s={signing.selector};"
        f" t={int(now.timestamp())}; h={':'.join(names)}; bh={digest}; b="
    )
    signed = b"".join(line + b"\r\n" for line in _picked(fields, names))
    signed += _relaxed_field(b"DKIM-Signature: " + value.encode())
    made = _loaded(signing.key).sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return value + base64.b64encode(made).decode()


def _fields(head: bytes) -> list[bytes]:
    return [each for each in _FOLDS.sub(b"", head).split(b"\r\n") if each]


def _name(field: bytes) -> str:
    return field.partition(b":")[0].strip().decode("ascii", "replace").lower()


def _names(fields: Sequence[bytes]) -> list[str]:
    there = [name for name in map(_name, fields) if name in SIGNED]
    guarded = [
        name for name in ("from", "subject", "list-unsubscribe", "list-unsubscribe-post") if name in there
    ]
    return [*there, *guarded]


def _picked(fields: Sequence[bytes], names: Sequence[str]) -> list[bytes]:
    """The fields of these names, the lowest first where there are several; a name more often than there are fields adds nothing."""
    left = [(_name(field), field) for field in fields]
    found = []
    for name in names:
        place = max((at for at, (each, _) in enumerate(left) if each == name), default=None)
        if place is not None:
            found.append(_relaxed_field(left.pop(place)[1]))
    return found


def _relaxed_field(field: bytes) -> bytes:
    name, _, value = field.partition(b":")
    return name.strip().lower() + b":" + _SPACES.sub(b" ", value).strip(b" \t\r\n")


def _relaxed_body(body: bytes) -> bytes:
    lines = [_SPACES.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


@lru_cache(maxsize=64)
def _loaded(key: str) -> rsa.RSAPrivateKey:
    try:
        found = serialization.load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError) as error:
        raise Misconfigured("The key that signs mails cannot be read.") from error
    if not isinstance(found, rsa.RSAPrivateKey):
        raise Misconfigured("The key that signs mails is no RSA key.")
    return found
