"""Whom an organisation's identity provider may bring in, and as what.

The provider is believed about addresses of domains that its organisation has proven to own, and about nothing else: so an
administrator who sets up a provider cannot sign in as somebody of another business.
"""

from dataclasses import replace
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors, events, locks
from accounts.models import Membership, Organisation, ProvenDomain, SsoProvider, User
from accounts.services import giving, seats, sign_in_ways
from accounts.services.deletion import OrganisationBeingDeleted
from accounts.services.giving import Given
from accounts.sso import selectors
from accounts.sso.identity import Identity
from synthai.core import realtime
from synthai.core.access import Actor, system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotAllowed
from synthai.core.events import publish
from synthai.core.tenancy import tenant


class SsoNotInUse(Conflict):
    """Set up, but switched off."""

    code = "accounts.sso.not_in_use"
    title = _("This provider is not in use")
    message = _(
        "%(provider)s is set up, but not in use. An administrator of your organisation can switch it on."
    )
    remedy = _("Ask an administrator of your organisation, or sign in another way.")


class AddressMissing(Conflict):
    """Nothing tells who it is."""

    code = "accounts.sso.address_missing"
    title = _("Your provider did not send your e-mail address")
    message = _(
        "%(provider)s did not send your e-mail address, so we cannot tell who you are. Your administrator can find "
        "out with “Test” on the page of the provider which attribute is missing."
    )
    remedy = _("An administrator runs the self-test and names the attribute that holds the address.")


class AddressDoubted(Conflict):
    """The provider itself does not vouch for the address."""

    code = "accounts.sso.address_doubted"
    title = _("Your address is not confirmed at your provider")
    message = _("%(provider)s says that %(email)s is not confirmed. Confirm it there, then sign in again.")
    remedy = _("Confirm the address at the identity provider.")


class DomainNotProven(NotAllowed):
    """An address that is not the organisation's to vouch for."""

    code = "accounts.sso.domain_not_proven"
    title = _("This address is not of your organisation")
    message = _(
        "%(provider)s signed you in as %(email)s, but %(organisation)s has not proven that %(domain)s is its domain. "
        "An administrator can add and prove it under Single sign-on."
    )
    remedy = _("An administrator adds the domain and proves it by a DNS record.")


class NotInTeam(NotAllowed):
    """People are added by invitation there."""

    code = "accounts.sso.not_in_team"
    title = _("You are not in this team")
    message = _(
        "You are not in the team of %(organisation)s, and people are added by invitation only. Ask an administrator to "
        "invite %(email)s."
    )
    remedy = _("Ask an administrator for an invitation.")


class RoleGone(Conflict):
    """What new people would get was deleted; another role might allow more."""

    code = "accounts.sso.role_gone"
    title = _("The role for you was deleted")
    message = _(
        "%(provider)s lets you in, but the role that it would give you was deleted. Ask an administrator of "
        "%(organisation)s to choose another on the page of the provider under Single sign-on."
    )
    remedy = _("An administrator chooses another role on the page of the provider.")


class PersonBlocked(NotAllowed):
    """Staff closed the account, or it is no longer the organisation's to open."""

    code = "accounts.sso.person_blocked"
    title = _("This account cannot be opened this way")
    message = _(
        "The account that belongs to this sign-in is closed, is staff's, or no longer has an address of "
        "%(organisation)s. Sign in another way, or write to support."
    )
    remedy = _("Sign in another way, or write to support.")


@transaction.atomic
def admit(
    provider: SsoProvider, identity: Identity, *, now: datetime, ip: str | None, request_id: str | None
) -> User:
    """The person to sign in: known by link, else by address, else new; in the team, with the role their groups give.

    Needs no tenant. Assumes that the provider's answer was checked. Raises what this module declares.
    """
    organisation = locks.lock_organisation(provider.organisation.pk)
    with tenant(organisation):
        _check(provider, identity, organisation)
        user = _person(provider, identity, organisation, now=now)
        by = replace(actors.of_person(user), ip=ip, request_id=request_id)
        _link(provider, identity, user, by=by)
        _settle(provider, identity, organisation, user, by=by, now=now)
    return user


def record_refusal(provider: SsoProvider, identity: Identity, *, code: str, ip: str | None) -> None:
    """Keep a refused sign-in in the organisation's trail: its administrator wants to know why somebody stays out."""
    by = replace(system_actor(provider.organisation_id), ip=ip)
    with transaction.atomic(), tenant(provider.organisation):
        audit(
            provider,
            "accounts.sso.refused",
            by=by,
            changes={"reason": [None, code], "email": [None, identity.email]},
        )


def _check(provider: SsoProvider, identity: Identity, organisation: Organisation) -> None:
    if not provider.is_enabled:
        raise SsoNotInUse(provider=provider.name)
    if "@" not in identity.email:
        raise AddressMissing(provider=provider.name)
    if identity.is_email_doubted:
        raise AddressDoubted(provider=provider.name, email=identity.email)
    domain = selectors.domain_of(identity.email)
    if not selectors.is_proven(domain, organisation.pk):
        raise DomainNotProven(
            provider=provider.name, email=identity.email, organisation=organisation.name, domain=domain
        )


def _person(provider: SsoProvider, identity: Identity, organisation: Organisation, *, now: datetime) -> User:
    linked = SocialAccount.objects.filter(provider=selectors.id_of(provider), uid=identity.subject)
    account = linked.select_related("user").first()
    user = account.user if account else _by_address(identity.email)
    if user is None:
        if not provider.adds_members:
            raise NotInTeam(organisation=organisation.name, email=identity.email)
        return _new(identity, now=now)
    sign_in_ways.take_over_unconfirmed(user, identity.email, by=actors.of_person(user))
    may_open = user.is_active and not user.is_staff and _has_address_of(organisation, user)
    if (
        not may_open
    ):  # staff's rights reach over all organisations, so no customer's provider opens their account
        raise PersonBlocked(organisation=organisation.name)
    return user


def _by_address(email: str) -> User | None:
    confirmed = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return confirmed.user if confirmed else User.objects.filter(email=email).first()


def _has_address_of(organisation: Organisation, user: User) -> bool:
    """Whether the person still has a confirmed address in a domain of the organisation: else it is not hers to open."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    domains = {selectors.domain_of(address) for address in addresses}
    return ProvenDomain.objects.filter(organisation=organisation, domain__in=domains).exists()


def _new(identity: Identity, *, now: datetime) -> User:
    user = User(email=identity.email, name=" ".join(identity.name.split())[:120], joined_at=now)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=identity.email, verified=True, primary=True)
    audit(user, "accounts.user.added_by_sso", by=actors.of_person(user))
    return user


def _link(provider: SsoProvider, identity: Identity, user: User, *, by: Actor) -> None:
    account, is_new = SocialAccount.objects.get_or_create(
        provider=selectors.id_of(provider),
        uid=identity.subject,
        defaults={"user": user, "extra_data": {"email": identity.email, "name": identity.name}},
    )
    if is_new:
        sign_in_ways.record_link(account, by=by)


def _settle(
    provider: SsoProvider,
    identity: Identity,
    organisation: Organisation,
    user: User,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """See to the membership and its role."""
    rows = Membership.objects.filter(organisation=organisation, user=user)
    member = rows.select_related("custom_role").first()
    if member is None:
        _join(provider, identity, organisation, user, by=by, now=now)
    elif provider.group_roles and identity.has_groups and not member.is_owner:
        _follow_groups(member, _role(provider, identity, organisation), by=by)


def _join(
    provider: SsoProvider,
    identity: Identity,
    organisation: Organisation,
    user: User,
    *,
    by: Actor,
    now: datetime,
) -> None:
    if not provider.adds_members:
        raise NotInTeam(organisation=organisation.name, email=identity.email)
    if organisation.is_being_deleted:
        raise OrganisationBeingDeleted
    seats.require_seat_to_join(organisation, user.email, now=now)
    role = _role(provider, identity, organisation)
    if role is None:
        raise RoleGone(provider=provider.name, organisation=organisation.name)
    member = Membership.objects.create(
        organisation=organisation,
        user=user,
        role=role.code,
        custom_role_id=role.custom_role_id,
        joined_at=now,
    )
    changes = {"member": [None, user.email], "role": [None, role.said], "provider": [None, provider.name]}
    audit(member, "accounts.member.joined_by_sso", by=by, changes=changes)
    publish(events.MemberJoined(organisation_id=organisation.pk, user_id=user.pk, role=role.code))


def _role(provider: SsoProvider, identity: Identity, organisation: Organisation) -> Given | None:
    return giving.find_role(organisation, selectors.role_for(provider, identity.groups, organisation))


def _follow_groups(member: Membership, role: Given | None, *, by: Actor) -> None:
    """Give the role of the groups; one that was deleted leaves the member what they have."""
    old, said = member.role, member.role_said
    if role is None or old == role.code:
        return
    member.change_role(role.code, role.custom_role_id)
    member.save(update_fields=["role", "custom_role", "version"])
    audit(member, "accounts.member.role_changed_by_sso", by=by, changes={"role": [said, role.said]})
    publish(
        events.MemberRoleChanged(
            organisation_id=member.organisation_id, user_id=member.user_id, old_role=old, new_role=role.code
        )
    )
    after_commit(realtime.judge_person_again, member.user.public_id)
