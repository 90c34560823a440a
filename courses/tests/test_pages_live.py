"""Pages of live classes and learning paths by plain link and form, the API beside them, and what they cost."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream

from courses.models import Booking, CalendarFeed, LiveClass, Path, PathMember, PathStep
from courses.services.live import attendance, booking
from courses.tests.meeting import LINK, plan
from courses.tests.writing import enrol, published_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
BASE = "/o/umoja-foods/courses/"
API = "/api/v1/o/umoja-foods/courses/"
SOON = timedelta(minutes=10)


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def page(made: LiveClass, rest: str = "") -> str:
    return f"{BASE}classes/{made.public_id}/{rest}"


def form_of(cast: Cast, **changes: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "title": "Knife skills",
        "starts_on": f"{day:%Y-%m-%d}",
        "starts_time": "09:00",
        "minutes": "60",
        "times": "1",
        "zone": "Africa/Johannesburg",
        "place": "online",
        "join_url": LINK,
        "opens_late": "on",
        "trainers": [cast.thandi.user.pk],
        **changes,
    }


def test_a_manager_plans_a_series_changes_one_date_and_calls_it_off(cast: Cast) -> None:
    client = cast.thandi.client()
    assert "No class is planned" in body(client.get(f"{BASE}classes/"))
    shown = body(client.post(f"{BASE}classes/new/", form_of(cast, join_url="http://x.example")))
    assert "Paste the whole link as it begins" in shown
    reply = client.post(f"{BASE}classes/new/", form_of(cast, times="3"), follow=True)
    assert "3 dates are planned." in body(reply)
    assert "Other dates of this series" in body(reply)
    with tenant(cast.umoja):
        first = LiveClass.objects.order_by("starts_at")[0]
        assert first.local_start.hour == 9
    form = body(client.get(page(first, "edit/")))
    version = re.search(r'name="version" value="(\w+)"', form)
    assert version is not None
    changed = form_of(cast, title="Knives and more", version=version[1])
    client.post(page(first, "edit/"), changed)
    stale = body(client.post(page(first, "edit/"), {**changed, "title": "Mine"}))
    assert "Knives and more" in body(client.get(page(first)))
    assert "changed" in stale
    client.post(page(first, "cancel/"), {"reason": "No power", "with_later": ""})
    told = body(cast.bongani.client().get(page(first)))
    assert "This class was cancelled" in told
    assert "No power" in told
    assert len(re.findall("class-card", body(client.get(f"{BASE}classes/")))) == 3


def test_a_learner_answers_waits_and_finds_the_link_in_time(cast: Cast) -> None:
    made = plan(cast.thandi, seats=1)
    jan = cast.hire("member", name="Jan").client()
    client = cast.bongani.client()
    assert "You are coming" in body(client.post(page(made, "answer/"), {"answer": "yes"}, follow=True))
    waiting = body(jan.post(page(made, "answer/"), {"answer": "yes"}, follow=True))
    assert "You are on the waiting list" in waiting
    assert "Choose one of the three" in body(jan.post(page(made, "answer/"), {"answer": "x"}, follow=True))
    early = client.get(page(made, "join/"), follow=True)
    assert "opens 15 minutes before" in body(early)
    assert LINK not in body(early)
    with tenant(cast.umoja):
        start = timezone.now() + SOON
        LiveClass.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    reply = client.get(page(made, "join/"))
    assert (reply.status_code, reply["Location"], reply["Referrer-Policy"]) == (302, LINK, "no-referrer")
    assert jan.get(page(made, "join/"))["Location"] == page(made)
    event = IcsCalendarStream.calendar_from_ics(client.get(page(made, "class.ics")).content.decode()).events[
        0
    ]
    assert event.summary == "Knife skills"
    assert cast.charlize.client().get(page(made)).status_code == 404


def test_the_trainer_marks_with_one_tap_and_takes_it_back_with_another(cast: Cast) -> None:
    made = plan(cast.thandi, starts_in=SOON)
    with tenant(cast.umoja):
        row = booking.answer(made.pk, "yes", by=cast.bongani.actor, now=timezone.now())
    client, mark = cast.thandi.client(), page(made, f"people/{row.public_id}/mark/")
    tapped = client.post(mark, {"attendance": "late"}, headers={"HX-Request": "true"})
    assert re.search(r'value="late" aria-pressed="true"', body(tapped))
    assert "<html" not in body(tapped)
    client.post(mark, {"attendance": "late"})
    with tenant(cast.umoja):
        assert Booking.objects.get().attendance == ""
    assert cast.bongani.client().get(page(made, "people/")).status_code == 404
    client.post(page(made, f"people/{row.public_id}/take-out/"))
    undo = body(client.get(f"{page(made, 'people/')}?undo={row.public_id}"))
    assert "put-back" in undo
    client.post(page(made, f"people/{row.public_id}/put-back/"))
    asked = client.post(page(made, "people/ask/"), {"people": [cast.thandi.user.pk]}, follow=True)
    assert "1 person is asked." in body(asked)
    sent: Any = client.get(page(made, "people/attendance.csv"))
    sheet = b"".join(sent.streaming_content).decode()
    assert "bongani@umoja.example" in sheet


def test_a_tap_that_is_refused_says_why_on_the_whole_page(cast: Cast) -> None:
    made = plan(cast.thandi)
    with tenant(cast.umoja):
        row = booking.answer(made.pk, "yes", by=cast.bongani.actor, now=timezone.now())
    client, mark = cast.thandi.client(), page(made, f"people/{row.public_id}/mark/")
    tapped = client.post(mark, {"attendance": "late"}, headers={"HX-Request": "true"})
    assert tapped["HX-Redirect"] == page(made, "people/")
    assert "half an hour before" in body(client.get(page(made, "people/")))


def test_the_code_on_the_wall_checks_in_and_guessing_is_stopped(cast: Cast) -> None:
    cache.clear()
    made = plan(cast.thandi, starts_in=SOON)
    shown = body(cast.thandi.client().get(page(made, "code/")))
    digits = re.search(r'code-digits num">(\d{3}) (\d{3})<', shown)
    assert digits is not None
    code = "".join(digits.groups())
    assert "<svg" in shown
    client = cast.bongani.client()
    scanned = body(client.get(f"{page(made, 'check-in/')}?code={code}"))
    assert f'value="{code}"' in scanned
    with tenant(cast.umoja):
        assert not Booking.objects.exists(), "looking changes nothing"
    assert "You are checked in: Present." in body(
        client.post(page(made, "check-in/"), {"code": code}, follow=True)
    )
    jan = cast.hire("member", name="Jan").client()
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(12):
        assert "does not hold any more" in body(jan.post(page(made, "check-in/"), {"code": wrong}))
    assert "Too many tries" in body(jan.post(page(made, "check-in/"), {"code": code}))


def test_a_report_is_read_and_who_is_unknown_is_listed_with_advice(cast: Cast) -> None:
    made = plan(cast.thandi, starts_in=SOON)
    with tenant(cast.umoja):
        past = timezone.now() - timedelta(hours=2)
        LiveClass.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))
    content = "Name,Email,Duration (Minutes)\nBo,bongani@umoja.example,55\n<b>iPhone</b>,,60\n"
    file = io.BytesIO(content.encode())
    file.name = "report.csv"
    shown = body(cast.thandi.client().post(page(made, "report/"), {"file": file}))
    assert "1 person is marked present" in shown
    assert "&lt;b&gt;iPhone" in shown
    assert "ask them to join with their address" in shown
    broken = io.BytesIO(b"\x00\x01")
    broken.name = "report.csv"
    assert "The file is no text" in body(cast.thandi.client().post(page(made, "report/"), {"file": broken}))


def test_a_calendar_is_fetched_without_signing_in_and_says_when_nothing_changed(cast: Cast) -> None:
    made = plan(cast.thandi)
    client = cast.bongani.client()
    client.post(page(made, "answer/"), {"answer": "yes"})
    client.post(f"{BASE}calendar/")
    address = re.search(r'value="(http[^"]+\.ics)"', body(client.get(f"{BASE}calendar/")))
    assert address is not None
    path = "/" + address[1].split("/", 3)[3]
    first = Client().get(path)
    assert first["Content-Type"].startswith("text/calendar")
    assert len(IcsCalendarStream.calendar_from_ics(first.content.decode()).events) == 1
    same = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    elsewhere = path.replace(cast.umoja.public_id, cast.karoo.public_id)
    assert Client().get(elsewhere).status_code == 404
    assert Client().get(path[:-8] + "aaaa.ics").status_code == 404
    client.post(f"{BASE}calendar/close/")
    assert Client().get(path).status_code == 404
    with tenant(cast.umoja):
        assert not CalendarFeed.objects.exists()


def test_an_author_puts_a_path_together_and_gives_it_away(cast: Cast) -> None:
    one = published_course(cast.thandi, title="One", chapters=1, lessons=1)
    two = published_course(cast.thandi, title="Two", chapters=1, lessons=1)
    client = cast.thandi.client()
    client.post(f"{BASE}paths/new/", {"title": "First month", "is_ordered": "on"})
    with tenant(cast.umoja):
        path = Path.objects.get()
    base = f"{BASE}paths/{path.public_id}/"
    assert "at least one course" in body(client.post(f"{base}publish/", follow=True))
    for course in (one, two):
        client.post(f"{base}courses/", {"course": course.public_id, "days": "7"})
    with tenant(cast.umoja):
        second = PathStep.objects.get(course=two)
    client.post(f"{base}courses/{second.public_id}/move/", {"step": "up"})
    removed = client.post(f"{base}courses/{second.public_id}/remove/")
    undo = body(client.get(removed["Location"]))
    assert f'name="course" value="{two.public_id}"' in undo
    with tenant(cast.umoja):
        before = PathStep.objects.get().public_id
    client.post(f"{base}courses/", {"course": two.public_id, "days": "7", "before": before})
    with tenant(cast.umoja):
        titles = list(PathStep.objects.order_by("position").values_list("course__title", flat=True))
    assert titles == ["Two", "One"]
    client.post(f"{base}publish/")
    given = client.post(
        f"{base}people/", {"audience": "person", "people": [cast.bongani.user.pk]}, follow=True
    )
    assert "0/2" in body(given)
    learner = cast.bongani.client()
    shown = body(learner.get(base))
    assert "Opens when you have done “Two”." in shown
    assert "Next:" in body(learner.get(BASE))
    assert "First month" in body(learner.get(f"{BASE}paths/"))
    assert "Opens when you have done the course “Two”." in body(learner.get(f"{BASE}{one.public_id}/"))
    choice = body(client.get(f"{BASE}people/?path={path.public_id}"))
    assert "Bongani" in choice
    client.post(f"{base}put-away/")
    assert learner.get(base).status_code == 404
    client.post(f"{base}bring-back/")
    assert learner.get(base).status_code == 200


def test_attendance_stands_in_the_table_of_people(cast: Cast) -> None:
    made = plan(cast.thandi, starts_in=SOON)
    enrol(cast.bongani, published_course(cast.thandi))
    with tenant(cast.umoja):
        row = booking.answer(made.pk, "yes", by=cast.bongani.actor, now=timezone.now())
        attendance.mark(row.pk, "present", by=cast.thandi.actor, now=timezone.now())
        past = timezone.now() - timedelta(hours=2)
        LiveClass.objects.update(starts_at=past, ends_at=past + timedelta(hours=1))
    assert "1 of 1 live classes" in body(cast.thandi.client().get(f"{BASE}people/"))


# API


def test_an_app_answers_checks_in_and_follows_a_path(cast: Cast) -> None:
    cache.clear()
    made = plan(cast.thandi, starts_in=SOON)
    client = cast.bongani.client()

    def send(path: str, **content: Any) -> Any:
        return client.post(f"{API}{path}", json.dumps(content), content_type="application/json")

    (row,) = client.get(f"{API}classes/").json()["results"]
    assert (row["id"], row["my_answer"], row["placed"]) == (made.public_id, "", 0)
    answered = send(f"classes/{made.public_id}/answer/", answer="yes").json()
    assert (answered["my_answer"], answered["join_url"]) == ("yes", LINK)
    assert send(f"classes/{made.public_id}/answer/", answer="later").status_code == 400
    wrong = send(f"classes/{made.public_id}/check-in/", code="12")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "courses.class.code")
    code = attendance.code_now(made, now=timezone.now())
    assert send(f"classes/{made.public_id}/check-in/", code=code).json()["attendance"] == "present"
    assert client.get(f"{API}classes/{made.public_id}/people/").status_code == 404
    boss = cast.thandi.client()
    (person,) = boss.get(f"{API}classes/{made.public_id}/people/").json()["people"]
    marked = boss.put(
        f"{API}classes/{made.public_id}/people/{person['id']}/",
        json.dumps({"attendance": "excused"}),
        content_type="application/json",
    )
    assert marked.json()["attendance"] == "excused"


def test_an_app_starts_a_path(cast: Cast) -> None:
    course = published_course(cast.thandi, title="One", chapters=1, lessons=1)
    boss, client = cast.thandi.client(), cast.bongani.client()
    boss.post(f"{BASE}paths/new/", {"title": "First month"})
    with tenant(cast.umoja):
        path = Path.objects.get()
    boss.post(f"{BASE}paths/{path.public_id}/courses/", {"course": course.public_id})
    assert client.get(f"{API}paths/{path.public_id}/").status_code == 404
    boss.post(f"{BASE}paths/{path.public_id}/publish/")
    told = client.post(f"{API}paths/{path.public_id}/start/").json()
    assert (told["is_on"], told["total"], told["courses"][0]["is_next"]) == (True, 1, True)
    (own,) = client.get(f"{API}paths/").json()["results"]
    assert (own["id"], own["state"]) == (path.public_id, "active")
    with tenant(cast.umoja):
        assert PathMember.objects.get().user_id == cast.bongani.user.pk


# What it costs


def test_lists_cost_the_same_for_one_and_for_many(cast: Cast) -> None:
    client, learner = cast.thandi.client(), cast.bongani.client()

    def count(asker: Client, path: str) -> int:
        asker.get(path)
        with CaptureQueriesContext(connection) as told:
            assert asker.get(path).status_code == 200
        return len(told)

    course = published_course(cast.thandi, title="In path", chapters=1, lessons=1)
    enrol(cast.bongani, course)
    made = plan(cast.thandi, starts_in=SOON, course=course, invites="course")
    paths = {
        f"{BASE}classes/": learner,
        page(made): learner,
        page(made, "people/"): client,
        f"{API}classes/": learner,
        f"{API}classes/{made.public_id}/people/": client,
        f"{BASE}paths/": learner,
        f"{BASE}": learner,
    }
    before = {path: count(asker, path) for path, asker in paths.items()}
    for number in range(4):
        plan(cast.thandi, starts_in=SOON, course=course, invites="course")
        hired = cast.hire("member", name=f"Person {number}")
        enrol(hired, course)
        with tenant(cast.umoja):
            booking.answer(made.pk, "yes", by=hired.actor, now=timezone.now())
    assert {path: count(asker, path) for path, asker in paths.items()} == before
