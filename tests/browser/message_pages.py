"""Announcements and matters, as the pages of tests/browser/pages.py need them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from notifications import escalations
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.models import Delivery, EscalationStep, TeamAnnouncement
from notifications.services import announcing, escalating, links, spreading
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def a_draft(cast: Cast) -> str:
    """What it would do."""
    return _page(cast, _written(cast))


def a_report(cast: Cast) -> str:
    """What became of it: one of two was not reached."""
    row, now = _written(cast), timezone.now()
    with tenant(cast.umoja):
        announcing.press(row, by=cast.thandi.actor, now=now)
    spreading.spread(spreading.spreading()[0])
    mails = Delivery.objects.filter(message__key=row.key, channel="email")
    mails.update(state="sent", finished_at=now)
    mails.filter(user=cast.bongani.user).update(state="failed", answer="550 5.1.1 no such mailbox")
    return _page(cast, row)


def a_matter(cast: Cast) -> str:
    """By the link of its message: nobody has taken it yet."""
    escalations.policy("browser", title="Drill", order="accounts.carers")
    kind = next(each for each in registry.kinds() if each.code == "billing.plan_held")
    escalating.tell(
        kind.code,
        values=kind.example,
        key="browser",
        now=timezone.now() - timedelta(minutes=1),
        policy="browser",
        url=f"/o/{cast.umoja.slug}/billing/",
        organisation_id=cast.umoja.pk,
    )
    assert kind.channels[Channel.SMS] is Frequency.NOW
    return links.taken_path(EscalationStep.objects.order_by("pk")[0])


def _written(cast: Cast) -> TeamAnnouncement:
    draft = announcing.Draft(
        title="We close early on Friday",
        body="From noon the shop is closed for stock-taking. Please count your shelves before eleven.",
        channels=("in_app", "email", "sms"),
        audience="accounts.team",
        audience_args={"role": "all"},
    )
    with tenant(cast.umoja):
        row = announcing.write(draft, by=cast.thandi.actor, now=timezone.now())
    assert isinstance(row, TeamAnnouncement)
    return row


def _page(cast: Cast, row: TeamAnnouncement) -> str:
    return reverse("notifications-organisation:announcement", args=[cast.umoja.slug, row.public_id])
