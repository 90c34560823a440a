from courses.models.attempts import Attempt, AttemptQuestion
from courses.models.bank import Question, QuestionTag, QuestionVersion
from courses.models.certificates import Certificate, CertificateTerms, IssuerKey
from courses.models.course import Course, CourseVersion, Prerequisite, PublishedLesson
from courses.models.media import MediaFile
from courses.models.outline import Block, Chapter, Lesson
from courses.models.people import Assignment, Enrolment, LessonProgress, ProgressEvent
from courses.models.quizzes import Quiz, QuizEntry, QuizSection
from courses.models.selling import Offer, Purchase, PurchaseState, Visibility

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptQuestion",
    "Block",
    "Certificate",
    "CertificateTerms",
    "Chapter",
    "Course",
    "CourseVersion",
    "Enrolment",
    "IssuerKey",
    "Lesson",
    "LessonProgress",
    "MediaFile",
    "Offer",
    "Prerequisite",
    "ProgressEvent",
    "PublishedLesson",
    "Purchase",
    "PurchaseState",
    "Question",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizEntry",
    "QuizSection",
    "Visibility",
]
