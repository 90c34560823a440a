"""What follows what."""

from accounts import events as people
from billing import events as money
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
on(money.SalePaid, tasks.purchase_paid)
on(money.SaleDropped, tasks.purchase_dropped)
on(money.SaleReturned, tasks.purchase_returned)
