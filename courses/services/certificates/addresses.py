"""Where the world finds an organisation's certificates. They are printed and signed, so they never change: ids, no names."""

from django.conf import settings
from django.urls import reverse


def of_certificate(owner: str, number: str) -> str:
    """Where a certificate is checked: what its code leads to."""
    return _at("certificate", owner, number)


def of_credential(owner: str, number: str) -> str:
    """Its credential: what a wallet fetches."""
    return _at("credential", owner, number)


def of_issuer(owner: str) -> str:
    """The issuer's profile."""
    return _at("issuer", owner)


def of_keys(owner: str) -> str:
    """The issuer's public keys."""
    return _at("keys", owner)


def of_key(owner: str, key: str) -> str:
    """One of them."""
    return _at("key", owner, key)


def of_list(owner: str) -> str:
    """The list of what was taken back."""
    return _at("revoked", owner)


def of_achievement(owner: str, course: str) -> str:
    """What a certificate is for."""
    return f"{of_issuer(owner)}#course-{course}"


def _at(view: str, *ids: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(f"certificates:{view}", args=ids)
