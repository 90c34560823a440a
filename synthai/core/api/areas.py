"""The description of the API in areas, each a document of its own.

Whoever tries a call needs one area of it: the whole is 900 kB, and Swagger UI reads all of a document again whenever a
group or a call is opened: seven seconds for a call, where an area of its own takes little more than one.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from synthai.core.api.schema import METHODS, document

_REFERENCE = "#/components/"


class NoArea(LookupError):
    """There is no area of this name."""


@dataclass(frozen=True, slots=True)
class Call:
    """One address and what is done there: `key` names it in Swagger UI's links."""

    method: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Area:
    """The calls that share a tag, by path."""

    name: str
    calls: tuple[Call, ...]


@cache
def areas() -> tuple[Area, ...]:
    """Every area by name, made once per process."""
    found: dict[str, list[Call]] = {}
    for path, calls in json.loads(document())["paths"].items():
        for method, call in calls.items():
            if method in METHODS:
                found.setdefault(_name_of(call), []).append(Call(method, path, call["operationId"]))
    return tuple(Area(name, tuple(calls)) for name, calls in sorted(found.items()))


@cache
def part(name: str) -> bytes:
    """The OpenAPI document of one area: its calls, and of the components what they refer to.

    Raises NoArea.
    """
    if name not in {area.name for area in areas()}:
        raise NoArea(name)
    whole = json.loads(document())
    whole["info"]["title"] += f": {name}"
    paths = {path: _calls_of(calls, name) for path, calls in whole["paths"].items()}
    whole["paths"] = {path: calls for path, calls in paths.items() if calls}
    components = whole["components"]
    whole["components"] = {"securitySchemes": components.get("securitySchemes", {})}
    for kind, key in sorted(_reached(whole["paths"], components)):
        whole["components"].setdefault(kind, {})[key] = components[kind][key]
    return json.dumps(whole, ensure_ascii=False, sort_keys=False).encode()


def _calls_of(path: dict[str, Any], name: str) -> dict[str, Any]:
    return {method: call for method, call in path.items() if method in METHODS and _name_of(call) == name}


def _name_of(call: dict[str, Any]) -> str:
    """An address that is nothing but the prefix has no tag unless its view says one."""
    return str((call.get("tags") or ["other"])[0])


def _reached(paths: dict[str, Any], components: dict[str, Any]) -> set[tuple[str, str]]:
    """Kind and name of every component that the paths refer to, directly or by another."""
    found: set[tuple[str, str]] = set()
    waiting: list[Any] = [paths]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(value for key, value in node.items() if key != "$ref")
            kind, _, name = str(node.get("$ref", "")).removeprefix(_REFERENCE).partition("/")
            if name and (kind, name) not in found:
                found.add((kind, name))
                waiting.append(components[kind][name])
    return found
