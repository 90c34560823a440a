"""Usage under real concurrency: totals equal a recount, limits hold to the last one, seats and plans are one truth."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Invitation
from accounts.services import invitations
from billing.engine.periods import month_of
from billing.models import Plan, PlanValue, UsageEvent, UsageTotal, ValueOverride
from billing.selectors import usage as selectors
from billing.services import grants, usage
from synthai.core import entitlements
from synthai.core.entitlements import LimitReached
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
CHECKOUT = Path(__file__).resolve().parents[2]
RUNS, SEATS = "pricing.runs", "accounts.seats"
AT = datetime(2026, 5, 10, tzinfo=UTC)


@pytest.fixture
def cast() -> Iterator[Cast]:
    people = build_cast()
    free = Plan.objects.create(code="free", name="Free")
    for feature, value in ((RUNS, 10), (SEATS, 4)):
        PlanValue.objects.create(plan=free, feature=feature, value=value)
    grants.catalogue_changed()
    yield people
    grants.catalogue_changed()


def consume(cast: Cast, event_id: str) -> bool:
    with tenant(cast.umoja), transaction.atomic():
        entitlements.consume(cast.umoja.pk, RUNS, event_id=event_id, at=AT)
    return True


def total(cast: Cast) -> Decimal:
    start, end = month_of(AT)
    with tenant(cast.umoja):
        row = UsageTotal.objects.get(metric=RUNS, period_start=start)
        assert row.quantity == selectors.recount(RUNS, start=start, end=end)
        return row.quantity


def test_the_last_of_a_limit_goes_to_one(cast: Cast) -> None:
    work = [lambda number=number: consume(cast, f"run-{number}") for number in range(16)]
    outcomes = run_together(*work[:8]) + run_together(*work[8:])
    assert len(values(outcomes)) == 10
    assert {type(error) for error in errors(outcomes)} == {LimitReached}
    assert total(cast) == 10
    with tenant(cast.umoja):
        told = OutboxEvent.objects.filter(name="billing.UsageThresholdReached").order_by("pk")
        assert [row.payload["percent"] for row in told] == [50, 80, 100]


def test_one_use_sent_by_many_at_once_counts_once(cast: Cast) -> None:
    assert values(run_together(*(lambda: consume(cast, "run-1") for _ in range(8)))) == [True] * 8
    assert total(cast) == 1


def test_batches_single_uses_and_corrections_together_end_exact(cast: Cast) -> None:
    def batch(first: int) -> usage.Recorded:
        uses = [usage.Use(f"e-{number}", RUNS, AT, 1) for number in range(first, first + 200)]
        with tenant(cast.umoja):
            return usage.record_many(cast.umoja.pk, uses, now=timezone.now())

    def correct(number: int) -> None:
        with tenant(cast.umoja):
            usage.correct(
                f"e-{number}", quantity=3, correction_id=f"c-{number}", by=cast.thandi.actor, now=AT
            )

    batch(0)
    outcomes = run_together(
        lambda: batch(100),
        lambda: batch(250),
        lambda: batch(100),
        lambda: correct(5),
        lambda: correct(6),
        lambda: correct(5),
    )
    assert errors(outcomes) == []
    assert total(cast) == 450 + 2 + 2
    with tenant(cast.umoja):
        assert UsageEvent.objects.count() == 450 + 2


def test_the_last_seat_goes_to_one(cast: Cast) -> None:
    def invite(number: int) -> Any:
        with tenant(cast.umoja):
            return invitations.send(
                f"p{number}@example.co.za", role="member", by=cast.thandi.actor, now=timezone.now()
            )

    outcomes = run_together(*(lambda number=number: invite(number) for number in range(5)))
    assert {type(error) for error in errors(outcomes)} == {LimitReached}
    with tenant(cast.umoja):
        assert Invitation.objects.pending().count() == 2


def test_another_process_knows_of_a_change_within_a_second(cast: Cast) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "synthai.settings.test"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.concurrency.limit_watcher", str(cast.umoja.pk), SEATS],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as watcher:
        assert watcher.stdout is not None
        assert watcher.stdout.readline().split()[0] == "4"
        for value in (9, 2, 7):
            with tenant(cast.umoja):
                ValueOverride.objects.update_or_create(
                    feature=SEATS, defaults={"value": value, "reason": "test"}
                )
            grants.changed(cast.umoja.pk)
            changed_at = time.time()
            answer, at = watcher.stdout.readline().split()
            assert answer == str(value)
            assert float(at) - changed_at < 1
        watcher.kill()
