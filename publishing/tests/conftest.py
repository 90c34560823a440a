"""Fixtures of the tests of pieces."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def files_in_tmp(tmp_path: Path, settings: Any) -> Path:
    """Files lie in the test's own folder."""
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = storages
    return tmp_path
