"""Fixtures of the tests of the media library."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def files_in_tmp(tmp_path: Path, settings: Any) -> Path:
    """Files of the library lie in the test's own folder."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path
