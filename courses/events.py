"""Facts of courses. Only ever extended. `PUBLIC_NAMES` is what others know them by (docs/courses.md)."""

from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, kw_only=True)
class QuestionsChanged(Event):
    """Questions of the bank were written, changed, put away or taken back."""

    count: int


@dataclass(frozen=True, kw_only=True)
class QuizPublished(Event):
    """Learners may take a quiz."""

    quiz_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class QuizClosed(Event):
    """Nobody may begin a quiz any more."""

    quiz_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(Event):
    """A learner began a quiz."""

    attempt_id: int
    quiz_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AttemptHandedIn(Event):
    """An attempt is over. `ended_by` is learner or time; `waiting` answers are to be marked by a person."""

    attempt_id: int
    quiz_id: int
    user_id: int
    ended_by: str
    waiting: int


@dataclass(frozen=True, kw_only=True)
class AttemptMarked(Event):
    """All answers of an attempt are marked. `percent` is decimal text."""

    attempt_id: int
    quiz_id: int
    user_id: int
    percent: str
    is_passed: bool


@dataclass(frozen=True, kw_only=True)
class AttemptCorrected(Event):
    """Somebody changed the marks of an attempt that was marked already."""

    attempt_id: int
    quiz_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class QuizPassed(Event):
    """A learner passed a quiz with this attempt: told once an attempt, as soon as it is certain."""

    attempt_id: int
    quiz_id: int
    quiz_public_id: str
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """A person got a certificate, first or again. `last_on` is an ISO date or empty."""

    certificate_id: int
    course_id: int
    user_id: int
    last_on: str


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate was taken back."""

    certificate_id: int
    course_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class MediaAdded(Event):
    """A film or sound was uploaded, and waits to be made smaller."""

    media_id: int
    course_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class MediaReady(Event):
    """A film or sound is there in every size. `seconds` is its measured length."""

    media_id: int
    course_id: int
    public_id: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class MediaFailed(Event):
    """A film or sound could not be made smaller; `trouble` says why."""

    media_id: int
    course_id: int
    public_id: str
    trouble: str


PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    CoursePublished: "course.published",
    CourseUnpublished: "course.unpublished",
    CourseAssigned: "course.assigned",
    LearnerEnrolled: "learner.enrolled",
    EnrolmentEnded: "enrolment.ended",
    LessonCompleted: "lesson.completed",
    CourseCompleted: "course.completed",
    QuestionsChanged: "questions.changed",
    QuizPublished: "quiz.published",
    QuizClosed: "quiz.closed",
    AttemptStarted: "attempt.started",
    AttemptHandedIn: "attempt.handed_in",
    AttemptMarked: "attempt.marked",
    AttemptCorrected: "attempt.corrected",
    QuizPassed: "quiz.passed",
    CertificateIssued: "certificate.issued",
    CertificateRevoked: "certificate.revoked",
    MediaAdded: "media.added",
    MediaReady: "media.ready",
    MediaFailed: "media.failed",
}
