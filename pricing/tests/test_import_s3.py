"""Imports with files behind the S3 API (a local server), read by a real child process."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage

from pricing.models import ImportState, SalesRow
from pricing.tests.factories import bring_in
from pricing.tests.import_files import history
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.object_storage import local_bucket


@pytest.fixture(autouse=True)
def _bucket(settings: Any) -> Iterator[None]:
    with local_bucket() as storage:
        settings.STORAGES = {**settings.STORAGES, "default": storage}
        yield


def test_file_and_report_live_in_the_bucket(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(("2026-11-01", "A", 1, 5), ("soon", "A", 1, 5)))
    assert (found.state, found.added_count) == (ImportState.LOADED, 1)
    assert default_storage.exists(found.path)
    with default_storage.open(found.report_path) as report:
        assert b"3,date,soon" in report.read()
    page = cast.thandi.client().get(f"/o/umoja-foods/pricing/imports/{found.public_id}/report/")
    assert b"soon" in b"".join(page)
    with tenant(cast.umoja):
        assert SalesRow.objects.count() == 1
