"""What follows what."""

from accounts import events as people
from courses import events, social_tasks, tasks
from synthai.core.events import on

on(events.LearnerEnrolled, tasks.learner_tell)
on(events.QuizPassed, tasks.quiz_follow)
on(events.LearnerEnrolled, tasks.quizzes_recall)
on(events.LessonCompleted, tasks.quizzes_recall)
on(events.CourseCompleted, tasks.certificate_issue)
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
