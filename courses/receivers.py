"""What follows what."""

from accounts import events as people
from courses import events, tasks
from synthai.core.events import on

on(events.LearnerEnrolled, tasks.learner_tell)
on(events.QuizPassed, tasks.quiz_follow)
on(events.LearnerEnrolled, tasks.quizzes_recall)
on(events.LessonCompleted, tasks.quizzes_recall)
on(events.CourseCompleted, tasks.certificate_issue)
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
