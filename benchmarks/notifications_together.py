"""SMS handed to a provider that takes many: each in a request of its own, and a hundred in one."""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Notifications: many in one request"
COUNT = 300
ANSWERS_AFTER = 0.05  # seconds: a provider across the country, not on this machine


def run(options: Options) -> list[Table]:
    """Deliver the same number of SMS both ways."""
    count = 100 if options.quick else COUNT
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        from notifications.tests.kinds import drill_kinds

        with drill_kinds():
            alone, together = _measure(count)
    note = (
        "Clickatell, played over HTTP on this machine with 50 ms for each request; one worker, each SMS with an attempt of its own that "
        "is written before it goes out and settled after."
    )
    row = (count, alone, together, together / alone)
    columns = ("SMS", "alone, a second", "together, a second", "ratio")
    return [Table(title="Many in one request", columns=columns, rows=[row], note=note, digits=1)]


def _measure(count: int) -> tuple[float, float]:
    from notifications.channels import registry
    from notifications.channels.protocol import Channel
    from notifications.channels.sms.clickatell import Clickatell
    from notifications.services import delivering
    from synthai.embedded.sandbox.messages_clickatell import KEY
    from synthai.embedded.sandbox.messages_clickatell import Clickatell as Played
    from tests.gateways.sandbox import running

    class Far(Played):
        """One that is not on this machine."""

        def _send(self, request: Any, body: bytes) -> Any:
            time.sleep(ANSWERS_AFTER)
            return super()._send(request, body)

    with running(Far()) as url:
        config = {"api_key": KEY, "sender": "", "callback_secret": "", "api": f"{url}/clickatell/v1"}
        registry.use({Channel.SMS: [Clickatell(config)]})
        try:
            alone = _timed(
                count, "alone", lambda ids, now: [delivering.deliver(each, now=now) for each in ids]
            )
            together = _timed(count, "together", _in_batches)
        finally:
            registry.use(None)
    return alone, together


def _in_batches(ids: list[int], now: Any) -> None:
    from notifications.services import delivering

    for batch in delivering.in_batches(ids):
        delivering.deliver_many(batch, now=now)


def _timed(count: int, name: str, deliver: Callable[[list[int], Any], object]) -> float:
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from notifications.models import Address, Delivery
    from notifications.services import messages
    from notifications.tests.kinds import ALARM, VALUES

    now, people = timezone.now(), get_user_model().objects
    made = people.bulk_create(
        [people.model(email=f"{name}{number}@example.com", password="!") for number in range(count)]
    )
    start = 0 if name == "alone" else 5_000_000
    Address.objects.bulk_create(
        Address(user=each, channel="sms", value=f"+2782{start + place:07d}", created_at=now)
        for place, each in enumerate(made)
    )
    messages.tell(ALARM, [each.pk for each in made], values=VALUES, key=name, now=now)
    rows = Delivery.objects.filter(channel="sms", message__key=name).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    started = time.perf_counter()
    deliver(ids, now)
    took = time.perf_counter() - started
    if rows.filter(state="sent").count() != count:
        raise RuntimeError("Not all were taken.")
    return count / took
