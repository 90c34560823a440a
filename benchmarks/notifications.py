"""One fact to many people: decided and planned a second, memory, and how fast mails are rendered."""

import resource
import time
from datetime import datetime
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Notifications: one fact to many"
TARGET_SECONDS = 60
TARGET_MAILS = 1_000
MAILS = 3_000


def run(options: Options) -> list[Table]:
    """Spread a fact, then render mails of it."""
    people = 5_000 if options.quick else 100_000
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        from django.utils import timezone

        from notifications.tests.kinds import drill_kinds

        with drill_kinds():
            _store_people(people)
            fan_out = _spread(people, now=timezone.now())
            floor = _floor()
            rate = _render(min(MAILS, people))
    columns = (
        "people",
        "seconds",
        "of them ours",
        "people a second",
        "memory grown, MB",
        "messages",
        "deliveries that wait",
        "bare insert, s",
        "ratio",
    )
    note = (
        f"In the app and by e-mail, one worker, every tenth person with a choice of her own. To reach: "
        f"100,000 in {TARGET_SECONDS} s, memory flat. Bare: the same rows copied into tables with the same indices by one "
        f"statement each."
    )
    mails = Table(
        title="Mails rendered",
        columns=("mails a second", "to reach"),
        rows=[(rate, TARGET_MAILS)],
        note="Text and HTML, with why it came and its links; one process.",
        digits=0,
    )
    return [
        Table(
            title="Fan-out",
            columns=columns,
            rows=[(*fan_out, floor, fan_out[1] / floor)],
            note=note,
            digits=1,
        ),
        mails,
    ]


def _store_people(count: int) -> None:
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from notifications.models import Choice
    from notifications.tests.kinds import CATEGORY

    people = get_user_model().objects
    for start in range(0, count, 10_000):
        numbers = range(start, min(count, start + 10_000))
        rows = [people.model(email=f"p{number}@example.com", password="!") for number in numbers]
        made = people.bulk_create(rows)
        Choice.objects.bulk_create(
            Choice(user=each, category=CATEGORY, channel="email", frequency="daily", chosen_at=timezone.now())
            for each in made[::10]
        )


def _spread(people: int, *, now: datetime) -> tuple[int, float, float, float, float, int, int]:
    from django.contrib.auth import get_user_model

    from notifications import audiences
    from notifications.models import Delivery, Message
    from notifications.services import spreading
    from notifications.tests.kinds import STOCK, VALUES

    def everybody(_organisation: int | None, _args: dict[str, Any], after: int, limit: int) -> list[int]:
        rows = get_user_model().objects.filter(pk__gt=after).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    audiences.offer("bench", everybody)
    fact = spreading.tell_audience(STOCK, "bench", values=VALUES, key="bench", now=now)
    spreading.spread_batch(fact.pk, now=now)
    before, started, worked = _memory(), time.perf_counter(), time.process_time()
    while not spreading.spread_batch(fact.pk, now=now):
        pass
    took, ours = time.perf_counter() - started, time.process_time() - worked
    told = Message.objects.count()
    waiting = Delivery.objects.filter(state="waiting").count()
    return people, took, ours, (people - spreading.BATCH) / took, _memory() - before, told, waiting


def _floor() -> float:
    """Seconds that PostgreSQL alone needs for these rows and their indices."""
    from django.apps import apps
    from django.db import connection, transaction

    took = 0.0
    with connection.cursor() as cursor:
        for name in ("message", "delivery", "notification"):
            model = apps.get_model("notifications", name)
            table = model._meta.db_table
            columns = ", ".join(
                f'"{each.column}"' for each in model._meta.concrete_fields if not each.generated
            )
            with transaction.atomic():
                cursor.execute(f"CREATE TEMPORARY TABLE bare_{name} (LIKE {table} INCLUDING ALL)")
                started = time.perf_counter()
                cursor.execute(
                    f"INSERT INTO bare_{name} ({columns}) SELECT {columns} FROM {table} ORDER BY id"
                )
            took += time.perf_counter() - started
    return took


def _render(count: int) -> float:
    from notifications.models import Delivery
    from notifications.services import rendering

    rows = Delivery.objects.filter(channel="email").select_related("message__organisation", "user")
    deliveries = list(rows.order_by("pk")[:count])
    rendering.parcel_of(deliveries[0], [], "a@example.com")
    started = time.perf_counter()
    for each in deliveries:
        rendering.parcel_of(each, [], "a@example.com")
    return count / (time.perf_counter() - started)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
