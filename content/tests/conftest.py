"""Fixtures of the tests of documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content.tests.playing import files_in_process, read_in_process  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _offers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The templates of the tests, beside the library. `offers.NEWEST` says which version is the newest."""
    from content.selectors import blueprints  # noqa: PLC0415 - needs the settings
    from content.tests import offers  # noqa: PLC0415

    monkeypatch.setitem(blueprints.SOURCES, "test", offers.SOURCE)
    offers.publish(1)
    yield
    offers.publish(1)


@pytest.fixture
def files_in_tmp(tmp_path: Path, settings: Any) -> Path:
    """Papers that went out lie in the test's own folder."""
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = storages
    return tmp_path
