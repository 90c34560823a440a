"""Who finds a course full waits, is seen to wait, and comes in when a place is free; who is invited comes in on joining."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import events as people_events
from accounts import invitation_links
from accounts import selectors as people
from accounts.services import acceptance, invitations
from courses import social_tasks, tasks
from courses.models import Course, EditSession, Enrolment, InvitedLearner, WaitingPlace
from courses.selectors import waiting as selectors
from courses.services import assignments, courses, enrolments, inviting, waiting
from courses.services.assignments import Wish
from courses.services.inviting import Guest
from courses.social_refusals import WaitsAlready
from courses.tests.writing import enrol, published_course, write_lesson
from notifications.models import Notification
from synthai.core.events import receivers_of
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses/"
PASSWORD = "umoja-ngumuntu-8"


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def full_course(cast: Cast) -> Course:
    """A course for everybody with two places, both taken."""
    course = published_course(cast.thandi, seats=2)
    with tenant(cast.umoja):
        wish = Wish(audience="everybody", due_days=14)
        assignments.assign(course.pk, wish, by=cast.thandi.actor, now=timezone.now())
    return course


def join(cast: Cast, name: str) -> Person:
    person = cast.hire("viewer", name=name)
    with tenant(cast.umoja):
        payload = {"user_id": person.user.pk, "role": "viewer"}
        for _ in range(2):
            tasks.member_follow(organisation_id=cast.umoja.pk, payload=payload)
    return person


def test_who_joins_a_full_course_waits_and_trainers_hear_of_it_once(cast: Cast) -> None:
    course = full_course(cast)
    join(cast, "Jan")
    with tenant(cast.umoja):
        row = WaitingPlace.objects.get()
        for _ in range(2):
            social_tasks.waiting_tell(organisation_id=cast.umoja.pk, payload={"waiting_id": row.pk})
        assert OutboxEvent.objects.filter(name="courses.LearnerWaits").count() == 1
    (line,) = Notification.objects.filter(kind="courses.waiting")
    assert (line.user_id, line.title) == (cast.thandi.user.pk, "“Till basics” is full")
    assert "Jan waits for a place." in line.body
    page = body(cast.thandi.client().get(f"{BASE}{course.public_id}/people/"))
    assert "1 person waits for a place" in page


def test_a_free_place_goes_to_who_waited_longest_with_the_day_of_the_rule(cast: Cast) -> None:
    course = full_course(cast)
    jan, piet = join(cast, "Jan"), join(cast, "Piet")
    with tenant(cast.umoja):
        bongani = Enrolment.objects.get(user=cast.bongani.user)
        enrolments.leave(bongani.pk, by=cast.thandi.actor, now=timezone.now())
        payload = {"enrolment_id": bongani.pk, "course_id": course.pk, "user_id": bongani.user_id}
        for _ in range(2):
            social_tasks.places_fill(organisation_id=cast.umoja.pk, payload=payload)
        inside = Enrolment.objects.get(user=jan.user)
        assert (inside.state, inside.source) == ("active", "rule")
        assert inside.due_on == timezone.localdate() + timedelta(days=14)
        assert not Enrolment.objects.filter(user=piet.user).exists()
        assert WaitingPlace.objects.get(user=jan.user).came_in
        assert [row.user_id for row in selectors.waiting_for(course)] == [piet.user.pk]
    assert social_tasks.places_fill in receivers_of("courses.EnrolmentEnded")


def test_more_places_let_everybody_in_at_once(cast: Cast) -> None:
    course = full_course(cast)
    jan = join(cast, "Jan")
    with tenant(cast.umoja):
        settings = courses.Settings(title=course.title, seats=None)
        courses.change(course.pk, settings, by=cast.thandi.actor, now=timezone.now())
        assert Enrolment.objects.filter(user=jan.user, state="active").exists()
        assert not WaitingPlace.objects.open().exists()


def test_the_sweep_finds_places_of_people_who_are_no_more(cast: Cast) -> None:
    full_course(cast)
    jan = join(cast, "Jan")
    with tenant(cast.umoja):
        Enrolment.objects.filter(user=cast.bongani.user).delete()
        social_tasks.places_sweep(organisation_id=cast.umoja.pk)
        assert Enrolment.objects.filter(user=jan.user).exists()


def test_who_leaves_or_whose_rule_ends_waits_no_more(cast: Cast) -> None:
    course = full_course(cast)
    jan, piet = join(cast, "Jan"), join(cast, "Piet")
    now = timezone.now()
    with tenant(cast.umoja):
        social_tasks.waiting_leave(organisation_id=cast.umoja.pk, payload={"user_id": jan.user.pk})
        assert [row.user_id for row in selectors.waiting_for(course)] == [piet.user.pk]
        rule = WaitingPlace.objects.select_related("assignment").get(user=piet.user).assignment
        assert rule is not None
        assignments.take_back(rule, by=cast.thandi.actor, now=now)
        Enrolment.objects.filter(user=cast.bongani.user).delete()
        assert waiting.fill(course.pk, now=now) == 0
        assert not WaitingPlace.objects.open().exists()
        assert not Enrolment.objects.filter(user=piet.user).exists()
    assert social_tasks.waiting_leave in receivers_of("accounts.MemberRemoved")


def test_a_trainer_takes_somebody_off_the_list(cast: Cast) -> None:
    course = full_course(cast)
    join(cast, "Jan")
    with tenant(cast.umoja):
        row = WaitingPlace.objects.get()
    end = f"{BASE}{course.public_id}/waiting/{row.public_id}/end/"
    assert "Jan no longer waits." in body(cast.thandi.client().post(end, follow=True))
    with tenant(cast.umoja):
        assert AuditEntry.objects.filter(code="courses.course.waiting_ended").count() == 1


def accept(cast: Cast, email: str) -> Any:
    """Whoever has the address opens the link and joins; what follows is done."""
    with tenant(cast.umoja):
        (invitation,) = [row for row in people.pending_invitations() if row.email == email]
        token = invitation_links.url_of(invitation, cast.umoja).rstrip("/").rpartition("/")[2]
    member = acceptance.accept_as_new(token, name="Zola", password=PASSWORD, now=timezone.now())
    with tenant(cast.umoja):
        for _ in range(2):
            social_tasks.invited_follow(
                organisation_id=cast.umoja.pk, payload={"invitation_id": invitation.pk}
            )
    return member


def test_who_is_invited_with_a_course_is_in_it_on_joining(cast: Cast) -> None:
    course = published_course(cast.thandi)
    day = timezone.localdate() + timedelta(days=30)
    client = cast.thandi.client()
    form = {"email": "zola@new.example", "role": "viewer", "due_on": day.isoformat()}
    sent = client.post(f"{BASE}{course.public_id}/invite/", form, follow=True)
    assert "The course is theirs as soon as they join." in body(sent)
    assert "zola@new.example" in body(sent)
    again = client.post(f"{BASE}{course.public_id}/invite/", form, follow=True)
    assert "has an open invitation with this course already" in body(again)
    member = accept(cast, "zola@new.example")
    with tenant(cast.umoja):
        enrolment = Enrolment.objects.get(user=member.user)
        assert (enrolment.source, enrolment.due_on) == ("assigned", day)
        assert not InvitedLearner.objects.open().exists()
    assert social_tasks.invited_follow in receivers_of(people_events.InvitationClosed.dotted_name())


def test_an_open_invitation_takes_a_second_course_along_and_members_are_refused(cast: Cast) -> None:
    first, second = published_course(cast.thandi), published_course(cast.thandi, title="Second", seats=1)
    enrol(cast.bongani, second)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        for course in (first, second):
            inviting.invite(course.pk, Guest(email="Zola@new.example"), by=by, now=now)
        assert people.invitations_query().count() == 1
        with pytest.raises(WaitsAlready):
            inviting.invite(first.pk, Guest(email="zola@new.example"), by=by, now=now)
        with pytest.raises(invitations.AlreadyMember):
            inviting.invite(first.pk, Guest(email=cast.bongani.user.email), by=by, now=now)
    member = accept(cast, "zola@new.example")
    with tenant(cast.umoja):
        assert Enrolment.objects.get(user=member.user).course_id == first.pk
        assert WaitingPlace.objects.get(user=member.user).course_id == second.pk, "the second is full"


def test_an_invitation_into_a_course_is_taken_back(cast: Cast) -> None:
    course = published_course(cast.thandi)
    with tenant(cast.umoja):
        guest = Guest(email="zola@new.example")
        row = inviting.invite(course.pk, guest, by=cast.thandi.actor, now=timezone.now())
    end = f"{BASE}{course.public_id}/invited/{row.public_id}/end/"
    assert "The invitation into your team stays." in body(cast.thandi.client().post(end, follow=True))
    member = accept(cast, "zola@new.example")
    with tenant(cast.umoja):
        assert not Enrolment.objects.filter(user=member.user).exists()


def edits(cast: Cast) -> list[str]:
    with tenant(cast.umoja):
        rows = AuditEntry.objects.filter(
            code__in=("courses.course.lesson_edited", "courses.course.outline_changed")
        )
        return list(rows.order_by("pk").values_list("code", flat=True))


def test_the_trail_has_one_entry_for_a_sitting_at_a_lesson(cast: Cast) -> None:
    from courses.models import Block, Chapter  # noqa: PLC0415
    from courses.services import blocks  # noqa: PLC0415
    from courses.services.blocks import Content  # noqa: PLC0415

    published_course(cast.thandi)
    manager = cast.hire("manager", name="Nomsa")
    with tenant(cast.umoja):
        EditSession.objects.all().delete()
        before = len(edits(cast))
        block, now = Block.objects.order_by("pk").first(), timezone.now()
        assert block is not None
        for second in range(0, 1500, 300):
            at = now + timedelta(seconds=second)
            blocks.save(block.pk, Content(text=f"Words {second}"), by=cast.thandi.actor, now=at)
        assert edits(cast)[before:] == ["courses.course.lesson_edited"]
        blocks.save(block.pk, Content(text="Nomsa's"), by=manager.actor, now=at)
        blocks.save(block.pk, Content(text="Later"), by=cast.thandi.actor, now=at + timedelta(minutes=31))
        assert edits(cast)[before:] == ["courses.course.lesson_edited"] * 3
        entry = AuditEntry.objects.filter(code="courses.course.lesson_edited").order_by("-pk").first()
        assert entry is not None
        assert entry.changes["lesson"] == ["Lesson 1.1", "Lesson 1.1"]
        write_lesson(cast.thandi, Chapter.objects.order_by("pk")[0], title="New one")
    assert edits(cast)[before + 3 :] == ["courses.course.outline_changed", "courses.course.lesson_edited"]
