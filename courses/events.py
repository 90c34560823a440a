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
class CredentialKeyWithdrawn(Event):
    """A key that signed certificates is trusted no more; what it signed is signed again."""

    key_id: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentBegunAgain(Event):
    """A learner takes a course once more, for a certificate that ends. `due_on` is an ISO date or empty."""

    enrolment_id: int
    course_id: int
    user_id: int
    due_on: str


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
class ClassPlanned(Event):
    """A live class has a date. `starts_at` is an ISO moment; `course_id` is 0 for one that stands alone."""

    class_id: int
    public_id: str
    course_id: int
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class ClassChanged(Event):
    """A live class has another date, place or name: who was asked hears of it."""

    class_id: int
    public_id: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class ClassCancelled(Event):
    """A live class does not take place."""

    class_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class ClassBooked(Event):
    """A person was asked to a class, answered, moved up from the waiting list or was taken out."""

    class_id: int
    user_id: int
    answer: str
    is_waiting: bool


@dataclass(frozen=True, kw_only=True)
class ClassAttended(Event):
    """Attendance of a person was noted, or the note taken back (empty)."""

    class_id: int
    user_id: int
    attendance: str


@dataclass(frozen=True, kw_only=True)
class ClassRecorded(Event):
    """The recording of a class can be seen."""

    class_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class PathPublished(Event):
    """A learning path can be started."""

    path_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class PathChanged(Event):
    """Courses of a published path were added, taken out or put in another order, or what it asks for is another."""

    path_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class PathJoined(Event):
    """A person is on a path. `due_on` is an ISO date or empty."""

    path_id: int
    user_id: int
    source: str
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


@dataclass(frozen=True, kw_only=True)
class PathCompleted(Event):
    """A person has done what a path asks for."""

    path_id: int
    public_id: str
    user_id: int


@dataclass(frozen=True, kw_only=True)
class OfferChanged(Event):
    """A course is offered otherwise: who sees it, what it costs, whether it is on sale."""

    course_id: int
    public_id: str
    visibility: str


@dataclass(frozen=True, kw_only=True)
class CourseBought(Event):
    """A place was paid. `user_id` is None until the buyer has claimed it; `sale` is billing's public id."""

    course_id: int
    purchase: str
    sale: str
    user_id: int | None


@dataclass(frozen=True, kw_only=True)
class PurchaseReturned(Event):
    """A place was paid back, and its learner left the course."""

    course_id: int
    purchase: str
    sale: str
    user_id: int | None


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
    LessonReleased: "lesson.released",
    DueDayMoved: "enrolment.due_moved",
    LearnerReminded: "learner.reminded",
    LearnerWaits: "learner.waits",
    LessonQuestionAsked: "lesson.question_asked",
    LessonQuestionAnswered: "lesson.question_answered",
    PostHidden: "post.hidden",
    CourseReviewed: "course.reviewed",
    ReviewAnswered: "review.answered",
    ClassPlanned: "class.planned",
    ClassChanged: "class.changed",
    ClassCancelled: "class.cancelled",
    ClassBooked: "class.booked",
    ClassAttended: "class.attended",
    ClassRecorded: "class.recorded",
    PathPublished: "path.published",
    PathChanged: "path.changed",
    PathJoined: "path.joined",
    PathCompleted: "path.completed",
    CredentialKeyWithdrawn: "credential.key_withdrawn",
    EnrolmentBegunAgain: "enrolment.begun_again",
    OfferChanged: "offer.changed",
    CourseBought: "course.bought",
    PurchaseReturned: "purchase.returned",
}
