import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from synthai.core.correlation import (
    WELL_FORMED,
    CorrelationMiddleware,
    current_request_id,
    request_id_bound,
)
from synthai.core.observability import ConsoleFormatter, JsonFormatter, PrivacyFilter

PRIVATE = [
    "thandi@umoja.co.za",
    "Bearer abcdef123456",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0aGFuZGkifQ.c2lnbmF0dXJl",
    "password=Hunter2",
    '{"refresh_token": "s3cr3t-value"}',
    "postgresql://synthai_app:pa55word@db/synthai",
    "sessionid=abc123",
]


@pytest.fixture
def lines() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger with our filter and JSON formatter, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(PrivacyFilter())
    logger = logging.getLogger("synthai.tests.observability")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.DEBUG)
    yield logger, written
    logger.handlers = []


def last(written: io.StringIO) -> dict[str, object]:
    line: dict[str, object] = json.loads(written.getvalue().splitlines()[-1])
    return line


@pytest.mark.parametrize("private", PRIVATE)
def test_no_secret_or_address_reaches_a_line(lines: tuple[logging.Logger, io.StringIO], private: str) -> None:
    logger, written = lines
    logger.info("seen %s", private, extra={"detail": f"in {private}", "nested": {"list": [private]}})
    try:
        raise ValueError(private)
    except ValueError:
        logger.exception("failed")
    secret_parts = ["thandi@", "abcdef123456", "eyJhbGci", "Hunter2", "s3cr3t", "pa55word", "abc123"]
    assert not [part for part in secret_parts if part in written.getvalue()]
    assert "[hidden]" in written.getvalue()
    assert "ValueError" in str(last(written)["exception"])


def test_a_field_named_like_a_secret_is_hidden(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = lines
    logger.info("x", extra={"user_email": "whatever", "access_token": "whatever", "rows": 3})
    line = last(written)
    assert (line["user_email"], line["access_token"], line["rows"]) == ("[hidden]", "[hidden]", 3)


def test_json_line_has_utc_time_level_logger_and_request_id(
    lines: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, written = lines
    with request_id_bound("request-0001"):
        logger.warning("rows read", extra={"rows": 12})
    line = last(written)
    assert line["request_id"] == "request-0001"
    assert (line["level"], line["logger"], line["rows"]) == ("WARNING", "synthai.tests.observability", 12)
    assert str(line["time"]).endswith("+00:00")


def test_djangos_lines_carry_the_route_and_not_the_path(
    lines: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, written = lines
    request = RequestFactory().get("/invitation/one-time-key/?q=private")
    request.resolver_match = ResolverMatch(len, (), {}, route="invitation/<key>/")
    logger.error("Internal Server Error: %s", request.path, extra={"request": request, "status_code": 500})
    assert "one-time-key" not in written.getvalue()
    assert "private" not in written.getvalue()
    assert last(written)["message"] == "Internal Server Error: /invitation/<key>/"


def test_console_line_is_readable() -> None:
    record = logging.makeLogRecord(
        {"msg": "GET %s", "args": ("/x/",), "levelname": "INFO", "name": "n", "ms": 3.2}
    )
    PrivacyFilter().filter(record)
    assert ConsoleFormatter().format(record).endswith("INFO    n  GET /x/  ms=3.2")


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(current_request_id())


@pytest.mark.parametrize("given", ["abcdefgh", "0f3e.trace_01-x", "a" * 64])
def test_takes_a_well_formed_id_and_answers_it(given: str) -> None:
    response = CorrelationMiddleware(answer)(RequestFactory().get("/", headers={"X-Request-ID": given}))
    assert response["X-Request-ID"] == given
    assert isinstance(response, HttpResponse)
    assert response.content.decode() == given
    assert current_request_id() is None


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "new\\nline-line", "has space inside", "<script>x</script>", ""]
)
def test_replaces_an_ill_formed_id(given: str) -> None:
    response = CorrelationMiddleware(answer)(RequestFactory().get("/", headers={"X-Request-ID": given}))
    assert response["X-Request-ID"] != given
    assert WELL_FORMED.fullmatch(response["X-Request-ID"])


def test_access_line_names_route_and_status(caplog: pytest.LogCaptureFixture) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        request.resolver_match = ResolverMatch(len, (), {}, route="o/<slug:organisation>/")
        return HttpResponse(status=204)

    with caplog.at_level(logging.INFO, logger="synthai.request"):
        CorrelationMiddleware(view)(RequestFactory().post("/o/umoja-foods/"))
    (record,) = [entry for entry in caplog.records if entry.name == "synthai.request"]
    assert record.getMessage() == "POST /o/<slug:organisation>/ 204"
    assert vars(record)["ms"] >= 0


def test_probes_are_quiet(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="synthai.request"):
        CorrelationMiddleware(answer)(RequestFactory().get("/healthz"))
    assert caplog.records == []
