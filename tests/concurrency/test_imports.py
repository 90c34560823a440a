"""Imports of one organisation at the same moment, on real PostgreSQL."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from pricing.models import Import, ImportState, Product, SalesRow
from pricing.services import importing, imports, uploads
from pricing.tests.factories import bring_in, upload
from pricing.tests.import_files import history
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.parallel import run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

FIRST = history(*[(f"2026-10-{day:02}", f"SKU-{n}", day, "20.00") for day in range(1, 21) for n in range(40)])
SECOND = history(
    *[(f"2026-10-{day:02}", f"SKU-{n}", day, "21.00") for day in range(11, 31) for n in range(20, 60)]
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}},
    }


def _in_umoja(cast: Cast, work: Callable[[], Any]) -> Callable[[], Any]:
    def inside() -> Any:
        with tenant(cast.umoja):
            return work()

    return inside


def test_overlapping_files_end_as_if_one_came_after_the_other(cast: Cast) -> None:
    found = [upload(cast.thandi.actor, content) for content in (FIRST, SECOND)]
    with tenant(cast.umoja):
        for each in found:
            importing.inspect(each.pk)
    values(run_together(*(_in_umoja(cast, partial(importing.run, each.pk)) for each in found)))
    with tenant(cast.umoja):
        done = list(Import.objects.order_by("pk"))
        assert {each.state for each in done} == {ImportState.LOADED}
        assert SalesRow.objects.count() == 40 * 20 + 40 * 20 - 20 * 10
        assert Product.objects.count() == 60
        assert sorted((each.added_count, each.changed_count) for each in done) == [(600, 200), (800, 0)]


def test_same_file_sent_twice_at_once_is_one_import(cast: Cast) -> None:
    def send() -> Import:
        return uploads.upload(io.BytesIO(FIRST), name="a.csv", by=cast.thandi.actor, now=timezone.now())

    outcomes = run_together(_in_umoja(cast, send), _in_umoja(cast, send))
    assert sorted(outcome.succeeded for outcome in outcomes) == [False, True]
    assert isinstance(next(o.error for o in outcomes if o.error), uploads.AlreadyImporting)
    with tenant(cast.umoja):
        assert Import.objects.count() == 1


def test_two_workers_on_one_import_load_it_once(cast: Cast) -> None:
    found = upload(cast.thandi.actor, FIRST)
    with tenant(cast.umoja):
        importing.inspect(found.pk)
    outcomes = run_together(*(_in_umoja(cast, lambda: importing.run(found.pk)) for _ in range(2)))
    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert all(isinstance(error, importing.ImportBusy) for error in errors)
    with tenant(cast.umoja):
        assert Import.objects.get().added_count == SalesRow.objects.count() == 800


def test_undo_and_import_do_not_mix(cast: Cast) -> None:
    first = bring_in(cast.thandi.actor, FIRST)
    second = upload(cast.thandi.actor, SECOND)
    with tenant(cast.umoja):
        importing.inspect(second.pk)
    values(
        run_together(
            _in_umoja(cast, lambda: imports.undo(first.pk, by=cast.thandi.actor, now=timezone.now())),
            _in_umoja(cast, lambda: importing.run(second.pk)),
        )
    )
    with tenant(cast.umoja):
        assert SalesRow.objects.count() == 800
        assert set(SalesRow.objects.values_list("source_id", flat=True)) == {second.pk}
