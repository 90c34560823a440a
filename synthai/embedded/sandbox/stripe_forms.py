"""Stripe's request parameters: nested names in a form, and the refusal of those an address does not know."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from synthai.embedded.sandbox.stripe_errors import Refused

_PARTS = re.compile(r"\[([^\]]*)\]")
# Taken at every address.
EVERYWHERE = ("expand.*",)
LISTING = (
    "limit",
    "starting_after",
    "ending_before",
    "created.gte",
    "created.lte",
    "created.gt",
    "created.lt",
)


def parse(text: str) -> dict[str, Any]:
    """`a[0][b]=1&c[]=2` as `{"a": [{"b": "1"}], "c": ["2"]}`."""
    given: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        at: dict[str, Any] = given
        parts = _split(name)
        for part in parts[:-1]:
            inner = at.setdefault(part, {})
            if not isinstance(inner, dict):
                raise Refused(f"Invalid object: {name}", param=name)
            at = inner
        last = parts[-1]
        at[str(len(at)) if last == "" else last] = value
    return {name: _with_lists(value) for name, value in given.items()}


def refuse_unknown(text: str, known: Iterable[str]) -> None:
    """Raises Refused for the first parameter that is not among `known` ("line_items.*.quantity", "metadata.*")."""
    allowed = [tuple(name.split(".")) for name in (*known, *EVERYWHERE)]
    for name, _ in parse_qsl(text, keep_blank_values=True):
        parts = tuple("*" if part.isdigit() or part == "" else part for part in _split(name))
        if not any(_fits(parts, spec) for spec in allowed):
            raise Refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def needed(given: dict[str, Any], *names: str) -> None:
    """Raises Refused for the first of these parameters that is missing or empty."""
    for name in names:
        if not given.get(name):
            raise Refused(f"Missing required param: {name}.", code="parameter_missing", param=name)


def whole(given: dict[str, Any], name: str) -> int:
    """The parameter as a whole number of cents, seconds or pieces."""
    value = str(given[name])
    if not re.fullmatch(r"-?\d+", value):
        raise Refused(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def truth(given: dict[str, Any], name: str) -> bool:
    """The parameter as true or false; absent is false."""
    value = str(given.get(name, "false")).lower()
    if value not in {"true", "false"}:
        raise Refused(f"Invalid boolean: {value}", code="parameter_invalid_boolean", param=name)
    return value == "true"


def one_of(given: dict[str, Any], name: str, *values: str) -> str:
    """The parameter, which must be one of these; absent is the first."""
    value = str(given.get(name, values[0]))
    if value not in values:
        raise Refused(f"Invalid {name}: must be one of {', '.join(values)}", param=name)
    return value


def _split(name: str) -> list[str]:
    head, bracket, _ = name.partition("[")
    return [head, *_PARTS.findall(name)] if bracket else [head]


def _fits(parts: tuple[str, ...], spec: tuple[str, ...]) -> bool:
    return len(parts) == len(spec) and all(
        known in {"*", part} for part, known in zip(parts, spec, strict=True)
    )


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_with_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _with_lists(inner) for key, inner in value.items()}
