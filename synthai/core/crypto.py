"""Secrets at rest: columns that a copy of the database must not give away.

Fernet (AES-128-CBC with HMAC-SHA256) under a key made from SECRET_KEY for one purpose. What was written under a key of
SECRET_KEY_FALLBACKS still opens, so the key can be changed without a pause; writing a row again moves it to the new key.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Undecryptable(ValueError):
    """Written under a key that is not known here any more, for another purpose, or changed by somebody."""


def encrypt(text: str, *, purpose: str) -> str:
    """A token that only `decrypt` with the same purpose opens; each call gives another one."""
    return _keys(purpose).encrypt(text.encode("utf-8")).decode("ascii")


def decrypt(token: str, *, purpose: str) -> str:
    """The text of a token. Raises Undecryptable."""
    try:
        return _keys(purpose).decrypt(token.encode("utf-8")).decode("utf-8")
    except InvalidToken as error:
        raise Undecryptable(purpose) from error


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret), purpose)) for secret in secrets])


def _key(secret: str, purpose: str) -> bytes:
    made = salted_hmac("synthai.core.crypto", purpose, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made)
