"""The deeds of courses in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "courses.course": _("Courses"),
        "courses.enrolment": _("Learners"),
        "courses.progress": _("Progress of people"),
    }
)
deeds(
    {
        "courses.course.created": _("began a course"),
        "courses.course.changed": _("changed the settings of a course"),
        "courses.course.chapter_removed": _("removed a chapter from a course"),
        "courses.course.chapter_restored": _("brought a chapter of a course back"),
        "courses.course.lesson_removed": _("removed a lesson from a course"),
        "courses.course.lesson_restored": _("brought a lesson of a course back"),
        "courses.course.published": _("published a version of a course"),
        "courses.course.scheduled": _("scheduled a version of a course"),
        "courses.course.schedule_cancelled": _("took a scheduled version of a course back"),
        "courses.course.unpublished": _("unpublished a course"),
        "courses.course.reopened": _("published a course again"),
        "courses.course.put_away": _("put a course away"),
        "courses.course.brought_back": _("brought a course back"),
        "courses.course.duplicated": _("copied a course"),
        "courses.course.exported": _("downloaded a course"),
        "courses.course.imported": _("uploaded a course"),
        "courses.course.captions_put": _("put captions to a video or sound"),
        "courses.course.captions_removed": _("took captions of a video or sound out"),
        "courses.course.assigned": _("assigned a course"),
        "courses.course.assignment_taken_back": _("took the assignment of a course back"),
        "courses.enrolment.started": _("started a course"),
        "courses.enrolment.left": _("left a course, or took somebody out of it"),
        "courses.enrolment.moved": _("moved to the newest version of a course"),
        "courses.progress.downloaded": _("downloaded everybody's progress"),
    }
)
fields(
    {
        "courses.progress.format": _("Format"),
        "courses.course.chapter": _("Chapter"),
        "courses.course.lesson": _("Lesson"),
        "courses.course.language": _("Language"),
        "courses.course.needs": _("Courses that come first"),
        "courses.course.audience": _("For"),
        "courses.course.people": _("New people"),
        "courses.course.number": _("Version"),
        "courses.course.live_at": _("Goes live"),
        "courses.course.lessons": _("Lessons"),
        "courses.enrolment.course": _("Course"),
        "courses.enrolment.version": _("Version"),
    }
)
nouns(
    {
        "courses.question": _("Question bank"),
        "courses.quiz": _("Quizzes"),
        "courses.attempt": _("Attempts at quizzes"),
        "courses.certificate": _("Certificates"),
    }
)
deeds(
    {
        "courses.question.created": _("wrote a question"),
        "courses.question.changed": _("changed a question"),
        "courses.question.removed": _("put a question away"),
        "courses.question.restored": _("took a question back into the bank"),
        "courses.question.imported": _("brought in a file of questions"),
        "courses.question.exported": _("downloaded the question bank"),
        "courses.quiz.created": _("began a quiz"),
        "courses.quiz.changed": _("changed the rules of a quiz"),
        "courses.quiz.published": _("published a quiz"),
        "courses.quiz.closed": _("closed a quiz"),
        "courses.quiz.removed": _("put a quiz away"),
        "courses.quiz.restored": _("took a quiz back"),
        "courses.quiz.section_added": _("added a section to a quiz"),
        "courses.quiz.section_changed": _("changed a section of a quiz"),
        "courses.quiz.section_removed": _("took a section out of a quiz"),
        "courses.quiz.questions_added": _("put questions into a quiz"),
        "courses.quiz.question_removed": _("took a question out of a quiz"),
        "courses.quiz.question_moved": _("moved a question of a quiz"),
        "courses.attempt.started": _("began an attempt at a quiz"),
        "courses.attempt.handed_in": _("handed in an attempt at a quiz"),
        "courses.attempt.marked": _("marked an answer by hand"),
        "courses.certificate.issued": _("gave a certificate"),
        "courses.certificate.renewed": _("renewed a certificate"),
        "courses.certificate.revoked": _("took a certificate back"),
        "courses.certificate.terms_changed": _("changed what the certificate of a course says"),
    }
)
fields(
    {
        "courses.question.version": _("Version"),
        "courses.question.tags": _("Tags"),
        "courses.quiz.section": _("Section"),
        "courses.quiz.question": _("Question"),
        "courses.quiz.place": _("Place"),
        "courses.quiz.draws": _("Asked"),
        "courses.quiz.tag": _("Tag"),
        "courses.attempt.quiz": _("Quiz"),
        "courses.attempt.points": _("Points"),
        "courses.attempt.question": _("Question"),
        "courses.certificate.course": _("Course"),
        "courses.certificate.reason": _("Reason"),
        "courses.certificate.last_on": _("Holds until"),
    }
)
