"""Storage and reading for tests of imports."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from synthai.core import limits


@pytest.fixture
def files_in_tmp(tmp_path: Path, settings: Any) -> Path:
    """Uploads and reports of the test lie in a folder of its own."""
    folder = tmp_path / "storage"
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": {"location": folder}},
    }
    return folder


@pytest.fixture
def read_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads files in this process: for tests of what follows, which need no second per file for a child.

    The real child process is used by test_import_services, test_import_workers and core's test_limits.
    """

    def run_here(
        function_path: str, args: Sequence[Any], *, tick: Callable[[], None] | None = None, **_: Any
    ) -> Any:
        module, name = function_path.rsplit(".", 1)
        if tick is not None:
            tick()
        return getattr(importlib.import_module(module), name)(*args)

    monkeypatch.setattr(limits, "run_limited", run_here)
