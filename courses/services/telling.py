"""Tell people what is theirs to take."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Enrolment
from courses.terms import EnrolmentState, Source
from notifications.services import inbox

KIND = "courses.assigned"


def enrolled(enrolment_id: int) -> None:
    """Ring the bell of who was given a course; who took one by themselves, or by a path, knows. Idempotent by enrolment and day."""
    rows = Enrolment.objects.select_related("course", "organisation").filter(pk=enrolment_id)
    found = rows.order_by("pk").first()
    if found is None or found.source in {Source.SELF, Source.PATH} or found.state != EnrolmentState.ACTIVE:
        return
    day = date_format(found.due_on, "j F Y") if found.due_on else ""
    inbox.notify(
        KIND,
        [found.user_id],
        title=_("Your course: %(title)s") % {"title": found.course.title},
        body=_("Finish it by %(day)s.") % {"day": day} if day else _("Begin when it suits you."),
        url=reverse("courses:course", args=[found.organisation.slug, found.course.public_id]),
        organisation_id=found.organisation_id,
        key=f"course:{found.public_id}:{found.due_on or ''}",
    )
