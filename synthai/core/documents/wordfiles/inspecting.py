"""Runs in the limited child: is the file one of ours, and which places has it?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synthai.core.documents.blueprints import readers
from synthai.core.documents.blueprints.linting_keys import Place, Usage
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.wordfiles import checking
from synthai.core.documents.wordfiles.parts import WordFile
from synthai.core.documents.wordfiles.refusing import Refused


def inspect(path: str) -> dict[str, Any]:
    """Values and lists by key, or why the file is refused."""
    try:
        content = Path(path).read_bytes()
        checking.check(content)
        return _places(content)
    except Refused as refused:
        return refused.told
    except (
        KeyError,
        ValueError,
        AttributeError,
        SyntaxError,
    ):  # python-docx and lxml on what Word would not open either
        return Refused("damaged").told


def _places(content: bytes) -> dict[str, Any]:
    usages: list[Usage] = []

    def collect(short: str) -> str:
        usages.extend(Place("file", short, {}).usages())
        return short

    WordFile(content, collect).filled()
    lists: dict[str, list[str]] = {each.key: [] for each in usages if each.how == "list"}
    values: list[str] = []
    for key in _keys(usages):
        over = next((name for name in lists if key.startswith(f"{name}.")), "")
        if over:
            _add(lists[over], key.removeprefix(f"{over}."))
        elif key not in lists:
            _add(values, key)
    if not values and not lists:
        raise Refused("none")
    asked_about = sorted({usage.key for usage in usages if usage.how == "known"})
    return {"values": values, "lists": lists, "optional": asked_about}


def _keys(usages: list[Usage]) -> Iterator[str]:
    for usage in usages:
        try:
            readers.key().read(usage.key, "key")
        except BlueprintRefused as error:
            raise Refused("key", name=usage.key) from error
        yield usage.key


def _add(found: list[str], key: str) -> None:
    if key not in found and key != "count":
        found.append(key)
