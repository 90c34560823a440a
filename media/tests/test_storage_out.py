"""Storage that does not answer: a clear sentence, nothing half-written, and pages that are read go on."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.models import Asset
from media.tests.shelf import photo
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.object_storage import local_bucket

pytestmark = pytest.mark.django_db


class FullDisk(FileSystemStorage):
    """A folder whose disk takes nothing more."""

    def _save(self, name: str, content: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


def _sent(cast: Cast) -> Any:
    """What the page answers to a picture sent by the plain form."""
    client = cast.thandi.client()
    client.raise_request_exception = False
    file = SimpleUploadedFile("shelf.jpg", photo().read(), "image/jpeg")
    return client.post(reverse("media:add", args=[cast.umoja.slug]), {"file": [file]}, follow=True)


def _is_told(page: Any) -> bool:
    return "cannot reach stored files" in page.content.decode()


def test_a_bucket_out_of_reach_is_said_and_nothing_is_kept(cast: Cast, settings: Any) -> None:
    with local_bucket() as bucket:
        settings.STORAGES = {**settings.STORAGES, "default": bucket}
    page = _sent(cast)  # its server is gone
    assert page.status_code in {200, 503}
    assert _is_told(page)
    with tenant(cast.umoja):
        assert not Asset.objects.exists()


def test_a_full_disk_is_said_and_nothing_is_kept(cast: Cast, settings: Any, tmp_path: Path) -> None:
    full = {"BACKEND": "media.tests.test_storage_out.FullDisk", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": full}
    page = _sent(cast)
    assert page.status_code in {200, 503}
    assert _is_told(page)
    with tenant(cast.umoja):
        assert not Asset.objects.exists()
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
