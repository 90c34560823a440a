"""Live classes: asked, full, moved up, told, reminded, attended, followed by calendars."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream

from content.services import documents, obligations
from content.services.obligations import Due
from courses import events, tasks
from courses.engine.live.dates import weekly
from courses.live_refusals import (
    ClassIsCancelled,
    ClassOver,
    DateWrong,
    LinkWrong,
    NotForYou,
    PlaceMissing,
    TakenOut,
    TooFewPlaces,
    TrainerMissing,
)
from courses.models import Booking, LiveClass
from courses.selectors import live
from courses.services.live import booking, calendars, planning, telling
from courses.tests.meeting import LINK, NOW, details_of, plan, published, say
from courses.tests.writing import enrol, published_course
from notifications.channels.email.message import build
from notifications.models import Mail, Notification
from notifications.services import mail_reserving
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def _umoja(cast: Cast) -> Iterator[None]:
    with tenant(cast.umoja):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_umoja", "files_in_tmp")]


def again(made: LiveClass) -> LiveClass:
    return LiveClass.objects.get(pk=made.pk)


# Places


def test_the_waiting_list_moves_up_by_itself_in_its_order(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW, seats=1)
    jan, lerato = cast.hire("member", name="Jan"), cast.hire("viewer", name="Lerato")
    assert say(cast.bongani, made, "yes").has_place
    assert say(jan, made, "yes", now=NOW + HOUR).is_waiting
    assert say(lerato, made, "yes", now=NOW + 2 * HOUR).is_waiting
    say(cast.bongani, made, "maybe", now=NOW + 3 * HOUR)
    assert Booking.objects.get(user=jan.user).has_place
    assert Booking.objects.get(user=lerato.user).is_waiting
    planning.change(made.pk, details_of(made, seats=2), by=cast.thandi.actor, now=NOW + 4 * HOUR)
    assert Booking.objects.get(user=lerato.user).has_place
    with pytest.raises(TooFewPlaces):
        planning.change(made.pk, details_of(made, seats=1), by=cast.thandi.actor, now=NOW + 5 * HOUR)


def test_an_answer_sent_twice_changes_nothing(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW, seats=1)
    say(cast.bongani, made, "yes")
    say(cast.bongani, made, "yes", now=NOW + HOUR)
    assert len(published(events.ClassBooked)) == 1
    assert Booking.objects.get().answered_at == NOW


def test_a_class_of_a_course_is_for_its_people_and_asks_them_by_itself(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    made = plan(cast.thandi, now=NOW, course=course, invites="course")
    assert list(Booking.objects.values_list("user_id", "answer")) == [(cast.bongani.user.pk, "asked")]
    jan = cast.hire("member", name="Jan")
    with pytest.raises(NotForYou):
        say(jan, made, "yes")
    enrolled = enrol(jan, course)
    payload = {"user_id": jan.user.pk, "course_id": course.pk, "enrolment_id": enrolled.pk}
    for _ in range(2):
        booking.ask_learner(jan.user.pk, course.pk, now=NOW)
    assert Booking.objects.filter(user=jan.user, answer="asked").count() == 1
    booking.end_of(payload["user_id"], now=NOW, course_id=course.pk)
    assert Booking.objects.get(user=jan.user).removed_at == NOW


def test_who_was_taken_out_cannot_come_back_alone(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW, seats=1)
    mine = say(cast.bongani, made, "yes")
    jan = cast.hire("member", name="Jan")
    say(jan, made, "yes")
    with pytest.raises(NotAllowed):
        booking.take_out(mine.pk, by=jan.actor, now=NOW)
    booking.take_out(mine.pk, by=cast.thandi.actor, now=NOW)
    assert Booking.objects.get(user=jan.user).has_place
    with pytest.raises(TakenOut):
        say(cast.bongani, made, "yes")
    booking.put_back(mine.pk, by=cast.thandi.actor, now=NOW)
    assert say(cast.bongani, made, "yes").is_waiting


def test_a_series_is_separate_dates_at_the_same_hour(cast: Cast) -> None:
    dates = list(weekly(NOW.date() + DAY, NOW.time(), "Africa/Johannesburg", 3))
    details = details_of(plan(cast.thandi, now=NOW))
    rows = planning.plan(details, by=cast.thandi.actor, now=NOW, dates=dates)
    assert [row.starts_at for row in rows] == dates
    assert len({row.series for row in rows}) == 1
    gone = planning.cancel(rows[1].pk, "Load shedding", by=cast.thandi.actor, now=NOW, with_later=True)
    assert [row.pk for row in gone] == [rows[1].pk, rows[2].pk]
    assert again(rows[0]).is_planned


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"join_url": "http://meet.example/a"}, LinkWrong),
        ({"join_url": "javascript:alert(1)"}, LinkWrong),
        ({"join_url": "https://user:pass@meet.example/a"}, LinkWrong),
        ({"join_url": "https://meet.example/a\r\nSet-Cookie: x"}, LinkWrong),
        ({"join_url": ""}, LinkWrong),
        ({"is_online": False}, PlaceMissing),
        ({"starts_at": NOW - HOUR}, DateWrong),
        ({"ends_at": NOW + 9 * DAY}, DateWrong),
        ({"trainer_ids": []}, TrainerMissing),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(cast: Cast, changes: dict[str, Any], refusal: Any) -> None:
    with pytest.raises(refusal):
        plan(cast.thandi, now=NOW, **changes)
    assert not LiveClass.objects.exists()


def test_only_who_may_plans_and_nothing_moves_once_it_is_over(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        plan(cast.bongani, now=NOW)
    made = plan(cast.thandi, now=NOW)
    later = made.ends_at + HOUR
    for verb in (
        lambda: planning.change(made.pk, details_of(made), by=cast.thandi.actor, now=later),
        lambda: planning.cancel(made.pk, by=cast.thandi.actor, now=later),
        lambda: say(cast.bongani, made, "yes", now=later),
    ):
        with pytest.raises(ClassOver):
            verb()


def test_people_of_another_organisation_are_never_asked(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW)
    booking.ask(made.pk, [cast.bongani.user.pk, cast.charlize.user.pk], by=cast.thandi.actor, now=NOW)
    assert list(Booking.objects.values_list("user_id", flat=True)) == [cast.bongani.user.pk]


# The link


def test_the_link_is_for_who_has_a_place_from_a_quarter_of_an_hour_before(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW, seats=1)
    jan = cast.hire("member", name="Jan")
    say(cast.bongani, made, "yes")
    say(jan, made, "yes")

    def link(person: Person, now: datetime) -> str:
        return live.page_of(again(made), person.actor, now=now).join_url

    early, soon = made.starts_at - timedelta(minutes=16), made.starts_at - timedelta(minutes=15)
    assert (link(cast.bongani, early), link(cast.bongani, soon)) == ("", LINK)
    assert link(jan, soon) == "", "who waits sees no link"
    assert link(cast.bongani, made.ends_at) == ""
    assert link(cast.thandi, NOW) == LINK
    planning.cancel(made.pk, by=cast.thandi.actor, now=NOW)
    assert link(cast.bongani, soon) == ""


# Told


def letters() -> list[Mail]:
    return list(Mail.objects.order_by("pk"))


def calendar_in(mail: Mail) -> Any:
    """What the mail's own calendar part says, as another parser reads it."""
    message = build(mail_reserving.parcel_of(mail)).message()
    parts = {part.get_content_type(): part for part in message.walk()}
    assert "invite.ics" in str(parts["application/ics"]["Content-Disposition"])
    part = parts["text/calendar"]
    calendar = IcsCalendarStream.calendar_from_ics(part.get_payload(decode=True).decode())
    assert part.get_param("method") == calendar.method
    return calendar


def test_each_is_told_once_of_each_invitation_and_calendars_follow(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW)
    booking.ask(made.pk, [cast.bongani.user.pk], by=cast.thandi.actor, now=NOW)
    for _ in range(2):
        telling.tell(made.pk, now=NOW)
    (first,) = letters()
    assert (first.recipient, first.kind) == ("bongani@umoja.example", "courses/class")
    calendar = calendar_in(first)
    (event,) = calendar.events
    assert (calendar.method, event.sequence, event.summary) == ("REQUEST", 0, "Knife skills")
    assert event.dtstart == made.starts_at
    assert LINK not in first.text + first.html + str(calendar), "the link is never mailed"

    moved = details_of(made, starts_at=made.starts_at + DAY, ends_at=made.ends_at + DAY)
    planning.change(made.pk, moved, by=cast.thandi.actor, now=NOW + HOUR)
    telling.tell(made.pk, now=NOW + HOUR)
    (changed,) = calendar_in(letters()[1]).events
    assert (changed.uid, changed.sequence, changed.dtstart) == (event.uid, 1, made.starts_at + DAY)

    planning.cancel(made.pk, "No power", by=cast.thandi.actor, now=NOW + 2 * HOUR)
    for _ in range(2):
        telling.tell(made.pk, now=NOW + 2 * HOUR)
    assert len(letters()) == 3
    calendar = calendar_in(letters()[2])
    assert (calendar.method, calendar.events[0].uid, calendar.events[0].sequence) == ("CANCEL", event.uid, 2)
    titles = list(Notification.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["Live class: Knife skills", "Changed: Knife skills", "Cancelled: Knife skills"]
    with pytest.raises(ClassIsCancelled):
        say(cast.bongani, made, "yes")


def test_many_are_told_part_by_part(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    parts: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.class_tell, "enqueue", lambda **told: parts.append(told))
    made = plan(cast.thandi)
    people = [cast.bongani, *(cast.hire("member", name=f"Person {number}") for number in range(2))]
    booking.ask(made.pk, [each.user.pk for each in people], by=cast.thandi.actor, now=NOW)
    payload = {"class_id": made.pk}
    tasks.class_tell(organisation_id=cast.umoja.pk, payload=payload)
    assert (len(letters()), parts) == (2, [{"organisation_id": cast.umoja.pk, "payload": payload}])
    tasks.class_tell(organisation_id=cast.umoja.pk, payload=payload)
    assert (len(letters()), len(parts)) == (3, 1)


def test_a_change_that_no_calendar_shows_is_not_told(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW)
    booking.ask(made.pk, [cast.bongani.user.pk], by=cast.thandi.actor, now=NOW)
    telling.tell(made.pk, now=NOW)
    planning.change(made.pk, details_of(made, seats=9), by=cast.thandi.actor, now=NOW)
    telling.tell(made.pk, now=NOW)
    assert len(letters()) == 1
    assert again(made).sequence == 0


def test_who_waits_is_told_when_a_place_is_theirs(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW, seats=1)
    jan = cast.hire("member", name="Jan")
    say(cast.bongani, made, "yes")
    say(jan, made, "yes")
    telling.tell(made.pk, now=NOW)
    assert [mail.recipient for mail in letters()] == ["bongani@umoja.example"]
    say(cast.bongani, made, "no")
    telling.tell(made.pk, now=NOW)
    (_first, second) = letters()
    assert second.recipient == jan.user.email
    assert "You have a place" in second.text


def test_who_is_taken_out_gets_a_cancellation_of_their_own(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW)
    mine = say(cast.bongani, made, "yes")
    telling.tell(made.pk, now=NOW)
    booking.take_out(mine.pk, by=cast.thandi.actor, now=NOW)
    telling.tell(made.pk, now=NOW)
    assert calendar_in(letters()[1]).method == "CANCEL"
    assert again(made).is_planned


def test_a_link_never_stands_in_the_trail(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW)
    planning.change(
        made.pk, details_of(made, join_url="https://meet.example/new"), by=cast.thandi.actor, now=NOW
    )
    assert "meet.example" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


# Calendars


def test_a_calendar_shows_ones_classes_until_its_address_is_closed(cast: Cast, tmp_path: Path) -> None:
    made, other = plan(cast.thandi, now=NOW), plan(cast.thandi, now=NOW, title="Not mine")
    say(cast.bongani, made, "yes")
    found = calendars.open_feed(by=cast.bongani.actor, now=NOW)
    assert calendars.open_feed(by=cast.bongani.actor, now=NOW).pk == found.pk
    shown = calendars.feed_of(found.public_id, now=NOW)
    (event,) = IcsCalendarStream.calendar_from_ics(shown.content.decode()).events
    assert (event.summary, event.uid) == ("Knife skills", calendars.uid_of(made))
    assert calendars.feed_of(found.public_id, now=NOW + HOUR).tag == shown.tag
    say(cast.bongani, other, "maybe")
    assert calendars.feed_of(found.public_id, now=NOW).tag != shown.tag
    calendars.close_feed(by=cast.bongani.actor)
    with pytest.raises(NotFound):
        calendars.feed_of(found.public_id, now=NOW)
    with pytest.raises(NotFound):
        calendars.read_token("nonsense")


def test_a_calendar_shows_dates_in_documents_to_who_wants_and_may_see_them(cast: Cast) -> None:
    letter, payslip = (
        documents.begin(ref, by=cast.thandi.actor, now=NOW)
        for ref in ("library:payment-reminder:1", "library:payslip:1")
    )
    for document, what in ((letter, "The last day to pay"), (payslip, "Pay is reviewed")):
        obligations.add(document, Due(what=what, due_on=NOW.date() + 30 * DAY), by=cast.thandi.actor, now=NOW)

    def shown(person: Person) -> set[str]:
        feed = calendars.feed_of(calendars.open_feed(by=person.actor, now=NOW).public_id, now=NOW)
        events = IcsCalendarStream.calendar_from_ics(feed.content.decode()).events
        return {(event.summary or "").rpartition(": ")[2] for event in events}

    assert shown(cast.thandi) == set(), "nobody asked for them"
    address = reverse("courses:calendar-dates", args=["umoja-foods"])
    for person in (cast.thandi, cast.bongani):
        calendars.open_feed(by=person.actor, now=NOW)
        reply = person.client().post(address, {"are_shown": "1"}, follow=True)
        assert "Show my classes alone" in reply.content.decode()
    assert shown(cast.thandi) == {"The last day to pay", "Pay is reviewed"}
    assert shown(cast.bongani) == {"The last day to pay"}, "the payslip is confidential"
    calendars.show_dates(are_shown=False, by=cast.bongani.actor)
    assert shown(cast.bongani) == set()


def test_who_leaves_the_organisation_is_out_of_everything(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW, seats=1, trainer_ids=[cast.thandi.user.pk, cast.bongani.user.pk])
    jan = cast.hire("member", name="Jan")
    say(cast.bongani, made, "yes")
    say(jan, made, "yes")
    booking.end_of(cast.bongani.user.pk, now=NOW, is_gone=True)
    assert Booking.objects.get(user=jan.user).has_place
    assert [row.user_id for row in live.trainers_of([made.pk])] == [cast.thandi.user.pk]
    telling.tell(made.pk, now=NOW)
    assert [mail.recipient for mail in letters()] == [jan.user.email]
