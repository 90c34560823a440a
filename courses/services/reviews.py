"""Reviews of courses: written by who knows them, answered and, where need be, hidden by trainers."""

from datetime import datetime

from django.db import transaction

from courses import events, locks, permissions
from courses.models import Review
from courses.selectors import talk
from courses.selectors.learning import Study, person_of
from courses.services import moderating
from courses.social_refusals import IsHidden, NotFarEnough, NothingWritten
from courses.social_terms import REVIEW_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version


@transaction.atomic
def write(
    study: Study, *, stars: int, text: str, by: Actor, now: datetime, version: str | None = None
) -> Review:
    """Review a course one has done at least half of, or change one's review. One each; the same again changes nothing.

    Raises NotAllowed, PersonOnly, NotFarEnough, IsHidden, TooLong, PreconditionFailed, ValidationError.
    """
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    if not talk.may_review(study.enrolment):
        raise NotFarEnough
    kept = moderating.tidied(text, most=REVIEW_LENGTH)
    locks.lock_writer(user_id)
    review = talk.review_of(study.course.pk, user_id)
    is_new = review is None
    if review is None:
        review = Review(
            organisation_id=study.course.organisation_id, course=study.course, user_id=user_id, created_at=now
        )
    elif _is_same(review, stars, kept):
        return review
    else:
        _refuse_change(review, version)
        review.edited_at, review.removed_at, review.version = now, None, review.version + 1
    review.stars, review.text = stars, kept
    review.full_clean(exclude=["organisation"])
    review.save(force_insert=is_new)
    publish(
        events.CourseReviewed(
            review_id=review.pk, course_id=review.course_id, user_id=user_id, stars=review.stars
        )
    )
    return review


@transaction.atomic
def take_back(public_id: str, *, by: Actor, now: datetime) -> Review:
    """Take one's own review back; `put_back` undoes it. Idempotent. Raises NotFound."""
    review = _own(public_id, by=by)
    moderating.set_removed(review, now)
    return review


@transaction.atomic
def put_back(public_id: str, *, by: Actor) -> Review:
    """Undo `take_back`. Idempotent. Raises NotFound."""
    review = _own(public_id, by=by)
    moderating.set_removed(review, None)
    return review


@transaction.atomic
def answer(public_id: str, *, text: str, by: Actor, now: datetime) -> Review:
    """A trainer's answer below a review, in place of the one before. Raises NotAllowed, NothingWritten, TooLong."""
    review = locks.lock_review(public_id)
    require(by, permissions.POST_MODERATE)
    kept = moderating.tidied(text, most=REVIEW_LENGTH)
    if not kept:
        raise NothingWritten
    if review.removed_at is not None:
        raise NotFound
    if kept != review.reply:
        review.reply, review.reply_by_label, review.replied_at = kept, by.label, now
        review.save(update_fields=["reply", "reply_by_label", "replied_at"])
        audit(review, "courses.review.answered", by=by, changes={"course": [None, review.course.title]})
        publish(
            events.ReviewAnswered(review_id=review.pk, course_id=review.course_id, user_id=review.user_id)
        )
    return review


@transaction.atomic
def hide(public_id: str, *, reason: str, by: Actor, now: datetime) -> Review:
    """Take a review, and its stars, out of everybody's sight; its author reads why. `show` undoes it.

    Raises NotAllowed, ReasonMissing.
    """
    review = locks.lock_review(public_id)
    require(by, permissions.POST_MODERATE)
    if moderating.hide(review, reason, now=now):
        audit(review, "courses.review.hidden", by=by, changes={"reason": [None, review.hidden_reason]})
    return review


@transaction.atomic
def show(public_id: str, *, by: Actor) -> Review:
    """Undo `hide`. Idempotent. Raises NotAllowed, NotFound."""
    review = locks.lock_review(public_id)
    require(by, permissions.POST_MODERATE)
    if moderating.show(review):
        audit(review, "courses.review.shown", by=by)
    return review


def _is_same(review: Review, stars: int, text: str) -> bool:
    return (review.stars, review.text, review.removed_at) == (stars, text, None)


def _refuse_change(review: Review, version: str | None) -> None:
    if review.hidden_at is not None:
        raise IsHidden
    check_version(review, version)


def _own(public_id: str, *, by: Actor) -> Review:
    review = locks.lock_review(public_id)
    require(by, permissions.COURSE_LEARN)
    if review.user_id != person_of(by):
        raise NotFound
    return review
