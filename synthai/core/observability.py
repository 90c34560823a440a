"""Log lines: JSON for machines, one readable line for a developer, and nothing private in either.

Every line carries the request id. A filter takes out e-mail addresses, tokens, passwords and cookies, what PostgreSQL
says of the values that it refused, and the concrete paths that Django logs (a path may hold a one-time key): the route takes their place.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

from synthai.core.correlation import current_request_id, path_template

HIDDEN = "[hidden]"
_PRIVATE_WORDS = (
    r"password\d?|passwd|secret|token|access|refresh|authorization|api[_-]?key|cookie|sessionid|csrftoken"
)
_SECRET_KEY = re.compile(rf"(?:^|[_-])(?:{_PRIVATE_WORDS}|e-?mail)$", re.IGNORECASE)
_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*"), HIDDEN),  # JSON Web Tokens
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"(\w+://[^\s:/@]*):[^\s/@]+@"), rf"\1:{HIDDEN}@"),  # passwords in addresses of servers
    (
        re.compile(
            rf"(\b(?:\w*[_-])?(?:{_PRIVATE_WORDS})['\"]?\s*[=:]\s*['\"]?)[^\s'\",;&)}}]+", re.IGNORECASE
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),  # e-mail addresses
    # PostgreSQL repeats the row that it refused, or the line of SQL with its values: up to the next exception of the trace.
    (
        re.compile(
            r"^(DETAIL|CONTEXT|LINE \d+):.*?(?=\n\n(?:The above exception|During handling of)|\Z)",
            re.MULTILINE | re.DOTALL,
        ),
        rf"\1: {HIDDEN}",
    ),
    (re.compile(r"(\\n(?:DETAIL|CONTEXT|LINE \d+):).*"), rf"\1 {HIDDEN}"),  # the same as a repr shows it
)
# What a LogRecord has of its own; the rest came by `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "request",
    "server_time",
}


def mask(text: str) -> str:
    """The text without e-mail addresses, tokens, passwords, cookies and the details of PostgreSQL."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def _masked(key: str, value: Any) -> Any:
    if _SECRET_KEY.search(key):
        return HIDDEN
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: _masked(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_masked("", inner) for inner in value]
    return value


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra`, without Django's request objects and empty values."""
    return {key: value for key, value in vars(record).items() if key not in _OWN and value is not None}


class PrivacyFilter(logging.Filter):
    """Masks the message, its arguments, the extras and the traceback of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            route = path_template(request)
            record.args = tuple(route if value == request.path else value for value in record.args)
        record.msg, record.args = mask(record.getMessage()), None
        if record.name.startswith("celery"):
            vars(record).pop("data", None)  # arguments and trace once more, as text
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        for key, value in extras(record).items():
            setattr(record, key, _masked(key, value))
        if getattr(record, "request_id", None) is None:
            # Django writes its own lines after the request has ended, but names the request.
            record.request_id = current_request_id() or getattr(request, "request_id", None)
        return True


class JsonFormatter(BaseJsonFormatter):
    """One JSON object per line: time (UTC), level, logger, message, request_id, then the extras."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = record.message
        log_data.update(extras(record))
        if record.exc_info or record.exc_text:
            # The filter's masked text, never the raw exception.
            log_data["exception"] = record.exc_text or mask(str(message_dict.get("exc_info", "")))


class ConsoleFormatter(logging.Formatter):
    """`14:05:09 INFO synthai.request GET /o/<slug>/ 200  ms=12.1 [3f2a…]`, tracebacks below."""

    def format(self, record: logging.LogRecord) -> str:
        shown = extras(record)
        request_id = shown.pop("request_id", None)
        details = "".join(
            f"  {key}={value}" for key, value in shown.items() if key not in {"method", "route", "status"}
        )
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        line = f"{at} {record.levelname:<7} {record.name}  {record.getMessage()}{details}"
        if request_id:
            line += f"  [{str(request_id)[:8]}]"
        if record.exc_info and not record.exc_text:
            record.exc_text = mask(self.formatException(record.exc_info))
        return f"{line}\n{record.exc_text}" if record.exc_text else line
