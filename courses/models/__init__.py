from courses.models.course import Course, CourseVersion, Prerequisite, PublishedLesson
from courses.models.media import MediaFile
from courses.models.outline import Block, Chapter, Lesson
from courses.models.people import Assignment, Enrolment, LessonProgress, ProgressEvent

__all__ = [
    "Assignment",
    "Block",
    "Chapter",
    "Course",
    "CourseVersion",
    "Enrolment",
    "Lesson",
    "LessonProgress",
    "MediaFile",
    "Prerequisite",
    "ProgressEvent",
    "PublishedLesson",
]
