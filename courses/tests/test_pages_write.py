"""Authors' and managers' pages by plain form, and as they save while one types."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from courses.models import Block, Chapter, Course, Enrolment, Lesson
from courses.tests.writing import enrol, png, published_course, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
BASE = "/o/umoja-foods/courses/"


def body(reply: Any) -> str:
    content = reply.getvalue() if reply.streaming else reply.content
    return str(content, "utf-8")


def test_a_course_is_written_and_published_by_forms_alone(cast: Cast) -> None:
    client = cast.thandi.client()
    made = client.post(f"{BASE}write/new/", {"title": "Opening the shop", "summary": "For new people"})
    home = made["Location"].removesuffix("edit/")
    client.post(f"{home}chapters/", {"title": "Morning"})
    with tenant(cast.umoja):
        chapter = Chapter.objects.get()
    lesson = client.post(f"{home}chapters/{chapter.public_id}/lessons/", {"title": "Lights"})["Location"]
    page = client.post(lesson.replace("edit/", "blocks/"), {"kind": "text"}, follow=True)
    with tenant(cast.umoja):
        block = Block.objects.get()
    version = re.search(r'name="version" value="(\w+)" id="version-', body(page))
    assert version is not None
    client.post(f"{home}blocks/{block.public_id}/save/", {"text": "Switch **on**", "version": version[1]})
    preview = client.get(f"{home}preview/{lesson.rsplit('/', 3)[1]}/")
    assert "Switch <strong>on</strong>" in body(preview)
    assert "Preview of the draft" in body(preview)
    published = client.post(f"{home}publish/", {}, follow=True)
    assert "Published. People see it from now on." in body(published)
    assert "Assign it to people" in body(client.get(f"{home}publish/"))
    assert "Opening the shop" in body(cast.bongani.client().get(BASE))


def test_a_block_saves_itself_and_tells_of_a_conflict(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        block, lesson = Block.objects.get(), Lesson.objects.get()
    client = cast.thandi.client()
    page = body(client.get(f"{BASE}{course.public_id}/lessons/{lesson.public_id}/edit/"))
    version = re.search(r'name="version" value="(\w+)" id="version-', page)
    assert version is not None
    save, hx = f"{BASE}{course.public_id}/blocks/{block.public_id}/save/", {"hx-request": "true"}
    saved = body(client.post(save, {"text": "First", "version": version[1]}, headers=hx))
    assert "Saved at" in saved
    assert 'hx-swap-oob="true"' in saved
    late = body(client.post(save, {"text": "Second", "version": version[1]}, headers=hx))
    assert "Saved at" not in late
    assert 'class="small down"' in late
    with tenant(cast.umoja):
        assert Block.objects.get().text == "First"


def test_what_is_removed_offers_its_way_back(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=2)
    with tenant(cast.umoja):
        lesson = Lesson.objects.get(title="Lesson 1.1")
    client, home = cast.thandi.client(), f"{BASE}{course.public_id}/"
    page = body(client.post(f"{home}lessons/{lesson.public_id}/remove/", follow=True))
    restore = f"{home}lessons/{lesson.public_id}/restore/"
    assert f'action="{restore}"' in page
    assert "Lesson 1.1" not in page
    assert "“Lesson 1.1” is back." in body(client.post(restore, follow=True))


def test_a_drop_and_a_button_order_alike(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=2, lessons=2)
    client, home = cast.thandi.client(), f"{BASE}{course.public_id}/"
    with tenant(cast.umoja):
        keys = {row.title: row.public_id for row in Lesson.objects.all()}
        chapters = {row.title: row.public_id for row in Chapter.objects.all()}
    client.post(f"{home}lessons/{keys['Lesson 1.1']}/move/", {"step": "down"})
    client.post(
        f"{home}lessons/{keys['Lesson 2.2']}/move/",
        {"before": keys["Lesson 1.2"], "chapter": chapters["Chapter 1"]},
    )
    page = body(client.get(f"{home}edit/"))
    order = re.findall(r'class="outline-title"[^>]*>(Lesson [\d.]+)<', page)
    assert order == ["Lesson 2.2", "Lesson 1.2", "Lesson 1.1", "Lesson 2.1"]


def test_a_lesson_with_a_quiz_or_an_assignment_is_not_done_by_reading_past_it(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=3)
    client, home = cast.thandi.client(), f"{BASE}{course.public_id}/"
    with tenant(cast.umoja):
        asks, work, timed = Lesson.objects.order_by("pk")
        Lesson.objects.filter(pk=timed.pk).update(rule="time", rule_value=300)
    for lesson, kind in ((asks, "quiz"), (work, "assignment"), (timed, "quiz")):
        page = body(client.post(f"{home}lessons/{lesson.public_id}/blocks/", {"kind": kind}, follow=True))
        assert ("From now on this lesson is done when" in page) == (lesson is not timed)
    client.post(f"{home}lessons/{asks.public_id}/blocks/", {"kind": "text"})
    with tenant(cast.umoja):
        assert [row.rule for row in Lesson.objects.order_by("pk")] == ["quiz", "submitted", "time"]


def test_a_wrong_file_says_why_on_the_page(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    client, home = cast.thandi.client(), f"{BASE}{course.public_id}/"
    with tenant(cast.umoja):
        lesson = Lesson.objects.get()
    client.post(f"{home}lessons/{lesson.public_id}/blocks/", {"kind": "image"})
    with tenant(cast.umoja):
        block = Block.objects.get(kind="image")
    upload = f"{home}blocks/{block.public_id}/file/"
    evil = io.BytesIO(b"<svg onload='alert(1)'></svg>")
    evil.name = "logo.png"
    assert "SVG drawing" in body(client.post(upload, {"file": evil}, follow=True))
    assert "Choose a file first." in body(client.post(upload, {}, follow=True))
    film = io.BytesIO(b"\0\0\0\x18ftypmp42" + b"\0" * 40)
    film.name = "film.png"
    assert "asked for here" in body(client.post(upload, {"file": film}, follow=True))
    assert "The file is in." in body(client.post(upload, {"file": png()}, follow=True))


def test_settings_refuse_nonsense_beside_the_field(cast: Cast) -> None:
    course = write_course(cast.thandi)
    page = cast.thandi.client().post(
        f"{BASE}{course.public_id}/settings/", {"title": "", "seats": "0", "entry": "self", "lock": "none"}
    )
    assert page.status_code == 200
    assert body(page).count("invalid-feedback") + body(page).count("field-error") >= 2
    with tenant(cast.umoja):
        assert Course.objects.get().title == "Till basics"


def test_a_schedule_is_taken_back(cast: Cast) -> None:
    course = write_course(cast.thandi)
    client, address = cast.thandi.client(), f"{BASE}{course.public_id}/publish/"
    later = timezone.localtime() + timedelta(days=1)
    page = client.post(address, {"live_at": f"{later:%Y-%m-%dT%H:%M}"}, follow=True)
    assert "Version 1 goes live" in body(page)
    past = client.post(address, {"live_at": "2020-01-01T10:00"})
    assert "Choose a moment that is still to come, within a year." in body(past)
    assert "was taken back" in body(client.post(f"{address}cancel/", follow=True))


def test_assigning_by_form_and_the_table_of_people(cast: Cast) -> None:
    course = published_course(cast.thandi, title="Food safety", chapters=1, lessons=1)
    client, today = cast.thandi.client(), timezone.localdate()
    due = today + timedelta(days=7)
    page = client.post(
        f"{BASE}{course.public_id}/people/",
        {"audience": "person", "people": [cast.bongani.user.pk], "due_on": due.isoformat()},
        follow=True,
    )
    assert "Assigned. They find it under their courses." in body(page)
    assert "Bongani Dlamini" in body(page)
    table = body(client.get(f"{BASE}people/"))
    assert "is-due" in table
    with tenant(cast.umoja):
        Enrolment.objects.update(due_on=today - timedelta(days=1))
    assert "is-overdue" in body(client.get(f"{BASE}people/"))
    assert "Nobody fits these filters" in body(client.get(f"{BASE}people/", {"state": "done"}))
    assert "Thandi Mokoena" not in body(
        client.get(f"{BASE}people/", {"q": "bonga"}, headers={"hx-request": "true"})
    )
    rows = list(csv.reader(io.StringIO(body(client.get(f"{BASE}people/people.csv")).lstrip("\ufeff"))))
    assert rows[0][:4] == ["Person", "Role", "Course", "State"]
    assert rows[1] == [
        "Bongani Dlamini",
        "Member",
        "Food safety",
        "Overdue",
        "0",
        "",
        f"{today - timedelta(days=1)}",
        "",
    ]
    book = client.get(f"{BASE}people/people.xlsx")
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.getvalue()))
    assert sheets.sheet_names == ["People by course", "Progress", "Live classes"]
    assert ["Bongani Dlamini", "Member", "Overdue"] in sheets.get_sheet_by_index(0).to_python()


def test_the_table_costs_the_same_for_many(cast: Cast) -> None:
    for number in range(3):
        enrol(cast.bongani, published_course(cast.thandi, title=f"Course {number}", chapters=1, lessons=1))
    client = cast.thandi.client()
    client.get(f"{BASE}people/")
    with assert_max_queries(12) as few:
        client.get(f"{BASE}people/")
    for number in range(6):
        person = cast.hire("member", name=f"Person {number}")
        with tenant(cast.umoja):
            enrol(person, Course.objects.order_by("pk").select_related("live_version")[0])
    with assert_max_queries(len(few.captured_queries)):
        client.get(f"{BASE}people/")


def test_lists_of_authors_cost_the_same_for_many(cast: Cast) -> None:
    write_course(cast.thandi, title="One")
    client = cast.thandi.client()
    client.get(f"{BASE}write/")
    with assert_max_queries(9) as few:
        client.get(f"{BASE}write/")
    for number in range(5):
        published_course(cast.thandi, title=f"Course {number}")
    with assert_max_queries(len(few.captured_queries)):
        client.get(f"{BASE}write/")
