"""Drafts become versions: now or at an hour to come; learners in progress stay on theirs or come along, as the author says."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses import events, locks, permissions
from courses.engine.drip import is_drip
from courses.engine.outline import OutlineLesson
from courses.models import Course, CourseVersion, PublishedLesson, Quiz
from courses.quiz_terms import QuizState
from courses.refusals import CoursePutAway, HourIsPast, NothingWaits, NotReady
from courses.selectors import drafts, found
from courses.selectors.drafts import Blocks, Draft
from courses.services import moving
from courses.terms import MEDIA_KINDS, BlockKind, CourseState, Rule
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish as publish_event
from synthai.core.search import index

FURTHEST: Final = timedelta(days=366)


@transaction.atomic
def publish(
    course_id: int,
    *,
    by: Actor,
    now: datetime,
    live_at: datetime | None = None,
    moves_learners: bool = False,
    note: str = "",
) -> CourseVersion:
    """Make a version of the draft as it is now, and let it go live: now, or at `live_at`.

    A version that waits already is replaced. With `moves_learners` who is in progress sees the new version from then on,
    what they did counted; otherwise they stay on theirs. Raises NotAllowed, NotReady, HourIsPast, CoursePutAway.
    """
    course = _publishable(course_id, by=by)
    if live_at is not None and not now < live_at <= now + FURTHEST:
        raise HourIsPast
    draft = drafts.draft_of(course)
    _refuse_unready(draft)
    CourseVersion.objects.waiting().filter(course_id=course.pk).delete()
    version = _version_of(course, draft, by=by, now=now)
    version.live_at = live_at or now
    version.moves_learners = moves_learners
    version.note = note.strip()[:200]
    version.save()
    _keep_texts(course, draft, now=now)
    if live_at is not None:
        changes = {"live_at": [None, live_at], "number": [None, version.number]}
        audit(course, "courses.course.scheduled", by=by, changes=changes)
        return version
    audit(course, "courses.course.published", by=by, changes={"number": [None, version.number]})
    _let_live(course, version, now=now)
    return version


@transaction.atomic
def cancel_waiting(course_id: int, *, by: Actor) -> None:
    """Take back a version that waits for its hour. Raises NotAllowed, NothingWaits."""
    course = _publishable(course_id, by=by)
    if not CourseVersion.objects.waiting().filter(course_id=course.pk).delete()[0]:
        raise NothingWaits
    audit(course, "courses.course.schedule_cancelled", by=by)


@transaction.atomic
def unpublish(course_id: int, *, by: Actor) -> Course:
    """Let nobody new start it; who is in it goes on. Idempotent; `reopen` undoes it. Raises NotAllowed."""
    course = _publishable(course_id, by=by)
    if course.state == CourseState.LIVE:
        course.state = CourseState.CLOSED
        course.save(update_fields=["state"])
        index.hidden_all(found.COURSE, found.course_keys_of(course))  # who could start it finds it no more
        index.hidden_all(found.LESSON, found.lesson_keys_of(course))
        audit(course, "courses.course.unpublished", by=by)
        publish_event(events.CourseUnpublished(course_id=course.pk, public_id=course.public_id))
    return course


@transaction.atomic
def reopen(course_id: int, *, by: Actor) -> Course:
    """Undo `unpublish`: the version that was live is again. Idempotent. Raises NotAllowed."""
    course = _publishable(course_id, by=by)
    if course.state == CourseState.CLOSED:
        course.state = CourseState.LIVE
        course.save(update_fields=["state"])
        audit(course, "courses.course.reopened", by=by)
        publish_event(events.CourseReopened(course_id=course.pk, public_id=course.public_id))
    return course


@transaction.atomic
def go_live(version_id: int, *, now: datetime) -> bool:
    """The hour of a waiting version has come. Idempotent; needs the tenant. False when there is nothing to do."""
    waiting = CourseVersion.objects.due(now=now).filter(pk=version_id).order_by("pk").first()
    if waiting is None:
        return False
    course = locks.lock_course(waiting.course_id)
    version = CourseVersion.objects.due(now=now).filter(pk=version_id).order_by("pk").first()
    if version is None or course.removed_at is not None:
        return False
    _let_live(course, version, now=now)
    return True


def due(*, now: datetime) -> list[int]:
    """Keys of the versions of the active tenant whose hour has come."""
    rows = CourseVersion.objects.due(now=now).filter(course__removed_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _publishable(course_id: int, *, by: Actor) -> Course:
    course = locks.lock_course(course_id)
    require(by, permissions.COURSE_PUBLISH)
    if course.removed_at is not None:
        raise CoursePutAway
    return course


def _version_of(course: Course, draft: Draft, *, by: Actor, now: datetime) -> CourseVersion:
    last = CourseVersion.objects.filter(course_id=course.pk).aggregate(last=Max("number"))["last"]
    return CourseVersion(
        organisation_id=course.organisation_id,
        course=course,
        number=(last or 0) + 1,
        title=course.title,
        summary=course.summary,
        outline=draft.outline.as_json(),
        lesson_count=len(draft.outline.counted()),
        minutes=draft.outline.minutes,
        is_drip=is_drip(draft.outline),
        created_by_id=by.user_id,
        created_by_label=by.label,
        created_at=now,
    )


def _keep_texts(course: Course, draft: Draft, *, now: datetime) -> None:
    rows = [
        PublishedLesson(
            organisation_id=course.organisation_id,
            course=course,
            key=lesson.key,
            digest=lesson.text,
            blocks=draft.texts[lesson.key],
            created_at=now,
        )
        for lesson in draft.outline.lessons()
    ]
    PublishedLesson.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def _let_live(course: Course, version: CourseVersion, *, now: datetime) -> None:
    version.went_live_at = now
    version.save(update_fields=["went_live_at"])
    course.live_version, course.state = version, CourseState.LIVE
    course.save(update_fields=["live_version", "state"])
    index.changed_all(found.COURSE, found.course_keys_of(course))
    index.changed_all(found.LESSON, found.lesson_keys_of(course))
    moved = moving.everybody(course, version, now=now) if version.moves_learners else 0
    publish_event(
        events.CoursePublished(
            course_id=course.pk, public_id=course.public_id, version=version.number, moved=moved
        )
    )


def _refuse_unready(draft: Draft) -> None:
    missing = [] if draft.outline.counted() else [_("a lesson that counts")]
    for lesson in draft.outline.lessons():
        blocks = draft.texts[lesson.key]
        is_measuring = any(block["kind"] == BlockKind.VIDEO and "media" in block for block in blocks)
        missing += _missing_of_rule(lesson, {block["kind"] for block in blocks}, is_measuring=is_measuring)
        missing += _unfinished(lesson.title, blocks)
    missing += _quizzes_in_draft(draft)
    if missing:
        raise NotReady(missing="; ".join(str(each) for each in missing[:8]))


def _quizzes_in_draft(draft: Draft) -> list[str]:
    """Quizzes that learners would not find. One query, and none without quizzes."""
    asked = {
        block["data"].get("ref", ""): lesson.title
        for lesson in draft.outline.lessons()
        for block in draft.texts[lesson.key]
        if block["kind"] == BlockKind.QUIZ
    }
    if not asked:
        return []
    rows = Quiz.objects.kept().filter(public_id__in=asked, state=QuizState.DRAFT).order_by("pk")
    said = _("the quiz “%(quiz)s” of “%(title)s”, which is a draft: publish it first")
    return [said % {"quiz": quiz.title, "title": asked[quiz.public_id]} for quiz in rows]


def _missing_of_rule(lesson: OutlineLesson, kinds: set[str], *, is_measuring: bool) -> list[str]:
    """What a lesson lacks to be read, and done."""
    told = {"title": lesson.title}
    if not kinds:
        return [_("something to read in “%(title)s”") % told]
    if lesson.rule == Rule.VIDEO and not lesson.videos and is_measuring:
        return [
            _("the length of the video in “%(title)s”, which is still being measured: wait a minute") % told
        ]
    if lesson.rule == Rule.VIDEO and not lesson.videos:
        return [_("a video in “%(title)s”, which is done by watching") % told]
    if lesson.rule == Rule.QUIZ and BlockKind.QUIZ not in kinds:
        return [_("a quiz in “%(title)s”, which is done by passing it") % told]
    if lesson.rule == Rule.SUBMITTED and BlockKind.ASSIGNMENT not in kinds:
        return [_("an assignment in “%(title)s”, which is done by handing in") % told]
    return []


def _unfinished(title: str, blocks: Blocks) -> list[str]:
    """Blocks that nobody filled, and pictures that nobody who cannot see them would know of."""
    missing = []
    for block in blocks:
        told = {"title": title, "kind": BlockKind(block["kind"]).label}
        if block["kind"] in MEDIA_KINDS and "media" not in block:
            missing.append(_("the file of a block “%(kind)s” in “%(title)s”") % told)
        elif block["kind"] == BlockKind.IMAGE and not block["data"].get("alt"):
            missing.append(_("words for what a picture in “%(title)s” shows") % told)
        elif block["kind"] == BlockKind.QUIZ and not block["data"].get("ref"):
            missing.append(_("a choice of quiz in “%(title)s”") % told)
        elif block["kind"] == BlockKind.ASSIGNMENT and not block["text"].strip():
            missing.append(_("what is to be done for the assignment in “%(title)s”") % told)
        elif block["kind"] == BlockKind.EMBED and not block["data"].get("url"):
            missing.append(_("the address of a video in “%(title)s”") % told)
    return missing
