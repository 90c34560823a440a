"""Requests to addresses that a customer typed: identity providers, later webhooks.

What is fetched is looked at by us, never shown whole, so such an address must not reach machines of our own network. The
address is judged after the connection stands and before anything is sent, so a name that changes what it points to
between two look-ups helps nobody. No redirects, no proxies of the environment, a time limit and a size limit.
"""

import ipaddress
import json
import socket
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

TIMEOUT = 5  # seconds to connect, and between two pieces of the answer
_NOBODY_BEHIND = {502, 503, 504}
MAX_BYTES = 1024 * 1024


class Unreachable(requests.RequestException):
    """It does not answer, answers with an error, or may not be asked. The text says which, for the administrator."""


class PrivateAddress(Unreachable):
    """It leads into a private network, so nothing was sent."""


class _Private(Exception):
    """Not an OSError: urllib3 would take it for a bad line and try again."""


class _Judged:
    """Refuses a connection whose other end is not on the public internet."""

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        if not settings.OUTBOUND_PRIVATE_ADDRESSES:
            address = str(made.getpeername()[0]).split("%")[0]
            if not ipaddress.ip_address(address).is_global:
                made.close()
                raise _Private
        return made


class _JudgedHTTP(_Judged, HTTPConnection):
    pass


class _JudgedHTTPS(_Judged, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _JudgedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _JudgedHTTPS


class _JudgedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


class OutboundSession(requests.Session):
    """A `requests` session under the rules of this module. Raises requests.RequestException for all that goes wrong."""

    def __init__(self, *, is_plain_taken: bool = False) -> None:
        """`is_plain_taken`: http:// as well, for addresses of the web that are only asked whether somebody is there."""
        super().__init__()
        self.is_plain_taken = is_plain_taken
        self.trust_env = False
        self.mount("http://", _JudgedAdapter())
        self.mount("https://", _JudgedAdapter())

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """As requests', with our limits; http:// only where it is taken, or private addresses are allowed (development)."""
        response = self.begun(method, url, *args, **kwargs)
        response._content = _limited(response)  # noqa: SLF001 - read here, so that the limit holds
        return response

    def begun(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """The head of an answer, its body not read: close it. As `request` otherwise."""
        scheme = urlsplit(str(url)).scheme
        is_plain_taken = self.is_plain_taken or settings.OUTBOUND_PRIVATE_ADDRESSES
        if scheme != "https" and not (scheme == "http" and is_plain_taken):
            raise Unreachable("The address must begin with https://.")
        kwargs.update(timeout=TIMEOUT, allow_redirects=False, stream=True)
        try:
            return super().request(method, url, *args, **kwargs)
        except _Private as error:
            raise PrivateAddress("The address leads into a private network.") from error


def fetch(url: str) -> bytes:
    """What is at this address. Raises Unreachable, with a sentence for whoever typed it."""
    try:
        with OutboundSession() as session:
            response = session.get(url)
    except Unreachable:
        raise
    except (requests.RequestException, ValueError, OSError) as error:
        raise Unreachable("Nothing answers at this address.") from error
    if response.status_code != requests.codes.ok:
        raise Unreachable(f"The address answers with the status {response.status_code}.")
    return response.content


def fetch_json(url: str) -> dict[str, Any]:
    """The JSON object at this address. Raises Unreachable."""
    try:
        found = json.loads(fetch(url))
    except ValueError as error:
        raise Unreachable("The address answers, but not with JSON.") from error
    if not isinstance(found, dict):
        raise Unreachable("The address answers, but not with a JSON object.")
    return cast("dict[str, Any]", found)


def answers(url: str) -> bool:
    """Whether somebody is there at all, whatever is said; a gateway that stands before nobody does not count."""
    try:
        with OutboundSession() as session:
            return session.get(url).status_code not in _NOBODY_BEHIND
    except (requests.RequestException, ValueError, OSError):
        return False


def _limited(response: requests.Response) -> bytes:
    content = b""
    for chunk in response.iter_content(64 * 1024):
        content += chunk
        if len(content) > MAX_BYTES:
            response.close()
            raise Unreachable("The answer is larger than 1 MB.")
    return content
