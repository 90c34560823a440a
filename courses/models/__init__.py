from courses.models.attempts import Attempt, AttemptQuestion
from courses.models.bank import Question, QuestionTag, QuestionVersion
from courses.models.certificates import Certificate, CertificateTerms, IssuerKey
from courses.models.course import Course, CourseVersion, Prerequisite, PublishedLesson
from courses.models.live import Booking, CalendarFeed, ClassTrainer, LiveClass
from courses.models.media import Caption, MediaFile, Rendition, Watching
from courses.models.outline import Block, Chapter, Lesson
from courses.models.paths import Path, PathAssignment, PathMember, PathStep
from courses.models.people import Assignment, Enrolment, LessonProgress, ProgressEvent
from courses.models.private import Bookmark, Note
from courses.models.question_media import QuestionMedia
from courses.models.quizzes import Quiz, QuizEntry, QuizSection
from courses.models.releases import ReleaseOverride
from courses.models.selling import Offer, Purchase, PurchaseState, Visibility
from courses.models.submissions import Submission, SubmissionFile, SubmissionMark
from courses.models.talk import Post, Review
from courses.models.waiting import EditSession, InvitedLearner, Reminder, WaitingPlace

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptQuestion",
    "Block",
    "Bookmark",
    "Booking",
    "CalendarFeed",
    "Caption",
    "Certificate",
    "CertificateTerms",
    "Chapter",
    "ClassTrainer",
    "Course",
    "CourseVersion",
    "EditSession",
    "Enrolment",
    "InvitedLearner",
    "IssuerKey",
    "Lesson",
    "LessonProgress",
    "LiveClass",
    "MediaFile",
    "Note",
    "Post",
    "Path",
    "PathAssignment",
    "PathMember",
    "PathStep",
    "Offer",
    "Prerequisite",
    "ProgressEvent",
    "PublishedLesson",
    "Purchase",
    "PurchaseState",
    "Question",
    "QuestionMedia",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizEntry",
    "QuizSection",
    "ReleaseOverride",
    "Reminder",
    "Review",
    "WaitingPlace",
    "Visibility",
    "Submission",
    "SubmissionFile",
    "SubmissionMark",
    "Rendition",
    "Watching",
]
