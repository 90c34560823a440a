"""One announcement by SMS to ten thousand, three hundred of whom have numbers that do not exist: over HTTP to a played Twilio, with its
signed callbacks, until the report is whole."""

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Announcement: ten thousand, with bad numbers"


def run(options: Options) -> list[Table]:
    """Count, press, spread, deliver, hear the callbacks, report."""
    people, bad = (500, 15) if options.quick else (10_000, 300)
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        row = _announced(people, bad)
    columns = (
        "people",
        "bad numbers",
        "counted, s",
        "spread, s",
        "delivered, s",
        "heard, s",
        "delivered",
        "failed",
        "twice",
    )
    note = "One worker. Every message over HTTP to a played Twilio, every receipt by a signed callback."
    return [Table(title="From the press to the report", columns=columns, rows=[row], note=note, digits=1)]


def _announced(people: int, bad: int) -> tuple[Any, ...]:
    from notifications.channels import registry
    from notifications.channels.protocol import Channel
    from notifications.channels.sms.twilio import TwilioSms
    from synthai.embedded.sandbox.messages_twilio import SID, TOKEN, Twilio
    from tests.gateways.sandbox import running

    dead = set(_store(people)[:bad])
    played, heard = Twilio(), []
    played.states = ("delivered",)  # type: ignore[misc]  # the last word is enough here
    played.landlines = dead
    played.post = lambda url, body, headers: heard.append((url, body, headers))  # type: ignore[method-assign]
    with running(played) as url:
        config = {"account_sid": SID, "auth_token": TOKEN, "sender": "+27600000001", "api": f"{url}/twilio"}
        provider: Any = TwilioSms(config)
        registry.use({Channel.SMS: [provider]})
        times, row = _through(people - bad, heard)
        registry.use(None)
    from notifications.services import reporting

    found = reporting.of(row).channels[0]
    twice = sum(count - 1 for count in Counter(each.to for each in played.taken).values())
    return people, bad, *times, found.delivered, found.failed, twice


def _store(count: int) -> list[str]:
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from notifications.models import Address

    model, numbers = get_user_model(), [f"+2782{1_000_000 + each}" for each in range(count)]
    people = model.objects.bulk_create(
        model(email=f"p{each}@example.com", password="!") for each in range(count)
    )
    Address.objects.bulk_create(
        Address(user=person, channel="sms", value=number, created_at=timezone.now())
        for person, number in zip(people, numbers, strict=True)
    )
    return numbers


def _through(good: int, heard: list[Any]) -> tuple[list[float], Any]:
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from notifications import audiences
    from notifications.models import Delivery
    from notifications.services import announcing, delivering, spreading
    from synthai.core.access import Actor, capabilities

    def everybody(_organisation: int | None, _args: dict[str, Any], after: int, limit: int) -> list[int]:
        rows = get_user_model().objects.filter(pk__gt=after).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    audiences.offer("bench", everybody, title="Everybody", scope="staff")
    by = Actor(kind="staff", label="bench", capabilities=frozenset(capabilities()))
    draft = announcing.Draft(
        title="Maintenance", body="On Sunday.", channels=("sms",), audience="bench", audience_args={}
    )
    times, started, now = [], time.perf_counter(), timezone.now()

    def lap() -> None:
        times.append(time.perf_counter() - started - sum(times))

    row = announcing.write(draft, by=by, now=now)
    announcing.press(row, by=by, now=now)
    lap()
    spreading.spread(spreading.spreading()[0])
    lap()
    for pk in Delivery.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        delivering.deliver(pk, now=timezone.now())
    lap()
    _hear(good, heard)
    lap()
    announcing.sweep(now=timezone.now())
    row.refresh_from_db()
    return times, row


def _hear(good: int, heard: list[Any]) -> None:
    from django.utils import timezone

    from notifications.channels.protocol import Callback
    from notifications.services import callbacks

    deadline = time.monotonic() + 60
    while len(heard) < good and time.monotonic() < deadline:
        time.sleep(0.1)
    for url, body, headers in heard:
        callback = Callback(method="POST", url=url, headers=headers, body=body, received_at=datetime.now(UTC))
        callbacks.receive("sms", "twilio", callback)
    while found := callbacks.waiting(now=timezone.now()):
        for each in found:
            callbacks.handle(each, now=timezone.now())
