"""What was allowed when it was told, and is no longer when its turn comes: after a retry, a fall-back, or a replay by staff."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from notifications import carriers
from notifications import kinds as registry
from notifications.channels.protocol import Busy, Channel, Refused
from notifications.engine.frequency import Frequency
from notifications.models import Delivery, DeliveryState, Personal
from notifications.services import choices, delivering, inbox, messages, resending
from notifications.services.choices import Way
from notifications.tests.kinds import CHAIN, NEWS, NOON, SALE, STOCK, VALUES, WORDS
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]
BOTH = "drill.offer"


@pytest.fixture(autouse=True)
def offer(kinds: None) -> None:
    """Marketing by e-mail, and by SMS when that fails."""
    registry.kind(
        BOTH,
        category=NEWS,
        title="Offer",
        channels={Channel.EMAIL: Frequency.OFF, Channel.SMS: Frequency.OFF},
        in_turn=(Channel.EMAIL, Channel.SMS),
        **WORDS,
    )


def agree(cast: Cast, channel: Channel, often: Frequency = Frequency.NOW) -> None:
    choices.choose(cast.thandi.user.pk, {(NEWS, channel): often}, way=Way("page"), now=NOON)


def tell(cast: Cast, kind: str, *, key: str = "sale:1", now: datetime = NOON, **more: Any) -> None:
    messages.tell(kind, [cast.thandi.user.pk], values=VALUES, key=key, now=now, **more)


def row_of(channel: Channel) -> Delivery:
    return Delivery.objects.get(channel=channel.value)


def test_a_retry_of_marketing_waits_for_the_hours_of_the_law(cast: Cast, sms: Book) -> None:
    agree(cast, Channel.SMS)
    evening = NOON.replace(hour=19, minute=59, second=50)
    tell(cast, SALE, now=evening)
    sms.trouble = lambda _parcel: Busy("429")
    delivering.deliver(row_of(Channel.SMS).pk, now=evening)
    sms.trouble = lambda _parcel: None
    delivering.deliver(row_of(Channel.SMS).pk, now=evening + timedelta(minutes=1))
    morning = (NOON + timedelta(days=1)).replace(hour=8)
    row = row_of(Channel.SMS)
    assert (row.state, row.not_before, sms.taken) == (DeliveryState.WAITING, morning, [])
    delivering.deliver(row.pk, now=morning)
    assert len(sms.taken) == 1


def test_the_next_channel_in_turn_keeps_the_hours_and_the_consent_too(
    cast: Cast, sms: Book, post: Book
) -> None:
    agree(cast, Channel.SMS)
    agree(cast, Channel.EMAIL)
    night = NOON.replace(hour=23)
    tell(cast, BOTH, now=night)
    post.trouble = lambda _parcel: Refused("no")
    delivering.deliver(row_of(Channel.EMAIL).pk, now=night)
    delivering.deliver(row_of(Channel.SMS).pk, now=night + timedelta(minutes=1))
    assert sms.taken == []
    agree(cast, Channel.SMS, Frequency.OFF)
    tell(cast, BOTH, key="sale:2", now=NOON)
    agree(cast, Channel.EMAIL, Frequency.OFF)
    for row in Delivery.objects.filter(state=DeliveryState.WAITING):
        delivering.deliver(row.pk, now=NOON + timedelta(days=1))
    assert (sms.taken, post.taken) == ([], [])


def test_what_failed_is_not_replayed_to_somebody_who_took_her_consent_back(cast: Cast, sms: Book) -> None:
    agree(cast, Channel.SMS)
    tell(cast, SALE)
    sms.trouble = lambda _parcel: Refused("no")
    delivering.deliver(row_of(Channel.SMS).pk, now=NOON)
    agree(cast, Channel.SMS, Frequency.OFF)
    sms.trouble = lambda _parcel: None
    assert resending.send_again(row_of(Channel.SMS).pk, now=NOON)
    delivering.deliver(row_of(Channel.SMS).pk, now=NOON)
    assert (row_of(Channel.SMS).state, sms.taken) == (DeliveryState.CANCELLED, [])


def test_a_retry_does_not_ring_in_her_quiet_hours(cast: Cast, sms: Book) -> None:
    Personal.objects.create(user=cast.thandi.user, quiet_from=time(21), quiet_until=time(6), updated_at=NOON)
    tell(cast, STOCK, key="stock:1")
    sms.trouble = lambda _parcel: Busy("429")
    delivering.deliver(row_of(Channel.SMS).pk, now=NOON)
    sms.trouble = lambda _parcel: None
    delivering.deliver(row_of(Channel.SMS).pk, now=NOON.replace(hour=23))
    assert (row_of(Channel.SMS).not_before, sms.taken) == ((NOON + timedelta(days=1)).replace(hour=6), [])


def test_marketing_joins_no_digest_outside_its_hours(cast: Cast, sms: Book) -> None:
    choices.choose(
        cast.thandi.user.pk,
        {("drill", Channel.SMS): Frequency.DAILY, (NEWS, Channel.SMS): Frequency.DAILY},
        way=Way("page"),
        now=NOON,
    )
    tell(cast, STOCK, key="stock:1")
    tell(cast, SALE)
    Delivery.objects.filter(state=DeliveryState.WAITING).update(not_before=NOON)
    lead = Delivery.objects.get(channel="sms", message__kind=STOCK)
    delivering.deliver(lead.pk, now=NOON.replace(hour=22))
    (parcel,) = sms.taken
    assert parcel.text.count("Brown bread") == 1
    assert Delivery.objects.get(channel="sms", message__kind=SALE).state == DeliveryState.WAITING


def test_a_digest_with_marketing_in_it_says_how_to_stop(cast: Cast, sms: Book) -> None:
    choices.choose(
        cast.thandi.user.pk,
        {("drill", Channel.SMS): Frequency.DAILY, (NEWS, Channel.SMS): Frequency.DAILY},
        way=Way("page"),
        now=NOON,
    )
    tell(cast, STOCK, key="stock:1")
    tell(cast, SALE)
    Delivery.objects.filter(state=DeliveryState.WAITING).update(not_before=NOON)
    lead = Delivery.objects.get(channel="sms", message__kind=STOCK)
    delivering.deliver(lead.pk, now=NOON)
    assert "STOP" in sms.taken[0].text


def test_who_left_an_organisation_gets_no_retry_no_fall_back_and_no_replay(
    cast: Cast, sms: Book, post: Book
) -> None:
    tell(cast, CHAIN, organisation_id=cast.umoja.pk)
    row = row_of(Channel.SMS)
    sms.trouble = lambda _parcel: Refused("no")
    with carriers.only(carrier(sms), carrier(post)):
        delivering.deliver(row.pk, now=NOON)
        inbox.forget(cast.thandi.user.pk, organisation_id=cast.umoja.pk)
        sms.trouble = lambda _parcel: None
        assert resending.send_again(row.pk, now=NOON)
        for each in Delivery.objects.all():
            delivering.deliver(each.pk, now=NOON)
    assert (sms.taken, post.taken) == ([], [])
