"""Facts of courses and of who takes them."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CoursePublished(Event):
    """A version went live; `moved` learners in progress came along to it."""

    course_id: int
    public_id: str
    version: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class CourseUnpublished(Event):
    """Nobody new may start it; who is in it goes on."""

    course_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class CourseReopened(Event):
    """It may be started again: after it was unpublished, or put away."""

    course_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class CoursePutAway(Event):
    """It was taken out of every list. Who is in it cannot go on, who bought it can."""

    course_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class CourseAssigned(Event):
    """A course was given to people; `people` of them were not in it before."""

    course_id: int
    assignment_id: int
    people: int


@dataclass(frozen=True, kw_only=True)
class LearnerEnrolled(Event):
    """A person is in a course now. `due_on` is an ISO date or empty."""

    enrolment_id: int
    course_id: int
    user_id: int
    source: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentEnded(Event):
    """A person left a course, or was taken out, before the end."""

    enrolment_id: int
    course_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class LessonCompleted(Event):
    """A learner did what a lesson asks for."""

    enrolment_id: int
    course_id: int
    user_id: int
    lesson: str


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Event):
    """A learner has done every lesson that counts."""

    enrolment_id: int
    course_id: int
    user_id: int
    version: int
