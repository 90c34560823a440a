"""The deeds of courses in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "courses.course": _("Courses"),
        "courses.enrolment": _("Learners"),
        "courses.progress": _("Progress of people"),
        "courses.purchase": _("Courses that were bought"),
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
        "courses.offer.changed": _("changed how a course is offered"),
        "courses.offer.link_renewed": _("made a new secret link of a course"),
        "courses.purchase.begun": _("noted an order of a course"),
        "courses.purchase.paid": _("noted a course that was paid"),
        "courses.purchase.claimed": _("noted that a buyer came into a course"),
        "courses.purchase.returned": _("noted a course that was paid back"),
        "courses.sale.downloaded": _("downloaded the sales of courses"),
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
        "courses.key": _("Keys that sign certificates"),
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
        "courses.enrolment.begun_again": _("took a course again to renew a certificate"),
        "courses.key.turned": _("made a new key that signs certificates"),
        "courses.key.withdrawn": _("withdrew a key that signed certificates"),
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
nouns({"courses.post": _("Questions under lessons"), "courses.review": _("Reviews of courses")})
nouns(
    {
        "courses.class": _("Live classes"),
        "courses.calendar": _("Calendars to subscribe to"),
        "courses.path": _("Learning paths"),
    }
)
nouns({"courses.submission": _("Hand-ins")})
deeds(
    {
        "courses.course.lesson_edited": _("worked on a lesson"),
        "courses.course.outline_changed": _("worked on the outline of a course"),
        "courses.course.waiting_ended": _("took somebody off the list of who waits for a place"),
        "courses.course.invited": _("invited somebody into a course"),
        "courses.course.invited_ended": _("took an invitation into a course back"),
        "courses.enrolment.opening_set": _("decided when a lesson opens for a learner"),
        "courses.enrolment.opening_forgotten": _("let the course's own day hold for a learner again"),
        "courses.enrolment.due_moved": _("gave a learner another day to finish by"),
        "courses.enrolment.reminded": _("reminded a learner of a course"),
        "courses.post.hidden": _("hid a question or an answer"),
        "courses.post.shown": _("let a hidden question or answer be seen again"),
        "courses.review.answered": _("answered a review"),
        "courses.review.hidden": _("hid a review"),
        "courses.review.shown": _("let a hidden review be seen again"),
        "courses.class.planned": _("planned a live class"),
        "courses.class.changed": _("changed a live class"),
        "courses.class.cancelled": _("cancelled a live class"),
        "courses.class.recorded": _("said where the recording of a live class is"),
        "courses.class.asked": _("asked people to a live class"),
        "courses.class.answered": _("answered to a live class"),
        "courses.class.taken_out": _("took somebody out of a live class"),
        "courses.class.marked": _("noted attendance at a live class"),
        "courses.class.checked_in": _("checked in at a live class"),
        "courses.class.report_taken": _("read a report of attendance"),
        "courses.class.attendance_downloaded": _("downloaded the attendance of a live class"),
        "courses.calendar.opened": _("opened a private calendar address"),
        "courses.calendar.changed": _("changed what a private calendar address shows"),
        "courses.calendar.closed": _("closed a private calendar address"),
        "courses.path.created": _("began a learning path"),
        "courses.path.changed": _("changed a learning path"),
        "courses.path.course_added": _("put a course into a learning path"),
        "courses.path.course_removed": _("took a course out of a learning path"),
        "courses.path.published": _("published a learning path"),
        "courses.path.unpublished": _("unpublished a learning path"),
        "courses.path.put_away": _("put a learning path away"),
        "courses.path.brought_back": _("brought a learning path back"),
        "courses.path.assigned": _("assigned a learning path"),
        "courses.path.assignment_taken_back": _("took the assignment of a learning path back"),
        "courses.path.started": _("started a learning path"),
        "courses.path.left": _("left a learning path, or took somebody off it"),
        "courses.submission.handed_in": _("handed in work for an assignment"),
        "courses.submission.taken_back": _("took handed-in work back"),
        "courses.submission.marked": _("marked handed-in work"),
        "courses.submission.corrected": _("corrected the mark of handed-in work"),
        "courses.submission.mark_taken_back": _("took a mark back"),
    }
)
fields(
    {
        "courses.course.person": _("Person"),
        "courses.enrolment.lesson": _("Lesson"),
        "courses.enrolment.opens_on": _("Opens on"),
        "courses.post.reason": _("Reason"),
        "courses.review.reason": _("Reason"),
        "courses.review.course": _("Course"),
        "courses.class.starts_at": _("Begins"),
        "courses.class.ends_at": _("Ends"),
        "courses.class.reason": _("Reason"),
        "courses.class.people": _("People"),
        "courses.class.answer": _("Answer"),
        "courses.class.attendance": _("Attendance"),
        "courses.path.course": _("Course"),
        "courses.path.audience": _("For"),
        "courses.path.people": _("New people"),
        "courses.submission.lesson": _("Lesson"),
        "courses.submission.try": _("Try"),
        "courses.submission.late": _("Late"),
        "courses.submission.outcome": _("Outcome"),
        "courses.submission.points": _("Points"),
    }
)
