"""One id follows a request: in its answer, its log lines, its audit rows, its events and the tasks they start.

A caller may bring an id in `X-Request-ID`; only a well-formed one is taken, so that nobody writes into our logs.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
PROBES = frozenset({"/healthz", "/readyz"})

_request_id: ContextVar[str | None] = ContextVar("synthai_request_id", default=None)
access_log = logging.getLogger("synthai.request")


def current_request_id() -> str | None:
    """The id of the request or task that runs; None outside of both."""
    return _request_id.get()


def new_request_id() -> str:
    """A fresh id: 32 hexadecimal digits."""
    return uuid.uuid4().hex


@contextmanager
def request_id_bound(request_id: str | None) -> Iterator[str]:
    """Run the block under this id, or under a fresh one when it is missing or ill-formed."""
    chosen = request_id if request_id and WELL_FORMED.fullmatch(request_id) else new_request_id()
    token = _request_id.set(chosen)
    try:
        yield chosen
    finally:
        _request_id.reset(token)


class CorrelationMiddleware:
    """Outermost middleware: gives `request.request_id`, answers it, writes one access line per request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        with request_id_bound(request.headers.get(HEADER)) as request_id:
            request.request_id = request_id  # type: ignore[attr-defined]
            response = self.get_response(request)
            response[HEADER] = request_id
            _write_access_line(request, response.status_code, (time.monotonic() - started) * 1000)
        return response


def path_template(request: HttpRequest) -> str:
    """The route of the request, without the values in it: they may be one-time keys or names."""
    match = request.resolver_match
    return f"/{match.route}" if match else "(no route)"


def _write_access_line(request: HttpRequest, status: int, milliseconds: float) -> None:
    level = logging.DEBUG if request.path in PROBES else logging.INFO
    if not access_log.isEnabledFor(level):
        return
    route = path_template(request)
    actor = getattr(request, "actor", None)
    access_log.log(
        level,
        "%s %s %s",
        request.method,
        route,
        status,
        extra={
            "method": request.method,
            "route": route,
            "status": status,
            "ms": round(milliseconds, 1),
            "organisation": getattr(actor, "organisation_public_id", None),
        },
    )
