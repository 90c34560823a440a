"""What follows what."""

from accounts import events as people
from billing import events as money
from courses import events, social_tasks, tasks
from synthai.core.events import on

on(events.LearnerEnrolled, tasks.learner_tell)
on(events.QuizPassed, tasks.quiz_follow)
on(events.LearnerEnrolled, tasks.quizzes_recall)
on(events.LessonCompleted, tasks.quizzes_recall)
on(events.CourseCompleted, tasks.certificate_issue)
on(events.CredentialKeyWithdrawn, tasks.credentials_sign_again)
on(events.SubmissionHandedIn, tasks.markers_tell)
on(events.SubmissionMarked, tasks.handin_tell)
on(events.SubmissionCorrected, tasks.handin_tell)
on(events.LearnerEnrolled, tasks.handins_recall)
on(events.LessonCompleted, tasks.handins_recall)
for _fact in (
    events.LearnerEnrolled,
    events.EnrolmentEnded,
    events.LessonCompleted,
    events.CourseCompleted,
    events.AttemptHandedIn,
    events.AttemptMarked,
    events.AttemptCorrected,
    events.SubmissionHandedIn,
    events.SubmissionTakenBack,
    events.SubmissionMarked,
    events.SubmissionCorrected,
    events.MarkingMoved,
):
    on(_fact, tasks.live_tell)
on(people.MemberJoined, tasks.member_follow)
on(people.MemberRoleChanged, tasks.member_follow)
on(people.MemberRemoved, tasks.member_leave)
on(people.MemberRemoved, social_tasks.waiting_leave)
on(people.InvitationClosed, social_tasks.invited_follow)
on(events.EnrolmentEnded, social_tasks.places_fill)
on(events.EnrolmentEnded, social_tasks.reminders_cancel)
on(events.CourseCompleted, social_tasks.reminders_cancel)
on(events.DueDayMoved, social_tasks.reminders_cancel)
on(events.DueDayMoved, social_tasks.due_tell)
on(events.LessonReleased, social_tasks.release_tell)
on(events.LearnerWaits, social_tasks.waiting_tell)
on(events.LessonQuestionAsked, social_tasks.question_tell)
on(events.LessonQuestionAnswered, social_tasks.answer_tell)
on(events.ReviewAnswered, social_tasks.review_tell)
on(events.ClassPlanned, tasks.class_tell)
on(events.ClassChanged, tasks.class_tell)
on(events.ClassCancelled, tasks.class_tell)
on(events.ClassBooked, tasks.class_tell)
on(events.ClassRecorded, tasks.class_recorded)
on(events.LearnerEnrolled, tasks.class_ask_learner)
on(events.EnrolmentBegunAgain, tasks.class_ask_learner)
on(events.LearnerEnrolled, tasks.classes_recall)
on(events.LessonCompleted, tasks.classes_recall)
on(events.EnrolmentEnded, tasks.class_learner_left)
on(events.CourseCompleted, tasks.path_follow)
on(events.PathChanged, tasks.path_recount)
on(events.CoursePublished, tasks.paths_of_course)
on(events.CourseUnpublished, tasks.paths_of_course)
on(events.PathJoined, tasks.path_tell)
on(events.PathCompleted, tasks.path_tell_done)
on(money.SalePaid, tasks.purchase_paid)
on(money.SaleDropped, tasks.purchase_dropped)
on(money.SaleReturned, tasks.purchase_returned)
on(events.MediaAdded, tasks.media_render)
