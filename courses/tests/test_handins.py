"""Hand-ins: kept, handed in once, taken back, marked, undone, corrected, and what follows."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from courses.handin_refusals import (
    AgainstPassMark,
    AlreadyHandedIn,
    BeingMarked,
    CannotTakeBack,
    DueOver,
    LinkRefused,
    MarkSettled,
    NoMoreTries,
    NotHandedIn,
    NothingToHandIn,
    NotTaken,
    RubricUnfinished,
    TooManyFiles,
    WorkFileRefused,
)
from courses.handin_terms import Outcome
from courses.models import Block, Enrolment, Submission, SubmissionFile, SubmissionMark
from courses.refusals import LessonClosed, NotInCourse
from courses.selectors import handin_queue
from courses.selectors.handins import Place, get_bench
from courses.services import blocks, erasure, publishing
from courses.services.blocks import Content
from courses.services.handins import following, marking, telling, uploads, working
from courses.services.handins.marking import Judgement
from courses.services.handins.working import NEW, Work
from courses.tests.handing import (
    BRIEF,
    RUBRIC,
    assigned,
    handed_in,
    is_done,
    marked,
    packed,
    place_in,
    written_course,
)
from courses.tests.writing import enrol, png, publish
from notifications.models import Notification
from synthai.core.access import NotAllowed
from synthai.core.errors import NotFound, PreconditionFailed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.versions import version_of

pytestmark = pytest.mark.django_db
ALL = {"places": {"clean": 2, "apart": 1}}


@pytest.fixture
def cast() -> Cast:
    return build_cast()


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


@pytest.mark.usefixtures("files_in_tmp")
class TestFiles:
    def keep(self, cast: Cast, place: Place, file: Any, name: str = "") -> SubmissionFile:
        with tenant(cast.umoja):
            return uploads.keep(
                place, file, name=name or file.name, by=cast.bongani.actor, now=timezone.now()
            )

    def test_pictures_are_drawn_anew_and_the_same_one_is_one(self, cast: Cast, files_in_tmp: Path) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        first = self.keep(cast, place, png(300, 200), "C:\\photos\\wall.png")
        again = self.keep(cast, place, png(300, 200), "again.png")
        assert (first.name, first.content_type, again.pk) == ("wall.webp", "image/webp", first.pk)
        assert len([path for path in files_in_tmp.rglob("*") if path.is_file()]) == 2  # large and small

    def test_are_held_to_kind_count_and_size(self, cast: Cast) -> None:
        _, place = assigned(
            cast.thandi, cast.bongani, takes=["files"], kinds=["document"], most_files=2, most_mb=1
        )
        with pytest.raises(WorkFileRefused, match="does not take"):
            self.keep(cast, place, png())
        with pytest.raises(WorkFileRefused, match="1 MB"):
            self.keep(cast, place, io.BytesIO(b"%PDF-" + b"x" * (1 << 20)), "big.pdf")
        for number in range(2):
            self.keep(cast, place, io.BytesIO(b"%%PDF-%d" % number), f"{number}.pdf")
        with pytest.raises(TooManyFiles):
            self.keep(cast, place, io.BytesIO(b"%PDF-3"), "3.pdf")

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"<svg onload=alert(1)>", "logo.svg"),
            (b"<html><script>", "page.pdf"),
            (b"MZ\x90", "plan.docx"),
            (b"%PDF-1.7", "photo.jpg"),
            (b"\x89PNG\r\n\x1a\nbroken", "photo.png"),
            (b"PK\x03\x04broken", "plan.docx"),
        ],
    )
    def test_that_are_not_what_they_seem_are_refused_and_nothing_stays(
        self, cast: Cast, files_in_tmp: Path, content: bytes, name: str
    ) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        with pytest.raises(WorkFileRefused):
            self.keep(cast, place, io.BytesIO(content), name)
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]

    def test_archives_are_judged_by_their_directory(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, kinds=["archive", "document"])
        assert self.keep(cast, place, packed("plan.txt", "photo.jpg")).kind == "archive"
        with pytest.raises(WorkFileRefused, match="program"):
            self.keep(cast, place, packed("plan.txt", "setup.EXE"))
        with pytest.raises(WorkFileRefused, match="macro"):
            self.keep(cast, place, packed("word/vbaProject.bin", name="plan.docx"))
        with pytest.raises(WorkFileRefused, match="unpacks"):
            self.keep(cast, place, packed("zeros.txt", content=b"0" * (60 << 20)))

    def test_leave_storage_when_removed_and_with_the_organisation(
        self, cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        kept = self.keep(cast, place, png())
        with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
            uploads.remove(place, kept.public_id, by=cast.bongani.actor, now=timezone.now())
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]
        self.keep(cast, place, png())
        handed_in(cast.bongani, place)
        with tenant(cast.umoja), pytest.raises(AlreadyHandedIn):
            uploads.remove(
                place, SubmissionFile.objects.get().public_id, by=cast.bongani.actor, now=timezone.now()
            )
        with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
            erasure.erase(cast.umoja.pk)
            assert not Submission.objects.exists()
            assert not SubmissionMark.objects.exists()
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]

    def test_are_not_taken_where_none_are_asked(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, takes=["text"])
        with pytest.raises(NotTaken):
            self.keep(cast, place, png())


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
        with pytest.raises(publishing.NotReady, match="assignment"):
            publish(cast.thandi, draft)
