"""The first two steps of every verb on an organisation: take its lock, then ask what the actor may do now."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actors, locks, selectors
from accounts.models import Membership, Organisation, TokenFamily
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError, NotAllowed, NotFound


class NoLongerMember(NotFound):
    """The actor lost the membership while the request was on its way."""

    code = "accounts.member.no_longer"
    title = _("You are no longer a member")
    message = _("You are no longer in this team, so nothing was changed.")
    remedy = _("Ask an administrator of the organisation to invite you again.")


class SignInEnded(DomainError):
    """The app was signed out while its request was on its way."""

    code = "accounts.token.ended_meanwhile"
    title = _("This sign-in has ended")
    message = _("This sign-in has ended, so nothing was changed. Sign in again.")
    remedy = _("Sign in again and repeat the request.")
    status = 401


class PersonOnly(NotAllowed):
    """A key asked for what only a person may do."""

    code = "accounts.key.person_only"
    title = _("Only a person may do this")
    message = _("An API key cannot do this: a person has to, signed in.")
    remedy = _("Sign in as a person and repeat the request.")


class CustomerOnly(NotAllowed):
    """Support asked for what only the customer's own people may do."""

    code = "accounts.support.customer_only"
    title = _("Only the customer's own people may do this")
    message = _(
        "SynthAI support cannot do this, whatever it was allowed: only people of the organisation can."
    )
    remedy = _("Ask somebody of the organisation to do it.")


def enter(by: Actor, capability: str | None) -> Organisation:
    """The actor's organisation, locked. Needs an open transaction; first statement of a verb.

    What a person or key may do is read again under the lock: whoever waited for it may have lost it meanwhile.
    Raises NoLongerMember and NotAllowed.
    """
    return enter_as(by, capability)[0]


def enter_as(by: Actor, capability: str | None) -> tuple[Organisation, Actor]:
    """As `enter`, with the actor as of now: for verbs that compare what somebody gives with what they hold."""
    try:
        organisation = locks.lock_organisation(by.organisation_id or 0)
    except Organisation.DoesNotExist as error:
        raise NoLongerMember from error
    present = as_of_now(by, organisation)
    if capability is not None:
        require(present, capability)
    return organisation, present


def enter_in_person(by: Actor, capability: str | None) -> tuple[Organisation, Actor]:
    """As `enter_as`, closed to keys and support: they make no keys, roles or rules. Raises PersonOnly, CustomerOnly."""
    if by.kind == "api_key":
        raise PersonOnly
    if by.support_public_id:
        raise CustomerOnly
    return enter_as(by, capability)


def as_of_now(by: Actor, organisation: Organisation) -> Actor:
    """Who acts, with what they hold at this moment. The organisation's lock is held."""
    if by.kind == "api_key":
        return _key_as_of_now(by)
    if by.support_public_id:
        return _support_as_of_now(by)
    if by.kind != "person":
        return by
    if (
        by.sign_in_id
        and not TokenFamily.objects.alive(at=timezone.now()).filter(public_id=by.sign_in_id).exists()
    ):
        raise SignInEnded
    membership = Membership.objects.filter(organisation=organisation, user_id=by.user_id or 0).first()
    if membership is None:
        raise NoLongerMember
    return actors.with_present(by, organisation, membership)


def _key_as_of_now(by: Actor) -> Actor:
    found = selectors.key_with_role(by.organisation_id or 0, by.key_public_id or "")
    if found is None or not found.key.is_alive(at=timezone.now()):
        raise NoLongerMember
    present = actors.of_key(found.key, role=found.role, branches=found.branches)
    held = by.capabilities & present.capabilities
    return replace(by, capabilities=held, rules=present.rules, branches=present.branches)


def _support_as_of_now(by: Actor) -> Actor:
    if selectors.active_support(by.support_public_id or "", at=timezone.now()) is None:
        raise NoLongerMember
    return by
