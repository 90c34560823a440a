"""What follows what."""

from accounts import events as people
from courses import events, tasks
from synthai.core.events import on

on(events.LearnerEnrolled, tasks.learner_tell)
on(events.QuizPassed, tasks.quiz_follow)
on(events.LearnerEnrolled, tasks.quizzes_recall)
on(events.LessonCompleted, tasks.quizzes_recall)
on(events.CourseCompleted, tasks.certificate_issue)
on(people.MemberJoined, tasks.member_follow)
on(people.MemberRoleChanged, tasks.member_follow)
on(people.MemberRemoved, tasks.member_leave)
on(events.MediaAdded, tasks.media_render)
