"""A number is asked for, proven by a code through the pipeline, and then one person's."""

from datetime import timedelta
from typing import Any

import pytest

from notifications import carriers
from notifications.channels.protocol import AddressGone, Channel, Reply
from notifications.engine.frequency import Frequency
from notifications.models import (
    Address,
    Choice,
    ChoiceChange,
    Delivery,
    Message,
    Notification,
    NumberCode,
    Suppression,
)
from notifications.services import (
    addresses,
    choices,
    delivering,
    messages,
    numbers,
    purging,
    stopping,
    suppression,
)
from notifications.services.choices import Way
from notifications.services.number_refusals import (
    CodeOver,
    CodeWrong,
    NumberBlocked,
    NumberIsYours,
    NumberNoMobile,
    NumberNotUnderstood,
    TooManyCodes,
    WaysMissing,
)
from notifications.tests.kinds import ALARM, NOON, VALUES
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]
NUMBER, TYPED, PAGE = "+27727654321", "072 765 4321", Way("page", "192.0.2.7")
BOTH = (Channel.SMS, Channel.WHATSAPP)


def sent(sms: Any, person: Any, *, at: Any = NOON, typed: str = TYPED) -> str:
    """Asks for a code, and reads it from the message."""
    code = numbers.ask(person.user.pk, typed, BOTH, now=at)
    delivering.deliver(Delivery.objects.get(device=code.public_id).pk, now=at)
    return str(sms.taken[-1].text[:6])


def test_a_code_goes_out_by_the_pipeline_and_proves_the_number(cast: Cast, sms: Any) -> None:
    digits = sent(sms, cast.bongani)
    parcel = sms.taken[0]
    assert (parcel.to, parcel.urgent, parcel.lives_for) == (NUMBER, True, timedelta(minutes=10))
    assert parcel.text.startswith(f"{digits} is your SynthAI code\n")
    stored = NumberCode.objects.get()
    assert digits not in f"{stored.__dict__}{Message.objects.get().values}"
    assert numbers.code_state(stored) == "sent"
    (found,) = numbers.prove(cast.bongani.user.pk, f"{digits[:3]} {digits[3:]}", way=PAGE, now=NOON)
    assert (found.channel, found.value) == ("sms", NUMBER), "nobody carries WhatsApp here"
    assert Message.objects.get().values == {}
    assert NumberCode.objects.get().number == ""
    proof = ChoiceChange.objects.get()
    assert (proof.what, proof.after, proof.way, proof.ip) == (
        "address/sms",
        "072 ••• 4321",
        "page",
        "192.0.2.7",
    )
    messages.tell(ALARM, [cast.bongani.user.pk], values=VALUES, key="a", now=NOON)
    delivering.deliver(Delivery.objects.get(message__kind=ALARM, channel="sms").pk, now=NOON)
    assert sms.taken[-1].to == NUMBER


def test_five_wrong_tries_and_ten_minutes_end_a_code(cast: Cast, sms: Any) -> None:
    digits, person = sent(sms, cast.bongani), cast.bongani.user.pk
    wrong = "000000" if digits != "000000" else "000001"
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong, match=f"try {left} more"):
            numbers.prove(person, wrong, way=PAGE, now=NOON)
    with pytest.raises(CodeOver):
        numbers.prove(person, wrong, way=PAGE, now=NOON)
    with pytest.raises(CodeOver):
        numbers.prove(person, digits, way=PAGE, now=NOON)
    later = NOON + timedelta(minutes=1)
    digits = sent(sms, cast.bongani, at=later)
    with pytest.raises(CodeOver):
        numbers.prove(person, digits, way=PAGE, now=later + timedelta(minutes=10))
    assert not Address.objects.filter(user=cast.bongani.user).exists()
    purging.purge(now=NOON + timedelta(days=3))
    assert not NumberCode.objects.exists()


def test_a_code_that_did_not_leave_in_time_stays(cast: Cast, sms: Any) -> None:
    code = numbers.ask(cast.bongani.user.pk, TYPED, BOTH, now=NOON)
    row = Delivery.objects.get(device=code.public_id)
    delivering.deliver(row.pk, now=NOON + timedelta(minutes=10))
    row.refresh_from_db()
    assert (row.state, sms.taken) == ("failed", [])


def test_only_the_newest_code_counts_and_they_are_counted(cast: Cast, sms: Any) -> None:
    person = cast.bongani.user.pk
    first = sent(sms, cast.bongani)
    with pytest.raises(TooManyCodes) as refusal:
        numbers.ask(person, TYPED, BOTH, now=NOON + timedelta(seconds=29))
    assert refusal.value.retry_after == 1
    second = sent(sms, cast.bongani, at=NOON + timedelta(seconds=30))
    if first != second:
        with pytest.raises(CodeWrong):
            numbers.prove(person, first, way=PAGE, now=NOON + timedelta(seconds=31))
    sent(sms, cast.bongani, at=NOON + timedelta(minutes=2))
    for asker in (cast.bongani, cast.charlize):  # by person, and by number whoever asks
        with pytest.raises(TooManyCodes, match="Wait 12 minutes"):
            numbers.ask(asker.user.pk, TYPED, BOTH, now=NOON + timedelta(minutes=3))
    assert numbers.ask(person, TYPED, BOTH, now=NOON + timedelta(minutes=16)).tries_left == 5


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("twelve", NumberNotUnderstood),
        ("082 123", NumberNotUnderstood),
        ("021 555 1234", NumberNoMobile),
        ("+44 7700 900123", NumberNoMobile),
        ("082 123 4567", NumberIsYours),
    ],
)
def test_refuses_what_takes_no_code(cast: Cast, typed: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        numbers.ask(cast.thandi.user.pk, typed, BOTH, now=NOON)
    with pytest.raises(WaysMissing):
        numbers.ask(cast.thandi.user.pk, TYPED, [], now=NOON)
    assert not NumberCode.objects.exists()


def test_a_number_moves_to_who_proves_it_and_nobody_learns_whose_it_was(cast: Cast, sms: Any) -> None:
    digits = sent(sms, cast.charlize, typed="+27 82 123-4567")
    assert Address.objects.get().user == cast.thandi.user, "asking changes nothing"
    numbers.prove(cast.charlize.user.pk, digits, way=PAGE, now=NOON)
    assert Address.objects.get().user == cast.charlize.user
    told = Notification.objects.get()
    assert (told.user, told.title) == (cast.thandi.user, "082 ••• 4567 no longer reaches you")
    assert "harlize" not in f"{told.title}{told.body}"
    assert Delivery.objects.filter(user=cast.thandi.user, channel="email").count() == 1


def test_a_fresh_code_takes_a_stop_back_with_the_choices_it_changed(cast: Cast, sms: Any) -> None:
    person, place = cast.thandi.user.pk, ("drill", Channel.SMS)
    choices.choose(person, {place: Frequency.DAILY}, way=PAGE, now=NOON)
    stop = Reply(provider_id="1", sender="+27821234567", to="", text="STOP", at=NOON)
    stopping.hear(Channel.SMS, stop, now=NOON)
    assert Choice.objects.get(category="drill").frequency == "off"
    digits = sent(sms, cast.thandi, at=NOON + timedelta(hours=1), typed="082 123 4567")
    assert suppression.is_suppressed(Channel.SMS, "+27821234567"), "the code alone changes nothing"
    numbers.prove(person, digits, way=PAGE, now=NOON + timedelta(hours=1))
    assert not Suppression.objects.exists()
    assert Choice.objects.get(category="drill").frequency == "daily"
    assert ChoiceChange.objects.filter(way="proof").exists()


def test_what_staff_closed_stays_closed_and_a_dead_number_may_come_back(cast: Cast, sms: Any) -> None:
    suppression.add(Channel.SMS, NUMBER, reason="staff", now=NOON)
    with pytest.raises(NumberBlocked):
        numbers.ask(cast.bongani.user.pk, TYPED, BOTH, now=NOON)
    suppression.lift(Channel.SMS, NUMBER)
    sms.trouble = lambda _parcel: AddressGone("404, unknown number")
    code = numbers.ask(cast.bongani.user.pk, TYPED, BOTH, now=NOON)
    delivering.deliver(Delivery.objects.get(device=code.public_id).pk, now=NOON)
    assert numbers.code_state(code) == "failed"
    sms.trouble = lambda _parcel: None
    digits = sent(sms, cast.bongani, at=NOON + timedelta(minutes=1))
    numbers.prove(cast.bongani.user.pk, digits, way=PAGE, now=NOON + timedelta(minutes=1))
    assert not Suppression.objects.exists()


def test_what_is_pressing_goes_by_message_to_who_has_no_phone_with_our_app(cast: Cast, sms: Any) -> None:
    thandi, values = cast.thandi.user.pk, {"total": "R 299.00"}
    messages.tell("billing.payment_failed", [thandi], values=values, key="first", now=NOON)
    delivering.deliver(Delivery.objects.get(channel="sms").pk, now=NOON)
    assert sms.taken[0].text == "SynthAI: A payment of R 299.00 did not go through."
    push = Book("push", Channel.PUSH)
    with carriers.only(carrier(push), carrier(sms)):
        addresses.keep_app(thandi, "a-phone", label="Galaxy", sign_in="", now=NOON)
        messages.tell("billing.payment_failed", [thandi], values=values, key="second", now=NOON)
        second = Delivery.objects.filter(message__key="second").values_list("channel", flat=True)
        assert sorted(second) == ["in_app", "push"], "nothing that costs money while her phone takes it"


def test_no_code_goes_to_a_number_whose_sms_staff_closed_although_whatsapp_is_wanted(
    cast: Cast, sms: Any
) -> None:
    suppression.add(Channel.SMS, NUMBER, reason="staff", now=NOON)
    with carriers.only(carrier(sms), carrier(Book("wa", Channel.WHATSAPP))), pytest.raises(NumberBlocked):
        numbers.ask(cast.bongani.user.pk, TYPED, [Channel.WHATSAPP], now=NOON)
