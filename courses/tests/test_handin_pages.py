"""Assignments over pages, by plain form posts: written by an author, done by a learner, marked by a trainer."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Block, Submission, SubmissionFile
from courses.selectors.handins import Place
from courses.services.handins import marking, uploads
from courses.tests import quizzing
from courses.tests.handing import RUBRIC, assigned, handed_in, marked, written_course
from courses.tests.quizzing import WHY
from courses.tests.writing import enrol, png, publish
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"


FILLED = {
    "takes": ["text", "files"],
    "kinds": ["picture"],
    "most_files": "3",
    "most_mb": "10",
    "due_days": "7",
    "again": "always",
    "done_when": "passed",
    "pass_points": "2,5",
    "criterion-1-key": "",
    "criterion-1-title": "Clean",
    "criterion-1-level-1-title": "No",
    "criterion-1-level-1-points": "0",
    "criterion-1-level-2-title": "Yes",
    "criterion-1-level-2-points": "2,5",
    "criterion-2-title": "",
    "criterion-2-level-1-title": "",
}


def at(place: Place) -> str:
    return f"{BASE}/{place.course}/lessons/{place.lesson}/assignments/{place.block}/"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def seen(reply: Any) -> str:
    assert reply.status_code == 200, reply.status_code
    return html.unescape(reply.content.decode())


class TestAuthor:
    def test_sets_rules_and_a_rubric_without_a_script(self, cast: Cast) -> None:
        course = written_course(cast.thandi)
        with tenant(cast.umoja):
            block = Block.objects.select_related("lesson").get(kind="assignment")
        client, address = (
            cast.thandi.client(),
            f"{BASE}/{course.public_id}/blocks/{block.public_id}/assignment/",
        )
        assert "What may be handed in, and the rubric" in seen(
            client.get(f"{BASE}/{course.public_id}/lessons/{block.lesson.public_id}/edit/")
        )
        page = seen(client.get(address))
        fields = {**FILLED, "version": hidden(page, "version")}
        assert client.post(address, fields).status_code == 302
        with tenant(cast.umoja):
            block.refresh_from_db()
            task = block.data["task"]
            assert (task["pass_points"], task["due_days"], len(task["criteria"])) == ("2.50", 7, 1)
            assert block.text.startswith("Write a **cleaning plan**")
        second = {
            **fields,
            "version": hidden(seen(client.get(address)), "version"),
            "criterion-1-key": task["criteria"][0]["key"],
            "criterion-2-title": "Cold",
            "criterion-2-level-1-title": "No",
            "criterion-2-level-1-points": "0",
            "criterion-2-level-2-title": "Yes",
            "criterion-2-level-2-points": "1",
            "up": "2",
        }
        assert client.post(address, second).status_code == 302
        with tenant(cast.umoja):
            block.refresh_from_db()
            assert [each["title"] for each in block.data["task"]["criteria"]] == ["Cold", "Clean"]
        assert "It was changed meanwhile" in seen(client.post(address, {**second, "most_files": "4"}))

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"takes": []}, "Choose at least one thing that may be handed in"),
            ({"kinds": []}, "Choose at least one kind of file"),
            ({"due_on": "2026-12-24", "due_days": "3"}, "not both"),
            ({"pass_points": "9"}, "The pass mark is more than the rubric"),
            ({"criterion-1-title": "Clean"}, "needs two to eight levels"),
            (
                {
                    "criterion-1-title": "C",
                    "criterion-1-level-1-title": "a",
                    "criterion-1-level-1-points": "much",
                },
                "needs a name and points",
            ),
        ],
    )
    def test_is_told_what_cannot_be(self, cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
        course = written_course(cast.thandi)
        with tenant(cast.umoja):
            block = Block.objects.get(kind="assignment")
        fields = {
            "takes": ["files"],
            "kinds": ["picture"],
            "most_files": "3",
            "most_mb": "10",
            "again": "never",
            "done_when": "handed_in",
        }
        address = f"{BASE}/{course.public_id}/blocks/{block.public_id}/assignment/"
        assert sentence in seen(cast.thandi.client().post(address, {**fields, **wrong}))


@pytest.mark.usefixtures("files_in_tmp")
class TestLearner:
    def test_does_an_assignment_without_a_script(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC, pass_points="5", done_when="passed")
        client = cast.bongani.client()
        lesson = seen(client.get(f"{BASE}/{place.course}/lessons/{place.lesson}/"))
        assert "Do the assignment" in lesson
        page = seen(client.get(at(place)))
        assert "Passed from 5 of 8.25 points" in page
        assert "The board, but not the knife" in page
        photo = SimpleUploadedFile("wall.png", png(300, 200).read(), "image/png")
        bad = SimpleUploadedFile("logo.svg", b"<svg onload=alert(1)>", "image/png")
        answer = client.post(f"{at(place)}files/", {"file": [photo, bad]}, follow=True)
        told = seen(answer)
        assert "The file is in." in told
        assert "logo.svg: This is an SVG drawing" in told
        page = seen(client.get(at(place)))
        sent = {"version": hidden(page, "version"), "number": hidden(page, "number"), "text": "At *six*."}
        page = seen(client.post(at(place), {**sent, "do": "hand_in"}, follow=True))
        assert "Handed in. You are told when it is marked." in page
        assert "<em>six</em>" in page
        again = client.post(at(place), {**sent, "do": "hand_in"}, follow=True)
        assert "Waiting to be marked" in seen(again)
        with tenant(cast.umoja):
            assert Submission.objects.get().state == "waiting"
        page = seen(client.post(f"{at(place)}take-back/", follow=True))
        assert "It is yours again" in page
        assert "At *six*." in page

    def test_saves_while_typing_and_another_device_is_noticed(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        client = cast.bongani.client()
        stale = {"version": "new", "number": "1"}
        saved = seen(client.post(at(place), {**stale, "text": "One"}, headers={"HX-Request": "true"}))
        assert "Saved at" in saved
        version = hidden(saved, "version")
        again = seen(client.post(at(place), {**stale, "text": "Two"}, headers={"HX-Request": "true"}))
        assert "It was changed meanwhile" in again
        assert "hx-swap-oob" not in again
        ok = {"version": version, "number": "1", "text": "Two"}
        assert "Saved at" in seen(client.post(at(place), ok, headers={"HX-Request": "true"}))
        refused = seen(client.post(at(place), {**stale, "text": "Three", "do": "hand_in"}))
        assert "It was changed meanwhile" in refused
        assert "Three" in refused
        assert "This was kept from another device" in refused
        assert "Two" in refused
        fields = {"version": hidden(refused, "version"), "number": hidden(refused, "number"), "text": "Three"}
        page = seen(client.post(at(place), {**fields, "do": "hand_in"}, follow=True))
        assert "Handed in. You are told when it is marked." in page

    def test_words_of_a_second_device_are_not_swallowed(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        handed_in(cast.bongani, place, text="From the phone")
        sent = {"version": "new", "number": "1", "text": "From the laptop", "do": "hand_in"}
        page = seen(cast.bongani.client().post(at(place), sent))
        assert "This was handed in already, perhaps on another device" in page
        assert "This was not handed in" in page
        assert "From the laptop" in page

    def test_sees_marks_and_rubric_when_they_settle(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC)
        row = handed_in(cast.bongani, place)
        given = {
            "places": {"clean": 1, "apart": 1},
            "comments": {"clean": "The knife too"},
            "comment": "Nearly.",
        }
        marked(cast.thandi, row, "returned", settles=False, **given)
        client = cast.bongani.client()
        assert "Nearly." not in seen(client.get(at(place)))
        with tenant(cast.umoja):
            marking.settle(row.pk, now=timezone.now() + timedelta(minutes=2))
        page = seen(client.get(at(place)))
        for words in (
            "Sent back for another try",
            "5.75",
            "of 8.25 points",
            "The knife too",
            "Nearly.",
            "Another try",
        ):
            assert words in page
        fragment = seen(client.get(at(place), headers={"HX-Request": "true"}))
        assert "Begin another try" in fragment
        assert "<html" not in fragment

    def test_files_are_for_their_owner_and_for_markers_and_only_to_be_saved(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        with tenant(cast.umoja):
            kept = uploads.keep(place, png(), name='a"b.png', by=cast.bongani.actor, now=timezone.now())
        address = f"{BASE}/submissions/files/{kept.public_id}/large/"
        colleague = cast.hire("member", name="Zanele")
        assert colleague.client().get(address).status_code == 404
        assert cast.charlize.client().get(address).status_code == 404
        assert cast.thandi.client().get(address).status_code == 404  # a draft is its learner's alone
        handed_in(cast.bongani, place)
        for person in (cast.bongani, cast.thandi):
            reply = person.client().get(address)
            assert reply["Content-Disposition"] == 'attachment; filename="a_b.webp"'
            assert reply["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in reply["Content-Security-Policy"]
            assert b"".join(reply.streaming_content)[:4] == b"RIFF"  # type: ignore[attr-defined]

    def test_a_page_takes_as_many_queries_with_many_tries(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC)
        client = cast.bongani.client()

        def once() -> int:
            with CaptureQueriesContext(connection) as counted:
                assert client.get(at(place)).status_code == 200
            return len(counted)

        for number in range(2):
            with tenant(cast.umoja):
                uploads.keep(
                    place, png(40 + number, 30), name="a.png", by=cast.bongani.actor, now=timezone.now()
                )
            row = handed_in(cast.bongani, place, text=f"Try {number}")
            marked(cast.thandi, row, "returned", places={"clean": 0, "apart": 0})
            if number == 0:
                first = once()
        assert once() == first


class TestMarker:
    def test_marks_by_buttons_and_goes_on(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC, pass_points="5")
        first = handed_in(cast.bongani, place)
        _, elsewhere = assigned(cast.thandi, cast.bongani)
        second = handed_in(cast.bongani, elsewhere)
        client = cast.thandi.client()
        queue = seen(client.get(f"{BASE}/marking/assignments/"))
        assert queue.index(first.public_id) < queue.index(second.public_id)
        went = client.post(f"{BASE}/marking/assignments/next/")
        assert went["Location"] == f"{BASE}/marking/assignments/{first.public_id}/"
        page = seen(client.get(went["Location"]))
        assert "We clean at six." in page
        fields = {"version": hidden(page, "version"), "comment": "Good", "then": "next"}
        refused = seen(client.post(went["Location"], {**fields, "outcome": "passed", "level-clean": "2"}))
        assert "Choose a level for “Raw and cooked are apart”" in refused
        low = {"level-clean": "0", "level-apart": "1", "word-clean": "The knife"}
        refused = seen(client.post(went["Location"], {**fields, **low, "outcome": "passed"}))
        assert "3.25 points were given and 5 are needed" in refused
        assert "The knife" in refused
        onwards = client.post(went["Location"], {**fields, **low, "outcome": "returned"})
        assert onwards["Location"] == f"{BASE}/marking/assignments/{second.public_id}/"
        queue = seen(client.get(f"{BASE}/marking/assignments/"))
        assert "Undo" in queue
        back = client.post(f"{BASE}/marking/assignments/{first.public_id}/undo/", follow=True)
        assert "Taken back. It waits again, for you." in seen(back)

    def test_sees_who_is_at_it_and_may_take_it_over(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place)
        address = f"{BASE}/marking/assignments/{row.public_id}/"
        other = cast.hire("manager", name="Zanele")
        assert "Mark this" in seen(cast.thandi.client().get(address))
        cast.thandi.client().post(f"{address}claim/")
        page = seen(other.client().get(address))
        assert "has been marking this since" in page
        assert "data-rubric" not in page
        assert "is marking this now" in seen(other.client().post(f"{address}claim/", follow=True))
        page = seen(other.client().post(f"{address}claim/", {"over": "yes"}, follow=True))
        assert "data-rubric" in page
        assert seen(other.client().post(f"{address}release/", follow=True))

    def test_both_queues_are_one_place_with_counts(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        handed_in(cast.bongani, place)
        with tenant(cast.umoja):
            quizzing.take(quizzing.quiz(cast.thandi.actor, WHY), cast.bongani.actor, at=timezone.now())
        for name in ("marking/", "marking/assignments/"):
            page = re.sub(r"\s+", " ", seen(cast.thandi.client().get(f"{BASE}/{name}")))
            assert re.search(r'Assignments <span class="count">1</span>', page)
            assert re.search(r'Answers <span class="count">1</span>', page)

    def test_a_queue_of_any_length_takes_as_many_queries(self, cast: Cast) -> None:
        course = publish(cast.thandi, written_course(cast.thandi))
        with tenant(cast.umoja):
            block = Block.objects.select_related("lesson").get(kind="assignment")
        place = Place(course=course.public_id, lesson=block.lesson.public_id, block=block.public_id)
        client, counts = cast.thandi.client(), []
        for number in range(4):
            learner = cast.hire("member", name=f"Learner{number}")
            enrol(learner, course)
            handed_in(learner, place)
            if number in {0, 3}:
                for address in ("marking/assignments/", f"{course.public_id}/board/"):
                    with CaptureQueriesContext(connection) as counted:
                        assert client.get(f"{BASE}/{address}").status_code == 200
                    counts.append(len(counted))
        assert counts[:2] == counts[2:]

    def test_filters_by_course_and_by_whose(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place)
        client, address = cast.thandi.client(), f"{BASE}/marking/assignments/"
        assert row.public_id in seen(client.get(f"{address}?course={place.course}&whose=free"))
        assert row.public_id not in seen(client.get(f"{address}?whose=mine"))
        assert row.public_id in seen(client.get(f"{address}?course=nonsense"))


def test_the_board_shows_what_happened(cast: Cast, tmp_path: Path) -> None:
    _, place = assigned(cast.thandi, cast.bongani)
    client, address = cast.thandi.client(), f"{BASE}/{place.course}/board/"
    assert "Nobody has done a lesson yet" in seen(client.get(address))
    handed_in(cast.bongani, place)
    page = seen(client.get(address))
    for words in (
        "did “Your cleaning plan”",
        "handed in “Your cleaning plan”: waiting",
        "1 hand-in waits",
        "1/2",
    ):
        assert words in page
    fragment = seen(client.get(address, headers={"HX-Request": "true"}))
    assert fragment.strip().startswith('<div id="board"')
    with tenant(cast.umoja):
        assert not SubmissionFile.objects.exists()


def test_a_tab_that_refreshes_itself_opens_no_lesson(cast: Cast) -> None:
    enrolment, place = assigned(cast.thandi, cast.bongani)
    client = cast.bongani.client()
    lesson = f"{BASE}/{place.course}/lessons/{place.lesson}/"
    assert client.get(lesson, headers={"HX-Request": "true"}).status_code == 200
    with tenant(cast.umoja):
        enrolment.refresh_from_db()
        assert enrolment.last_lesson == ""
    assert "data-live-kind" in seen(client.get(lesson))
    with tenant(cast.umoja):
        enrolment.refresh_from_db()
        assert enrolment.last_lesson == place.lesson
