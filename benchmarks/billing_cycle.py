"""The renewal run: every due subscription gets its next period and its charge, in two worker processes.

The size is BILLING_CYCLE_SIZE (5,000 unless set; the target is stated for 100,000). Nothing is charged at a gateway here:
that is its network's time. Killing it anywhere is tests/resilience/test_charge_killed.py's matter.
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Billing: renewal run"
TARGET_MINUTES = 30
WHOLE = 100_000
WORKERS = 2
NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)


def run(options: Options) -> list[Table]:
    """Make them due, then renew them."""
    size = 200 if options.quick else int(os.environ.get("BILLING_CYCLE_SIZE", "5000"))
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        first, last = _make(size)
        began = time.perf_counter()
        _work(first, last)
        took = time.perf_counter() - began
        made = _charges()
    minutes = WHOLE / size * took / 60
    row = (f"{size:,}", took, size / took, made, minutes, "yes" if minutes < TARGET_MINUTES else "no")
    columns = (
        "subscriptions",
        "s",
        "a second",
        "charges made",
        f"min for {WHOLE:,} at this rate",
        "target met",
    )
    note = (
        f"{WORKERS} processes. BILLING_CYCLE_SIZE sets how many. "
        f"To reach: {WHOLE:,} in under {TARGET_MINUTES} min on two cores."
    )
    return [Table(title="Renewals", columns=columns, rows=[row], note=note, digits=1)]


def _make(size: int) -> tuple[int, int]:
    from accounts.models import Organisation
    from billing.models import Customer, Subscription
    from billing.services import demo_catalogue, subscriptions
    from synthai.core.tenancy import all_tenants

    demo_catalogue.load(now=NOW - timedelta(days=400))
    price = subscriptions.plan_on_sale("starter", "month", now=NOW)
    organisations = Organisation.objects.bulk_create(
        [Organisation(slug=f"b-{number}", name=f"Shop {number}") for number in range(size)], batch_size=2000
    )
    said: dict[str, Any] = {"price": price, "state": "active", "created_at": NOW, "anchor_day": 1}
    start = NOW - timedelta(days=28)
    with all_tenants(reason="benchmark"):
        Customer.objects.bulk_create([Customer(organisation=each) for each in organisations], batch_size=2000)
        Subscription.objects.bulk_create(
            [
                Subscription(
                    organisation=each,
                    period_start=start,
                    period_end=NOW,
                    next_step_at=NOW,
                    quantity=3,
                    **said,
                )
                for each in organisations
            ],
            batch_size=2000,
        )
    return organisations[0].pk, organisations[-1].pk


def _work(first: int, last: int) -> None:
    """Each worker takes every second organisation."""
    from django.db import connection

    said = connection.settings_dict
    url = f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"
    own = {**os.environ, "DATABASE_URL": url}
    argv = [sys.executable, "-m", "benchmarks.billing_cycle"]
    workers = [
        subprocess.Popen([*argv, str(first + place), str(last + 1), str(WORKERS)], env=own)  # noqa: S603
        for place in range(WORKERS)
    ]
    if any(worker.wait() for worker in workers):
        raise RuntimeError("A worker of the renewal run failed.")


def _charges() -> int:
    from billing.models import Charge
    from synthai.core.tenancy import all_tenants

    with all_tenants(reason="benchmark"):
        return int(Charge.objects.filter(reason="renewal").count())


def _one_worker(first: int, end: int, step: int) -> None:
    import django

    django.setup()
    from billing.services import cycle

    cycle.run_many(list(range(first, end, step)), now=NOW)


if __name__ == "__main__":
    _one_worker(*map(int, sys.argv[1:4]))
