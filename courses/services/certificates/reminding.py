"""Tell people that their certificates end: 60, 30 and 7 days before, each once."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from courses import locks
from courses.engine.certificates.standing import REMINDED
from courses.models import Certificate
from notifications.services import inbox

KIND = "courses.certificate_ends"
_AT_ONCE = 500


@transaction.atomic
def remind(organisation_id: int, *, now: datetime) -> int:
    """Tell everybody whose certificate has come to its next step. Idempotent: a step that was missed is not told late.

    Who is no longer in the organisation is not told. Needs the tenant. Returns how many people were told.
    """
    today = timezone.localdate(now)
    members = set(people.team_and_guest_ids(organisation_id))
    slug = people.slug_of(organisation_id)
    rows = locks.lock_certificates_to_remind(now=now, most=_AT_ONCE)
    told = 0
    for row in rows:
        row.reminded_days = _step(row, today)
        if row.user_id in members:
            told += _tell(row, slug, today)
    Certificate.objects.bulk_update(rows, ["reminded_days"])
    return told


def _step(row: Certificate, today: date) -> int:
    left = (row.last_on - today).days if row.last_on else 0
    return min(days for days in REMINDED if left <= days)


def _tell(row: Certificate, slug: str, today: date) -> int:
    day = date_format(row.last_on, "j F Y") if row.last_on else ""
    how = _("Take the course again before then to renew it. No day is lost.")
    ask = _("Ask whoever manages courses how to renew it.")
    return inbox.notify(
        KIND,
        [row.user_id],
        title=_("Your certificate ends on %(day)s: %(title)s") % {"day": day, "title": row.title},
        body=how if row.course.is_live else ask,
        url=reverse("courses:certificate-list", args=[slug]),
        organisation_id=row.organisation_id,
        key=f"certificate:{row.number}:{row.reminded_days}",
    )
