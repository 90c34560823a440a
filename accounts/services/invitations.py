"""Invitations, from the team's side: send, send again, withdraw, and take the withdrawal back.

The invited person's side is `acceptance`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import events, invitation_links, locks, permissions
from accounts.models import Invitation, Membership, Organisation
from accounts.models.membership import role_label
from accounts.models.user import UserManager
from accounts.services import gate, giving, invitation_mails, placing, seats
from notifications.services import mail
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish

SENT_A_DAY_AT_MOST = 100
SENT_AGAIN_AFTER = timedelta(minutes=1)


class AlreadyMember(Conflict):
    """The invited address belongs to a member."""

    code = "accounts.invitation.already_member"
    title = _("Already in the team")
    message = _("%(email)s is in your team already. Change the role in the list of members.")
    remedy = _("Change the member's role instead.")
    field = "email"


class AlreadyInvited(Conflict):
    """An open invitation exists."""

    code = "accounts.invitation.already_invited"
    title = _("Already invited")
    message = _("%(email)s has an open invitation. Send that one again, or withdraw it first.")
    remedy = _("Resend or withdraw the open invitation.")
    field = "email"


class TooManyInvitations(DomainError):
    """A brake against sending mail to the world in our name."""

    code = "accounts.invitation.too_many"
    title = _("Too many invitations today")
    message = _("Your team sent %(count)s invitations in the last 24 hours. Send more tomorrow.")
    remedy = _("Wait as many seconds as Retry-After says.")
    status = 429
    retry_after = 24 * 60 * 60


class SentMomentsAgo(DomainError):
    """A second mail within a minute."""

    code = "accounts.invitation.sent_moments_ago"
    title = _("Sent a moment ago")
    message = _("This invitation was sent less than a minute ago. Wait a moment before you send it again.")
    remedy = _("Wait as many seconds as Retry-After says.")
    status = 429
    retry_after = 60


class InvitationNotFound(NotFound):
    """No such invitation here."""

    code = "accounts.invitation.not_found"
    title = _("No such invitation")
    message = _("There is no such invitation. Perhaps somebody withdrew it a moment ago.")
    remedy = _("List the invitations again and use an id from there.")


class InvitationClosed(Conflict):
    """Accepted or withdrawn before."""

    code = "accounts.invitation.closed"
    title = _("The invitation is closed")
    message = _("This invitation was accepted or withdrawn already.")
    remedy = _("Invite the person again if that is what you want.")


@transaction.atomic
def send(email: str, *, role: str, by: Actor, now: datetime, branches: Iterable[str] = ()) -> Invitation:
    """Invite an address with a role, into branches (ids) or the whole organisation; the mail leaves after commit.

    Raises AlreadyMember, AlreadyInvited, RoleUnknown, BranchUnknown, MoreThanYouHold, TooManyInvitations, LimitReached (no
    seat left), ValidationError for what is no address. The answer does not tell whether the address has an account.
    """
    organisation, present = gate.enter_as(by, permissions.MEMBER_INVITE)
    address = UserManager.normalize_email(email)
    validate_email(address)
    given = giving.role_to_give(organisation, role, by=present)
    places = placing.find(branches)
    if places:
        placing.check(organisation, role=given.code, person="", by=present)
    _check_new(organisation, address, now=now)
    seats.require_seat(organisation, address, now=now)
    invitation = Invitation(
        organisation=organisation,
        email=address,
        role=given.code,
        custom_role_id=given.custom_role_id,
        branch_ids=[branch.public_id for branch in places],
        invited_by_id=by.user_id,
        created_at=now,
        sent_at=now,
        expires_at=_expiry(now),
    )
    invitation.full_clean()
    invitation.save(force_insert=True)
    changes: dict[str, list[object]] = {"email": [None, address], "role": [None, given.said]}
    if places:
        changes["branches"] = [None, [branch.name for branch in places]]
    audit(invitation, "accounts.invitation.sent", by=by, changes=changes)
    _post(invitation, organisation, by=by)
    return invitation


@transaction.atomic
def send_again(public_id: str, *, by: Actor, now: datetime) -> Invitation:
    """A new link and seven new days; links sent before stop working. Raises SentMomentsAgo."""
    organisation = gate.enter(by, permissions.MEMBER_INVITE)
    invitation = _pending(public_id)
    if now - invitation.sent_at < SENT_AGAIN_AFTER:
        raise SentMomentsAgo
    seats.require_seat(organisation, invitation.email, now=now)
    invitation.renew(at=now, until=_expiry(now))
    invitation.save(update_fields=["link_number", "sent_at", "expires_at", "version"])
    audit(invitation, "accounts.invitation.sent_again", by=by)
    _post(invitation, organisation, by=by)
    return invitation


@transaction.atomic
def revoke(public_id: str, *, by: Actor, now: datetime) -> Invitation:
    """Withdraw an open invitation: its link stops working. `reopen` undoes it."""
    organisation = gate.enter(by, permissions.MEMBER_INVITE)
    invitation = _pending(public_id)
    invitation.close(Invitation.Status.REVOKED, at=now)
    invitation.save(update_fields=["status", "closed_at", "accepted_by", "version"])
    audit(invitation, "accounts.invitation.revoked", by=by)
    publish(
        events.InvitationClosed(
            organisation_id=organisation.pk, invitation_id=invitation.pk, status=invitation.status
        )
    )
    return invitation


@transaction.atomic
def reopen(public_id: str, *, by: Actor, now: datetime) -> Invitation:
    """Undo a withdrawal: the link that was sent works again, as long as it would have. Raises LimitReached."""
    organisation, present = gate.enter_as(by, permissions.MEMBER_INVITE)
    invitation = _find(public_id)
    if invitation.status == Invitation.Status.PENDING:
        return invitation
    waiting = Invitation.objects.pending().filter(email=invitation.email)
    if invitation.status != Invitation.Status.REVOKED or waiting.exists():
        raise InvitationClosed
    given = giving.role_to_give(organisation, invitation.role, by=present)
    seats.require_seat(organisation, invitation.email, now=now)
    invitation.reopen()
    invitation.custom_role_id = given.custom_role_id
    invitation.save(update_fields=["status", "closed_at", "custom_role", "version"])
    audit(invitation, "accounts.invitation.reopened", by=by)
    publish(events.InvitationSent(organisation_id=organisation.pk, invitation_id=invitation.pk))
    return invitation


def _check_new(organisation: Organisation, address: str, *, now: datetime) -> None:
    confirmed = Q(user__emailaddress__email=address, user__emailaddress__verified=True)
    colleagues = Membership.objects.filter(organisation=organisation)
    if colleagues.filter(Q(user__email=address) | confirmed).exists():
        raise AlreadyMember(email=address)
    if Invitation.objects.pending().filter(email=address).exists():
        raise AlreadyInvited(email=address)
    today = Invitation.objects.filter(created_at__gt=now - timedelta(days=1)).count()
    if today >= SENT_A_DAY_AT_MOST:
        raise TooManyInvitations(count=today)


def _find(public_id: str) -> Invitation:
    try:
        return locks.lock_invitation(public_id)
    except Invitation.DoesNotExist as error:
        raise InvitationNotFound from error


def _pending(public_id: str) -> Invitation:
    invitation = _find(public_id)
    if invitation.status != Invitation.Status.PENDING:
        raise InvitationClosed
    return invitation


def _expiry(now: datetime) -> datetime:
    return now + timedelta(days=settings.INVITATION_DAYS)


def _post(invitation: Invitation, organisation: Organisation, *, by: Actor) -> None:
    context = {
        "organisation": organisation,
        "invitation": invitation,
        "role": role_label(invitation.role, None, organisation),
        "by": by.label,
        "url": invitation_links.url_of(invitation, organisation),
        "days": settings.INVITATION_DAYS,
    }
    about = invitation_mails.about(invitation)
    mail.send("accounts/invitation", invitation.email, context, organisation_id=organisation.pk, about=about)
    publish(events.InvitationSent(organisation_id=organisation.pk, invitation_id=invitation.pk))
