"""Announcements: counted before they go, pressed once, by each person's clock, cancelled, reported; marketing by consent and four eyes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from notifications import announcement_kinds, audiences, carriers, tasks
from notifications.channels.protocol import AddressGone, Channel, Parcel, ProviderError
from notifications.models import (
    Address,
    Announcement,
    AnnouncementState,
    ChannelBudget,
    Delivery,
    DeliveryState,
    Fact,
    Message,
    Notification,
    Personal,
    TeamAnnouncement,
)
from notifications.services import announcing, consents, counting, delivering, purging, reporting, spreading
from notifications.services.announcing import Draft, NotADraft, NothingToSend, SecondPerson
from notifications.services.choices import Way
from notifications.tests.providers import Book, carrier
from synthai.core.access import Actor, capabilities
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 10, tzinfo=timezone.get_fixed_timezone(0))  # 12:00 in Johannesburg, a Wednesday
ALL = tuple(each.value for each in (Channel.IN_APP, Channel.EMAIL, Channel.SMS))


@pytest.fixture(autouse=True)
def books() -> Iterator[dict[str, Book]]:
    audiences.offer("drill.all", everybody, title="Everybody", scope="staff")
    made = {"email": Book("post", Channel.EMAIL), "sms": Book("book", Channel.SMS)}
    with carriers.only(carrier(made["email"]), carrier(made["sms"], cost=Decimal("0.87"))):
        yield made
    audiences._AUDIENCES.pop("drill.all")


def staff(user: Any) -> Actor:
    return Actor(kind="staff", label="SynthAI staff", user_id=user.pk, capabilities=frozenset(capabilities()))


def everybody(organisation: int | None, args: dict[str, Any], after: int, limit: int) -> list[int]:
    rows = get_user_model().objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def draft(**more: Any) -> Draft:
    values: dict[str, Any] = {
        "title": "We close early",
        "body": "On Friday at noon.",
        "channels": ALL,
        "audience": "accounts.team",
        "audience_args": {"role": "all"},
    }
    return Draft(**{**values, **more})


def offer(**more: Any) -> Draft:
    return draft(audience="drill.all", audience_args={}, purpose="marketing", **more)


def numbers(people: list[Any]) -> None:
    Address.objects.bulk_create(
        Address(user=each, channel="sms", value=f"+2782{1000000 + place}", created_at=NOON)
        for place, each in enumerate(people)
    )


def go(now: datetime = NOON) -> None:
    """What the tasks do: spread, then deliver all that is due."""
    for fact_id in spreading.spreading():
        while not spreading.spread_batch(fact_id, now=now):
            pass
    for pk in Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=now).values_list(
        "pk", flat=True
    ):
        delivering.deliver(pk, now=now)


def pages(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"notifications-organisation:{name}", args=[cast.umoja.slug, *args])


def test_an_owner_writes_sees_what_it_would_do_presses_twice_and_reads_what_became_of_it(
    cast: Cast, books: dict[str, Book], django_capture_on_commit_callbacks: Any
) -> None:
    numbers([cast.thandi.user])
    client = cast.thandi.client()
    posted = {"title": "We close early", "body": "On Friday.", "role": "all", "channels": list(ALL)}
    assert "Nothing written yet" in client.get(pages(cast, "announcement-list")).content.decode()
    assert (
        client.post(pages(cast, "announcement-new"), {**posted, "url": "https://evil.example/"}).status_code
        == 200
    )
    answer = client.post(pages(cast, "announcement-new"), posted)
    with tenant(cast.umoja):
        row = TeamAnnouncement.objects.get()
    assert answer["Location"] == pages(cast, "announcement", row.public_id)
    preview = client.get(answer["Location"]).content.decode()
    assert "2 people" in preview
    assert "about R" in preview
    assert "Umoja Foods: We close early" in preview, "an SMS says who writes"
    assert not Fact.objects.exists()
    with tenant(cast.umoja):
        ChannelBudget.objects.create(
            monthly_limit=Decimal("0.50"), month=timezone.now().date().replace(day=1)
        )
    assert "Your budget has" in client.get(answer["Location"]).content.decode()
    with tenant(cast.umoja):
        ChannelBudget.objects.all().delete()
    for _ in range(2):
        client.post(pages(cast, "announcement-send", row.public_id))
    assert Fact.objects.count() == 1
    go(timezone.now())
    assert len(books["sms"].taken) == 1
    assert {each.to for each in books["email"].taken} == {cast.thandi.user.email, cast.bongani.user.email}
    assert Notification.objects.count() == 2
    progress = client.get(pages(cast, "announcement-progress", row.public_id)).content.decode()
    assert "2 of 2 people told" in progress
    tasks.team_announcements_sweep(organisation_id=cast.umoja.pk)
    with tenant(cast.umoja):
        row.refresh_from_db()
        assert row.state == AnnouncementState.DONE
        assert row.counted["channels"] == {"in_app": 2, "email": 2, "sms": 1}
        codes = list(AuditEntry.objects.values_list("code", flat=True))
        assert codes.count("notifications.announcement.pressed") == 1
    assert "nobody can say" in client.get(pages(cast, "announcement", row.public_id)).content.decode()
    assert client.get(pages(cast, "announcement-change", row.public_id)).status_code == 200
    changed = client.post(pages(cast, "announcement-change", row.public_id), posted)
    assert "It cannot be changed any more" in changed.content.decode()


def test_a_member_may_not_and_another_organisation_sees_nothing(cast: Cast) -> None:
    with tenant(cast.umoja):
        row = announcing.write(draft(), by=cast.thandi.actor, now=NOON)
        with pytest.raises(NotAllowed):
            announcing.press(row, by=cast.bongani.actor, now=NOON)
    with tenant(cast.karoo):
        assert not TeamAnnouncement.objects.exists()
    url = reverse("notifications-organisation:announcement", args=[cast.karoo.slug, row.public_id])
    assert cast.charlize.client().get(url).status_code == 404
    assert not Fact.objects.exists()


def test_it_comes_at_the_time_of_each_persons_own_clock(cast: Cast, books: dict[str, Book]) -> None:
    Personal.objects.create(user=cast.bongani.user, zone="Europe/London", updated_at=NOON)
    day = date(2026, 6, 12)
    with tenant(cast.umoja):
        row = announcing.write(draft(on_day=day, at_time=time(9)), by=cast.thandi.actor, now=NOON)
        announcing.press(row, by=cast.thandi.actor, now=NOON)
        assert row.state == AnnouncementState.SCHEDULED
        assert announcing.sweep_team(now=NOON + timedelta(hours=1)) == 0
        begins = announcing.starts_at(row, NOON)
        assert announcing.sweep_team(now=begins) == 1
    go(begins)
    assert books["email"].taken == []
    due = dict(Delivery.objects.filter(channel="email").values_list("user_id", "not_before"))
    at_nine = datetime(2026, 6, 12, 7, tzinfo=NOON.tzinfo)
    assert due == {cast.thandi.user.pk: at_nine, cast.bongani.user.pk: at_nine + timedelta(hours=1)}
    go(at_nine)
    assert [each.to for each in books["email"].taken] == [cast.thandi.user.email]
    with tenant(cast.umoja):
        row.refresh_from_db()
        assert announcing.cancel(row, by=cast.thandi.actor, now=at_nine)
        assert not announcing.cancel(row, by=cast.thandi.actor, now=at_nine), "over"
    go(at_nine + timedelta(days=1))
    assert len(books["email"].taken) == 1, "what had not left was taken back"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"channels": ()}, "at least one way"),
        ({"on_day": date(2026, 6, 12)}, "both the day and the time"),
        ({"on_day": date(2026, 6, 1), "at_time": time(9)}, "past on every clock"),
        ({"audience_args": {"role": "queen"}}, "who is to be told"),
        ({"audience": "drill.all"}, "who is to be told"),
    ],
)
def test_what_cannot_go_is_said(cast: Cast, wrong: dict[str, Any], words: str) -> None:
    with tenant(cast.umoja), pytest.raises(NothingToSend, match=words):
        announcing.write(draft(**wrong), by=cast.thandi.actor, now=NOON)


def test_marketing_reaches_only_who_agreed_herself_after_a_second_person_has_read_it(
    cast: Cast, books: dict[str, Book]
) -> None:
    numbers([cast.thandi.user, cast.bongani.user])
    agreed: dict[str, Any] = {"category": announcement_kinds.OFFERS, "channel": Channel.SMS, "is_given": True}
    consents.decide(cast.thandi.user.pk, **agreed, way=Way("page"), now=NOON)
    writer, second = staff(cast.bongani.user), staff(cast.charlize.user)
    row: Any = announcing.write(offer(), by=writer, now=NOON)
    counted = counting.count(row, now=NOON)
    assert (counted.people, counted.unwilling, counted.unreachable) == (3, 2, 0)
    assert counted.cost == Decimal("0.87")
    assert announcing.press(row, by=writer, now=NOON)
    assert row.state == AnnouncementState.TO_APPROVE
    with pytest.raises(SecondPerson):
        announcing.approve(row, by=writer, now=NOON)
    assert not Fact.objects.exists()
    assert announcing.approve(row, by=second, now=NOON)
    assert not announcing.approve(row, by=second, now=NOON), "once"
    go()
    assert [each.to for each in books["sms"].taken] == ["+27821000000"]
    assert books["sms"].taken[0].text == "SynthAI: We close early\nOn Friday at noon.\nReply STOP to stop."
    assert counted.channels[2].told.body == books["sms"].taken[0].text, "shown and counted as it goes out"
    assert books["email"].taken == []
    assert not Notification.objects.exists()


def test_marketing_waits_for_the_laws_hours_and_withdrawn_consent_stops_what_waits(
    cast: Cast, books: dict[str, Book]
) -> None:
    numbers([cast.thandi.user])
    word: dict[str, Any] = {
        "user_id": cast.thandi.user.pk,
        "category": announcement_kinds.OFFERS,
        "channel": Channel.SMS,
    }
    consents.decide(**word, is_given=True, way=Way("page"), now=NOON)
    night = NOON.replace(hour=21)  # 23:00 in Johannesburg
    writer, second = staff(cast.bongani.user), staff(cast.charlize.user)
    row: Any = announcing.write(offer(), by=writer, now=night)
    announcing.press(row, by=writer, now=night)
    announcing.approve(row, by=second, now=night)
    go(night)
    morning = night.replace(day=11, hour=6)
    assert Delivery.objects.get().not_before == morning
    consents.decide(**word, is_given=False, way=Way("page"), now=night)
    go(morning)
    assert books["sms"].taken == []
    assert Delivery.objects.get().state == DeliveryState.CANCELLED


def bad_numbers(count: int, bad: int, books: dict[str, Book]) -> Announcement:
    """Tell `count` people by SMS, of whom `bad` have numbers that do not exist."""
    model = get_user_model()
    model.objects.all().delete()
    people = model.objects.bulk_create(model(email=f"p{place}@example.co.za") for place in range(count))
    numbers(people)
    dead = {f"+2782{1000000 + place}" for place in range(bad)}

    def trouble(parcel: Parcel) -> ProviderError | None:
        return AddressGone("400 21211: no such number") if parcel.to in dead else None

    books["sms"].trouble = trouble
    writer = staff(people[0])
    row = announcing.write(
        draft(audience="drill.all", audience_args={}, channels=("sms",)), by=writer, now=NOON
    )
    announcing.press(row, by=writer, now=NOON)
    go()
    announcing.sweep(now=NOON)
    row.refresh_from_db()
    assert isinstance(row, Announcement)
    return row


def test_bad_numbers_are_told_honestly_and_outlive_the_messages(books: dict[str, Book]) -> None:
    row = bad_numbers(30, 4, books)
    found = reporting.of(row).channels[0]
    assert (found.planned, found.sent, found.failed, found.waiting) == (30, 26, 4, 0)
    assert (row.state, found.cost) == (AnnouncementState.DONE, Decimal("0.87") * 26)
    assert reporting.of(row).reasons == (("SMS: 400 21211: no such number", 4),)
    assert len(reporting.failures(row)) == 4
    assert Address.objects.count() == 26, "dead numbers are dropped"
    purging.purge(now=NOON + timedelta(days=91))
    assert not Message.objects.exists()
    row.refresh_from_db()
    kept = reporting.of(row).channels[0]
    assert (kept.sent, kept.failed) == (26, 4)


def test_whoever_wrote_last_does_not_approve_and_what_was_pressed_meanwhile_stays(cast: Cast) -> None:
    first, second = staff(cast.bongani.user), staff(cast.charlize.user)
    row: Any = announcing.write(offer(), by=first, now=NOON)
    announcing.write(offer(title="Half price"), by=second, now=NOON, row=row)
    stale = Announcement.objects.get()
    assert announcing.press(row, by=second, now=NOON)
    with pytest.raises(SecondPerson):
        announcing.approve(row, by=second, now=NOON)
    with pytest.raises(NotADraft):
        announcing.write(offer(title="Other words"), by=first, now=NOON, row=stale)
    assert Announcement.objects.get().title == "Half price"
    assert announcing.approve(row, by=first, now=NOON)


def test_all_that_is_old_goes_in_one_night_and_the_figures_stay_whole(
    books: dict[str, Book], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = bad_numbers(30, 4, books)
    monkeypatch.setattr(purging, "BATCH", 8)
    assert purging.purge(now=NOON + timedelta(days=91)) == 30
    assert not Message.objects.exists()
    row.refresh_from_db()
    kept = reporting.of(row).channels[0]
    assert (kept.planned, kept.sent, kept.failed) == (30, 26, 4)
