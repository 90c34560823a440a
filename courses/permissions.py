"""What may be done with courses, and who may do it: learn, write, publish, assign, look at everybody's progress."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability
from synthai.core.support import open_to_support

_EVERYBODY = ("owner", "administrator", "manager", "member", "viewer")
_MANAGERS = ("owner", "administrator", "manager")

# Guests bought a course: they learn, in the courses that are theirs (services.selling.guests), and see nothing else.
_LEARNERS = (*_EVERYBODY, "guest")

COURSE_VIEW: Final = capability("courses.course.view", title=_("See courses and lessons"), roles=_LEARNERS)
COURSE_LEARN: Final = capability("courses.course.learn", title=_("Take courses"), roles=_LEARNERS)
OFFER_CHANGE: Final = capability(
    "courses.offer.change", title=_("Set prices of courses and coupons"), roles=_MANAGERS
)
SALE_VIEW: Final = capability("courses.sale.view", title=_("See sales of courses"), roles=_MANAGERS)
SALE_RETURN: Final = capability("courses.sale.return", title=_("Pay buyers of courses back"), roles=_MANAGERS)
COURSE_CHANGE: Final = capability("courses.course.change", title=_("Write courses"), roles=_MANAGERS)
COURSE_PUBLISH: Final = capability("courses.course.publish", title=_("Publish courses"), roles=_MANAGERS)
ENROLMENT_ASSIGN: Final = capability(
    "courses.enrolment.assign", title=_("Assign courses to people"), roles=_MANAGERS
)
PROGRESS_VIEW: Final = capability(
    "courses.progress.view", title=_("See everybody's progress"), roles=_MANAGERS
)
PROGRESS_EXPORT: Final = capability(
    "courses.progress.export", title=_("Download everybody's progress"), roles=_MANAGERS
)
QUIZ_CHANGE: Final = capability("courses.quiz.change", title=_("Write quizzes"), roles=_MANAGERS)
ATTEMPT_MARK: Final = capability(
    "courses.attempt.mark", title=_("Mark answers and see results of quizzes"), roles=_MANAGERS
)
CERTIFICATE_MANAGE: Final = capability(
    "courses.certificate.manage", title=_("Renew certificates and take them back"), roles=_MANAGERS
)
POST_MODERATE: Final = capability(
    "courses.post.moderate",
    title=_("Answer learners as a trainer, hide what should not stand"),
    roles=_MANAGERS,
)
CLASS_MANAGE: Final = capability(
    "courses.class.manage", title=_("Plan live classes and take attendance"), roles=_MANAGERS
)
KEY_MANAGE: Final = capability(
    "courses.key.manage",
    title=_("Change the keys that sign certificates"),
    roles=("owner", "administrator"),
)
SUBMISSION_MARK: Final = capability(
    "courses.submission.mark", title=_("Mark what learners hand in"), roles=_MANAGERS
)

open_to_support("look", COURSE_VIEW, PROGRESS_VIEW)
open_to_support("work", COURSE_CHANGE, QUIZ_CHANGE)
