"""Questions under lessons and their answers: asked, answered, mended, taken back, hidden, marked as answered."""

from datetime import datetime, timedelta

from django.db import transaction

from courses import events, locks, permissions
from courses.models import Post
from courses.refusals import NotInCourse
from courses.selectors.learning import person_of
from courses.selectors.talk import Forum
from courses.services import moderating
from courses.social_refusals import IsHidden, NothingWritten, ThreadGone, TooManyPosts
from courses.social_terms import POST_LENGTH, POSTS_AN_HOUR
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version


@transaction.atomic
def ask(forum: Forum, *, text: str, by: Actor, now: datetime) -> Post:
    """Ask a question under a lesson. Trainers are told.

    Raises NotAllowed, PersonOnly, NotInCourse, NothingWritten, TooLong, TooManyPosts.
    """
    made = _written(forum, text, by=by, now=now)
    made.save(force_insert=True)
    publish(
        events.LessonQuestionAsked(
            post_id=made.pk, course_id=made.course_id, user_id=person_of(by), lesson=made.lesson
        )
    )
    return made


@transaction.atomic
def answer(forum: Forum, question: str, *, text: str, by: Actor, now: datetime) -> Post:
    """Answer a question of this lesson. Who asked, and who answered before, is told; a trainer's answer answers it.

    Raises NotAllowed, PersonOnly, NotInCourse, NotFound, ThreadGone, NothingWritten, TooLong, TooManyPosts.
    """
    asked = locks.lock_post(question)
    if asked.question_id is not None or (asked.course_id, asked.lesson) != (forum.course.pk, forum.lesson):
        raise NotFound
    if not asked.is_standing:
        raise ThreadGone
    made = _written(forum, text, by=by, now=now)
    made.question = asked
    made.save(force_insert=True)
    if made.is_trainer and asked.answered_at is None and asked.author_id != made.author_id:
        _set_answered(asked, now)
    publish(
        events.LessonQuestionAnswered(
            post_id=made.pk, question_id=asked.pk, course_id=made.course_id, user_id=person_of(by)
        )
    )
    return made


@transaction.atomic
def change(public_id: str, *, text: str, by: Actor, now: datetime, version: str | None = None) -> Post:
    """Mend what one wrote; it says so afterwards. Raises NotFound, IsHidden, PreconditionFailed, NothingWritten, TooLong."""
    post = _own(public_id, by=by)
    kept = _clean(text)
    if post.hidden_at is not None:
        raise IsHidden
    if kept == post.text:
        return post
    check_version(post, version)
    post.text, post.edited_at, post.version = kept, now, post.version + 1
    post.save(update_fields=["text", "edited_at", "version"])
    return post


@transaction.atomic
def take_back(public_id: str, *, by: Actor, now: datetime) -> Post:
    """Take back what one wrote; `put_back` undoes it. Answers of others stay. Idempotent. Raises NotFound."""
    post = _own(public_id, by=by)
    moderating.set_removed(post, now)
    return post


@transaction.atomic
def put_back(public_id: str, *, by: Actor) -> Post:
    """Undo `take_back`. Idempotent. Raises NotFound."""
    post = _own(public_id, by=by)
    moderating.set_removed(post, None)
    return post


@transaction.atomic
def mark_answered(public_id: str, *, is_answered: bool, by: Actor, now: datetime) -> Post:
    """Say that a question is answered, or is not yet: who asked it, or a trainer. Idempotent. Raises NotFound."""
    post = locks.lock_post(public_id)
    require(by, permissions.COURSE_LEARN)
    may = post.author_id == person_of(by) or by.can(permissions.POST_MODERATE)
    if post.question_id is not None or not may:
        raise NotFound
    if (post.answered_at is not None) != is_answered:
        _set_answered(post, now if is_answered else None)
    return post


@transaction.atomic
def hide(public_id: str, *, reason: str, by: Actor, now: datetime) -> Post:
    """Take a post out of everybody's sight; its author reads why. `show` undoes it. Raises NotAllowed, ReasonMissing."""
    post = locks.lock_post(public_id)
    require(by, permissions.POST_MODERATE)
    if moderating.hide(post, reason, now=now):
        audit(post, "courses.post.hidden", by=by, changes={"reason": [None, post.hidden_reason]})
        publish(events.PostHidden(post_id=post.pk, course_id=post.course_id))
    return post


@transaction.atomic
def show(public_id: str, *, by: Actor) -> Post:
    """Undo `hide`. Idempotent. Raises NotAllowed, NotFound."""
    post = locks.lock_post(public_id)
    require(by, permissions.POST_MODERATE)
    if moderating.show(post):
        audit(post, "courses.post.shown", by=by)
    return post


def _written(forum: Forum, text: str, *, by: Actor, now: datetime) -> Post:
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    is_trainer = by.can(permissions.POST_MODERATE)
    if not forum.may_write:
        raise NotInCourse
    kept = _clean(text)
    locks.lock_writer(user_id)
    written = Post.objects.since(now - timedelta(hours=1)).filter(author_id=user_id).count()
    if written >= POSTS_AN_HOUR and not is_trainer:
        raise TooManyPosts(count=written)
    return Post(
        organisation_id=forum.course.organisation_id,
        course=forum.course,
        lesson=forum.lesson,
        author_id=user_id,
        text=kept,
        is_trainer=is_trainer,
        created_at=now,
    )


def _clean(text: str) -> str:
    kept = moderating.tidied(text, most=POST_LENGTH)
    if not kept:
        raise NothingWritten
    return kept


def _own(public_id: str, *, by: Actor) -> Post:
    post = locks.lock_post(public_id)
    require(by, permissions.COURSE_LEARN)
    if post.author_id != person_of(by):
        raise NotFound
    return post


def _set_answered(post: Post, at: datetime | None) -> None:
    post.answered_at = at
    post.save(update_fields=["answered_at"])
