"""Mails that did not arrive: told where they matter, asked for by the page of what they were about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from notifications import events
from notifications.models import DID_NOT_ARRIVE, Mail, MailState
from synthai.core.events import publish
from synthai.core.tenancy import tenant

REASONS = {
    MailState.FAILED: _("The mail server did not take it."),
    MailState.BOUNCED: _("There is no such mailbox."),
    MailState.SUPPRESSED: _(
        "Earlier mails to this address came back or were marked as spam, so this one was not sent."
    ),
}


@dataclass(frozen=True)
class LostMail:
    """A mail that did not arrive, for the page of what it was about."""

    to: str
    queued_at: datetime
    reason: str


def lose(mail: Mail, state: MailState, answer: str) -> None:
    """The mail does not arrive; whoever listens to `MailBounced` is told with the commit. Needs the mail's lock.

    Mails of no organisation (codes, links to sign in) are shown to staff alone.
    """
    mail.lose(state, answer)
    if mail.organisation_id is None:
        return
    with tenant(mail.organisation_id):
        publish(events.MailBounced(mail_id=mail.pk, kind=mail.kind, about=mail.about, reason=state.value))


def lost(abouts: Collection[str]) -> dict[str, LostMail]:
    """Which of these things' newest mail did not arrive. One query, none for nothing."""
    if not abouts:
        return {}
    rows = Mail.objects.filter(about__in=abouts).order_by("about", "-created_at", "-pk").distinct("about")
    return {
        row.about: LostMail(
            to=row.recipient, queued_at=row.created_at, reason=str(REASONS[MailState(row.state)])
        )
        for row in rows.defer("subject", "text", "html", "headers", "attachments")
        if row.state in DID_NOT_ARRIVE
    }
