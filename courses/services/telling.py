"""Tell people what is theirs to take."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Enrolment
from courses.services.telling_social import assigned_key, course_url
from courses.terms import EnrolmentState, Source
from notifications.services import inbox


def enrolled(enrolment_id: int) -> None:
    """Ring the bell of who was given a course; who took one by themselves, or by a path, knows. Idempotent by enrolment and day."""
    rows = Enrolment.objects.select_related("course", "organisation").filter(pk=enrolment_id)
    found = rows.order_by("pk").first()
    if found is None or found.source in {Source.SELF, Source.PATH} or found.state != EnrolmentState.ACTIVE:
        return
    day = date_format(found.due_on, "j F Y") if found.due_on else ""
    inbox.notify(
        "courses.assigned",
        [found.user_id],
        title=_("Your course: %(title)s") % {"title": found.course.title},
        body=_("Finish it by %(day)s.") % {"day": day} if day else _("Begin when it suits you."),
        url=course_url(found),
        organisation_id=found.organisation_id,
        key=assigned_key(found),
    )
