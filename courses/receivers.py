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
on(events.ClassPlanned, tasks.class_tell)
on(events.ClassChanged, tasks.class_tell)
on(events.ClassCancelled, tasks.class_tell)
on(events.ClassBooked, tasks.class_tell)
on(events.ClassRecorded, tasks.class_recorded)
on(events.LearnerEnrolled, tasks.class_ask_learner)
on(events.LearnerEnrolled, tasks.classes_recall)
on(events.LessonCompleted, tasks.classes_recall)
on(events.EnrolmentEnded, tasks.class_learner_left)
on(events.CourseCompleted, tasks.path_follow)
on(events.PathChanged, tasks.path_recount)
on(events.CoursePublished, tasks.paths_of_course)
on(events.CourseUnpublished, tasks.paths_of_course)
on(events.PathJoined, tasks.path_tell)
on(events.PathCompleted, tasks.path_tell_done)
