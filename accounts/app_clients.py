"""The apps that may sign people in through the browser, from APP_CLIENTS, and where each may be returned to.

An address is compared as text, character by character, so nothing is left to how somebody else reads addresses. Only of
http://127.0.0.1 and http://[::1] the port is free (RFC 8252): a program on the same machine listens where it can.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VARIABLE = "APP_CLIENTS"
_LONGEST = 500
_LOOPBACK = re.compile(r"http://(?:127\.0\.0\.1|\[::1\])(?=/)")
_LINK = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?/[A-Za-z0-9._~/-]*")
_OWN_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):/[A-Za-z0-9._~/-]*")
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9._~/-]*")
_PORT = r"(?::[0-9]{1,5})?"
# Schemes that browsers or systems give a meaning of their own.
_TAKEN = {
    *("about", "blob", "chrome", "data", "file", "ftp", "http", "https", "intent", "javascript", "mailto"),
    *("sms", "tel", "vbscript", "view-source", "ws", "wss"),
}


@dataclass(frozen=True, kw_only=True)
class AppClient:
    """One app: what it calls itself, what people read, and its return addresses."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]

    def may_return_to(self, address: str) -> bool:
        """Whether this very address is the app's."""
        return any(_matches(registered, address) for registered in self.redirect_uris)


def find(client_id: str) -> AppClient | None:
    """The app with this id."""
    return registered().get(client_id)


def registered() -> dict[str, AppClient]:
    """All apps by id. Raises ImproperlyConfigured, in words, when APP_CLIENTS cannot be used."""
    return _read(settings.APP_CLIENTS)


@lru_cache(maxsize=8)
def _read(text: str) -> dict[str, AppClient]:
    try:
        clients = [_client(each) for each in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ImproperlyConfigured(
            f'{VARIABLE} must be a JSON list of {{"id": …, "name": …, "redirect_uris": […]}}.'
        ) from error
    return {client.id: client for client in clients}


def _client(entry: dict[str, Any]) -> AppClient:
    addresses = entry["redirect_uris"]
    if not entry["id"] or not addresses or not isinstance(addresses, list):
        raise ImproperlyConfigured(f"{VARIABLE}: an app needs an id and a list of redirect_uris.")
    for address in addresses:
        if not _is_usable(str(address)):
            raise ImproperlyConfigured(
                f"{VARIABLE}: {address!r} cannot be a return address. Use a scheme of the app (synthai://signed-in), an "
                "https address, or http://127.0.0.1/… without a port."
            )
    return AppClient(id=str(entry["id"]), name=str(entry["name"]), redirect_uris=tuple(addresses))


def _is_usable(address: str) -> bool:
    if len(address) > _LONGEST:
        return False
    loopback = _LOOPBACK.match(address)
    if loopback:
        return _PLAIN_PATH.fullmatch(address[loopback.end() :]) is not None
    own = _OWN_SCHEME.fullmatch(address)
    is_own = own is not None and own[1] not in _TAKEN
    return is_own or _LINK.fullmatch(address) is not None


def _matches(registered: str, address: str) -> bool:
    loopback = _LOOPBACK.match(registered)
    if loopback is None:
        return registered == address
    path = registered[loopback.end() :]
    return re.fullmatch(re.escape(loopback[0]) + _PORT + re.escape(path), address) is not None
