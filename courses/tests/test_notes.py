"""Notes and bookmarks: kept while one types, found again, taken along, and nobody else's to read."""

import re
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Bookmark, Note
from courses.selectors import learning
from courses.services import assignments, enrolments, notes
from courses.services.assignments import Wish
from courses.social_refusals import TooLong
from courses.tests.writing import enrol, keys_of, published_course
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses/"
API = "/api/v1/o/umoja-foods/courses/"


def body(reply: Any) -> str:
    content = reply.getvalue() if reply.streaming else reply.content
    return str(content, "utf-8")


def test_a_note_saves_itself_and_a_second_device_loses_nothing(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first = keys_of(course)[0]
    phone, page = cast.bongani.client(), f"{BASE}{course.public_id}/lessons/{first}/"
    htmx = {"HX-Request": "true"}
    saved = phone.post(f"{page}note/", {"text": "Count twice.", "version": ""}, headers=htmx)
    assert "Saved at" in body(saved)
    version = re.search(r'name="version" value="([0-9a-f]+)"', body(saved))
    assert version is not None
    assert "Count twice." in body(phone.get(page))
    more = {"text": "Count twice, then sign.", "version": version[1]}
    assert "Saved at" in body(phone.post(f"{page}note/", more, headers=htmx))
    stale = {"text": "From the desk", "version": version[1]}
    refused = phone.post(f"{page}note/", stale, headers=htmx)
    assert "Saved at" not in body(refused)
    with tenant(cast.umoja):
        assert Note.objects.get().text == "Count twice, then sign."
        assert not AuditEntry.objects.filter(code__startswith="courses.note").exists()


def test_without_scripts_the_form_saves_and_an_empty_note_is_gone(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    page = f"{BASE}{course.public_id}/lessons/{keys_of(course)[0]}/"
    client = cast.bongani.client()
    kept = client.post(f"{page}note/", {"text": "Words", "version": ""}, follow=True)
    assert "Your note is kept." in body(kept)
    client.post(f"{page}note/", {"text": "  ", "version": ""})
    with tenant(cast.umoja):
        assert not Note.objects.exists()


def test_notes_are_searched_and_taken_along_as_text(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    by, now = cast.bongani.actor, timezone.now()
    with tenant(cast.umoja):
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        for key, text in zip(keys_of(course)[:2], ("Café float R 500", "<b>Bold</b> words"), strict=True):
            notes.keep(study, key, text=text, by=by, now=now)
    client, page = cast.bongani.client(), f"{BASE}{course.public_id}/notes/"
    listed = body(client.get(page))
    assert listed.index("Café float") < listed.index("&lt;b&gt;Bold")
    found = body(client.get(page, {"q": "CAFÉ"}))
    assert "Café float" in found
    assert "Bold" not in found
    assert "No note has these words" in body(client.get(page, {"q": "zebra"}))
    file = client.get(f"{BASE}{course.public_id}/notes.txt")
    assert file["Content-Disposition"] == 'attachment; filename="notes-till-basics.txt"'
    assert "Lesson 1.1 (" in (text := body(file))
    assert "<b>Bold</b> words" in text


def test_nobody_else_finds_notes_or_marks_whatever_their_role(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    enrol(cast.thandi, course)
    first, by, now = keys_of(course)[0], cast.bongani.actor, timezone.now()
    with tenant(cast.umoja):
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        notes.keep(study, first, text="Secret thought", by=by, now=now)
        mark = notes.mark(study, first, by=by, now=now, label="Secret place")
    owner = cast.thandi.client()
    for page in (
        f"{BASE}{course.public_id}/notes/",
        f"{BASE}{course.public_id}/notes.txt",
        f"{BASE}{course.public_id}/lessons/{first}/",
        f"{API}{course.public_id}/notes/",
        f"{API}{course.public_id}/bookmarks/",
        f"{API}{course.public_id}/lessons/{first}/note/",
    ):
        assert "Secret" not in body(owner.get(page)), page
    assert owner.post(f"{BASE}bookmarks/{mark.public_id}/remove/").status_code == 404
    with tenant(cast.umoja):
        assert Bookmark.objects.count() == 1


def test_marks_of_lessons_and_parts(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first, client = keys_of(course)[0], cast.bongani.client()
    page = f"{BASE}{course.public_id}/lessons/{first}/"
    for _ in range(2):
        client.post(f"{page}bookmark/")
    client.post(f"{page}bookmark/", {"block": "abc", "label": "The  slip"})
    listed = body(client.get(f"{BASE}{course.public_id}/notes/"))
    assert "The slip" in listed
    assert f"/lessons/{first}/#block-abc" in listed
    with tenant(cast.umoja):
        assert Bookmark.objects.count() == 2
        whole = Bookmark.objects.get(block="")
    assert "Take the bookmark away" in body(client.get(page))
    client.post(f"{BASE}bookmarks/{whole.public_id}/remove/", {"from": "lesson"})
    assert "Bookmark this lesson" in body(client.get(page))


def test_the_list_costs_the_same_for_many(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=3, lessons=4)
    enrol(cast.bongani, course)
    by, now = cast.bongani.actor, timezone.now()
    with tenant(cast.umoja):
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        for key in keys_of(course):
            notes.keep(study, key, text=f"About {key}", by=by, now=now)
            notes.mark(study, key, by=by, now=now)
        with pytest.raises(TooLong):
            notes.keep(study, keys_of(course)[0], text="x" * 10_001, by=by, now=now)
    client = cast.bongani.client()
    with assert_max_queries(10):
        client.get(f"{BASE}{course.public_id}/notes/")


def test_an_app_keeps_notes_and_marks(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    first, client = keys_of(course)[0], cast.bongani.client()
    note = f"{API}{course.public_id}/lessons/{first}/note/"
    assert client.get(note).json() == {"lesson": first, "text": "", "version": "", "updated_at": None}
    kept = client.put(note, {"text": "Words"}, content_type="application/json").json()
    stale = {"text": "Other", "version": "0" * 20}
    assert client.put(note, stale, content_type="application/json").status_code == 412
    again = {"text": "Other", "version": kept["version"]}
    assert client.put(note, again, content_type="application/json").status_code == 200
    (line,) = client.get(f"{API}{course.public_id}/notes/", {"q": "oth"}).json()
    assert (line["title"], line["text"]) == ("Lesson 1.1", "Other")
    marks = f"{API}{course.public_id}/bookmarks/"
    made = client.post(marks, {"lesson": first}, content_type="application/json")
    assert made.status_code == 201
    assert [row["id"] for row in client.get(marks).json()["results"]] == [made.json()["id"]]
    assert client.delete(f"{API}bookmarks/{made.json()['id']}/").status_code == 204
    closed = client.post(marks, {"lesson": "a" * 16}, content_type="application/json")
    assert closed.status_code == 404


def test_who_left_a_course_keeps_their_notes(cast: Cast) -> None:
    course = published_course(cast.thandi, entry="assigned")
    now = timezone.now()
    with tenant(cast.umoja):
        wish = Wish(audience="person", user_ids=[cast.bongani.user.pk])
        assignments.assign(course.pk, wish, by=cast.thandi.actor, now=now)
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        notes.keep(study, keys_of(course)[0], text="Mine for ever", by=cast.bongani.actor, now=now)
        assert study.enrolment is not None
        enrolments.leave(study.enrolment.pk, by=cast.thandi.actor, now=now)
    client, page = cast.bongani.client(), f"{BASE}{course.public_id}/"
    assert client.get(page).status_code == 404
    kept = body(client.get(f"{page}notes/"))
    assert "Mine for ever" in kept
    assert f"/lessons/{keys_of(course)[0]}/" not in kept
    assert cast.thandi.client().get(f"{page}notes/").status_code == 404
