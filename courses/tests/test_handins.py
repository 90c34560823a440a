"""Hand-ins: kept, handed in once, taken back, and frozen."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from courses.handin_refusals import (
    AlreadyHandedIn,
    CannotTakeBack,
    DueOver,
    LinkRefused,
    NotHandedIn,
    NothingToHandIn,
)
from courses.handin_terms import Outcome
from courses.models import Block, Enrolment, Submission
from courses.refusals import LessonClosed, NotInCourse
from courses.selectors.handins import Place, get_bench
from courses.services import blocks, publishing
from courses.services.blocks import Content
from courses.services.handins import marking, working
from courses.services.handins.marking import Judgement
from courses.services.handins.working import NEW, Work
from courses.tests.handing import (
    BRIEF,
    RUBRIC,
    assigned,
    handed_in,
    is_done,
    marked,
    place_in,
    written_course,
)
from courses.tests.writing import enrol, publish
from synthai.core.errors import NotFound, PreconditionFailed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.versions import version_of

pytestmark = pytest.mark.django_db


def published(name: str) -> list[dict[str, Any]]:
    return [row.payload for row in OutboxEvent.objects.filter(name__endswith=name).order_by("pk")]


class TestDraft:
    def test_is_kept_and_the_same_again_changes_nothing(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        now = timezone.now()
        with tenant(cast.umoja):
            first = working.save(
                place, Work(text="We\r\nclean"), by=cast.bongani.actor, now=now, expected=NEW
            )
            again = working.save(
                place, Work(text="We\nclean"), by=cast.bongani.actor, now=now, expected="stale"
            )
            assert (first.text, again.pk, again.version) == ("We\nclean", first.pk, first.version)

    def test_of_another_device_is_not_overwritten(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        now, by = timezone.now(), cast.bongani.actor
        with tenant(cast.umoja):
            first = working.save(place, Work(text="One"), by=by, now=now, expected=NEW)
            seen = version_of(first)
            working.save(place, Work(text="Two"), by=by, now=now, expected=seen)
            for stale in (seen, NEW):
                with pytest.raises(PreconditionFailed):
                    working.save(place, Work(text="Three"), by=by, now=now, expected=stale)
            assert Submission.objects.get().text == "Two"

    def test_belongs_to_who_is_in_the_course_and_may_open_the_lesson(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        with tenant(cast.umoja):
            with pytest.raises(NotInCourse):
                working.save(place, Work(text="x"), by=cast.thandi.actor, now=timezone.now())
            elsewhere = Place(course=place.course, lesson=place.lesson, block="a" * 16)
            with pytest.raises(NotFound):
                working.save(elsewhere, Work(text="x"), by=cast.bongani.actor, now=timezone.now())
        with tenant(cast.karoo), pytest.raises(NotFound):
            working.save(place, Work(text="x"), by=cast.charlize.actor, now=timezone.now())

    def test_keeps_only_what_is_taken(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, takes=["link"])
        with tenant(cast.umoja):
            work = Work(text="not asked", link=" https://umoja.example/plan ")
            row = working.save(place, work, by=cast.bongani.actor, now=timezone.now())
            assert (row.text, row.link) == ("", "https://umoja.example/plan")


class TestHandingIn:
    def test_counts_the_lesson_and_tells(self, cast: Cast) -> None:
        enrolment, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place)
        with tenant(cast.umoja):
            assert row.state == "waiting"
            assert row.brief == BRIEF
            assert is_done(enrolment)
            (told,) = published("SubmissionHandedIn")
            assert (told["submission_id"], told["number"], told["is_late"]) == (row.pk, 1, False)
            assert AuditEntry.objects.filter(code="courses.submission.handed_in").count() == 1

    def test_twice_or_on_two_devices_is_once(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        by, now, work = cast.bongani.actor, timezone.now(), Work(text="Once")
        with tenant(cast.umoja):
            first = working.hand_in(place, by=by, now=now, work=work, number=1, expected=NEW)
            again = working.hand_in(place, by=by, now=now, work=work, number=1, expected=NEW)
            by_app = working.hand_in(place, by=by, now=now)
            assert first.pk == again.pk == by_app.pk
            with pytest.raises(AlreadyHandedIn):  # another device has other words: they are not swallowed
                working.hand_in(place, by=by, now=now, work=Work(text="Other"), number=1)
            with pytest.raises(AlreadyHandedIn):
                working.save(place, Work(text="Other"), by=by, now=now)
            assert len(published("SubmissionHandedIn")) == 1

    def test_a_late_second_press_begins_no_new_try(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place, text="Once")
        marked(cast.thandi, row, "returned")
        with tenant(cast.umoja):
            again = working.hand_in(
                place, by=cast.bongani.actor, now=timezone.now(), work=Work(text="Once"), number=1
            )
            assert again.pk == row.pk
            assert Submission.objects.count() == 1

    def test_needs_something(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, takes=["text", "link"])
        by, now = cast.bongani.actor, timezone.now()
        with tenant(cast.umoja):
            for work in (None, Work(), Work(text=" \n ")):
                with pytest.raises(NothingToHandIn):
                    working.hand_in(place, by=by, now=now, work=work)
            for link in ("javascript:alert(1)", "ftp://x.example", "plan", "https://"):
                with pytest.raises(LinkRefused):
                    working.hand_in(place, by=by, now=now, work=Work(link=link))

    def test_late_is_marked_late_or_refused(self, cast: Cast) -> None:
        enrolment, soft = assigned(cast.thandi, cast.bongani, due_days=2)
        later = enrolment.enrolled_at + timedelta(days=4)
        with tenant(cast.umoja):
            row = working.hand_in(soft, by=cast.bongani.actor, now=later, work=Work(text="Sorry"))
            assert row.is_late
            assert row.due_at is not None
        _, hard = assigned(cast.thandi, cast.bongani, due_days=2, is_hard=True)
        with tenant(cast.umoja), pytest.raises(DueOver):
            working.hand_in(hard, by=cast.bongani.actor, now=later, work=Work(text="Sorry"))

    def test_can_be_taken_back_while_nobody_is_at_it(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place)
        by, now = cast.bongani.actor, timezone.now()
        with tenant(cast.umoja):
            assert working.take_back(place, by=by, now=now).is_draft
            assert working.take_back(place, by=by, now=now).is_draft
            with pytest.raises(NotHandedIn):
                marking.mark(row.pk, Judgement(outcome=Outcome.PASSED), by=cast.thandi.actor, now=now)
            working.hand_in(place, by=by, now=now, work=Work(text="Better"))
            marking.claim(row.pk, by=cast.thandi.actor, now=now)
            with pytest.raises(CannotTakeBack):
                working.take_back(place, by=by, now=now)
            # A marker who went away holds nothing up for good.
            later = now + timedelta(minutes=31)
            assert working.take_back(place, by=by, now=later).is_draft

    def test_what_was_handed_in_cannot_be_changed_even_by_sql(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place)
        with (
            tenant(cast.umoja),
            pytest.raises(DatabaseError, match="cannot be changed"),
            transaction.atomic(),
        ):
            Submission.objects.filter(pk=row.pk).update(text="Forged")

    def test_keeps_the_rubric_it_was_handed_in_for(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC)
        row = handed_in(cast.bongani, place)
        now = timezone.now()
        with tenant(cast.umoja):
            block = Block.objects.get(kind="assignment")
            changed = Content(text="Another brief.", data={"task": {"criteria": []}})
            blocks.save(block.pk, changed, by=cast.thandi.actor, now=now)
            course_id = Enrolment.objects.get().course_id
            publishing.publish(course_id, by=cast.thandi.actor, now=now, moves_learners=True)
            kept = Submission.objects.get(pk=row.pk)
            assert kept.brief == BRIEF
            assert len(kept.asked.criteria) == 2
            assert get_bench(place, cast.bongani.user.pk).brief == "Another brief."

    def test_waits_for_the_lessons_turn(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            draft = written_course(cast.thandi)
            lesson = Block.objects.get(kind="assignment").lesson
            lesson.position = 5
            lesson.save(update_fields=["position"])
            draft.lock = "lesson"
            draft.save(update_fields=["lock"])
        course = publish(cast.thandi, draft)
        enrol(cast.bongani, course)
        with tenant(cast.umoja), pytest.raises(LessonClosed):
            working.save(
                place_in(cast.thandi, course), Work(text="x"), by=cast.bongani.actor, now=timezone.now()
            )
