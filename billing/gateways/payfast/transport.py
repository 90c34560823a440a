"""HTTP to PayFast, and what a failed request means.

The question is always the same: can money have moved? Nothing was sent, or PayFast said that it did nothing: Unreachable, the
same request may go again. It went out and no clear answer came: Unclear, unless repeating it does no harm (a question, or
ending what is to be ended). No error carries an address or a body: both hold tokens.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.exceptions import SSLError as PoolSSLError

from billing.gateways.errors import GatewayError, GatewayUnclear, GatewayUnreachable
from billing.gateways.payfast.config import PayFastConfig

MAX_BYTES = 8 * 1024 * 1024  # a page of the history is some 300 kB
_DID_NOTHING = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class _TooMuch(requests.RequestException):
    """The answer is too long or does not end."""


@dataclass(frozen=True)
class Answer:
    """A complete answer below 500, of which nothing was believed yet."""

    status: int
    content: bytes

    @property
    def is_ok(self) -> bool:
        return self.status == HTTPStatus.OK


def send(
    config: PayFastConfig,
    method: str,
    url: str,
    *,
    is_repeatable: bool,
    headers: Mapping[str, str],
    query: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Ask, on a connection of its own: one left over from before may be dead, which would look like an unclear answer."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            response = session.request(
                method,
                url,
                params=dict(query or {}),
                data=body,
                headers=dict(headers),
                timeout=(config.connect_timeout, config.read_timeout),
                allow_redirects=False,
                stream=True,
            )
            content = _limited(response, time.monotonic() + config.read_timeout)
    except requests.RequestException as error:
        raise _meaning(error, is_repeatable=is_repeatable) from None
    status = response.status_code
    if status in _DID_NOTHING:
        raise GatewayUnreachable(f"PayFast did nothing: it answered with the status {status}.")
    if not _is_answer(status):
        raise unclear(f"PayFast answered with the status {status}.", is_repeatable=is_repeatable)
    return Answer(status=status, content=content)


def unclear(text: str, *, is_repeatable: bool) -> GatewayError:
    """No clear answer: may it be asked again?"""
    return GatewayUnreachable(text) if is_repeatable else GatewayUnclear(text)


def _limited(response: requests.Response, deadline: float) -> bytes:
    content = b""
    for chunk in response.iter_content(64 * 1024):
        content += chunk
        if len(content) > MAX_BYTES or time.monotonic() > deadline:
            response.close()
            raise _TooMuch
    return content


def _meaning(error: requests.RequestException, *, is_repeatable: bool) -> GatewayError:
    kind = type(error).__name__
    if _was_never_sent(error):
        return GatewayUnreachable(f"PayFast was not reached ({kind}).")
    return unclear(f"PayFast did not answer in full ({kind}).", is_repeatable=is_repeatable)


def _was_never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(
        reason, PoolSSLError
    ):  # a certificate is looked at before anything is sent; other trouble may come later
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _is_answer(status: int) -> bool:
    """Whether PayFast itself spoke: not a redirect, not a proxy's time-out, not a fault."""
    is_redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    return (
        status < HTTPStatus.INTERNAL_SERVER_ERROR and not is_redirect and status != HTTPStatus.REQUEST_TIMEOUT
    )
