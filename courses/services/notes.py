"""What learners keep for themselves: one note beside each lesson, bookmarks. Nobody else's eyes, so nothing in the trail."""

from datetime import datetime

from django.db import transaction

from courses import locks, permissions
from courses.models import Bookmark, Course, Note
from courses.selectors import private
from courses.selectors.learning import Study, person_of
from courses.social_refusals import TooLong, TooManyBookmarks
from courses.social_terms import BOOKMARKS_A_COURSE, LABEL_LENGTH, NOTE_LENGTH
from synthai.core.access import Actor, require
from synthai.core.errors import NotFound
from synthai.core.versions import check_version


@transaction.atomic
def keep(
    study: Study, lesson: str, *, text: str, by: Actor, now: datetime, version: str | None = None
) -> Note | None:
    """Keep one's note beside a lesson; an empty one is no note any more. The same text again changes nothing.

    `version` is what the person saw: a change made on another device in between raises PreconditionFailed, so that
    neither text is lost. Raises NotAllowed, PersonOnly, NotFound, TooLong.
    """
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    kept = text.replace("\r\n", "\n").rstrip()
    if len(kept) > NOTE_LENGTH:
        raise TooLong(length=len(kept), most=NOTE_LENGTH)
    locks.lock_writer(user_id)
    found = private.note_of(user_id, study.course.pk, lesson)
    if found is None:
        return _begun(study, lesson, kept, user_id, now=now) if kept else None
    if found.text == kept:
        return found
    check_version(found, version)
    if not kept:
        found.delete()
        return None
    found.text, found.updated_at, found.version = kept, now, found.version + 1
    found.save(update_fields=["text", "updated_at", "version"])
    return found


@transaction.atomic
def mark(
    study: Study, lesson: str, *, by: Actor, now: datetime, block: str = "", label: str = ""
) -> Bookmark:
    """Bookmark a lesson, or a block of it. A place that is marked already gets the name, if there is one.

    Raises NotAllowed, PersonOnly, NotFound, TooManyBookmarks.
    """
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    _refuse_stranger(study, lesson)
    locks.lock_writer(user_id)
    mine = Bookmark.objects.of_person(user_id).filter(course_id=study.course.pk)
    found = mine.filter(lesson=lesson, block=block).order_by("pk").first()
    called = " ".join(label.split())[:LABEL_LENGTH]
    if found is None:
        if mine.count() >= BOOKMARKS_A_COURSE:
            raise TooManyBookmarks(count=BOOKMARKS_A_COURSE)
        return _marked(study.course, user_id, lesson, block, called, now=now)
    if called and called != found.label:
        found.label = called
        found.save(update_fields=["label"])
    return found


@transaction.atomic
def unmark(public_id: str, *, by: Actor) -> Bookmark:
    """Take one's own bookmark away; marking the place again undoes it. Raises NotAllowed, NotFound."""
    require(by, permissions.COURSE_LEARN)
    found = private.get_bookmark(person_of(by), public_id)
    found.delete()
    return found


def _begun(study: Study, lesson: str, text: str, user_id: int, *, now: datetime) -> Note:
    _refuse_stranger(study, lesson)
    made = Note(
        organisation_id=study.course.organisation_id,
        user_id=user_id,
        course=study.course,
        lesson=lesson,
        text=text,
        created_at=now,
        updated_at=now,
    )
    made.save(force_insert=True)
    return made


def _refuse_stranger(study: Study, lesson: str) -> None:
    """Only lessons of the version one sees, and only when one may read them."""
    found = study.outline.lesson(lesson)
    if found is None or not study.may_open(found):
        raise NotFound


def _marked(course: Course, user_id: int, lesson: str, block: str, label: str, *, now: datetime) -> Bookmark:
    made = Bookmark(
        organisation_id=course.organisation_id,
        user_id=user_id,
        course=course,
        lesson=lesson,
        block=block,
        label=label,
        created_at=now,
    )
    made.full_clean(exclude=["organisation"])
    made.save(force_insert=True)
    return made
