"""One's own notes and bookmarks. Every read names the person first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Bookmark, Enrolment, Lesson, Note
from courses.selectors import learning
from courses.selectors.learning import Study
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    """A note with what its lesson is called; `is_here` says whether one may open the lesson now."""

    note: Note
    lesson: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class MarkLine:
    """A bookmark with what its lesson is called."""

    bookmark: Bookmark
    lesson: str
    is_here: bool


def study_to_remember(public_id: str, user_id: int) -> Study:
    """A course for one's notes: also one that was left or put away, as one saw it last. Raises NotFound."""
    try:
        return learning.get_study(public_id, user_id)
    except NotFound:
        rows = Enrolment.objects.filter(course__public_id=public_id, user_id=user_id)
        last = rows.select_related("course", "version").order_by("pk").first()
        if last is None:
            raise
        return learning.study_of(last, today=timezone.localdate())


def note_of(user_id: int, course_id: int, lesson: str) -> Note | None:
    """One's note beside a lesson."""
    rows = Note.objects.of_person(user_id).filter(course_id=course_id, lesson=lesson)
    return rows.order_by("pk").first()


def notes_of(study: Study, user_id: int, *, words: str = "") -> list[NoteLine]:
    """One's notes in a course in the order of its lessons, or those that hold some words. At most two queries."""
    rows = list(Note.objects.of_person(user_id).filter(course_id=study.course.pk).order_by("pk"))
    titles = _titles(study, {row.lesson for row in rows})
    wanted = words.strip().casefold()
    lines = [
        NoteLine(note=row, lesson=titles[row.lesson], is_here=_is_here(study, row.lesson))
        for row in rows
        if wanted in row.text.casefold() or wanted in titles[row.lesson].casefold()
    ]
    places = _places(study)
    return sorted(lines, key=lambda line: places.get(line.note.lesson, len(places)))


def bookmarks_of(study: Study, user_id: int) -> list[MarkLine]:
    """One's bookmarks in a course in the order of its lessons. At most two queries."""
    rows = list(Bookmark.objects.of_person(user_id).filter(course_id=study.course.pk).order_by("pk"))
    titles, places = _titles(study, {row.lesson for row in rows}), _places(study)
    lines = [
        MarkLine(bookmark=row, lesson=titles[row.lesson], is_here=_is_here(study, row.lesson)) for row in rows
    ]
    return sorted(lines, key=lambda line: places.get(line.bookmark.lesson, len(places)))


def marks_in(user_id: int, course_id: int, lesson: str) -> dict[str, Bookmark]:
    """One's bookmarks in a lesson, by block; "" is the lesson itself. One query."""
    rows = Bookmark.objects.of_person(user_id).filter(course_id=course_id, lesson=lesson)
    return {row.block: row for row in rows.order_by("pk")}


def get_bookmark(user_id: int, public_id: str) -> Bookmark:
    """One's own bookmark with its course. Raises NotFound."""
    rows = Bookmark.objects.of_person(user_id).select_related("course").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def bookmarks_query(user_id: int, course_id: int) -> Any:
    """One's bookmarks in a course, for lists that page by key."""
    return Bookmark.objects.of_person(user_id).filter(course_id=course_id)


def as_text(study: Study, lines: list[NoteLine]) -> Iterator[str]:
    """One's notes in a course as plain text, a lesson after the other."""
    yield _("Notes on %(title)s") % {"title": study.title} + "\n\n"
    for line in lines:
        day = date_format(localtime(line.note.updated_at), "j F Y")
        yield f"{line.lesson} ({day})\n{line.note.text}\n\n"


def _titles(study: Study, keys: set[str]) -> Mapping[str, str]:
    """What lessons are called: in the version one sees, else in the draft, where a lesson keeps its row when it is removed."""
    titles = {lesson.key: lesson.title for lesson in study.outline.lessons() if lesson.key in keys}
    missing = keys - set(titles)
    if missing:
        rows = Lesson.objects.filter(course_id=study.course.pk, public_id__in=missing)
        titles |= dict(rows.values_list("public_id", "title"))
    return titles | {key: _("A lesson that is gone") for key in keys - set(titles)}


def _is_here(study: Study, key: str) -> bool:
    found = study.outline.lesson(key)
    return found is not None and study.may_open(found)


def _places(study: Study) -> dict[str, int]:
    return {lesson.key: place for place, lesson in enumerate(study.outline.lessons())}
