"""Reading without a child process. Nothing of Django is imported before it has its settings."""

import hashlib
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_READ: dict[str, str] = {}  # what was read of a file, by its hash: the same letter stands in many tests


@pytest.fixture
def read_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads files in this process: for tests of what follows, which need not wait two seconds for each child.

    The real child process is used by core's tests of reading and by test_read_faults.
    """
    from synthai.core import limits

    def run_here(
        function_path: str, args: Any, *, tick: Callable[[], None] | None = None, **_more: Any
    ) -> Any:
        module, name = function_path.rsplit(".", 1)
        if tick is not None:
            tick()
        key = hashlib.sha256(Path(args[0]).read_bytes()).hexdigest()
        if key not in _READ:
            _READ[key] = json.dumps(getattr(importlib.import_module(module), name)(*args))
        return json.loads(_READ[key])

    monkeypatch.setattr(limits, "run_limited", run_here)


@pytest.fixture
def files_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables and Word files are read and filled in this process: for tests of what follows.

    The real child processes are used by core's tests of both and by test_bulk_pages.
    """
    from synthai.core import tables
    from synthai.core.documents import wordfiles

    def run_here(function_path: str, args: Any, **_limits: Any) -> Any:
        module, name = function_path.rsplit(".", 1)
        return json.loads(json.dumps(getattr(importlib.import_module(module), name)(*args)))

    monkeypatch.setattr(tables, "run_limited", run_here)
    monkeypatch.setattr(wordfiles, "run_limited", run_here)
