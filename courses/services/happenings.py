"""What learners do, one thing at a time: applied to rows in memory. No query here; `progress` reads, locks and writes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from courses.engine.drip import Opening
from courses.engine.locking import closed_lessons
from courses.engine.outline import Outline, OutlineLesson, outline_from
from courses.engine.rules import Facts, is_done, merged
from courses.models import Enrolment, LessonProgress
from courses.terms import EnrolmentState, Rule

Kind = Literal["opened", "viewed", "time", "video", "passed", "submitted", "attended"]
Verdict = Literal["taken", "repeated", "not_in_course", "no_such_lesson", "closed"]
LONGEST: Final = 3600  # seconds that one event may tell of


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One thing a learner did, as an app or a page tells it. `at` is the app's clock; ours bounds it.

    time: `seconds`. video: the stretch from `start` to `end` of `block`. `block` and `start` are also where they stopped.
    Without `event_id` it may be told twice.
    """

    enrolment: str
    lesson: str
    kind: Kind
    event_id: UUID | None = None
    seconds: int = 0
    block: str = ""
    start: float = 0
    end: float = 0
    at: datetime | None = None


@dataclass
class Standing:
    """A learner in a course while things are applied: the rows, and which of them changed."""

    enrolment: Enrolment
    rows: dict[str, LessonProgress]
    missing_courses: Collection[str] = ()
    later: Mapping[str, Opening] = field(default_factory=dict)
    outline: Outline = field(init=False)
    changed: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    finished: list[str] = field(default_factory=list)
    has_completed: bool = False

    def __post_init__(self) -> None:
        self.outline = outline_from(self.enrolment.version.outline)

    @property
    def done(self) -> set[str]:
        """Keys of the lessons that are done."""
        return {key for key, row in self.rows.items() if row.done_at is not None}

    def closed(self) -> Mapping[str, object]:
        """Lessons that may not be opened yet."""
        return closed_lessons(self.outline, self.done, missing_courses=self.missing_courses, later=self.later)


def apply(standing: Standing, happened: Happened, *, now: datetime) -> Verdict:
    """Let one thing have happened. What is refused changes nothing."""
    enrolment = standing.enrolment
    if enrolment.state == EnrolmentState.ENDED:
        return "not_in_course"
    lesson = standing.outline.lesson(happened.lesson)
    if lesson is None:
        return "no_such_lesson"
    if happened.lesson in standing.closed():
        return "closed"
    at = _moment(happened.at, enrolment, now)
    row = _row(standing, lesson.key, at)
    _note(row, lesson, happened, at=at, now=now)
    standing.changed.add(lesson.key)
    if enrolment.last_at is None or at >= enrolment.last_at:
        enrolment.last_lesson, enrolment.last_at = lesson.key, at
    if row.done_at is None and is_done(lesson, facts_of(row)):
        row.done_at = at
        standing.finished.append(lesson.key)
        _count(standing, now)
    return "taken"


def facts_of(row: LessonProgress) -> Facts:
    """What a row says was done."""
    return Facts(
        has_viewed=row.viewed_at is not None,
        seconds=row.seconds,
        watched=row.watched,
        has_passed=row.passed_at is not None,
        has_submitted=row.submitted_at is not None,
        has_attended=row.attended_at is not None,
    )


def _moment(told: datetime | None, enrolment: Enrolment, now: datetime) -> datetime:
    """The app's clock, never before the learner came in nor after now: a wrong clock does no harm."""
    return now if told is None else min(max(told, enrolment.begun_at), now)


def _row(standing: Standing, key: str, at: datetime) -> LessonProgress:
    row = standing.rows.get(key)
    if row is None:
        enrolment = standing.enrolment
        row = LessonProgress(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            lesson=key,
            opened_at=at,
            seen_at=at,
        )
        standing.rows[key] = row
        standing.new.add(key)
    return row


def _note(
    row: LessonProgress, lesson: OutlineLesson, happened: Happened, *, at: datetime, now: datetime
) -> None:
    row.opened_at = min(row.opened_at, at)
    if happened.block:
        row.place = {"block": happened.block[:16], "second": round(max(happened.end, happened.start), 1)}
    if happened.kind == "opened":
        row.seen_at = max(row.seen_at, at)
    elif happened.kind == "time":
        _spend(row, happened.seconds, now)
    elif happened.kind == "video":
        length = lesson.videos.get(happened.block)
        if length:
            seen = [*row.watched.get(happened.block, ()), [happened.start, happened.end]]
            row.watched = {**row.watched, happened.block: merged(seen, length)}
    elif happened.kind == "viewed":
        row.viewed_at = row.viewed_at or at
        if lesson.rule == Rule.TIME:  # no script told of the time: what passed since it was opened counts
            row.seconds = max(row.seconds, min(lesson.rule_value, _passed(row.seen_at, at)))
    elif happened.kind == "passed":
        row.passed_at = row.passed_at or at
    elif happened.kind == "attended":
        row.attended_at = row.attended_at or at
    else:
        row.submitted_at = row.submitted_at or at


def _spend(row: LessonProgress, seconds: int, now: datetime) -> None:
    """More time, and never more than has passed since the lesson was first opened."""
    told = row.seconds + min(max(seconds, 0), LONGEST)
    row.seconds = max(row.seconds, min(told, _passed(row.opened_at, now + timedelta(seconds=1))))


def _passed(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))


def _count(standing: Standing, now: datetime) -> None:
    enrolment, counted = standing.enrolment, standing.outline.counted()
    enrolment.total_count = len(counted)
    enrolment.done_count = len(standing.done & counted)
    is_whole = bool(counted) and enrolment.done_count == enrolment.total_count
    if is_whole and enrolment.state == EnrolmentState.ACTIVE:
        enrolment.state, enrolment.completed_at = EnrolmentState.DONE, now
        standing.has_completed = True
