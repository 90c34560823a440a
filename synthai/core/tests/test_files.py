"""Files in a folder and behind the S3 API (a local server), and uploads that are too large."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings

from synthai.core import files
from synthai.core.testing.object_storage import local_bucket

CONTENT = "kgotsi,ṱhoho\n".encode() * 200_000


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


@pytest.fixture
def bucket(settings: Any) -> Iterator[None]:
    with local_bucket() as storage:
        settings.STORAGES = {**settings.STORAGES, "default": storage}
        yield


def _round_trip() -> files.StoredFile:
    stored = files.save_stream(io.BytesIO(CONTENT), folder="imports/abc", name="../My Sales.CSV")
    assert stored.size == len(CONTENT)
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert stored.path.startswith("imports/abc/")
    assert stored.path.endswith(".csv")
    with files.open_file(stored.path) as file:
        assert file.read() == CONTENT
    with files.local_copy(stored.path) as path:
        assert path.read_bytes() == CONTENT
    return stored


def test_folder_keeps_file_and_gives_its_own_path(folder: Path) -> None:
    stored = _round_trip()
    with files.local_copy(stored.path) as path:
        assert path == folder / stored.path
    files.delete(stored.path)
    assert not default_storage.exists(stored.path)


@pytest.mark.usefixtures("bucket")
def test_s3_keeps_file_and_gives_a_copy_that_goes_away() -> None:
    stored = _round_trip()
    with files.local_copy(stored.path) as path:
        assert path.exists()
    assert not path.exists()
    files.delete(stored.path)
    assert not storages["default"].exists(stored.path)


def test_refuses_file_over_the_limit_and_stores_nothing(folder: Path) -> None:
    with pytest.raises(files.FileTooLarge):
        files.save_stream(io.BytesIO(CONTENT), folder="imports/abc", name="a.csv", max_bytes=1000)
    assert not any(folder.rglob("*.csv"))


@override_settings(UPLOAD_MAX_BYTES=1 << 20)
def test_upload_stops_at_the_limit() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", CONTENT)})
    assert "file" not in request.FILES
    with pytest.raises(files.FileTooLarge, match="larger than 1 MB"):
        files.refuse_if_too_large(request)


@override_settings(UPLOAD_MAX_BYTES=10 << 20)
def test_upload_within_the_limit_passes() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", CONTENT)})
    taken: Any = request.FILES["file"]
    assert taken.size == len(CONTENT)
    files.refuse_if_too_large(request)
    assert taken.read() == CONTENT


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.CSV", ".csv"), ("a", ""), ("a.b/c", ""), ("a.ex e", ""), ("a.verylongending", "")],
)
def test_ending_is_plain_or_none(folder: Path, name: str, ending: str) -> None:
    stored = files.save_stream(io.BytesIO(b"x"), folder="f", name=name)
    assert Path(stored.path).suffix == ending
