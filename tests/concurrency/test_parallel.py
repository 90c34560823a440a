"""The ground of these tests: participants are really parallel, in transactions of their own."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from pricing.models import Category
from synthai.core.models import AuditEntry
from synthai.core.tenancy import TenantMissing, active, all_tenants, tenant
from synthai.core.testing import parallel
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import Meeting, errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_each_has_a_connection_of_its_own_and_no_tenant() -> None:
    with tenant(1):
        outcomes = run_together(backend, backend, backend)
        assert len({*values(outcomes), backend()}) == 4
        assert [type(error) for error in errors(run_together(active))] == [TenantMissing]


def test_transactions_overlap_and_do_not_see_each_other() -> None:
    organisation = build_cast().umoja
    meeting = Meeting(2)

    def add(name: str) -> int:
        with tenant(organisation), transaction.atomic():
            Category.objects.create(name=name)
            meeting.wait()  # both have written, none has committed
            seen = int(Category.objects.count())
            meeting.wait()  # both have looked
            return seen

    assert values(run_together(lambda: add("Bread"), lambda: add("Milk"))) == [1, 1]
    with tenant(organisation):
        assert Category.objects.count() == 2


def test_the_loser_of_a_race_gets_its_error() -> None:
    organisation = build_cast().umoja

    def add() -> Any:
        with tenant(organisation):
            return Category.objects.create(name="Bread")

    outcomes = run_together(add, add, add)
    assert len(values(outcomes)) == 1
    assert [type(error) for error in errors(outcomes)] == [IntegrityError, IntegrityError]


def test_a_deadlock_ends_in_an_error_not_in_silence() -> None:
    organisation = build_cast().umoja
    with tenant(organisation):
        keys = [Category.objects.create(name=name).pk for name in ("Bread", "Milk")]
    meeting = Meeting(2)

    def cross(first: int, second: int) -> None:
        with tenant(organisation), transaction.atomic():
            Category.objects.filter(pk=first).update(name=f"{first}")
            meeting.wait()
            Category.objects.filter(pk=second).update(name=f"{second} again")

    outcomes = run_together(lambda: cross(*keys), lambda: cross(*reversed(keys)))
    assert [type(error) for error in errors(outcomes)] == [OperationalError]


def test_a_participant_that_never_ends_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "WAIT_SECONDS", 0.2)
    release = threading.Event()
    try:
        with pytest.raises(TimeoutError, match="deadlock"):
            run_together(release.wait)
    finally:
        release.set()


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_of_one_test_are_gone_in_the_next(turn: int) -> None:
    """The audit trail's too, which nobody may delete from."""
    with all_tenants(reason="test"):
        assert (Category.objects.count(), AuditEntry.objects.count()) == (0, 0), turn
    with tenant(build_cast().umoja):
        Category.objects.create(name="Bread")
        AuditEntry.objects.create(code="x", actor_kind="system", actor_label="x")
