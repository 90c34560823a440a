"""Learners' pages by plain link and form: resume, locks in words, files, and what a page costs."""

import gzip
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import Course, Enrolment, Lesson, LessonProgress, MediaFile
from courses.services import blocks, enrolments, media, publishing
from courses.services.blocks import Content
from courses.services.outline import LessonSettings
from courses.tests.writing import enrol, fill_course, keys_of, png, publish, published_course, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
BASE = "/o/umoja-foods/courses/"
API = "/api/v1/o/umoja-foods/courses/"


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def big_course(cast: Cast, lessons: int) -> Course:
    course = write_course(cast.thandi, title="Big", chapters=0)
    with tenant(cast.umoja):
        part = [
            (LessonSettings(title=f"Part {number}"), "text", Content(text="Words"))
            for number in range(lessons)
        ]
        fill_course(course, {"All": part}, now=timezone.now())
    return publish(cast.thandi, course, note="")


def test_a_learner_starts_goes_on_elsewhere_and_finishes(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=2)
    first, second = keys_of(course)
    phone, desk = cast.bongani.client(), cast.bongani.client()
    assert "You can start these" in body(phone.get(BASE))
    opened = phone.post(f"{BASE}{course.public_id}/start/", follow=True)
    assert opened.redirect_chain[-1][0].endswith(f"/lessons/{first}/")
    assert "What <strong>Lesson 1.1</strong> says." in body(opened)
    event = re.search(r'name="event_id" value="([0-9a-f-]{36})"', body(opened))
    assert event is not None
    done = f"{BASE}{course.public_id}/lessons/{first}/done/"
    assert phone.post(done, {"event_id": event[1]})["Location"].endswith(f"/lessons/{second}/")
    phone.post(done, {"event_id": event[1]})  # a double tap
    page = body(desk.get(BASE))
    assert "1 of 2 lessons" in page
    assert desk.get(f"{BASE}{course.public_id}/go-on/")["Location"].endswith(f"/lessons/{second}/")
    last = desk.post(
        f"{BASE}{course.public_id}/lessons/{second}/done/", {"event_id": str(uuid4())}, follow=True
    )
    assert "You have done this course" in body(last)


def test_the_first_page_tells_who_learns_what_is_due(cast: Cast) -> None:
    client, home = cast.bongani.client(), "/o/umoja-foods/"
    assert "Your courses" not in client.get(home).content.decode()
    course = publish(cast.thandi, write_course(cast.thandi))
    enrolment = enrol(cast.bongani, course)
    with tenant(cast.umoja):
        Enrolment.objects.filter(pk=enrolment.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    page = client.get(home).content.decode()
    assert "Your courses" in page
    assert "Was due" in page
    assert f"/courses/{course.public_id}/go-on/" in page
    assert course.public_id not in cast.thandi.client().get(home).content.decode()


def test_a_closed_lesson_says_what_comes_first(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=2, lessons=1, lock="chapter")
    enrol(cast.bongani, course)
    _first, second = keys_of(course)
    client = cast.bongani.client()
    page = body(client.get(f"{BASE}{course.public_id}/"))
    assert "Opens when you have done the chapter “Chapter 1”." in page
    refused = client.get(f"{BASE}{course.public_id}/lessons/{second}/", follow=True)
    assert "Opens when you have done the chapter “Chapter 1”." in body(refused)
    with tenant(cast.umoja):
        assert not LessonProgress.objects.exists()


def test_who_is_not_in_a_course_reads_open_lessons_only(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=2)
    with tenant(cast.umoja):
        Lesson.objects.filter(title="Lesson 1.1").update(is_open=True)
    course = publish(cast.thandi, course)
    first, second = keys_of(course)
    client = cast.bongani.client()
    assert client.get(f"{BASE}{course.public_id}/lessons/{first}/").status_code == 200
    assert client.get(f"{BASE}{course.public_id}/lessons/{second}/").status_code != 200
    with tenant(cast.umoja):
        assert not Enrolment.objects.exists()


def test_drafts_and_assigned_courses_are_not_there_for_others(cast: Cast) -> None:
    draft = write_course(cast.thandi, title="Draft")
    closed = published_course(cast.thandi, title="Assigned only", entry="assigned")
    client = cast.bongani.client()
    page = body(client.get(BASE))
    assert "Draft" not in page
    assert "Assigned only" not in page
    for course in (draft, closed):
        assert client.get(f"{BASE}{course.public_id}/").status_code == 404


def test_a_learner_chooses_to_move_to_the_newest_version(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=1)
    enrol(cast.bongani, course)
    with tenant(cast.umoja):
        Lesson.objects.update(title="New words")
    publish(cast.thandi, course)
    client = cast.bongani.client()
    page = body(client.get(f"{BASE}{course.public_id}/"))
    assert "There is a newer version of this course" in page
    assert "New words" not in page
    moved = client.post(f"{BASE}{course.public_id}/newest/", follow=True)
    assert "New words" in body(moved)
    assert "There is a newer version" not in body(moved)


@pytest.mark.parametrize("lessons", [10, 300])
def test_a_course_page_costs_the_same_however_long_it_is(cast: Cast, lessons: int) -> None:
    course = big_course(cast, lessons)
    enrol(cast.bongani, course)
    client = cast.bongani.client()
    client.get(f"{BASE}{course.public_id}/")
    with assert_max_queries(8):
        page = client.get(f"{BASE}{course.public_id}/")
    assert body(page).count('class="lesson-line') == lessons


def test_a_lesson_page_is_light(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        lesson = Lesson.objects.get()
        words = " ".join(f"word{number}" for number in range(6000))
        blocks.add(lesson, kind="text", by=cast.thandi.actor, now=timezone.now(), content=Content(text=words))
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    client = cast.bongani.client()
    page = client.get(f"{BASE}{course.public_id}/lessons/{keys_of(course)[0]}/")
    assert len(gzip.compress(page.content)) < 60_000
    with assert_max_queries(20):
        client.get(f"{BASE}{course.public_id}/lessons/{keys_of(course)[0]}/")


def test_what_people_write_runs_nothing(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    evil = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) <b onclick=x>b</b>"
    )
    with tenant(cast.umoja):
        lesson, by, now = Lesson.objects.get(), cast.thandi.actor, timezone.now()
        for kind, data in (
            ("text", {}),
            ("callout", {"tone": 'x" onload="y'}),
            ("code", {"language": evil[:30]}),
        ):
            blocks.add(lesson, kind=kind, by=by, now=now, content=Content(text=evil, data=data))
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    page = body(cast.bongani.client().get(f"{BASE}{course.public_id}/lessons/{keys_of(course)[0]}/"))
    article = page[page.index("<article") : page.index("</article>")]
    assert "<script" not in article
    assert "<img" not in article
    assert 'href="javascript' not in article
    assert not re.search(r"<[^>]+\son\w+=", article)


def test_a_video_elsewhere_is_framed_only_when_it_is_asked_for(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        lesson = Lesson.objects.get()
        content = Content(data={"url": "https://youtu.be/dQw4w9WgXcQ"})
        block = blocks.add(lesson, kind="embed", by=cast.thandi.actor, now=timezone.now(), content=content)
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    client, address = cast.bongani.client(), f"{BASE}{course.public_id}/lessons/{keys_of(course)[0]}/"
    page = client.get(address)
    assert "<iframe" not in body(page)
    played = client.get(address, {"play": block.public_id})
    assert 'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in body(played)
    assert (
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
        in played["Content-Security-Policy"]
    )


def test_files_are_for_who_may_see_the_course_and_come_in_parts(cast: Cast) -> None:
    course = published_course(cast.thandi, entry="assigned")
    with tenant(cast.umoja):
        row = media.take(png(), name="slip.png", course=course, by=cast.thandi.actor, now=timezone.now())
        whole = row.size
    address = f"{BASE}media/{row.public_id}/large/"
    client = cast.bongani.client()
    assert client.get(address).status_code == 404
    with tenant(cast.umoja):
        Course.objects.filter(pk=course.pk).update(entry="self")
        enrolments.start(course.pk, by=cast.bongani.actor, now=timezone.now())
    answer = client.get(address)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer["Content-Type"], len(content)) == ("image/webp", whole)
    assert answer["X-Content-Type-Options"] == "nosniff"
    part = client.get(address, headers={"range": "bytes=4-9"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 4-9/{whole}"
    assert b"".join(part.streaming_content) == content[4:10]  # type: ignore[attr-defined]
    tail = client.get(address, headers={"range": "bytes=-3"})
    assert b"".join(tail.streaming_content) == content[-3:]  # type: ignore[attr-defined]
    assert client.get(address, headers={"range": f"bytes={whole}-"}).status_code == 416
    several = client.get(address, headers={"range": "bytes=0-1,3-4"})
    assert several.status_code == 200
    b"".join(several.streaming_content)  # type: ignore[attr-defined]
    small = client.get(f"{BASE}media/{row.public_id}/small/")
    assert 0 < len(b"".join(small.streaming_content)) <= whole  # type: ignore[attr-defined]
    replies: list[Any] = [answer, several, small]
    for reply in replies:
        for close in reply._resource_closers:  # `close()` would end the test's transaction too
            close()
    assert cast.charlize.client().get(address).status_code == 404


def test_the_api_tells_a_course_a_lesson_and_takes_progress(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=2, lock="lesson")
    client = cast.bongani.client()
    assert [row["title"] for row in client.get(API).json()["results"]] == ["Till basics"]
    made = client.post(f"{API}{course.public_id}/enrolment/")
    assert (made.status_code, made.json()["state"]) == (201, "active")
    first, second = keys_of(course)
    told = client.get(f"{API}{course.public_id}/").json()
    assert [line["state"] for line in told["chapters"][0]["lessons"]] == ["open", "closed"]
    assert told["next_lesson"] == first
    lesson = client.get(f"{API}{course.public_id}/lessons/{first}/").json()
    assert lesson["blocks"][0]["html"] == "<p>What <strong>Lesson 1.1</strong> says.</p>\n"
    assert client.get(f"{API}{course.public_id}/lessons/{second}/").json()["code"] == "courses.lesson.closed"
    one = {"id": str(uuid4()), "enrolment": made.json()["id"], "kind": "viewed"}
    batch = {"events": [{**one, "lesson": second}, {**one, "id": str(uuid4()), "lesson": first}]}
    for expected in (["closed", "taken"], ["taken", "repeated"], ["repeated", "repeated"]):
        reply = client.post(f"{API}progress/", json.dumps(batch), "application/json")
        assert [event["verdict"] for event in reply.json()["events"]] == expected
    assert reply.json()["enrolments"][0]["percent"] == 100
    assert [row["state"] for row in client.get(f"{API}enrolments/").json()["results"]] == ["done"]


@pytest.mark.parametrize(
    "event",
    [
        {"id": "no uuid"},
        {"kind": "passed"},
        {"seconds": -1},
        {"start": "NaN"},
        {"lesson": "x" * 17},
        {"at": "yesterday"},
    ],
)
def test_a_batch_that_makes_no_sense_is_refused_whole(cast: Cast, event: dict[str, Any]) -> None:
    whole = {"id": str(uuid4()), "enrolment": "a" * 16, "lesson": "b" * 16, "kind": "time"}
    batch = json.dumps({"events": [{**whole, **event}]})
    reply = cast.bongani.client().post(f"{API}progress/", batch, "application/json")
    assert reply.status_code == 400
    assert reply.json()["errors"]


def test_an_unpublished_course_stays_open_to_who_is_in_it(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    with tenant(cast.umoja):
        publishing.unpublish(course.pk, by=cast.thandi.actor)
    assert cast.bongani.client().get(f"{BASE}{course.public_id}/").status_code == 200
    assert cast.hire("member", name="Jan").client().get(f"{BASE}{course.public_id}/").status_code == 404
    with tenant(cast.umoja):
        assert MediaFile.objects.count() == 0
