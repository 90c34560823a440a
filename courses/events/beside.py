"""Facts of what stands around lessons: days, reminders, places, questions, reviews."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LessonReleased(Event):
    """Somebody set when a lesson opens for one learner. `opens_on` is an ISO date; empty is at once."""

    enrolment_id: int
    course_id: int
    user_id: int
    lesson: str
    opens_on: str


@dataclass(frozen=True, kw_only=True)
class DueDayMoved(Event):
    """A learner has another day to finish by. `due_on` is an ISO date or empty."""

    enrolment_id: int
    course_id: int
    user_id: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class LearnerReminded(Event):
    """A learner was reminded of a course. `kind` is week, day, overdue or by_hand."""

    enrolment_id: int
    course_id: int
    user_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class LearnerWaits(Event):
    """A course is meant for a person and has no place for them."""

    waiting_id: int
    course_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class LessonQuestionAsked(Event):
    """Somebody asked a question under a lesson."""

    post_id: int
    course_id: int
    user_id: int
    lesson: str


@dataclass(frozen=True, kw_only=True)
class LessonQuestionAnswered(Event):
    """Somebody answered a question under a lesson."""

    post_id: int
    question_id: int
    course_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PostHidden(Event):
    """A trainer hid a question or an answer."""

    post_id: int
    course_id: int


@dataclass(frozen=True, kw_only=True)
class CourseReviewed(Event):
    """A learner reviewed a course, or changed their review."""

    review_id: int
    course_id: int
    user_id: int
    stars: int


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(Event):
    """A trainer answered a review."""

    review_id: int
    course_id: int
    user_id: int
