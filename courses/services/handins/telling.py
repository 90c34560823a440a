"""Tell learners that their work was marked, and markers that work waits: these at most once an hour, in one thread."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from courses import permissions
from courses.models import Submission
from notifications.services import inbox

MARKED, TO_MARK = "courses.marked", "courses.to_mark"
THREAD = "courses.marking"


def marked(submission_id: int) -> None:
    """Ring the bell of whose work was marked or corrected. Idempotent by the version of the hand-in."""
    rows = Submission.objects.select_related("course", "organisation").filter(pk=submission_id)
    found = rows.order_by("pk").first()
    if found is None or not found.is_settled:
        return
    told = {"title": found.lesson_title}
    titles = {
        "passed": _("Passed: %(title)s") % told,
        "returned": _("Sent back for another try: %(title)s") % told,
        "failed": _("Not passed: %(title)s") % told,
    }
    inbox.notify(
        MARKED,
        [found.user_id],
        title=titles[found.state],
        body=_points(found) or _("Read what was said about your work."),
        url=reverse(
            "courses:assignment",
            args=[found.organisation.slug, found.course.public_id, found.lesson, found.block],
        ),
        organisation_id=found.organisation_id,
        key=f"handin:{found.public_id}:{found.version}",
    )


def waiting(organisation_id: int, *, now: datetime) -> None:
    """Tell who marks that work waits, at most once an hour. Needs the tenant. Idempotent within the hour."""
    rows = Submission.objects.waiting()
    count = rows.count()
    oldest = rows.order_by("handed_in_at", "pk").values_list("handed_in_at", flat=True).first()
    if not count or oldest is None:
        return
    title = ngettext(
        "%(count)d hand-in waits to be marked", "%(count)d hand-ins wait to be marked", count
    ) % {"count": count}
    inbox.notify(
        TO_MARK,
        people.member_ids_holding(organisation_id, permissions.SUBMISSION_MARK),
        title=title,
        body=_("The oldest since %(day)s.") % {"day": date_format(timezone.localtime(oldest), "j F Y, H:i")},
        url=reverse("courses:handin-list", args=[people.slug_of(organisation_id)]),
        organisation_id=organisation_id,
        key=f"to-mark:{organisation_id}:{now:%Y%m%d%H}",
        thread=THREAD,
    )


def _points(found: Submission) -> str:
    if found.points is None or found.maximum is None:
        return ""
    told = {"points": f"{found.points.normalize():f}", "most": f"{found.maximum.normalize():f}"}
    return _("%(points)s of %(most)s points.") % told
