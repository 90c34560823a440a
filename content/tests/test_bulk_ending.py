"""What becomes of tables and their files: marks of drafts, days that are over, erasure, and who may."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from content.models import BulkRow, BulkRun, Document, DocumentSettings
from content.selectors import bulk as selectors
from content.services import bulk, bulk_ending, erasure
from content.tests.test_bulk import GOOD, begun, started, table, uploaded, worked
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "files_in_process")]


def test_where_documents_need_approval_those_of_a_member_stay_drafts(cast: Cast) -> None:
    with tenant(cast.umoja):
        DocumentSettings.objects.create(needs_approval=True)
    run = uploaded(cast, table(GOOD))
    with tenant(cast.umoja):
        bulk.start(run.pk, formats=["pdf"], by=cast.bongani.actor, now=timezone.now())
        assert BulkRun.objects.get(pk=run.pk).is_draft
    run = worked(cast, run)
    again = uploaded(cast, table(GOOD))
    assert started(cast, again).is_draft is False


def test_when_its_days_are_over_rows_and_files_go_and_documents_stay(cast: Cast, files_in_tmp: Path) -> None:
    run = worked(cast, started(cast, uploaded(cast, table(GOOD)), makes_documents=True))
    assert list(files_in_tmp.rglob("*.zip"))
    with tenant(cast.umoja):
        later: datetime = timezone.now() + timedelta(days=13)
        assert bulk_ending.forget_expired(now=later) == 0
        with django_capture():
            assert bulk_ending.forget_expired(now=later + timedelta(days=2)) == 1
        assert not BulkRun.objects.exists()
        assert not BulkRow.objects.exists()
        assert Document.objects.count() == 1
    assert run.done_count == 1


def django_capture() -> Any:
    from django.test import TestCase  # noqa: PLC0415 - for its commit hooks only

    return TestCase.captureOnCommitCallbacks(execute=True)


def test_erasing_the_organisation_takes_rows_and_files(cast: Cast, files_in_tmp: Path) -> None:
    worked(cast, started(cast, uploaded(cast, table(GOOD))))
    with tenant(cast.umoja), django_capture():
        erasure.erase(cast.umoja.pk)
    with tenant(cast.umoja):
        assert not BulkRun.objects.exists()
    assert not list(files_in_tmp.rglob("*.zip"))


def test_a_table_of_people_is_seen_by_who_uploaded_it_and_few(cast: Cast) -> None:
    run = begun(cast, "library:payslip:1")
    manager, member = cast.hire("manager"), cast.hire("member")
    with tenant(cast.umoja):
        assert run.is_confidential
        assert selectors.get_bulk(run.public_id, by=manager.actor) == run
        assert run not in selectors.runs(member.actor)
        with pytest.raises(NotFound):
            selectors.get_bulk(run.public_id, by=member.actor)
        with pytest.raises(NotFound):
            bulk.put_away(run.pk, by=member.actor)
        theirs = bulk.begin(["library:payslip:1"], by=member.actor, now=timezone.now())
        assert list(selectors.runs(member.actor)) == [theirs]
    address = f"/o/umoja-foods/documents/bulk/{run.public_id}/"
    for rest in ("", "documents.zip", "to-mend.csv", "example.csv"):
        assert member.client().get(address + rest).status_code == 404
    assert member.client().get(f"/api/v1{address}").status_code == 404


def test_nobody_else_finds_it_and_a_viewer_starts_nothing(cast: Cast) -> None:
    run = uploaded(cast, table(GOOD))
    with tenant(cast.charlize.organisation), pytest.raises(NotFound):
        selectors.get_bulk(run.public_id, by=cast.charlize.actor)
    viewer = cast.hire("viewer")
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        bulk.start(run.pk, formats=["pdf"], by=viewer.actor, now=timezone.now())
