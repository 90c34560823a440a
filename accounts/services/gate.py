"""The first two steps of every verb on an organisation: take its lock, then ask what the actor may do now."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accounts import locks, roles
from accounts.models import Membership, Organisation
from synthai.core.access import Actor, require
from synthai.core.errors import NotFound


class NoLongerMember(NotFound):
    """The actor lost the membership while the request was on its way."""

    code = "accounts.member.no_longer"
    title = _("You are no longer a member")
    message = _("You are no longer in this team, so nothing was changed.")
    remedy = _("Ask an administrator of the organisation to invite you again.")


def enter(by: Actor, capability: str | None) -> Organisation:
    """The actor's organisation, locked. Needs an open transaction; first statement of a verb.

    What a person may do is read again under the lock: whoever waited for it may have lost the role meanwhile.
    Raises NoLongerMember and NotAllowed.
    """
    try:
        organisation = locks.lock_organisation(by.organisation_id or 0)
    except Organisation.DoesNotExist as error:
        raise NoLongerMember from error
    present = _as_of_now(by, organisation) if by.kind == "person" else by
    if capability is not None:
        require(present, capability)
    return organisation


def _as_of_now(by: Actor, organisation: Organisation) -> Actor:
    membership = Membership.objects.filter(organisation=organisation, user_id=by.user_id or 0).first()
    if membership is None:
        raise NoLongerMember
    held = roles.capabilities_of(membership.role, is_being_deleted=organisation.is_being_deleted)
    return replace(by, capabilities=by.capabilities & held)
