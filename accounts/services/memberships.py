"""Who works in an organisation, and as what.

Each verb takes the organisation's lock first, so of two people who act at once the second sees what the first did:
an organisation never loses its owner. The organisation is the actor's (`by.organisation_id`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, found, locks, permissions
from accounts.models import Membership, Organisation, RemovedMember, Role, User
from accounts.services import gate, giving, placing, seats
from accounts.services.giving import RoleUnknown
from notifications.services import inbox, mail
from synthai.core import realtime
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

__all__ = ["RoleUnknown"]  # raised here, kept beside its rule


class MemberNotFound(NotFound):
    """No such member in this organisation."""

    code = "accounts.member.not_found"
    title = _("No such member")
    message = _("This person is not in your team. Perhaps somebody removed them a moment ago.")
    remedy = _("List the members again and use an id from there.")


class OwnerStays(Conflict):
    """The owner's role and membership change by a transfer only."""

    code = "accounts.member.owner_stays"
    title = _("An organisation always has an owner")
    message = _(
        "The owner cannot be removed, leave or take another role: an organisation always has an owner. "
        "Hand the organisation to another member first."
    )
    remedy = _("Transfer the ownership to another member, then try again.")


class AlreadyOwner(Conflict):
    """Transfer to oneself."""

    code = "accounts.organisation.already_owner"
    title = _("This member is the owner already")
    message = _("%(name)s is the owner already. Choose another member.")
    remedy = _("Choose a member who is not the owner.")
    field = "member"


class UndoTooLate(Conflict):
    """What is to be undone has been overtaken."""

    code = "accounts.undo.too_late"
    title = _("Too late to undo")
    message = _("This can no longer be undone, because things have changed since. Look at the list below.")
    remedy = _("Fetch the present state and make the change you want.")


@transaction.atomic
def change_role(
    public_id: str, *, role: str, by: Actor, version: str | None = None, expected: str | None = None
) -> Membership:
    """Give a member another role. Raises OwnerStays, RoleUnknown, MoreThanYouHold, AboveYou, MemberNotFound.

    `version` (from If-Match) and `expected` (the role an undo starts from) refuse a change that came between.
    """
    organisation, present = gate.enter_as(by, permissions.MEMBER_CHANGE_ROLE)
    membership = _member(organisation, public_id)
    if membership.is_owner:
        raise OwnerStays
    given = giving.role_to_give(organisation, role, by=present)
    giving.check_may_touch(membership, organisation, by=present)
    check_version(membership, version)
    if expected is not None and expected != membership.role:
        raise UndoTooLate
    old = membership.role
    if old == role:
        return membership
    was = membership.role_said
    membership.change_role(given.code, given.custom_role_id)
    membership.save(update_fields=["role", "custom_role", "version"])
    audit(membership, "accounts.member.role_changed", by=by, changes={"role": [was, given.said]})
    publish(
        events.MemberRoleChanged(
            organisation_id=organisation.pk, user_id=membership.user_id, old_role=old, new_role=role
        )
    )
    after_commit(realtime.judge_person_again, membership.user.public_id)
    return membership


@transaction.atomic
def change(
    public_id: str,
    *,
    by: Actor,
    role: str | None = None,
    branches: Iterable[str] | None = None,
    version: str | None = None,
) -> Membership:
    """Another role, other branches, or both at once: for the API, whose `version` covers both."""
    organisation = gate.enter(by, permissions.MEMBER_CHANGE_ROLE)
    membership = _member(organisation, public_id)
    check_version(membership, version)
    if role is not None:
        membership = change_role(public_id, role=role, by=by)
    if branches is not None:
        membership = change_branches(public_id, branches=branches, by=by)
    return membership


@transaction.atomic
def change_branches(
    public_id: str,
    *,
    branches: Iterable[str],
    by: Actor,
    version: str | None = None,
    expected: Iterable[str] | None = None,
) -> Membership:
    """Put a member into these branches (ids) and no others; it counts from their next request on.

    A closed branch can be kept, not added. `version` and `expected` as for `change_role`.
    Raises BranchUnknown, MoreThanYouHold, AboveYou, MemberNotFound.
    """
    organisation, present = gate.enter_as(by, permissions.MEMBER_CHANGE_ROLE)
    membership = _member(organisation, public_id)
    giving.check_may_touch(membership, organisation, by=present)
    check_version(membership, version)
    if expected is not None and {*expected} != {*membership.branch_ids}:
        raise UndoTooLate
    found = placing.find(branches, kept=membership.branch_ids)
    if {branch.public_id for branch in found} != {*membership.branch_ids}:
        placing.check(organisation, role=membership.role, person=membership.user.public_id, by=present)
        membership.version += 1
        placing.put(membership, found, by=by)
    return membership


@transaction.atomic
def remove(public_id: str, *, by: Actor, version: str | None = None) -> Membership:
    """Take a member out of the team; `restore` undoes it. Raises OwnerStays, MemberNotFound.

    Returns the membership as it was.
    """
    organisation, present = gate.enter_as(by, permissions.MEMBER_REMOVE)
    membership = _member(organisation, public_id)
    if membership.is_owner:
        raise OwnerStays
    giving.check_may_touch(membership, organisation, by=present)
    check_version(membership, version)
    _end(membership, "accounts.member.removed", by=by, has_left=False)
    return membership


@transaction.atomic
def restore(
    user_public_id: str, *, role: str, by: Actor, now: datetime, branches: Iterable[str] = ()
) -> Membership:
    """Undo a removal: the person is back with the role and the branches of before. Idempotent.

    The edge vouches that there was such a removal a moment ago (accounts.undo signs it).
    """
    organisation, present = gate.enter_as(by, permissions.MEMBER_REMOVE)
    user = User.objects.filter(public_id=user_public_id, is_active=True).first()
    given = giving.find_role(organisation, role)
    if user is None or given is None:
        raise UndoTooLate
    giving.check(given.capabilities, by=present, is_own_role=True)
    if not Membership.objects.filter(organisation=organisation, user=user).exists():
        seats.require_seat(organisation, user.email, now=now)
    fresh = {"role": given.code, "custom_role_id": given.custom_role_id, "joined_at": now}
    membership, is_new = Membership.objects.get_or_create(
        organisation=organisation, user=user, defaults=fresh
    )
    if is_new:
        audit(
            membership,
            "accounts.member.restored",
            by=by,
            changes={"member": [None, user.email], "role": [None, role]},
        )
        placing.join(membership, branches, by=by)
        publish(events.MemberJoined(organisation_id=organisation.pk, user_id=user.pk, role=role))
    return membership


@transaction.atomic
def leave(*, by: Actor) -> None:
    """Leave the actor's organisation. The owner cannot (OwnerStays), a key is no member (PersonOnly)."""
    organisation, _present = gate.enter_in_person(by, None)
    membership = locks.lock_membership_of(organisation.pk, by.user_id or 0)
    if membership.is_owner:
        raise OwnerStays
    _end(membership, "accounts.member.left", by=by, has_left=True)


@transaction.atomic
def transfer_ownership(public_id: str, *, by: Actor, now: datetime) -> Membership:
    """Make another member the owner; the old one becomes administrator. Both are told by mail.

    Assumes that the edge has asked the password again. Returns the new owner's membership.
    """
    organisation, _present = gate.enter_in_person(by, permissions.ORGANISATION_TRANSFER)
    heir = _member(organisation, public_id)
    if heir.is_owner:
        raise AlreadyOwner(name=heir.user.label)
    owner = locks.lock_membership_of(organisation.pk, by.user_id or 0)
    for membership, role in (
        (owner, Role.ADMINISTRATOR),
        (heir, Role.OWNER),
    ):  # never two owners, not even now
        membership.change_role(role)
        membership.save(update_fields=["role", "custom_role", "version"])
        after_commit(realtime.judge_person_again, membership.user.public_id)
    audit(
        organisation,
        "accounts.organisation.transferred",
        by=by,
        organisation_id=organisation.pk,
        changes={"owner": [owner.user.email, heir.user.email]},
    )
    publish(
        events.OwnershipTransferred(
            organisation_id=organisation.pk, old_owner_id=owner.user_id, new_owner_id=heir.user_id
        )
    )
    _tell_of_transfer(organisation, owner, heir)
    return heir


def _tell_of_transfer(organisation: Organisation, old: Membership, new: Membership) -> None:
    for membership in (old, new):
        context = {
            "organisation": organisation,
            "old_owner": old.user,
            "new_owner": new.user,
            "user": membership.user,
        }
        mail.send(
            "accounts/ownership_transferred", membership.user.email, context, organisation_id=organisation.pk
        )


def _member(organisation: Organisation, public_id: str) -> Membership:
    try:
        found = locks.lock_membership(organisation.pk, public_id)
    except Membership.DoesNotExist as error:
        raise MemberNotFound from error
    found.organisation = organisation  # knows what its roles are called, also after a change
    return found


def _end(membership: Membership, code: str, *, by: Actor, has_left: bool) -> None:
    audit(
        membership,
        code,
        by=by,
        changes={"member": [membership.user.email, None], "role": [membership.role_said, None]},
    )
    organisation_id, user_id = membership.organisation_id, membership.user_id
    found.left(membership)
    Membership.objects.filter(pk=membership.pk).delete()
    RemovedMember.objects.filter(user_id=user_id).delete()
    if not has_left:  # whom the team removed does not come back by themselves
        RemovedMember.objects.create(user_id=user_id)
    inbox.forget(user_id, organisation_id=organisation_id)
    publish(events.MemberRemoved(organisation_id=organisation_id, user_id=user_id, has_left=has_left))
    after_commit(realtime.judge_person_again, membership.user.public_id)
