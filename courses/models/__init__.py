from courses.models.attempts import Attempt, AttemptQuestion
from courses.models.bank import Question, QuestionTag, QuestionVersion
from courses.models.certificates import Certificate, CertificateTerms, IssuerKey
from courses.models.course import Course, CourseVersion, Prerequisite, PublishedLesson
from courses.models.media import Caption, MediaFile, Rendition, Watching
from courses.models.outline import Block, Chapter, Lesson
from courses.models.people import Assignment, Enrolment, LessonProgress, ProgressEvent
from courses.models.quizzes import Quiz, QuizEntry, QuizSection

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptQuestion",
    "Block",
    "Caption",
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
    "Prerequisite",
    "ProgressEvent",
    "PublishedLesson",
    "Question",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizEntry",
    "QuizSection",
    "Rendition",
    "Watching",
]
