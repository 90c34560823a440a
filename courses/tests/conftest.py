"""Fixtures of the tests of courses."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def files_in_tmp(tmp_path: Path, settings: Any) -> Path:
    """Files of courses lie in the test's own folder."""
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = storages
    return tmp_path


@pytest.fixture(scope="module")
def pictures_in_process() -> Iterator[None]:
    """Pictures are drawn in this process: for tests of what follows. The real child is used by test_writing and others."""
    from synthai.core.media import drawing  # noqa: PLC0415 - needs the settings

    def run_here(function_path: str, args: Any, **_limits: Any) -> Any:
        module, name = function_path.rsplit(".", 1)
        return getattr(importlib.import_module(module), name)(*args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "run_limited", run_here)
        yield
