"""Who bought a course meets every page that a learner of the team meets, is told what a learner is told, and counts nowhere else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import actors
from accounts import selectors as people
from accounts.services import guests
from courses import social_tasks
from courses.engine.quiz.formats.parsing import Written
from courses.models import (
    Booking,
    Certificate,
    Course,
    Enrolment,
    Lesson,
    Post,
    Purchase,
    Submission,
    SubmissionFile,
)
from courses.selectors import digest, matrix
from courses.services import assignments, blocks, enrolments
from courses.services.assignments import Wish
from courses.services.blocks import Content
from courses.services.certificates import issuing, reminding
from courses.services.enrolments import Way
from courses.services.quizzes import pictures
from courses.services.reminding import remind_due
from courses.tests import quizzing, social, writing
from courses.tests.handing import place_in, written_course
from courses.tests.meeting import plan, tell
from courses.tests.writing import png
from notifications.models import Notification
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.versions import version_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
BASE = "/o/umoja-foods/courses"
API = f"/api/v1{BASE}"


def bought(cast: Cast, course: Course) -> Enrolment:
    """Charlize, of another organisation, is a guest and in the course."""
    now = timezone.now()
    with tenant(cast.umoja):
        guests.welcome(cast.charlize.user.pk, cast.umoja.pk, now=now)
        way = Way(source="bought")
        (made,) = enrolments.enrol(Course.objects.get(pk=course.pk), [cast.charlize.user.pk], way, now=now)
        Purchase.objects.create(
            course=made.course,
            user=cast.charlize.user,
            enrolment=made,
            state="enrolled",
            sale=course.public_id,
            paid_at=now,
            agreed_at=now,
            created_at=now,
            held_until=now,
        )
        return made


def bells(person: Person, kind: str) -> int:
    return Notification.objects.filter(user=person.user, kind=kind).count()


def test_a_guest_reads_writes_asks_and_reviews(cast: Cast) -> None:
    course = writing.published_course(cast.thandi, chapters=1, lessons=2)
    other = writing.published_course(cast.thandi, title="For staff only")
    enrolment = bought(cast, course)
    client, first = cast.charlize.client(), writing.keys_of(course)[0]
    page = f"{BASE}/{course.public_id}"
    assert client.post(f"{page}/lessons/{first}/note/", {"text": "Bleach?", "version": ""}).status_code in {
        200,
        302,
    }
    assert "Bleach?" in client.get(f"{page}/notes/").content.decode()
    assert b"Bleach?" in client.get(f"{page}/notes.txt").getvalue()
    assert client.post(f"{page}/lessons/{first}/bookmark/", {"label": "Here"}).status_code == 302
    asked = client.post(f"{page}/lessons/{first}/questions/", {"text": "How often?"}, follow=True)
    assert "Asked. Your bell rings" in asked.content.decode()
    with tenant(cast.umoja):
        (question,) = Post.objects.all()
        assert social.view(_inside(cast), enrolment, first) == ["taken"]
    reviewed = client.post(f"{page}/reviews/", {"stars": "5", "text": "Clear"}, follow=True)
    assert "Your review stands" in reviewed.content.decode()
    again = client.post(
        f"{BASE}/posts/{question.public_id}/edit/",
        {"text": "How often a day?", "version": version_of(question)},
    )
    assert again.status_code == 302
    for path in (f"/{course.public_id}/notes/", f"/{course.public_id}/lessons/{first}/posts/"):
        assert client.get(f"{API}{path}").status_code == 200, path
    for path in (
        f"{other.public_id}/notes/",
        f"{other.public_id}/reviews/",
        "unanswered/",
        "paths/",
        "classes/new/",
    ):
        assert client.get(f"{BASE}/{path}").status_code == 404, path
    social.answer(cast.thandi, question)
    _follow_answer(cast)
    assert bells(cast.charlize, "courses.answered") == 1


def _inside(cast: Cast) -> Person:
    """Charlize as she is in Umoja."""
    actor = actors.of_guest(cast.umoja, cast.charlize.user)
    return Person(user=cast.charlize.user, organisation=cast.umoja, membership=None, actor=actor)


def _follow_answer(cast: Cast) -> None:
    with tenant(cast.umoja):
        fact = OutboxEvent.objects.get(name="courses.LessonQuestionAnswered")
    social_tasks.answer_tell(organisation_id=cast.umoja.pk, payload=fact.payload, event_id=str(fact.pk))


def test_a_guest_hands_work_in(cast: Cast) -> None:
    course = writing.publish(cast.thandi, written_course(cast.thandi, takes=["text", "files"]))
    bought(cast, course)
    place = place_in(cast.thandi, course)
    client = cast.charlize.client()
    address = f"{BASE}/{place.course}/lessons/{place.lesson}/assignments/{place.block}/"
    assert client.get(address).status_code == 200
    photo = SimpleUploadedFile("plan.png", png().read(), content_type="image/png")
    kept = client.post(f"{address}files/", {"file": photo}, follow=True)
    assert "plan" in kept.content.decode()
    sent = client.post(
        address, {"text": "At six.", "version": "1", "number": "1", "do": "hand_in"}, follow=True
    )
    assert sent.status_code == 200
    with tenant(cast.umoja):
        row = Submission.objects.get()
        file = SubmissionFile.objects.get()
    assert row.user_id == cast.charlize.user.pk
    got: Any = client.get(f"{BASE}/submissions/files/{file.public_id}/small/")
    assert got.status_code == 200
    assert b"".join(got.streaming_content)
    assert cast.bongani.client().get(f"{BASE}/submissions/files/{file.public_id}/small/").status_code == 404
    assert client.get(f"{API}/submissions/").json()["results"][0]["id"] == row.public_id


def test_a_guest_comes_to_the_classes_of_the_course_alone(cast: Cast) -> None:
    course = writing.published_course(cast.thandi)
    bought(cast, course)
    made = plan(cast.thandi, course=course, invites="course")
    team = plan(cast.thandi, title="Staff meeting")
    tell(cast.umoja, made)
    assert bells(cast.charlize, "courses.class_invited") == 1
    client = cast.charlize.client()
    listed = client.get(f"{BASE}/classes/").content.decode()
    assert "Knife skills" in listed
    assert "Staff meeting" not in listed
    assert client.get(f"{BASE}/classes/{team.public_id}/").status_code == 404
    page = f"{BASE}/classes/{made.public_id}/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}answer/", {"answer": "yes"}).status_code == 302
    assert client.get(f"{page}class.ics").status_code == 200
    assert client.get(f"{page}people/").status_code == 404
    with tenant(cast.umoja):
        assert Booking.objects.get(user=cast.charlize.user).answer == "yes"
    assert client.get(f"{BASE}/calendar/").status_code == 200
    assert [each["id"] for each in client.get(f"{API}/classes/").json()["results"]] == [made.public_id]


def test_a_guest_sees_the_pictures_of_a_question(cast: Cast) -> None:
    now = timezone.now()
    with tenant(cast.umoja):
        picture = pictures.add(png(), name="fridge.png", by=cast.thandi.actor, now=now)
        asked = Written(
            kind="short", text=f"What? {pictures.notation_of(picture, 'A fridge')}", answers="A fridge"
        )
        quiz = quizzing.quiz(cast.thandi.actor, asked)
    course = writing.write_course(cast.thandi, chapters=1)
    with tenant(cast.umoja):
        lesson = Lesson.objects.filter(course=course).order_by("pk")[0]
        blocks.add(
            lesson, kind="quiz", by=cast.thandi.actor, now=now, content=Content(data={"ref": quiz.public_id})
        )
    bought(cast, writing.publish(cast.thandi, course))
    client = cast.charlize.client()
    assert client.post(f"{BASE}/quizzes/{quiz.public_id}/begin/").status_code == 302
    for base in (BASE, API):
        got: Any = client.get(f"{base}/questions/files/{picture.public_id}/small/")
        assert got.status_code == 200
        assert b"".join(got.streaming_content)
    assert client.get(f"{BASE}/questions/").status_code == 404


def test_a_guest_is_reminded_of_what_is_due_and_of_a_certificate_that_ends(cast: Cast) -> None:
    course = writing.published_course(cast.thandi)
    enrolment = bought(cast, course)
    today = timezone.localdate()
    with tenant(cast.umoja):
        issuing.set_terms(course, {"is_on": True, "months": 12}, by=cast.thandi.actor)
        Enrolment.objects.filter(pk=enrolment.pk).update(
            due_on=today + timedelta(days=1), enrolled_at=timezone.now() - timedelta(days=20)
        )
        noon = timezone.localtime().replace(hour=12)  # of the same day as `today`, whatever UTC says
        assert remind_due(cast.umoja.pk, now=noon) == 1
        Enrolment.objects.filter(pk=enrolment.pk).update(state="done", completed_at=noon)
        issuing.issue_for(enrolment.pk, now=noon)
        Certificate.objects.update(last_on=today + timedelta(days=20))
        assert reminding.remind(cast.umoja.pk, now=noon) == 1
    client = cast.charlize.client()
    assert "Take it again" in client.get(f"{BASE}/certificates/").content.decode()
    again = client.post(f"{BASE}/{course.public_id}/certificate/again/", follow=True)
    assert "Your certificate holds meanwhile" in again.content.decode()
    assert client.get(f"{API}/certificates/").json()["results"]


def test_a_guest_counts_nowhere_among_the_team(cast: Cast) -> None:
    course, other = (
        writing.published_course(cast.thandi),
        writing.published_course(cast.thandi, title="Tills"),
    )
    enrolment = bought(cast, course)
    today, now = timezone.localdate(), timezone.now()
    with tenant(cast.umoja):
        Enrolment.objects.filter(pk=enrolment.pk).update(due_on=today - timedelta(days=1))
        found = matrix.matrix(cast.umoja.pk, today=today)
        assert cast.charlize.user.pk not in {row.user_id for row in found.rows}
        assert not any(matrix.totals(cast.umoja.pk, today=today).values())
        assert digest.digest(cast.umoja.pk, today=today).is_empty
        assignments.assign(other.pk, Wish(audience="everybody"), by=cast.thandi.actor, now=now)
        inside = set(Enrolment.objects.filter(course=other).values_list("user_id", flat=True))
    assert cast.charlize.user.pk not in inside
    assert cast.charlize.user.pk not in people.user_ids_of(cast.umoja.pk)
    assert cast.charlize.user.pk in people.team_and_guest_ids(cast.umoja.pk)
