"""Courses as learners see them: a constant number of queries, however long a course is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.engine import drip
from courses.engine.drip import Opening
from courses.engine.locking import Closed, closed_lessons
from courses.engine.outline import Outline, OutlineLesson, outline_from
from courses.models import Course, CourseVersion, Enrolment, LessonProgress, Prerequisite, PublishedLesson
from courses.refusals import LessonClosed, NotInCourse, PersonOnly
from courses.selectors import path_gates, releases
from courses.terms import CourseState, EnrolmentState, Entry, Source
from synthai.core.access import Actor
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class LessonLine:
    """A lesson in the list of a course. `state`: done, started, open, closed; `why` says why it is closed.

    `opens_on` is its day, past or to come, where it has one.
    """

    lesson: OutlineLesson
    state: str
    why: str = ""
    is_next: bool = False
    opens_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ChapterLines:
    """A chapter with its lessons, and how many that count are done."""

    title: str
    lines: list[LessonLine]
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Study:
    """A course and where one person stands in it. `outline` is of the version they see."""

    course: Course
    enrolment: Enrolment | None
    outline: Outline
    title: str
    summary: str
    minutes: int
    rows: dict[str, LessonProgress]
    closed: Mapping[str, Closed]
    missing_courses: list[str]
    openings: Mapping[str, Opening] = field(default_factory=dict)
    has_classes: bool = False

    @property
    def is_in(self) -> bool:
        """Whether the person takes, or took, the course."""
        return self.enrolment is not None and self.enrolment.state != EnrolmentState.ENDED

    @property
    def has_newer(self) -> bool:
        """Whether learners who start now see another version."""
        is_older = self.enrolment is not None and self.enrolment.version_id != self.course.live_version_id
        return self.is_in and is_older and self.course.state == CourseState.LIVE

    @property
    def next_key(self) -> str:
        """Where to go on: the lesson they were in if it is not done, else the first open one that is not."""
        open_keys = [
            lesson.key
            for lesson in self.outline.lessons()
            if lesson.key not in self.closed and not self.is_done(lesson.key)
        ]
        last = self.enrolment.last_lesson if self.enrolment else ""
        return last if last in open_keys else next(iter(open_keys), "")

    def is_done(self, key: str) -> bool:
        """Whether a lesson is done."""
        row = self.rows.get(key)
        return row is not None and row.done_at is not None

    def may_open(self, lesson: OutlineLesson) -> bool:
        """Whether the person may read it now."""
        return lesson.is_open or (self.is_in and lesson.key not in self.closed)

    def chapters(self) -> list[ChapterLines]:
        """The list of the course's page."""
        next_key = self.next_key
        return [
            ChapterLines(
                title=chapter.title,
                lines=[self._line(lesson, next_key) for lesson in chapter.lessons],
                done=sum(self.is_done(each.key) for each in chapter.lessons if not each.is_optional),
                total=sum(not each.is_optional for each in chapter.lessons),
            )
            for chapter in self.outline.chapters
        ]

    def _line(self, lesson: OutlineLesson, next_key: str) -> LessonLine:
        why = self.closed.get(lesson.key)
        if self.is_done(lesson.key):
            state = "done"
        elif not self.may_open(lesson):
            state = "closed"
        else:
            state = "started" if lesson.key in self.rows else "open"
        words = in_words(why, has_started=self.is_in) if why and state == "closed" else ""
        return LessonLine(
            lesson=lesson,
            state=state,
            why=words,
            is_next=lesson.key == next_key and self.is_in,
            opens_on=opening.on if (opening := self.openings.get(lesson.key)) else None,
        )


def person_of(actor: Actor) -> int:
    """Key of the person who acts. Raises PersonOnly for an API key, which takes no courses."""
    if actor.user_id is None:
        raise PersonOnly
    return actor.user_id


def in_words(why: Closed, *, has_started: bool = True) -> str:
    """Why a lesson is closed, for the learner, or for who has not started the course."""
    told = {"title": why.title}
    if why.on is not None:
        day = date_format(why.on, "j F Y")
        return _day_in_words(why, day) if has_started or not why.days else _days_in_words(why.days)
    if why.kind == "course":
        return _("Opens when you have done the course “%(title)s”.") % told
    if why.kind == "chapter":
        return _("Opens when you have done the chapter “%(title)s”.") % told
    return _("Opens when you have done “%(title)s”.") % told


def _days_in_words(days: int) -> str:
    sentence = ngettext("Opens %(days)d day after you start.", "Opens %(days)d days after you start.", days)
    return sentence % {"days": days}


def _day_in_words(why: Closed, day: str) -> str:
    if why.is_own:
        return _("Opens on %(day)s, as it was set for you.") % {"day": day}
    if not why.days:
        return _("Opens on %(day)s.") % {"day": day}
    sentence = ngettext(
        "Opens on %(day)s, %(days)d day after you started.",
        "Opens on %(day)s, %(days)d days after you started.",
        why.days,
    )
    return sentence % {"day": day, "days": why.days}


def get_study(
    public_id: str, user_id: int | None, *, today: date | None = None, courses: Any = None
) -> Study:
    """A course for one person: the version they are on, else the one that is live, as it is `today`. At most three queries.

    `courses` are kept ones with more about them (`talk.rated_study`).

    Raises NotFound for what is put away, and for what is not published or assigned only while they are not in it.
    """
    rows = Course.objects.all() if courses is None else courses
    rows = rows.select_related("live_version").filter(public_id=public_id)
    course: Any = rows.annotate(**path_gates.hints(user_id)).order_by("pk").first()
    enrolment = _enrolment(course, user_id) if course else None
    if course is None or (enrolment is None and not _is_offered(course)):
        raise NotFound
    if course.removed_at is not None and (enrolment is None or enrolment.source != Source.BOUGHT):
        raise NotFound  # who bought it keeps it, put away or not
    version = enrolment.version if enrolment else course.live_version
    if version is None:
        raise NotFound
    outline = outline_from(version.outline)
    has_begun = enrolment is not None and enrolment.last_at is not None
    by_paths = [] if has_begun else path_gates.missing_by(course.path_legs, course.pk)
    missing = [*course.needed, *by_paths]
    return _study(course, enrolment, outline, version, missing, today=today or timezone.localdate())


def study_of(enrolment: Enrolment, *, today: date) -> Study:
    """A learner's course as they see it, for who looks after them. Needs the enrolment's course and version. Three queries."""
    outline = outline_from(enrolment.version.outline)
    missing = [*_missing(enrolment), *_missing_of_paths(enrolment)]
    return _study(enrolment.course, enrolment, outline, enrolment.version, missing, today=today)


def _study(
    course: Course,
    enrolment: Enrolment | None,
    outline: Outline,
    version: CourseVersion,
    missing: list[str],
    *,
    today: date,
) -> Study:
    rows = _progress(enrolment)
    openings = releases.openings_for(enrolment, outline, today=today)
    return Study(
        course=course,
        enrolment=enrolment,
        outline=outline,
        title=version.title,
        summary=version.summary,
        minutes=version.minutes,
        rows=rows,
        closed=closed_lessons(
            outline,
            {key for key, row in rows.items() if row.done_at is not None},
            missing_courses=missing,
            later=drip.later(openings, today),
        ),
        missing_courses=missing,
        openings=openings,
        has_classes=getattr(course, "has_classes", False),
    )


def readable(study: Study, key: str) -> OutlineLesson:
    """A lesson that the person may read now. Raises NotFound, NotInCourse, LessonClosed with the reason."""
    lesson = study.outline.lesson(key)
    if lesson is None:
        raise NotFound
    if not study.may_open(lesson):
        raise LessonClosed(why=in_words(study.closed[key])) if study.is_in else NotInCourse
    return lesson


def preview_of(course: Course, outline: Outline) -> Study:
    """A draft as a learner would see it who has done nothing and may open everything."""
    return Study(
        course=course,
        enrolment=None,
        outline=outline,
        title=course.title,
        summary=course.summary,
        minutes=outline.minutes,
        rows={},
        closed={},
        missing_courses=[],
    )


def blocks_of(study: Study, lesson: OutlineLesson) -> list[dict[str, Any]]:
    """What a lesson says, in the version of the study. One query. Raises NotFound."""
    rows = PublishedLesson.objects.filter(course_id=study.course.pk, key=lesson.key, digest=lesson.text)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return list(found.blocks)


def mine(user_id: int) -> list[Enrolment]:
    """What a person takes: overdue and due first, then as they went; done ones last. One query."""
    found = list(mine_query(user_id).order_by("pk"))
    latest = {row.pk: (row.last_at or row.enrolled_at).timestamp() for row in found}
    return sorted(
        found,
        key=lambda row: (row.state == EnrolmentState.DONE, row.due_on or date.max, -latest[row.pk]),
    )


def mine_query(user_id: int) -> Any:
    """What a person takes, without the outlines, for lists that page by key."""
    is_there = Q(course__removed_at__isnull=True) | Q(source=Source.BOUGHT)
    rows = Enrolment.objects.current().filter(is_there, user_id=user_id)
    return rows.select_related("course", "version").defer("version__outline")


def offered(user_id: int) -> list[Course]:
    """What a person could start by themselves and has not. One query."""
    return list(offered_query(user_id).order_by("title", "pk")[:200])


def offered_query(user_id: int) -> Any:
    """The same, for lists that page by key."""
    taken = Enrolment.objects.current().filter(user_id=user_id).values("course_id")
    rows = Course.objects.live().filter(entry=Entry.SELF).exclude(pk__in=taken)
    return rows.select_related("live_version").defer("live_version__outline")


def _enrolment(course: Course, user_id: int | None) -> Enrolment | None:
    if user_id is None:
        return None
    rows = Enrolment.objects.current().filter(course_id=course.pk, user_id=user_id)
    found: Enrolment | None = releases.with_own_days(rows).select_related("version").order_by("pk").first()
    return found


def _is_offered(course: Course) -> bool:
    return course.is_live and course.entry == Entry.SELF


def _progress(enrolment: Enrolment | None) -> dict[str, LessonProgress]:
    if enrolment is None:
        return {}
    return {row.lesson: row for row in LessonProgress.objects.filter(enrolment_id=enrolment.pk)}


def _missing_of_paths(enrolment: Enrolment) -> list[str]:
    """Courses that come first on a path of theirs; what they have begun stays open."""
    if enrolment.last_at is not None:
        return []
    pair = (enrolment.user_id, enrolment.course_id)
    return path_gates.missing([pair]).get(pair, [])


def _missing(enrolment: Enrolment) -> list[str]:
    done = Enrolment.objects.filter(user_id=enrolment.user_id, completed_at__isnull=False).values("course_id")
    rows = Prerequisite.objects.filter(course_id=enrolment.course_id).exclude(needs_id__in=done)
    return list(rows.order_by("needs__title").values_list("needs__title", flat=True))
