"""Invitations, from the invited person's side: for somebody with an account and for somebody new.

Holding the link proves that the person reads the invited address, so it confirms that address too. It does not open an
account that exists: who has one signs in, and joins with the invited address only.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors, events, found, invitation_links, locks, selectors
from accounts.models import Invitation, Membership, Organisation, User
from accounts.services import people, placing, seats
from accounts.services.deletion import OrganisationBeingDeleted
from notifications.services import inbox
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotFound
from synthai.core.events import publish
from synthai.core.tenancy import tenant


class LinkInvalid(NotFound):
    """Damaged, replaced by a newer link, or its organisation is gone."""

    code = "accounts.invitation.link_invalid"
    title = _("The link does not work")
    message = _(
        "This invitation link does not work. It may be incomplete, or a newer mail replaced it: use the link in the "
        "newest mail, or ask for a new invitation."
    )
    remedy = _("Use the link of the newest mail, or ask for a new invitation.")


class LinkUsed(Conflict):
    """One-time means once."""

    code = "accounts.invitation.link_used"
    title = _("The link was used already")
    message = _("This invitation was accepted already. Sign in to open the organisation.")
    remedy = _("Sign in.")


class LinkWithdrawn(Conflict):
    """The team changed its mind."""

    code = "accounts.invitation.link_withdrawn"
    title = _("The invitation was withdrawn")
    message = _("This invitation was withdrawn by the team that sent it. Ask them for a new one.")
    remedy = _("Ask for a new invitation.")


class LinkExpired(Conflict):
    """Too old."""

    code = "accounts.invitation.link_expired"
    title = _("The invitation has expired")
    message = _("This invitation has expired. Ask the person who invited you to send it again.")
    remedy = _("Ask for the invitation to be sent again.")


class InvitedSomebodyElse(Conflict):
    """Signed in with another address than the invited one."""

    code = "accounts.invitation.somebody_else"
    title = _("This invitation is for another address")
    message = _(
        "This invitation was sent to %(invited)s, but you are signed in as %(signed_in)s. "
        "Sign out and sign in with the invited address."
    )
    remedy = _("Sign in with the invited address.")


class AccountExists(Conflict):
    """The invited address has an account: sign in instead."""

    code = "accounts.invitation.account_exists"
    title = _("There is an account with this address")
    message = _("You have an account with this address already. Sign in to accept the invitation.")
    remedy = _("Sign in, then accept.")


@transaction.atomic
def accept(token: str, *, by: Actor, now: datetime) -> Membership:
    """Join with the account one is signed in to. Needs no tenant: the link names the organisation.

    Raises the Link… errors, InvitedSomebodyElse, OrganisationBeingDeleted. Of two who accept at once, the
    second gets LinkUsed.
    """
    organisation = _organisation(token)
    user = User.objects.get(pk=by.user_id or 0)
    with tenant(organisation):
        invitation = open_invitation(token, now=now)
        if not selectors.has_confirmed(user, invitation.email):
            raise InvitedSomebodyElse(invited=invitation.email, signed_in=user.email)
        return _join(invitation, organisation, user, by=by, now=now)


@transaction.atomic
def accept_as_new(token: str, *, name: str, password: str, now: datetime) -> Membership:
    """Make the account and join in one step; the link confirms the address. Assumes a validated password.

    An account that was never confirmed is taken over with the new password: nobody could sign in to it, and
    whoever made it did not read this address. Raises AccountExists for a confirmed one.
    """
    organisation = _organisation(token)
    with tenant(organisation):
        invitation = open_invitation(token, now=now)
        user = confirmed_user(invitation.email, name=name, password=password, now=now)
        return _join(invitation, organisation, user, by=actors.of_person(user), now=now)


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation a link opens, locked; needs its tenant. Raises the Link… error that fits."""
    link = invitation_links.read(token)
    if link is None:
        raise LinkInvalid
    try:
        invitation = locks.lock_invitation(link.invitation_public_id)
    except Invitation.DoesNotExist as error:
        raise LinkInvalid from error
    check_open(invitation, number=link.number, now=now)
    return invitation


def check_open(invitation: Invitation, *, number: int, now: datetime) -> None:
    """Raise why a link with this number does not open the invitation now, if it does not."""
    if invitation.status == Invitation.Status.ACCEPTED:
        raise LinkUsed
    if invitation.status == Invitation.Status.REVOKED:
        raise LinkWithdrawn
    if invitation.link_number != number:
        raise LinkInvalid
    if invitation.is_expired(at=now):
        raise LinkExpired


def _organisation(token: str) -> Organisation:
    link = invitation_links.read(token)
    named = Organisation.objects.filter(public_id=link.organisation_public_id) if link else None
    key = named.values_list("pk", flat=True).first() if named is not None else None
    if key is None:
        raise LinkInvalid
    organisation = locks.lock_organisation(key)
    if organisation.is_being_deleted:
        raise OrganisationBeingDeleted
    return organisation


def _join(
    invitation: Invitation, organisation: Organisation, user: User, *, by: Actor, now: datetime
) -> Membership:
    if not Membership.objects.filter(organisation=organisation, user=user).exists():
        seats.require_seat_to_join(organisation, invitation.email, now=now)
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation,
        user=user,
        defaults={
            "role": invitation.role,
            "custom_role_id": invitation.custom_role_id,
            "invited_by_id": invitation.invited_by_id,
            "joined_at": now,
        },
    )
    invitation.close(Invitation.Status.ACCEPTED, at=now, accepted_by_id=user.pk)
    invitation.save(update_fields=["status", "closed_at", "accepted_by", "version"])
    audit(
        invitation,
        "accounts.invitation.accepted",
        by=by,
        changes={"member": [None, user.email], "role": [None, membership.role]},
    )
    if is_new:
        found.joined(membership)
        placing.join(membership, invitation.branch_ids, by=by)
        publish(events.MemberJoined(organisation_id=organisation.pk, user_id=user.pk, role=membership.role))
    publish(
        events.InvitationClosed(
            organisation_id=organisation.pk, invitation_id=invitation.pk, status=invitation.status
        )
    )
    _tell_inviter(invitation, organisation, user)
    return membership


def _tell_inviter(invitation: Invitation, organisation: Organisation, user: User) -> None:
    if invitation.invited_by_id is None:
        return
    inbox.notify(
        "accounts.invitation_accepted",
        [invitation.invited_by_id],
        title=str(_("%(name)s joined %(organisation)s"))
        % {"name": user.label, "organisation": organisation.name},
        url=f"/o/{organisation.slug}/team/",
        organisation_id=organisation.pk,
        key=f"accounts.invitation_accepted.{invitation.public_id}",
    )


def confirmed_user(email: str, *, name: str, password: str, now: datetime) -> User:
    """An account whose address is confirmed: whoever calls has seen the proof. In a transaction. Raises AccountExists."""
    if selectors.has_confirmed_account(email):
        raise AccountExists
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, joined_at=now)
        user.set_unusable_password()
        user.save()
    elif EmailAddress.objects.filter(user=user, verified=True).exists() or not user.is_active:
        raise AccountExists
    if name.strip():
        user.name = " ".join(name.split())
        user.save(update_fields=["name"])
        found.person_changed(user.pk)
    people.set_password(user, password, by=actors.of_person(user), now=now)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user
