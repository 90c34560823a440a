"""How a program comes in: the key of a request, judged. Each refusal says what is wrong, and to whom it matters."""

import ipaddress
from datetime import datetime

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts import actors, key_text, selectors
from accounts.models import ApiKey
from accounts.selectors import KeyInUse
from synthai.core.errors import DomainError, NotAllowed

_BEARER = "bearer "


class KeyUnknown(DomainError):
    """Not a key of ours: mistyped, cut off, replaced by a rotation, or made up."""

    code = "accounts.key.unknown"
    title = _("No such API key")
    message = _("This API key is not known. It may be incomplete, or a newer one replaced it.")
    remedy = _("Send the whole key in the Authorization header, or make a new one on the page API keys.")
    status = 401


class KeyExpired(DomainError):
    """Past its day."""

    code = "accounts.key.expired"
    title = _("The API key has expired")
    message = _(
        "This API key expired on %(day)s. Make a new one, or give it a later day, on the page API keys."
    )
    remedy = _("Give the key a later expiry, or make a new one, on the page API keys.")
    status = 401


class KeyRevoked(DomainError):
    """Somebody ended it."""

    code = "accounts.key.revoked"
    title = _("The API key was revoked")
    message = _("This API key was revoked on %(day)s. Make a new one on the page API keys.")
    remedy = _("Make a new key on the page API keys.")
    status = 401


class KeyFromElsewhere(NotAllowed):
    """The caller's address is not on the key's list."""

    code = "accounts.key.address"
    title = _("The API key may not be used from this address")
    message = _(
        "This API key may not be used from the address %(address)s. Add it to the key's allowed addresses."
    )
    remedy = _("Add the address to the key's allowed addresses, or call from one that is on the list.")


class KeyOfNobody(NotAllowed):
    """The person it acted for has left."""

    code = "accounts.key.of_nobody"
    title = _("Nobody is responsible for the API key")
    message = _(
        "The person this API key acted for is no longer in the organisation. "
        "Somebody who may manage keys can take it over on the page API keys."
    )
    remedy = _("Take the key over on the page API keys.")


def secret_in(request: HttpRequest) -> str | None:
    """The key a request carries as its bearer; None when it carries none."""
    header = request.headers.get("Authorization", "")
    text = header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""
    return text if key_text.is_key(text) else None


def opened_with(secret: str, *, address: str | None, now: datetime) -> KeyInUse:
    """The key this secret opens, from this address, now. One query.

    Raises KeyUnknown, KeyRevoked, KeyExpired (401), KeyFromElsewhere, KeyOfNobody (403).
    """
    if not key_text.is_whole(secret):
        raise KeyUnknown
    digest = key_text.digest_of(secret)
    found = selectors.key_with_secret(digest)
    if found is None:
        raise KeyUnknown
    key = found.key
    if key.revoked_at is not None:
        raise KeyRevoked(day=_day(key.revoked_at))
    if not key.opens_with(digest, at=now):
        raise KeyUnknown
    if key.expires_at <= now:
        raise KeyExpired(day=_day(key.expires_at))
    if not is_allowed_from(key, address):
        raise KeyFromElsewhere(address=address or "?")
    if not found.role:
        raise KeyOfNobody
    return found


def is_allowed_from(key: ApiKey, address: str | None) -> bool:
    """Whether the key's list of networks has this address; an empty list has every one."""
    if not key.addresses:
        return True
    try:
        caller = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(caller, "ipv4_mapped", None)
    return any((mapped or caller) in ipaddress.ip_network(network) for network in key.addresses)


def open_for(request: HttpRequest, secret: str, *, now: datetime) -> KeyInUse:
    """As `opened_with`, for a request."""
    return opened_with(secret, address=actors.client_ip(request), now=now)


def _day(at: datetime) -> str:
    return date_format(localtime(at), "j F Y")
