"""What learners did is taken in: a batch at a time, each event once, in a constant number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses import events, locks, permissions
from courses.models import Enrolment, LessonProgress, Prerequisite, ProgressEvent
from courses.selectors import path_gates, releases
from courses.selectors.learning import Study, person_of
from courses.services import happenings, moving
from courses.services.happenings import Happened, Standing, Verdict
from courses.terms import Source
from synthai.core.access import Actor, require
from synthai.core.events import publish

_ENROLMENT: Final = ("last_lesson", "last_at", "done_count", "total_count", "state", "completed_at")
_PROGRESS: Final = (
    "seconds", "watched", "place", "opened_at", "seen_at", "viewed_at", "passed_at", "submitted_at", "attended_at",
    "done_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a batch: a verdict for each event in its order, and the enrolments as they are now."""

    verdicts: list[Verdict]
    enrolments: list[Enrolment]


@transaction.atomic
def take(happened: Sequence[Happened], *, by: Actor, now: datetime) -> Taken:
    """Take in what the person behind `by` did in their own courses. Each event counts once, whatever is sent again.

    An event that cannot be (a lesson that is closed, or gone) is refused by its verdict and changes nothing; the others
    count. Raises NotAllowed, PersonOnly.
    """
    require(by, permissions.COURSE_LEARN)
    enrolments = locks.lock_enrolments_of(person_of(by), {each.enrolment for each in happened})
    return _taken(enrolments, happened, now=now)


def note_begun(study: Study, lesson: str, *, by: Actor, now: datetime) -> None:
    """An app reads a lesson. In a course that was bought the first one begins it, as on the page: with it the right to cancel
    within seven days ends. Otherwise the app itself tells what is opened, and nothing is written here."""
    mine = study.enrolment
    if mine is not None and mine.source == Source.BOUGHT and not study.rows:
        take([Happened(enrolment=mine.public_id, lesson=lesson, kind="opened")], by=by, now=now)


@transaction.atomic
def fulfil(enrolment_id: int, lesson: str, *, kind: happenings.Kind, now: datetime) -> Verdict:
    """A quiz was passed, an assignment handed in, or a class attended. Called by those services, which judged it. Idempotent."""
    enrolment = locks.lock_enrolment(enrolment_id)
    told = Happened(enrolment=enrolment.public_id, lesson=lesson, kind=kind)
    return _taken([enrolment], [told], now=now).verdicts[0]


@transaction.atomic
def forget_events(*, now: datetime) -> int:
    """Delete the marks of events so old that no app sends them again. Needs the tenant. Idempotent."""
    return ProgressEvent.objects.outdated(now=now).delete()[0]


def _taken(enrolments: list[Enrolment], happened: Sequence[Happened], *, now: datetime) -> Taken:
    standings = _standings(enrolments, now=now)
    seen = _seen_events(enrolments, happened)
    fresh: list[ProgressEvent] = []
    verdicts: list[Verdict] = []
    for each in happened:
        standing = standings.get(each.enrolment)
        if standing is None:
            verdicts.append("not_in_course")
            continue
        mark = (standing.enrolment.pk, each.event_id)
        verdict: Verdict = "repeated" if mark in seen else happenings.apply(standing, each, now=now)
        if verdict == "taken" and each.event_id is not None:
            seen.add(mark)
            fresh.append(_mark(standing.enrolment, each.event_id, now))
        verdicts.append(verdict)
    _write(standings.values(), fresh)
    return Taken(verdicts=verdicts, enrolments=enrolments)


def _standings(enrolments: list[Enrolment], *, now: datetime) -> dict[str, Standing]:
    rows: dict[int, dict[str, LessonProgress]] = {row.pk: {} for row in enrolments}
    for progress in LessonProgress.objects.filter(enrolment_id__in=list(rows)).order_by("pk"):
        rows[progress.enrolment_id][progress.lesson] = progress
    missing = missing_courses(enrolments)
    later = releases.later_of(enrolments, today=timezone.localdate(now))
    by_path = path_gates.missing([(row.user_id, row.course_id) for row in enrolments if row.last_at is None])
    for row in enrolments:
        missing.setdefault(row.pk, []).extend(by_path.get((row.user_id, row.course_id), ()))
    return {
        row.public_id: Standing(
            enrolment=row,
            rows=rows[row.pk],
            missing_courses=missing.get(row.pk, ()),
            later=later.get(row.pk, {}),
        )
        for row in enrolments
    }


def missing_courses(enrolments: Collection[Enrolment]) -> dict[int, list[str]]:
    """Titles of the courses that each learner must do first and has not, by enrolment. At most two queries."""
    courses = {row.course_id for row in enrolments}
    links = list(
        Prerequisite.objects.filter(course_id__in=courses).values_list(
            "course_id", "needs_id", "needs__title"
        )
    )
    if not links:
        return {}
    done = set(
        Enrolment.objects.filter(
            user_id__in={row.user_id for row in enrolments},
            course_id__in={needs for _course, needs, _title in links},
            completed_at__isnull=False,
        ).values_list("user_id", "course_id")
    )
    return {
        row.pk: [
            title
            for course, needs, title in links
            if course == row.course_id and (row.user_id, needs) not in done
        ]
        for row in enrolments
    }


def _seen_events(enrolments: list[Enrolment], happened: Sequence[Happened]) -> set[tuple[int, UUID | None]]:
    """Which of these events were taken in before. The enrolments' locks make the answer hold."""
    told = [each.event_id for each in happened if each.event_id is not None]
    if not told or not enrolments:
        return set()
    rows = ProgressEvent.objects.filter(enrolment_id__in=[row.pk for row in enrolments], event_id__in=told)
    return set(rows.values_list("enrolment_id", "event_id"))


def _mark(enrolment: Enrolment, event_id: UUID, now: datetime) -> ProgressEvent:
    return ProgressEvent(
        organisation_id=enrolment.organisation_id, enrolment=enrolment, event_id=event_id, received_at=now
    )


def _write(standings: Collection[Standing], fresh: list[ProgressEvent]) -> None:
    moved = [standing for standing in standings if standing.changed]
    new = [standing.rows[key] for standing in moved for key in standing.new]
    old = [standing.rows[key] for standing in moved for key in standing.changed - standing.new]
    LessonProgress.objects.bulk_create(new, batch_size=500)
    LessonProgress.objects.bulk_update(old, _PROGRESS, batch_size=200)
    ProgressEvent.objects.bulk_create(fresh, batch_size=1000)
    Enrolment.objects.bulk_update([standing.enrolment for standing in moved], _ENROLMENT, batch_size=200)
    for standing in moved:
        _tell(standing)


def _tell(standing: Standing) -> None:
    enrolment = standing.enrolment
    for key in standing.finished:
        publish(
            events.LessonCompleted(
                enrolment_id=enrolment.pk,
                course_id=enrolment.course_id,
                user_id=enrolment.user_id,
                lesson=key,
            )
        )
    if standing.has_completed:
        moving.tell_completed([enrolment])
