"""Hand-ins are marked: by the rubric, by one marker at a time, undone, corrected, and told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from courses import tasks
from courses.handin_refusals import (
    AgainstPassMark,
    BeingMarked,
    MarkSettled,
    NoMoreTries,
    RubricUnfinished,
)
from courses.handin_terms import Outcome
from courses.models import Block, Submission
from courses.refusals import NotReady
from courses.selectors import handin_queue
from courses.selectors.handins import Place, get_bench
from courses.services import blocks
from courses.services.blocks import Content
from courses.services.handins import following, marking, telling, working
from courses.services.handins.marking import Judgement
from courses.services.handins.working import Work
from courses.tests.handing import (
    RUBRIC,
    assigned,
    handed_in,
    is_done,
    marked,
    written_course,
)
from courses.tests.writing import enrol, publish
from notifications.models import Notification
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.events import receivers_of
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.versions import version_of

pytestmark = pytest.mark.django_db
ALL: dict[str, Any] = {"places": {"clean": 2, "apart": 1}}


def published(name: str) -> list[dict[str, Any]]:
    return [row.payload for row in OutboxEvent.objects.filter(name__endswith=name).order_by("pk")]


class TestMarking:
    def test_sums_by_the_rubric_and_settles_after_a_minute(self, cast: Cast) -> None:
        enrolment, place = assigned(
            cast.thandi, cast.bongani, criteria=RUBRIC, pass_points="5.75", done_when="passed"
        )
        row = handed_in(cast.bongani, place)
        now = timezone.now()
        given = Judgement(outcome=Outcome.PASSED, places={"clean": 1, "apart": 1}, comment="Good.")
        with tenant(cast.umoja):
            marking.mark(row.pk, given, by=cast.thandi.actor, now=now)
            kept = Submission.objects.get(pk=row.pk)
            assert (kept.points, kept.maximum, kept.seen_state) == (
                Decimal("5.75"),
                Decimal("8.25"),
                "waiting",
            )
            assert get_bench(place, cast.bongani.user.pk).marks == {}
            assert not is_done(enrolment)
            assert not marking.settle(row.pk, now=now)
            assert marking.unsettled(now=now + timedelta(seconds=61)) == [row.pk]
            assert marking.settle(row.pk, now=now + timedelta(seconds=61))
            assert not marking.settle(row.pk, now=now + timedelta(seconds=90))
            assert is_done(enrolment)
            seen = get_bench(place, cast.bongani.user.pk)
            assert seen.marks[row.pk].comment == "Good."
            assert seen.tries[0].seen_state == "passed"
            assert [told["points"] for told in published("SubmissionMarked")] == ["5.75"]

    def test_refuses_what_the_rubric_forbids(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC, pass_points="8")
        row = handed_in(cast.bongani, place)
        by, now = cast.thandi.actor, timezone.now()
        with tenant(cast.umoja):
            with pytest.raises(RubricUnfinished, match="Raw and cooked"):
                marking.mark(row.pk, Judgement(outcome=Outcome.PASSED, places={"clean": 1}), by=by, now=now)
            low = {"clean": 1, "apart": 1}
            with pytest.raises(AgainstPassMark):
                marking.mark(row.pk, Judgement(outcome=Outcome.PASSED, places=low), by=by, now=now)
            with pytest.raises(AgainstPassMark):
                marking.mark(row.pk, Judgement(outcome=Outcome.RETURNED, **ALL), by=by, now=now)
            with pytest.raises(NotAllowed):
                marking.mark(row.pk, Judgement(outcome=Outcome.PASSED, **ALL), by=cast.bongani.actor, now=now)

    def test_two_markers_do_not_collide(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        row = handed_in(cast.bongani, place)
        other = cast.hire("manager", name="Zanele")
        now, passed = timezone.now(), Judgement(outcome=Outcome.PASSED)
        with tenant(cast.umoja):
            seen = version_of(marking.claim(row.pk, by=cast.thandi.actor, now=now))
            with pytest.raises(BeingMarked, match="Thandi"):
                marking.claim(row.pk, by=other.actor, now=now)
            with pytest.raises(BeingMarked):
                marking.mark(row.pk, passed, by=other.actor, now=now)
            assert marking.claim_next(by=other.actor, now=now) is None
            marking.claim(row.pk, by=other.actor, now=now, takes_over=True)
            marking.mark(row.pk, passed, by=other.actor, now=now, expected=seen)
            with pytest.raises(PreconditionFailed):
                marking.mark(row.pk, passed, by=cast.thandi.actor, now=now, expected=seen)

    def test_the_next_is_who_waits_longest(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        first = handed_in(cast.bongani, place)
        _, elsewhere = assigned(cast.thandi, cast.bongani)
        second = handed_in(cast.bongani, elsewhere)
        by, now = cast.thandi.actor, timezone.now()
        with tenant(cast.umoja):
            found = marking.claim_next(by=by, now=now)
            assert found is not None
            assert found.pk == first.pk
            only = marking.claim_next(by=by, now=now, course=elsewhere.course)
            assert only is not None
            assert only.pk == second.pk
            marking.release(first.pk, by=by)
            assert Submission.objects.get(pk=first.pk).claimed_by is None
            assert handin_queue.queue(user_id=by.user_id or 0, now=now, whose="mine").count() == 1

    def test_can_be_undone_until_it_settles_and_corrected_afterwards(self, cast: Cast) -> None:
        enrolment, place = assigned(cast.thandi, cast.bongani, done_when="passed")
        row = marked(cast.thandi, handed_in(cast.bongani, place), "failed", settles=False)
        by, now = cast.thandi.actor, timezone.now()
        with tenant(cast.umoja):
            assert marking.undo(row.pk, by=by, now=now).is_waiting
            assert not published("SubmissionMarked")
        row = marked(cast.thandi, row, "failed")
        with tenant(cast.umoja):
            with pytest.raises(MarkSettled):
                marking.undo(row.pk, by=by, now=now)
            marking.mark(row.pk, Judgement(outcome=Outcome.PASSED), by=by, now=now)
            assert is_done(enrolment)
            assert len(published("SubmissionCorrected")) == 1
            work = handin_queue.work_of(handin_queue.get_handin(row.public_id))
            assert [mark.outcome for mark in work.history] == ["failed", "failed"]
            assert work.mark is not None
            assert work.mark.outcome == "passed"
            codes = AuditEntry.objects.filter(code__startswith="courses.submission").values_list(
                "code", flat=True
            )
            assert {"courses.submission.mark_taken_back", "courses.submission.corrected"} <= set(codes)

    def test_another_try_only_where_it_is_allowed(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, most_tries=2)
        marked(cast.thandi, handed_in(cast.bongani, place), "returned")
        second = handed_in(cast.bongani, place, text="Better")
        assert second.number == 2
        marked(cast.thandi, second, "returned")
        with tenant(cast.umoja), pytest.raises(NoMoreTries):
            working.save(place, Work(text="Third"), by=cast.bongani.actor, now=timezone.now())

    def test_of_every_assignment_of_a_lesson(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            draft = written_course(cast.thandi)
            lesson = Block.objects.get(kind="assignment").lesson
            content = Content(text="A second one", data={"task": {"done_when": "passed"}})
            second = blocks.add(
                lesson, kind="assignment", by=cast.thandi.actor, now=timezone.now(), content=content
            )
            first = Block.objects.filter(kind="assignment").order_by("pk").first()
            assert first is not None
        enrolment = enrol(cast.bongani, publish(cast.thandi, draft))
        at = Place(course=draft.public_id, lesson=lesson.public_id, block=first.public_id)
        handed_in(cast.bongani, at)
        with tenant(cast.umoja):
            assert not is_done(enrolment)
        row = handed_in(cast.bongani, Place(course=at.course, lesson=at.lesson, block=second.public_id))
        marked(cast.thandi, row)
        with tenant(cast.umoja):
            assert is_done(enrolment)
            assert following.follow(enrolment.pk, now=timezone.now()) == 0


class TestTelling:
    def test_learners_once_and_markers_once_an_hour(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC)
        row = handed_in(cast.bongani, place)
        now = timezone.now()
        with tenant(cast.umoja):
            telling.waiting(cast.umoja.pk, now=now)
            telling.waiting(cast.umoja.pk, now=now)
        told = Notification.objects.filter(kind="courses.to_mark")
        assert [line.user for line in told] == [cast.thandi.user]
        row = marked(cast.thandi, row, "passed", **ALL)
        with tenant(cast.umoja):
            telling.marked(row.pk)
            telling.marked(row.pk)
        (line,) = Notification.objects.filter(kind="courses.marked")
        assert (line.user, line.body) == (cast.bongani.user, "8.25 of 8.25 points.")
        assert "assignments" in line.url

    def test_publishing_needs_a_brief(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            draft = written_course(cast.thandi)
            block = Block.objects.get(kind="assignment")
            blocks.save(block.pk, Content(text=" "), by=cast.thandi.actor, now=timezone.now())
            assert Block.objects.get(pk=block.pk).data["task"]["takes"] == [
                "text",
                "files",
            ]  # kept beside the words
        with pytest.raises(NotReady, match="assignment"):
            publish(cast.thandi, draft)


def test_what_follows_a_hand_in_is_registered_and_swept(cast: Cast) -> None:
    follows = {
        "SubmissionHandedIn": {tasks.markers_tell, tasks.live_tell},
        "SubmissionMarked": {tasks.handin_tell, tasks.live_tell},
        "SubmissionCorrected": {tasks.handin_tell, tasks.live_tell},
        "SubmissionTakenBack": {tasks.live_tell},
        "MarkingMoved": {tasks.live_tell},
        "AttemptHandedIn": {tasks.live_tell},
    }
    for name, wanted in follows.items():
        assert set(receivers_of(f"courses.{name}")) == wanted, name
    assert {tasks.handins_recall, tasks.live_tell} <= set(receivers_of("courses.LessonCompleted"))
    _, place = assigned(cast.thandi, cast.bongani)
    row = marked(cast.thandi, handed_in(cast.bongani, place), settles=False)
    assert organisations_with_abandoned("courses.Submission", "unsettled") == []
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert organisations_with_abandoned("courses.Submission", "unsettled") == [cast.umoja.pk]
        tasks.handins_sweep(organisation_id=cast.umoja.pk)
    with tenant(cast.umoja):
        assert Submission.objects.get(pk=row.pk).is_settled
