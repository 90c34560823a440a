"""The job monitor: runs and imports again or stopped, failed tasks again, beat's entries paused; each on record."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

from pricing.models import Import, Run
from pricing.tests.advice import make_run
from synthai.core.models import FailedTask
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db


def act(staff: Client, model: Any, action: str, *keys: int) -> str:
    given = {"action": action, "_selected_action": list(keys)}
    return staff.post(address(model, "changelist"), given, follow=True).content.decode()


def make_import(cast: Cast, state: str) -> Import:
    with tenant(cast.umoja):
        found: Import = Import.objects.create(
            file_name="till.csv", path="nowhere", sha256="0" * 64, state=state, queued_at=timezone.now()
        )
    return found


def test_a_run_is_cancelled_and_a_finished_one_says_why_not(cast: Cast, staff: Client) -> None:
    done, waiting = make_run(cast.umoja), make_run(cast.umoja, state="waiting")
    page = act(staff, Run, "cancel", waiting.pk, done.pk)
    assert f"{waiting.public_id}: stops" in page
    assert f"{done.public_id}: This run has ended already" in page
    with tenant(cast.umoja):
        waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    (entry,) = entries("pricing.run.cancelled")
    assert (entry.actor_kind, entry.organisation_id) == ("staff", cast.umoja.pk)


def test_an_import_is_cancelled_and_tried_again(cast: Cast, staff: Client) -> None:
    found = make_import(cast, "waiting")
    for action, state in (("cancel", "cancelled"), ("try_again", "uploaded")):
        assert found.public_id in act(staff, Import, action, found.pk)
        with tenant(cast.umoja):
            found.refresh_from_db()
        assert found.state == state
    assert entries("pricing.import.cancelled")[0].actor_kind == "staff"
    assert entries("pricing.import.retried")[0].actor_kind == "staff"


def test_a_failed_task_runs_again_once(cast: Cast, staff: Client) -> None:
    kwargs = {"organisation_id": cast.umoja.pk}
    failed = FailedTask.objects.create(name="pricing.tasks.runs_sweep", kwargs=kwargs, error="OSError")
    assert "1 task runs again" in act(staff, FailedTask, "run_again", failed.pk)
    assert "0 tasks run again" in act(staff, FailedTask, "run_again", failed.pk)
    (entry,) = entries("core.failed_task.run_again")
    assert (entry.actor_kind, entry.object_id) == ("staff", str(failed.pk))


def test_beats_entries_are_paused_and_resumed_not_edited(staff: Client) -> None:
    every = IntervalSchedule.objects.create(every=5, period="seconds")
    entry = PeriodicTask.objects.create(name="sweep", task="a.b", interval=every)
    before = PeriodicTasks.last_change()
    assert "1 entry was changed" in act(staff, PeriodicTask, "pause", entry.pk)
    entry.refresh_from_db()
    assert not entry.enabled
    assert PeriodicTasks.last_change() != before  # a running beat sees it
    assert "1 paused" in staff.get(reverse("admin:index")).content.decode()
    act(staff, PeriodicTask, "resume", entry.pk)
    entry.refresh_from_db()
    assert entry.enabled
    (paused,), (resumed,) = entries("core.schedule.paused"), entries("core.schedule.resumed")
    assert paused.changes["enabled"] == [True, False]
    assert resumed.changes["name"] == ["sweep", "sweep"]
    assert staff.post(address(PeriodicTask, "change", entry.pk), {"name": "other"}).status_code == 403


def test_actions_stand_on_the_rows_own_page(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja, state="failed")
    page = staff.get(address(Run, "change", run.pk)).content.decode()
    assert 'value="try_again"' in page
    assert 'value="cancel"' in page
    assert 'value="export_csv"' not in page
