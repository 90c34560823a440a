"""On Mondays writers hear what waits to be mended soon: one message a week and person, and none when there is nothing.

Who wrote a piece hears of it; pieces whose writer is gone, or writes here no more, are told to the editors.
"""

from collections import Counter
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from notifications.services import inbox
from publishing import check_kinds, permissions
from publishing.check_terms import Urgency
from publishing.models import Finding

NAMED: Final = 5


def tell(organisation_id: int, *, now: datetime) -> int:
    """Tell them. Idempotent by week and person. Needs the tenant. Returns how many were told now. Three queries and what telling takes."""
    rows = Finding.objects.open().filter(urgency__lte=Urgency.SOON).order_by("urgency", "piece__title", "pk")
    writers = set(people.member_ids_holding(organisation_id, permissions.PIECE_WRITE))
    editors = people.member_ids_holding(organisation_id, permissions.PIECE_EDIT)
    lists: dict[int, Counter[str]] = {}
    for writer, title, slug in rows.values_list("piece__created_by_id", "piece__title", "piece__slug"):
        for user_id in [writer] if writer in writers else editors:
            lists.setdefault(user_id, Counter())[title or slug] += 1
    slug = people.slug_of(organisation_id)
    return sum(_told(organisation_id, user_id, found, slug, now=now) for user_id, found in lists.items())


def _told(organisation_id: int, user_id: int, found: Counter[str], slug: str, *, now: datetime) -> int:
    year, week, _day = timezone.localdate(now).isocalendar()
    number, pieces = found.total(), len(found)
    title = ngettext(
        "%(count)d thing to mend in what you write", "%(count)d things to mend in what you write", number
    )
    return inbox.notify(
        check_kinds.CHECKS,
        [user_id],
        title=title % {"count": number},
        body=_body(found, pieces - NAMED),
        url=reverse("publishing:write-checks", args=[slug]),
        organisation_id=organisation_id,
        key=f"publishing:checks:{organisation_id}:{year}-{week}",
    )


def _body(found: Counter[str], more: int) -> str:
    lines = [
        ngettext("%(title)s: %(count)d", "%(title)s: %(count)d", count) % {"title": title, "count": count}
        for title, count in found.most_common(NAMED)
    ]
    if more > 0:
        lines.append(_("and %(count)d more") % {"count": more})
    return "\n".join(f"- {line}" for line in lines)
