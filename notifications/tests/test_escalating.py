"""On and on until somebody has it: push, SMS, the next person; taken in the app, by link, by answer; resolved; each step once."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import carriers, escalations
from notifications import kinds as registry
from notifications.channels.protocol import Channel, Reply
from notifications.engine.frequency import Frequency
from notifications.models import (
    Address,
    Delivery,
    DeliveryState,
    Escalation,
    EscalationState,
    EscalationStep,
    Notification,
    OnCall,
    Personal,
    Suppression,
)
from notifications.services import delivering, escalating, links, messages, on_call
from notifications.tests.kinds import CATEGORY, NOON, STOCK, VALUES, WORDS
from notifications.tests.providers import Book, carrier
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
KIND, KEY = "drill.fire", "fire:1"
MINUTE = timedelta(minutes=1)
WAYS = (Channel.IN_APP, Channel.PUSH, Channel.WEB_PUSH, Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)


@pytest.fixture
def sipho(cast: Cast) -> Person:
    return cast.hire("administrator", name="Sipho")


@pytest.fixture(autouse=True)
def stage(cast: Cast, sipho: Person, kinds: None) -> Iterator[dict[str, Book]]:
    """A critical kind, everybody who carries it, Thandi with phone and number, Sipho an administrator with a number."""
    escalations.policy("drill", title="Fire", order="accounts.carers")
    registry.kind(
        KIND,
        category=CATEGORY,
        title="Fire",
        channels=dict.fromkeys(WAYS, Frequency.NOW),
        is_critical=True,
        escalation="drill",
        **WORDS,
    )
    for person, channel, value in (
        (cast.thandi, "push", "token"),
        (cast.thandi, "sms", "+27821234567"),
        (sipho, "sms", "+27821234568"),
    ):
        Address.objects.create(user=person.user, channel=channel, value=value, created_at=NOON)
    books = {each.value: Book(each.value, each) for each in WAYS[1:]}
    with carriers.only(*(carrier(book) for book in books.values())):
        yield books


def raised(cast: Cast, at: datetime = NOON) -> Escalation:
    escalating.tell(KIND, values=VALUES, key=KEY, now=at, url="/x/", organisation_id=cast.umoja.pk)
    return Escalation.objects.get()


def at(now: datetime) -> None:
    """What beat does."""
    for each in escalating.due(now=now):
        escalating.advance(each, now=now)
    for row in Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=now).order_by("pk"):
        delivering.deliver(row.pk, now=now)


def steps() -> list[tuple[str, list[str]]]:
    rows = EscalationStep.objects.select_related("user").order_by("number")
    return [(row.user.name.split()[0], row.channels) for row in rows]


def test_push_then_sms_then_the_next_person_then_nobody_is_left(cast: Cast, stage: Any) -> None:
    raised(cast)
    at(NOON)
    assert steps() == [("Thandi", ["in_app", "push", "email"])]
    assert (len(stage["push"].taken), len(stage["sms"].taken)) == (1, 0)
    at(NOON + 4 * MINUTE)
    assert len(steps()) == 1
    at(NOON + 5 * MINUTE)
    assert steps()[1] == ("Thandi", ["sms"])
    assert "Reply OK" in stage["sms"].taken[0].text
    for minute in (10, 20, 25):
        at(NOON + minute * MINUTE)
    assert steps()[2:] == [("Sipho", ["in_app", "email"]), ("Sipho", ["sms"])]
    row = Escalation.objects.get()
    assert (row.state, row.next_at) == (EscalationState.EXHAUSTED, None)
    assert Notification.objects.filter(key=KEY).count() == 2


def test_each_step_once_whoever_tries_and_a_restart_loses_none(cast: Cast, stage: Any) -> None:
    raised(cast)
    raised(cast)
    row, later = Escalation.objects.get(), NOON + 5 * MINUTE
    assert escalating.advance(row.pk, now=later)
    assert not escalating.advance(row.pk, now=later), "taken already"
    hours = NOON + timedelta(hours=5)  # everything was down meanwhile: no burst
    assert escalating.advance(row.pk, now=hours)
    assert not escalating.advance(row.pk, now=hours)
    assert [number for (number,) in EscalationStep.objects.order_by("number").values_list("number")] == [
        0,
        1,
        2,
    ]


def test_quiet_hours_over_midnight_do_not_hold_it(cast: Cast, stage: Any) -> None:
    Personal.objects.create(user=cast.thandi.user, quiet_from=time(21), quiet_until=time(6), updated_at=NOON)
    night = NOON.replace(hour=23, minute=58)
    raised(cast, night)
    at(night)
    at(night + 5 * MINUTE)
    assert (len(stage["push"].taken), len(stage["sms"].taken)) == (1, 1)


def test_who_cannot_be_reached_is_not_waited_for(cast: Cast, stage: Any) -> None:
    """No token, no number, and her mails bounce: a line in the app alone wakes nobody."""
    Address.objects.all().delete()
    with carriers.only(carrier(stage["sms"])):
        raised(cast)
    assert steps() == [
        ("Thandi", ["in_app"]),
        ("Thandi", []),
        ("Sipho", ["in_app"]),
        ("Sipho", []),
    ]


def test_taken_in_the_app_stops_it_and_takes_back_what_waits(cast: Cast, stage: Any) -> None:
    raised(cast)
    client = cast.thandi.client()
    page = client.get(reverse("notifications:notification-list")).content.decode()
    assert "I have it" in page
    assert "Nobody has taken it yet" in page
    line = Notification.objects.get(key=KEY)
    url = reverse("notifications:notification-take", args=[line.public_id])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302, "again is harmless"
    by_app = client.post(f"/api/v1/notifications/{line.public_id}/take/", content_type="application/json")
    assert by_app.json() == {"is_taken_now": False}
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 0
    at(NOON + timedelta(days=1))
    assert len(steps()) == 1
    page = client.get(reverse("notifications:notification-list")).content.decode()
    assert "Thandi Mokoena has it, in the app" in page
    assert "I have it" not in page
    assert cast.charlize.client().post(url).status_code == 404


def test_taken_by_the_signed_link_which_a_look_alone_does_not_do(cast: Cast, stage: Any) -> None:
    raised(cast)
    at(NOON)
    parcel = stage["push"].taken[0]
    path = parcel.url.partition("//")[2].partition("/")[2]
    assert f"/{path}" in stage["email"].taken[0].text
    stranger = Client()
    page = stranger.get(f"/{path}")
    assert page.status_code == 200
    assert Escalation.objects.get().state == EscalationState.RUNNING
    assert cast.thandi.user.email not in page.content.decode()
    assert stranger.post(f"/{path}").status_code == 302
    row = Escalation.objects.get()
    assert (row.state, row.taken_by_id, row.taken_way) == ("taken", cast.thandi.user.pk, "link")
    assert "Thandi Mokoena has it" in stranger.get(f"/{path}").content.decode()
    step = EscalationStep.objects.get()
    forged = links.taken_path(step).replace(step.public_id, "a" * 16)
    assert stranger.get(forged).status_code == 404


@pytest.mark.parametrize(("said", "state"), [("ok", "taken"), ("YEBO!", "taken"), ("who is this", "running")])
def test_taken_by_answering_the_sms(cast: Cast, stage: Any, said: str, state: str) -> None:
    raised(cast)
    at(NOON + 5 * MINUTE)
    for sender in ("+27839999999", "+27821234568", "+27821234567"):  # nobody's; Sipho's, who was not told yet
        reply = Reply(provider_id="SM1", sender=sender, to="+27", text=said, at=NOON)
        escalating.hear(Channel.SMS, reply, now=NOON + 6 * MINUTE)
    row = Escalation.objects.get()
    assert row.state == state
    assert row.taken_by_id == (cast.thandi.user.pk if state == "taken" else None)


def test_the_matter_resolves_itself(cast: Cast, stage: Any) -> None:
    raised(cast)
    messages.cancel(KEY, now=NOON + MINUTE)
    at(NOON + timedelta(hours=1))
    assert len(steps()) == 1
    assert Escalation.objects.get().state == EscalationState.RESOLVED
    assert escalating.resolve("fire:", now=NOON) == 0


def test_who_left_is_passed_over_and_the_owners_order_counts(cast: Cast, sipho: Person) -> None:
    client, url = cast.thandi.client(), reverse("notifications-organisation:on-call", args=[cast.umoja.slug])
    assert "Sipho" in client.get(url).content.decode()
    assert client.post(url, {"place_0": sipho.user.pk}).status_code == 302
    assert client.post(url, {"place_0": cast.charlize.user.pk}).status_code == 200, "not one of them"
    with tenant(cast.umoja):
        assert OnCall.objects.get().user_id == sipho.user.pk
        assert AuditEntry.objects.filter(code="notifications.on_call.changed").count() == 1
    assert on_call.order_of("accounts.carers", cast.umoja.pk) == [sipho.user.pk, cast.thandi.user.pk]
    raised(cast)
    assert steps() == [("Sipho", ["in_app", "email"])]
    sipho.membership.delete()
    for minute in (5, 20, 25):
        at(NOON + minute * MINUTE)
    assert [name for name, _ways in steps()] == ["Sipho", "Thandi", "Thandi"]


def test_stop_silences_the_sms_wholly_and_the_other_ways_go_on(cast: Cast, stage: Any) -> None:
    from notifications.services import stopping

    reply = Reply(provider_id="SM1", sender="+27821234567", to="+27", text="STOP", at=NOON)
    stopping.hear(Channel.SMS, reply, now=NOON)
    raised(cast)
    at(NOON + 5 * MINUTE)
    assert steps()[0] == ("Thandi", ["in_app", "push", "email"])
    assert steps()[1] == ("Thandi", [])
    assert stage["sms"].taken == []
    assert Suppression.objects.get().reason == "stopped"


def test_only_what_is_critical_may_go_on(cast: Cast) -> None:
    with pytest.raises(ValueError, match="not critical"):
        escalating.tell(STOCK, values=VALUES, key="x", now=timezone.now(), policy="drill")
    with pytest.raises(ImproperlyConfigured, match="must be critical"):
        registry.kind(
            "drill.soft",
            category=CATEGORY,
            title="Soft",
            channels={Channel.SMS: Frequency.NOW},
            escalation="drill",
            **WORDS,
        )


def test_who_left_takes_nothing_by_an_old_link(cast: Cast, stage: Any) -> None:
    raised(cast)
    messages.forget(cast.thandi.user.pk, organisation_id=cast.umoja.pk, now=NOON)
    path = links.taken_path(EscalationStep.objects.get())
    Client().post(path)
    assert Escalation.objects.get().state == EscalationState.RUNNING
