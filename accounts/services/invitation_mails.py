"""Invitations whose mail did not arrive."""

from collections.abc import Sequence

from accounts.models import Invitation
from notifications.services import mail_fates
from notifications.services.mail_fates import LostMail


def about(invitation: Invitation) -> str:
    """What an invitation's mails are about."""
    return f"accounts.invitation:{invitation.public_id}"


def with_lost_mails(invitations: Sequence[Invitation]) -> list[tuple[Invitation, LostMail | None]]:
    """Each invitation, with its newest mail when that did not arrive. One query, none for none."""
    lost = mail_fates.lost([about(each) for each in invitations])
    return [(each, lost.get(about(each))) for each in invitations]
