"""Rules that import contracts cannot see."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.architecture.sources import Source, names_used, sources

DRAWERS = {"utils", "util", "helpers", "helper", "common", "lib", "misc", "shared", "tools"}
MAY_SEE_ALL_TENANTS = {"core", "admin", "admin.py", "staff", "commands", "migrations"}


def test_all_tenants_are_seen_only_by_core_staff_commands_and_migrations() -> None:
    found = _uses("all_tenants", where=lambda source: not set(Path(source.name).parts) & MAY_SEE_ALL_TENANTS)
    assert found == [], "enter tenant(…) instead, or fan out one task for each organisation"


def test_views_fetch_through_selectors() -> None:
    found = _uses("objects", "_default_manager", "_base_manager", where=lambda source: source.is_view)
    assert found == [], "fetch through the app's selectors: they know who may see what"


def test_rows_are_locked_only_in_locks() -> None:
    found = _uses("select_for_update", where=lambda source: not _takes_locks(source))
    assert found == [], "take locks in the app's locks.py, in key order"


def test_no_module_is_a_drawer() -> None:
    found = [source.name for source in sources() if {source.path.stem, *Path(source.name).parts} & DRAWERS]
    assert found == [], "name a module for what it does"


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    found = [
        f"{source.name}:{number}"
        for source in sources()
        for number, line in enumerate(source.text.splitlines(), start=1)
        if later.search(line)
    ]
    assert found == []


def _takes_locks(source: Source) -> bool:
    return source.path.stem == "locks" or "synthai/core/" in source.name


def _uses(*names: str, where: Callable[[Source], bool]) -> list[str]:
    return [
        f"{source.name}:{line}"
        for source in sources()
        if not source.is_test and where(source)
        for line in names_used(source, *names)
    ]
