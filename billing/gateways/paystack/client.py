"""Paystack's HTTP: one bearer key, JSON in, `{status, message, data}` out. What can go wrong becomes billing's errors."""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import requests
from urllib3.exceptions import NewConnectionError

from billing.gateways.errors import GatewayKeyRefused, GatewayRefused, GatewayUnclear, GatewayUnreachable

MAX_BYTES: Final = 1024 * 1024
TIMEOUT: Final = (5.0, 30.0)  # to connect; between two pieces of the answer
LONGEST: Final = 60.0  # seconds for a whole answer
_DID_NOTHING: Final = {429, 503}


class Refusal(GatewayRefused):
    """A 4xx answer with Paystack's own words. `status` is the HTTP status."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code, message)
        self.status = status

    @property
    def is_duplicate(self) -> bool:
        """Whether the reference was used before."""
        return self.code == "duplicate_reference" or "duplicate" in self.reason.casefold()

    @property
    def is_unknown(self) -> bool:
        """Whether what was named does not exist. Paystack says so with 404, older addresses with 400."""
        return self.status == 404 or "not found" in self.reason.casefold()


class Client:
    """Speaks to one Paystack account. `config` has secret_key and api; timeout may be given in seconds."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._key = str(config["secret_key"])
        self._api = str(config["api"]).rstrip("/")
        given = config.get("timeout")
        self._timeout = (TIMEOUT[0], float(given)) if given else TIMEOUT

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The `data` of an answer. Asking twice does no harm, so every failure to answer is GatewayUnreachable."""
        return self._send("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, Any], *, moves_money: bool) -> Any:
        """The `data` of an answer. When `moves_money`, no clear answer is GatewayUnclear: never to be sent again."""
        return self._send("POST", path, body=body, moves_money=moves_money)

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        moves_money: bool = False,
    ) -> Any:
        unclear = GatewayUnclear if moves_money else GatewayUnreachable
        try:
            status, content = self._exchange(method, path, params, body)
        except requests.RequestException as error:
            kind = GatewayUnreachable if _was_not_sent(error) else unclear
            raise kind(f"Paystack did not answer {method} {path}: {type(error).__name__}.") from None
        if status in _DID_NOTHING:
            raise GatewayUnreachable(f"Paystack answered {status} to {method} {path}.")
        if status == requests.codes.unauthorized:
            raise GatewayKeyRefused("Paystack does not accept the secret key (401): check the settings.")
        answer = _json_object(content)
        if (
            answer is None
            or status >= 500
            or status in {requests.codes.request_timeout}
            or 300 <= status < 400
        ):
            raise unclear(f"Paystack answered {status} to {method} {path} without a clear result.")
        if status >= 400 or answer.get("status") is not True:
            message = str(answer.get("message") or "Paystack refused the request.")[:200]
            raise Refusal(status, _code(answer, message), message)
        return answer.get("data")

    def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None,
        body: Mapping[str, Any] | None,
    ) -> tuple[int, bytes]:
        with requests.Session() as session:
            session.trust_env = False
            response = session.request(
                method,
                f"{self._api}{path}",
                params=dict(params or {}),
                data=None if body is None else json.dumps(body),
                headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
            return int(response.status_code), _limited(response)


def _limited(response: requests.Response) -> bytes:
    content, deadline = b"", time.monotonic() + LONGEST
    for chunk in response.iter_content(64 * 1024):
        content += chunk
        if len(content) > MAX_BYTES or time.monotonic() > deadline:
            raise requests.exceptions.ContentDecodingError("The answer is too large or too slow.")
    return content


def _was_not_sent(error: requests.RequestException) -> bool:
    """Only when no connection came about is it sure that nothing was sent."""
    cause = error.args[0] if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(
        getattr(cause, "reason", None), NewConnectionError
    )


def _json_object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _code(answer: Mapping[str, Any], message: str) -> str:
    """Paystack's own error code where it sends one."""
    stated = answer.get("code")
    if isinstance(stated, str) and stated:
        return stated[:60]
    return "duplicate_reference" if "duplicate" in message.casefold() else "refused"
