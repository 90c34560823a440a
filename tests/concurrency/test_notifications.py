"""The same fact told, and the same delivery delivered, by several at the same moment."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from notifications import carriers, escalations
from notifications.channels.protocol import AddressGone, Channel, Parcel
from notifications.engine.frequency import Frequency
from notifications.kinds import kind
from notifications.models import (
    Address,
    Attempt,
    Delivery,
    Escalation,
    EscalationStep,
    Fact,
    Mail,
    Message,
    Notification,
    TeamAnnouncement,
)
from notifications.services import addresses, announcing, choices, delivering, escalating, mail, messages
from notifications.services.choices import Way
from notifications.tests.kinds import ALARM, CATEGORY, NOON, STOCK, VALUES, WORDS, drill_kinds
from notifications.tests.providers import Book, carrier
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import run_together, values

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast() -> Iterator[Cast]:
    with drill_kinds():
        made = build_cast()
        Address.objects.create(user=made.thandi.user, channel="sms", value="+27821234567", created_at=NOON)
        yield made


def test_a_fact_told_by_four_at_once_is_told_once(cast: Cast) -> None:
    people = [cast.thandi.user.pk, cast.bongani.user.pk]
    work = partial(messages.tell, STOCK, people, values=VALUES, key="stock", now=NOON)
    assert sum(values(run_together(work, work, work, work))) == 2
    assert Message.objects.count() == Notification.objects.count() == 2
    assert Delivery.objects.filter(channel="email").count() == 2


def test_a_delivery_worked_by_four_at_once_goes_out_once(cast: Cast) -> None:
    book = Book("book", Channel.SMS)
    with carriers.only(carrier(book)):
        messages.tell(ALARM, [cast.thandi.user.pk], values=VALUES, key="alarm", now=NOON)
        delivery = Delivery.objects.get(channel="sms")
        work = partial(delivering.deliver, delivery.pk, now=NOON)
        outcomes = run_together(work, work, work, work)
    assert all(outcome.succeeded for outcome in outcomes)
    assert len(book.taken) == Attempt.objects.count() == 1


def test_a_digest_worked_from_every_end_is_one_or_nothing_is_told_twice(cast: Cast) -> None:
    post = Book("post", Channel.EMAIL)
    person, later = cast.thandi.user.pk, NOON + timedelta(hours=1)
    choices.choose(person, {(CATEGORY, Channel.EMAIL): Frequency.HOURLY}, way=Way("page"), now=NOON)
    with carriers.only(carrier(post)):
        for number in range(4):
            messages.tell(STOCK, [person], values=VALUES, key=f"stock:{number}", now=NOON)
        rows = list(Delivery.objects.filter(channel="email").order_by("pk"))
        run_together(*(partial(delivering.deliver, row.pk, now=later) for row in rows))
        for row in rows:
            delivering.deliver(row.pk, now=later)
    told = sum(parcel.text.count("Order in time.") for parcel in post.taken)
    assert told == 4
    assert not Delivery.objects.filter(channel="email", state="waiting").exists()


def test_an_own_mail_worked_by_four_at_once_goes_out_once_and_nobody_holds_a_lock_meanwhile() -> None:
    post = Book("post", Channel.EMAIL)
    row = mail.queue("accounts/test", "thandi@umoja.example", subject="S", text="T")
    now = timezone.now()
    free: list[bool] = []

    def look(_parcel: Parcel) -> None:
        with transaction.atomic():  # the server answers now: another may have the row at once
            free.append(Mail.objects.select_for_update(nowait=True).filter(pk=row.pk).exists())

    post.trouble = look
    with carriers.only(carrier(post)):
        work = partial(mail.deliver, row.pk, now=now)
        outcomes = run_together(work, work, work, work)
    assert sorted(values(outcomes)) == [False, False, False, True]
    assert len(post.taken) == Attempt.objects.count() == 1
    assert free == [True]


def test_a_step_of_a_matter_by_four_at_once_is_taken_once(cast: Cast) -> None:
    policy = escalations.policy("drill", title="Drill", order="accounts.carers")
    tell = partial(
        escalating.tell,
        ALARM,
        values=VALUES,
        key="alarm",
        now=NOON,
        policy=policy,
        organisation_id=cast.umoja.pk,
    )
    assert sum(values(run_together(tell, tell, tell, tell))) == 1
    Escalation.objects.update(next_at=NOON, state="running", next_step=1)
    EscalationStep.objects.filter(number__gt=0).delete()
    work = partial(escalating.advance, Escalation.objects.get().pk, now=NOON)
    outcomes = run_together(work, work, work, work)
    assert all(outcome.succeeded for outcome in outcomes)
    assert list(EscalationStep.objects.order_by("number").values_list("number", flat=True)) == [0, 1]
    take = partial(escalating.take, "alarm", cast.thandi.user.pk, way="app", now=NOON)
    assert sum(values(run_together(take, take, take))) == 1


def test_an_announcement_pressed_by_four_at_once_goes_once(cast: Cast) -> None:
    draft = announcing.Draft(
        title="Early",
        body="",
        channels=("in_app",),
        audience="accounts.team",
        audience_args={},
    )
    with tenant(cast.umoja):
        row = announcing.write(draft, by=cast.thandi.actor, now=NOON)

    def press() -> bool:
        with tenant(cast.umoja):
            mine = TeamAnnouncement.objects.select_related("organisation").get(pk=row.pk)
            return announcing.press(mine, by=cast.thandi.actor, now=NOON)

    assert sum(values(run_together(press, press, press, press))) == 1
    assert Fact.objects.count() == 1


def test_devices_that_fail_at_the_same_moment_let_the_next_channel_try_once(cast: Cast) -> None:
    person, turn = cast.thandi.user.pk, (Channel.PUSH, Channel.SMS)
    channels = dict.fromkeys(turn, Frequency.NOW)
    kind("drill.turn", category=CATEGORY, title="Turn", channels=channels, in_turn=turn, **WORDS)
    push, sms = Book("push", Channel.PUSH), Book("book", Channel.SMS)
    push.trouble = lambda _parcel: AddressGone("404")
    with carriers.only(carrier(push), carrier(sms)):
        for number in range(4):
            addresses.keep(person, Channel.PUSH, f"phone {number}", now=NOON)
        messages.tell("drill.turn", [person], values=VALUES, key="turn", now=NOON)
        rows = Delivery.objects.filter(channel="push").order_by("pk")
        outcomes = run_together(*(partial(delivering.deliver, row.pk, now=NOON) for row in rows))
    assert [outcome.succeeded for outcome in outcomes] == [True] * 4
    assert list(Delivery.objects.values_list("channel", "state").order_by("pk")) == [
        *[("push", "failed")] * 4,
        ("sms", "waiting"),
    ]
