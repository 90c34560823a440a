"""A learner works at an assignment: the draft is kept as they type, handed in once, and taken back while nobody marks it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from courses import events, locks, permissions
from courses.handin_refusals import (
    AlreadyHandedIn,
    CannotTakeBack,
    DueOver,
    LinkRefused,
    NoMoreTries,
    NothingToHandIn,
)
from courses.handin_terms import LINK_LENGTH, Takes
from courses.models import Enrolment, Submission
from courses.refusals import NotInCourse
from courses.selectors import handins
from courses.selectors.handins import Bench, Place
from courses.selectors.learning import person_of
from courses.services.handins import following
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.versions import check_version

NEW = "new"  # what a page that saw no draft says it saw


@dataclass(frozen=True, kw_only=True)
class Work:
    """What was written. Files are added one by one (`uploads.keep`)."""

    text: str = ""
    link: str = ""


@transaction.atomic
def save(place: Place, work: Work, *, by: Actor, now: datetime, expected: str | None = None) -> Submission:
    """Keep a draft. `expected` is the version the page saw, NEW for none: another device's change in between is not overwritten.

    The same again changes nothing. Raises NotAllowed, NotFound, NotInCourse, LessonClosed, AlreadyHandedIn, NoMoreTries,
    DueOver, PreconditionFailed, ValidationError.
    """
    bench = lock_bench(place, by=by)
    return _written(bench, work, now=now, expected=expected)


@transaction.atomic
def hand_in(
    place: Place,
    *,
    by: Actor,
    now: datetime,
    work: Work | None = None,
    number: int | None = None,
    expected: str | None = None,
) -> Submission:
    """Hand a draft in, with what was written last. Pressed twice, or on two devices, it is handed in once.

    `number` is the try that the page showed. Raises as `save`, and NothingToHandIn, LinkRefused.
    """
    bench = lock_bench(place, by=by)
    before = _handed_in_before(bench, number, work)
    if before is not None:
        return before
    row = _written(bench, work, now=now, expected=expected) if work is not None else bench.draft
    if row is None:
        row = _written(bench, Work(), now=now, expected=None)
    _refuse_over(bench, now)
    _refuse_empty(bench, row)
    row.mark_handed_in(brief=bench.brief, task=bench.task, due_at=bench.due_at, at=now)
    row.version += 1
    row.full_clean(exclude=["course", "enrolment", "user"])
    row.save()
    changes = {"lesson": [None, row.lesson_title], "try": [None, row.number], "late": [None, row.is_late]}
    audit(row, "courses.submission.handed_in", by=by, changes=changes)
    publish(
        events.SubmissionHandedIn(
            submission_id=row.pk,
            course_id=row.course_id,
            user_id=row.user_id,
            number=row.number,
            is_late=row.is_late,
        )
    )
    following.follow(row.enrolment_id, now=now)
    return row


@transaction.atomic
def take_back(place: Place, *, by: Actor, now: datetime) -> Submission:
    """Make what was handed in a draft again, while nobody marks it. Idempotent. Raises CannotTakeBack, DueOver, NotFound."""
    bench = lock_bench(place, by=by)
    if bench.draft is not None:
        return bench.draft
    if bench.latest is None or not bench.latest.is_waiting:
        raise CannotTakeBack
    row = locks.lock_submission(bench.latest.pk)
    if row.is_claimed_by_other(None, now=now):
        raise CannotTakeBack
    _refuse_over(bench, now)  # it could not be handed in again
    row.mark_taken_back()
    row.version += 1
    row.save(update_fields=["state", "handed_in_at", "is_late", "claimed_by", "claimed_at", "version"])
    audit(row, "courses.submission.taken_back", by=by, changes={"lesson": [row.lesson_title, None]})
    publish(events.SubmissionTakenBack(submission_id=row.pk, course_id=row.course_id, user_id=row.user_id))
    return row


def lock_bench(place: Place, *, by: Actor) -> Bench:
    """The assignment of the person behind `by`, their enrolment locked: every change of a draft holds that lock."""
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    mine = Enrolment.objects.current().filter(user_id=user_id, course__public_id=place.course)
    key = mine.order_by("pk").values_list("pk", flat=True).first()
    if key is None:
        handins.get_bench(place, user_id)  # says that it is not there, or not theirs
        raise NotInCourse
    locks.lock_enrolment(key)
    return handins.get_bench(place, user_id)


def draft_for(bench: Bench, *, now: datetime) -> Submission:
    """The draft of a bench whose lock is held; a new one where another try is allowed.

    Raises AlreadyHandedIn, NoMoreTries, DueOver.
    """
    refuse_unwritable(bench, now=now)
    if bench.draft is not None:
        return bench.draft
    row = Submission(
        organisation_id=bench.enrolment.organisation_id,
        course=bench.study.course,
        enrolment=bench.enrolment,
        user_id=bench.enrolment.user_id,
        lesson=bench.lesson.key,
        lesson_title=bench.lesson.title,
        block=bench.block,
        number=bench.next_number,
        started_at=now,
        saved_at=now,
    )
    row.full_clean(exclude=["course", "enrolment", "user"])
    row.save()
    return row


def refuse_unwritable(bench: Bench, *, now: datetime) -> None:
    """Raise AlreadyHandedIn, NoMoreTries or DueOver where nothing may be written."""
    last = bench.latest
    if not bench.may_begin:
        raise AlreadyHandedIn if last is not None and not last.is_settled else NoMoreTries
    _refuse_over(bench, now)


def takes_in_words(takes: tuple[str, ...]) -> str:
    """What may be handed in, for a sentence."""
    return ", ".join(str(Takes(each).label).lower() for each in takes)


def _written(bench: Bench, work: Work, *, now: datetime, expected: str | None) -> Submission:
    refuse_unwritable(bench, now=now)
    given = _kept(bench, work)
    row = bench.draft
    if row is None:
        row = draft_for(bench, now=now)
    elif (row.text, row.link) == (given["text"], given["link"]):
        return row
    else:
        check_version(row, expected)
        row.version += 1
    row.text, row.link, row.saved_at = given["text"], given["link"], now
    row.lesson_title = bench.lesson.title
    row.clean_fields(exclude=["course", "enrolment", "user"])
    row.save(update_fields=["text", "link", "saved_at", "version", "lesson_title"])
    return row


def _kept(bench: Bench, work: Work) -> dict[str, str]:
    """What the assignment takes of it."""
    takes = bench.task.takes
    return {
        "text": work.text.replace("\r\n", "\n") if "text" in takes else "",
        "link": work.link.strip()[:LINK_LENGTH] if "link" in takes else "",
    }


def _handed_in_before(bench: Bench, number: int | None, work: Work | None) -> Submission | None:
    """The try that this press meant, when an earlier press handed it in; another content is told, not swallowed."""
    last = bench.latest
    if last is None or last.is_draft:
        return None
    meant = next((row for row in bench.tries if row.number == number), None) if number else None
    if meant is None and number is None and not last.is_settled:
        meant = last
    if meant is None:
        return None
    if work is not None and _kept(bench, work) != {"text": meant.text, "link": meant.link}:
        raise AlreadyHandedIn
    return meant


def _refuse_over(bench: Bench, now: datetime) -> None:
    if bench.is_over(now) and bench.due_at is not None:
        raise DueOver(day=last_day_in_words(bench.due_at))


def last_day_in_words(due_at: datetime) -> str:
    """The day that ends at `due_at`."""
    return date_format(localtime(due_at - timedelta(seconds=1)), "j F Y")


def _refuse_empty(bench: Bench, row: Submission) -> None:
    has_files = "files" in bench.task.takes and bool(bench.files.get(row.pk))
    if not (row.text.strip() or row.link or has_files):
        raise NothingToHandIn(takes=takes_in_words(bench.task.takes))
    if row.link and not _is_link(row.link):
        raise LinkRefused


def _is_link(text: str) -> bool:
    try:
        parts: Any = urlsplit(text)
        return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in text
    except ValueError:
        return False
