"""HTTP to providers: what went wrong on the way becomes the protocol's exceptions, an answer stays an answer.

The one question is whether a parcel may have been taken. A connection that never came about, 429 and 503 took nothing (Busy);
a line that broke after the request went out, a redirect and any other 5xx may have (Unclear). 4xx are the provider's to explain.
"""

import json
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import requests
from urllib3.exceptions import NewConnectionError, SSLError

from notifications.channels.protocol import Busy, Misconfigured, Unclear

MAX_BYTES: Final = 1024 * 1024
TIMEOUT: Final = (5.0, 20.0)  # to connect; between two pieces of the answer
LONGEST: Final = 40.0  # seconds for a whole answer
_LONGEST_WAIT: Final = timedelta(hours=24)
_UNSENDABLE: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
)
_PERSONAL: Final = re.compile(r"[^\s<>\"']+@[^\s<>\"']+|\+?\d[\d\s-]{6,}\d|https?://\S+")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a provider said. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_yes(self) -> bool:
        """Whether the request was taken."""
        return 200 <= self.status < 300

    def record(self) -> Mapping[str, Any]:
        """The body as a JSON object; empty when it is none."""
        found = self.value()
        return found if isinstance(found, dict) else {}

    def value(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def exchange(
    service: str,
    method: str,
    url: str,
    *,
    timeout: float | None = None,
    is_question: bool = False,
    **request: Any,
) -> Answer:
    """One request. `request` goes to requests (headers, json, data, params, auth). A question may be asked twice without harm, so
    whatever breaks is Busy. Raises Busy, Unclear or Misconfigured."""
    unclear = Busy if is_question else Unclear
    limits = (min(TIMEOUT[0], timeout), timeout) if timeout else TIMEOUT
    try:
        answer = _once(method, url, limits, request)
    except (*_UNSENDABLE, UnicodeError) as error:
        raise Misconfigured(
            f"No request to {service} can be made of the settings: {type(error).__name__}."
        ) from None
    except requests.RequestException as error:
        kind = Busy if was_not_sent(error) else unclear
        raise kind(f"{service} did not answer: {type(error).__name__}.") from None
    if answer.status in {429, 503}:
        raise Busy(
            f"{service} answered {answer.status}.",
            retry_after=retry_after(answer.headers, now=datetime.now(UTC)),
        )
    if answer.status >= 500 or 300 <= answer.status < 400 or answer.status == requests.codes.request_timeout:
        raise unclear(f"{service} answered {answer.status} without a clear result.")
    return answer


def _once(method: str, url: str, limits: tuple[float, float], request: Mapping[str, Any]) -> Answer:
    with requests.Session() as session:
        session.trust_env = False
        response = session.request(method, url, timeout=limits, allow_redirects=False, stream=True, **request)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=int(response.status_code), headers=headers, body=_limited(response))


def _limited(response: requests.Response) -> bytes:
    content, deadline = b"", time.monotonic() + LONGEST
    for chunk in response.iter_content(64 * 1024):
        content += chunk
        if len(content) > MAX_BYTES or time.monotonic() > deadline:
            raise requests.exceptions.ContentDecodingError("The answer is too large or too slow.")
    return content


def was_not_sent(error: BaseException) -> bool:
    """Only when no connection came about, or none that can be trusted, is it sure that nothing was sent."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    is_distrusted = isinstance(reason, SSLError) and any(
        isinstance(each, ssl.SSLCertVerificationError) for each in reason.args
    )
    return (
        isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError) or is_distrusted
    )


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long a provider asks to be left alone: whole seconds or a date (RFC 9110, 10.2.3), a day at most."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit() and len(given) < 9:
        return min(timedelta(seconds=int(given)), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(given)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta(0)), _LONGEST_WAIT)


def told(status: object, code: object = "", words: object = "") -> str:
    """A provider's answer for staff: status, code and words, without addresses, numbers and links."""
    said = _PERSONAL.sub("…", str(words or "")).strip()
    return " ".join(part for part in (str(status), str(code or ""), said) if part)[:500]


def text(value: object, limit: int = 200) -> str:
    """A JSON text or number as text; empty for all else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:limit].encode("utf-8", "replace").decode().replace("\0", "")


def records(value: object) -> list[Mapping[str, Any]]:
    """The objects of a JSON list; none when it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
