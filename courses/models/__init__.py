from courses.models.attempts import Attempt, AttemptQuestion
from courses.models.bank import Question, QuestionTag, QuestionVersion
from courses.models.certificates import Certificate, CertificateTerms, IssuerKey
from courses.models.course import Course, CourseVersion, Prerequisite, PublishedLesson
from courses.models.live import Booking, CalendarFeed, ClassTrainer, LiveClass
from courses.models.media import MediaFile
from courses.models.outline import Block, Chapter, Lesson
from courses.models.paths import Path, PathAssignment, PathMember, PathStep
from courses.models.people import Assignment, Enrolment, LessonProgress, ProgressEvent
from courses.models.quizzes import Quiz, QuizEntry, QuizSection

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptQuestion",
    "Block",
    "Booking",
    "CalendarFeed",
    "Certificate",
    "CertificateTerms",
    "Chapter",
    "ClassTrainer",
    "Course",
    "CourseVersion",
    "Enrolment",
    "IssuerKey",
    "Lesson",
    "LessonProgress",
    "LiveClass",
    "MediaFile",
    "Path",
    "PathAssignment",
    "PathMember",
    "PathStep",
    "Prerequisite",
    "ProgressEvent",
    "PublishedLesson",
    "Question",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizEntry",
    "QuizSection",
]
