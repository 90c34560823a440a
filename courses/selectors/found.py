"""Courses and lessons as search finds them: for who may take the course, for who is in it, for who writes it.

Who is in which course changes with people and not with courses, so it is asked when somebody searches (`tokens`) and kept in no entry.
What a lesson says is found by learners only where nothing can keep it closed to them; else by its title, which the course's page shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from courses import permissions
from courses.engine.lesson_words import words_of
from courses.engine.outline import Outline, OutlineChapter, OutlineLesson, outline_from
from courses.models import Course, Enrolment, Lesson, Prerequisite, PublishedLesson, ReleaseOverride
from courses.terms import CourseState, Entry
from synthai.core.access import Actor
from synthai.core.search import readers
from synthai.core.search.kinds import SearchKind
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id

COURSE: Final = "courses.course"
LESSON: Final = "courses.lesson"
_OFFERED: Final = "courses:offered"
_IN: Final = "courses:in:"
_BEGUN: Final = "courses:begun:"
_WRITE: Final = ".edit"  # of a key: the page where it is written, for who writes courses
_WRITERS: Final = (f"cap:{permissions.COURSE_CHANGE}",)


def tokens(actor: Actor) -> list[str]:
    """What this actor holds beside their capabilities: courses that they may start by themselves, and those that they are in. One query."""
    if not readers.holds(actor, permissions.COURSE_VIEW):
        return []
    held = [] if actor.is_guest else [_OFFERED]
    if actor.user_id is None:
        return held
    rows = Enrolment.objects.current().filter(user_id=actor.user_id, course__removed_at__isnull=True)
    days = ReleaseOverride.objects.filter(enrolment_id=OuterRef("pk"), opens_on__isnull=False)
    told = rows.annotate(has_days=Exists(days)).order_by("pk")
    for course, number, last_at, has_days in told.values_list(
        "course__public_id", "version__number", "last_at", "has_days"
    ):
        held.append(f"{_IN}{course}")
        if last_at is not None and not has_days:  # no lesson was put off for them alone
            held.append(f"{_BEGUN}{course}.{number}")
    return held


def _courses(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    wanted = list(keys)
    ids = {key.removesuffix(_WRITE) for key in wanted}
    rows = Course.objects.kept().filter(public_id__in=ids).select_related("live_version")
    slug = people.slug_of(active_organisation_id() or 0)
    found = [piece for row in rows for piece in (_course(row, slug), _draft(row, slug)) if piece is not None]
    return [piece for piece in found if piece.key in wanted]


def _course(row: Course, slug: str) -> SearchPiece | None:
    """Its page for learners; None while nobody could open it."""
    version = row.live_version
    if version is None:
        return None
    outline = outline_from(version.outline)
    lines = [line for chapter in outline.chapters for line in (chapter.title, *_titles(chapter.lessons))]
    return SearchPiece(
        key=row.public_id,
        title=version.title,
        summary=version.summary,
        text="\n".join(lines),
        path=f"/o/{slug}/courses/{row.public_id}/",
        readers=(*_offered(row), f"{_IN}{row.public_id}"),
        changed_at=version.went_live_at or version.created_at,
    )


def _draft(row: Course, slug: str) -> SearchPiece | None:
    """Where it is written; None where its page for learners is everybody's."""
    if _offered(row):
        return None
    return SearchPiece(
        key=f"{row.public_id}{_WRITE}",
        title=row.title,
        summary=row.summary,
        text="",
        path=f"/o/{slug}/courses/{row.public_id}/edit/",
        readers=_WRITERS,
        changed_at=row.changed_at,
        facets={"state": (row.state,)},
    )


def _titles(lessons: Iterable[OutlineLesson]) -> list[str]:
    return [lesson.title for lesson in lessons]


def _offered(row: Course) -> tuple[str, ...]:
    is_offered = row.state == CourseState.LIVE and row.entry == Entry.SELF
    return (_OFFERED,) if is_offered else ()


def _lessons(keys: Iterable[str]) -> list[SearchPiece]:
    """Five queries."""
    wanted = list(keys)
    names = {key.removesuffix(_WRITE).partition(".")[::2] for key in wanted}
    ids = {course for course, _lesson in names}
    courses = list(Course.objects.kept().filter(public_id__in=ids).select_related("live_version"))
    texts = _texts(courses, {lesson for _course_id, lesson in names})
    held = set(Prerequisite.objects.filter(course__in=courses).values_list("course_id", flat=True))
    kept = set(
        Lesson.objects.filter(public_id__in={lesson for _course_id, lesson in names}, removed_at__isnull=True)
        .order_by("pk")
        .values_list("public_id", flat=True)
    )
    slug = people.slug_of(active_organisation_id() or 0)
    found = [
        piece
        for course in courses
        if course.live_version is not None
        for piece in _of_course(course, slug, texts, kept, is_free=course.pk not in held)
    ]
    return [piece for piece in found if piece.key in wanted]


def _texts(courses: Iterable[Course], lessons: Iterable[str]) -> Mapping[tuple[int, str, str], list[Any]]:
    rows = PublishedLesson.objects.filter(course__in=list(courses), key__in=list(lessons))
    return {(row.course_id, row.key, row.digest): row.blocks for row in rows}


def _of_course(
    course: Course,
    slug: str,
    texts: Mapping[tuple[int, str, str], list[Any]],
    kept: set[str],
    *,
    is_free: bool,
) -> Iterable[SearchPiece]:
    version: Any = course.live_version
    outline = outline_from(version.outline)
    for chapter in outline.chapters:
        for lesson in chapter.lessons:
            blocks = texts.get((course.pk, lesson.key, lesson.text))
            if blocks is None:
                continue  # another lesson than those that are wanted
            is_open = lesson.is_open or (is_free and not _may_close(outline, lesson, chapter))
            found = _lesson(course, lesson, slug, words_of(blocks), is_open=is_open)
            yield found
            if lesson.key in kept:
                yield replace(
                    found,
                    key=f"{found.key}{_WRITE}",
                    text=words_of(blocks),
                    path=f"{found.path}edit/",
                    readers=_WRITERS,
                    boost=0.9,
                )


def _lesson(course: Course, lesson: OutlineLesson, slug: str, said: str, *, is_open: bool) -> SearchPiece:
    version: Any = course.live_version
    begun = f"{_BEGUN}{course.public_id}.{version.number}"
    return SearchPiece(
        key=f"{course.public_id}.{lesson.key}",
        title=lesson.title,
        summary=version.title,
        text=said if is_open else "",
        path=f"/o/{slug}/courses/{course.public_id}/lessons/{lesson.key}/",
        readers=(*_offered(course), begun) if lesson.is_open else (begun,),
        changed_at=version.went_live_at or version.created_at,
    )


def _may_close(outline: Outline, lesson: OutlineLesson, chapter: OutlineChapter) -> bool:
    """Whether the order of lessons, or a day, can keep it closed to somebody who began the course."""
    has_day = any(each.opens_on or each.opens_after is not None for each in (lesson, chapter))
    return outline.lock != "none" or has_day


def _course_keys() -> list[str]:
    ids = Course.objects.kept().order_by("pk").values_list("public_id", flat=True)
    return [key for public_id in ids for key in (public_id, f"{public_id}{_WRITE}")]


def _lesson_keys() -> list[str]:
    rows = PublishedLesson.objects.filter(course__removed_at__isnull=True)
    return _both(rows.order_by("pk").values_list("course__public_id", "key"))


def course_keys_of(course: Course) -> list[str]:
    """What search keeps of a course."""
    return [course.public_id, f"{course.public_id}{_WRITE}"]


def lesson_keys_of(course: Course) -> list[str]:
    """What search keeps of its lessons, of those that it had before too. One query."""
    rows = PublishedLesson.objects.filter(course_id=course.pk).order_by("pk").values_list("key", flat=True)
    return _both((course.public_id, key) for key in rows)


def _both(names: Iterable[tuple[str, str]]) -> list[str]:
    once = dict.fromkeys(f"{course}.{lesson}" for course, lesson in names)
    return [key for name in once for key in (name, f"{name}{_WRITE}")]


KINDS: Final = (
    SearchKind(
        name=COURSE,
        label=_("Course"),
        icon="lightbulb",
        load=_courses,
        keys=_course_keys,
        follows={"courses.course": course_keys_of},
    ),
    SearchKind(
        name=LESSON,
        label=_("Lesson"),
        icon="lightbulb",
        load=_lessons,
        keys=_lesson_keys,
        follows={"courses.course": lesson_keys_of},
    ),
)
