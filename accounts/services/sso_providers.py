"""An organisation's identity providers: set up, changed, tested, switched on, made the only way in, removed."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, features, permissions, policy
from accounts.models import Organisation, ProvenDomain, SsoDomain, SsoProvider, SsoVisit
from accounts.services import gate, giving, sso_sessions, tokens
from accounts.sso import selectors
from synthai.core import entitlements, realtime
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.crypto import encrypt
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.tenancy import tenant
from synthai.core.versions import check_version

SECRET = "accounts.sso.secret"  # noqa: S105 - the purpose that client secrets are sealed for
PROVIDERS_AT_MOST = 10
_OPEN = (
    "name",
    "discovery_url",
    "client_id",
    "metadata_url",
    "entity_id",
    "sign_in_url",
    "certificates",
    "wants_signed_requests",
    "sign_out_url",
    "sign_out_answer_url",
)
_ANOTHER_PARTY = {"discovery_url", "client_id", "entity_id", "sign_in_url"}  # what was tested is no more
_RULES = (
    "signs_requests",
    "email_attribute",
    "name_attribute",
    "groups_attribute",
    "adds_members",
    "default_role",
    "group_roles",
)


class ProviderNotFound(NotFound):
    """No such provider in this organisation."""

    code = "accounts.sso.provider_not_found"
    title = _("No such identity provider")
    message = _("This identity provider is not set up here. Perhaps somebody removed it a moment ago.")
    remedy = _("Open the page of single sign-on again.")


class NameTaken(Conflict):
    """Two providers of one name could not be told apart."""

    code = "accounts.sso.name_taken"
    title = _("There is a provider with this name")
    message = _("You have an identity provider named “%(name)s” already. Choose another name.")
    remedy = _("Choose another name.")
    field = "name"


class TooManyProviders(Conflict):
    """A limit against mistakes."""

    code = "accounts.sso.too_many"
    title = _("Too many identity providers")
    message = _("You have %(count)s identity providers already. Remove one that is not used.")
    remedy = _("Remove a provider that is not used.")


class RoleNotGiven(DomainError):
    """A role that no provider can give."""

    code = "accounts.sso.role_unknown"
    title = _("This role cannot be given")
    message = _(
        "“%(role)s” is not a role that a provider can give. Choose administrator, manager, member, viewer or a role of "
        "your organisation."
    )
    remedy = _("Choose administrator, manager, member, viewer or a role of the organisation's own.")
    field = "group_roles"


class NotTested(Conflict):
    """Switching on what was never seen working."""

    code = "accounts.sso.not_tested"
    title = _("Test it first")
    message = _("Run the test of “%(name)s” first: it must find everything that is needed.")
    remedy = _("Run the self-test of the provider and mend what it names.")


class NothingToRequire(Conflict):
    """Requiring single sign-on would lock everybody out."""

    code = "accounts.sso.nothing_to_require"
    title = _("Nobody could sign in")
    message = _(
        "Single sign-on cannot be the only way in yet: it needs a tested provider in use and a proven e-mail domain, or "
        "nobody but the owner could sign in."
    )
    remedy = _("Prove a domain, test a provider and switch it on, then require single sign-on.")


class LastDoor(Conflict):
    """The only way in cannot be closed while it is the only way in."""

    code = "accounts.sso.last_door"
    title = _("This is the only way in")
    message = _(
        "Single sign-on is the only way into your organisation, and this is the last provider in use. Allow other ways to "
        "sign in first."
    )
    remedy = _("Allow other ways to sign in, then switch the provider off or remove it.")


@transaction.atomic
def create(
    *, protocol: str, details: dict[str, Any], secret: str = "", by: Actor, now: datetime
) -> SsoProvider:
    """Set up a provider, not yet in use. `details` are fields of SsoProvider; the secret is stored sealed.

    Needs the tenant. Raises NameTaken, TooManyProviders, RoleNotGiven, MoreThanYouHold; NotInPlan where the plan has no
    single sign-on (providers that are there go on working).
    """
    organisation, present = gate.enter_as(by, permissions.SSO_CHANGE)
    entitlements.require(organisation.pk, features.SINGLE_SIGN_ON)
    if SsoProvider.objects.count() >= PROVIDERS_AT_MOST:
        raise TooManyProviders(count=PROVIDERS_AT_MOST)
    provider = SsoProvider(organisation=organisation, protocol=protocol, created_at=now)
    provider.take(_checked(details, provider, by=present))
    if secret:
        provider.sealed_secret = encrypt(secret, purpose=SECRET)
    _refuse_same_name(provider)
    provider.full_clean()
    provider.save()
    audit(provider, "accounts.sso.provider_added", by=by, changes={"name": [None, provider.name]})
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=provider.pk))
    return provider


@transaction.atomic
def change(
    public_id: str, *, details: dict[str, Any], secret: str = "", by: Actor, version: str | None = None
) -> SsoProvider:
    """Change what is given; an empty secret keeps the one there is. A new address or key asks for a new test.

    Raises ProviderNotFound, NameTaken, RoleNotGiven, MoreThanYouHold, PreconditionFailed.
    """
    organisation, present = gate.enter_as(by, permissions.SSO_CHANGE)
    provider = provider_of(public_id)
    check_version(provider, version)
    changes = provider.take(_checked(details, provider, by=present))
    if secret:
        provider.sealed_secret = encrypt(secret, purpose=SECRET)
        changes["client_secret"] = ["…", "…"]
    if not changes:
        return provider
    if changes.keys() & _ANOTHER_PARTY:
        provider.tested_at = None
    _refuse_same_name(provider)
    provider.full_clean()
    provider.save()
    audit(provider, "accounts.sso.provider_changed", by=by, changes=_told(changes, organisation))
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=provider.pk))
    return provider


@transaction.atomic
def switch(
    public_id: str, *, is_enabled: bool, by: Actor, now: datetime, keep_session: str | None = None
) -> SsoProvider:
    """Put a provider in use or out of it. Raises ProviderNotFound, NotTested, LastDoor.

    Out of use, whoever came through it is signed out, browsers and apps, but the browser with the session key
    `keep_session`: so nobody cuts off the branch they sit on.
    """
    organisation = gate.enter(by, permissions.SSO_CHANGE)
    provider = provider_of(public_id)
    if provider.is_enabled == is_enabled:
        return provider
    if is_enabled and provider.tested_at is None:
        raise NotTested(name=provider.name)
    if not is_enabled:
        _keep_a_door(organisation, provider)
    provider.take({"is_enabled": is_enabled})
    provider.save(update_fields=["is_enabled", "version"])
    if not is_enabled:
        tokens.end_of_provider(selectors.id_of(provider), now=now)
    code = "accounts.sso.provider_switched_on" if is_enabled else "accounts.sso.provider_switched_off"
    audit(provider, code, by=by, changes={"name": [None, provider.name]})
    if not is_enabled:
        sso_sessions.end_by(provider, by=by, keep=keep_session)
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=provider.pk))
    return provider


@transaction.atomic
def remove(public_id: str, *, by: Actor, now: datetime, keep_session: str | None = None) -> SsoProvider:
    """Remove a provider and what links people to it; they keep account and membership. Raises LastDoor.

    Whoever came through it is signed out, as when it is switched off.
    """
    organisation = gate.enter(by, permissions.SSO_CHANGE)
    provider = provider_of(public_id)
    _keep_a_door(organisation, provider)
    tokens.end_of_provider(selectors.id_of(provider), now=now)
    audit(provider, "accounts.sso.provider_removed", by=by, changes={"name": [provider.name, None]})
    sso_sessions.end_by(provider, by=by, keep=keep_session)
    SocialAccount.objects.filter(provider=selectors.id_of(provider)).delete()
    SsoVisit.objects.filter(provider=selectors.id_of(provider)).delete()
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=provider.pk))
    SsoProvider.objects.filter(pk=provider.pk).delete()
    return provider


@transaction.atomic
def require_sso(*, is_required: bool, by: Actor) -> Organisation:
    """Make single sign-on the only way into the organisation, or not; the owner's password always works.

    Raises NothingToRequire.
    """
    organisation = gate.enter(by, permissions.SSO_CHANGE)
    if organisation.requires_sso == is_required:
        return organisation
    can_enter = SsoProvider.objects.enabled().filter(tested_at__isnull=False).exists()
    if is_required and not (can_enter and ProvenDomain.objects.filter(organisation=organisation).exists()):
        raise NothingToRequire
    organisation.requires_sso = is_required
    organisation.save(update_fields=["requires_sso", "updated_at"])
    changes = {"requires_sso": [not is_required, is_required]}
    audit(organisation, "accounts.sso.requirement_changed", by=by, changes=changes)
    after_commit(realtime.judge_organisation_again, organisation.public_id)
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=None))
    return organisation


@transaction.atomic
def record_test(provider: SsoProvider, *, by: Actor, now: datetime) -> None:
    """A self-test found everything that is needed. Needs no tenant: the provider sent `by` back."""
    with tenant(provider.organisation):
        SsoProvider.objects.filter(pk=provider.pk).update(tested_at=now)
        audit(provider, "accounts.sso.provider_tested", by=by, changes={"name": [None, provider.name]})


def forget_all(organisation: Organisation) -> None:
    """Part of the organisation's erasure, in its transaction and tenant: providers, domains, who is linked or signed in."""
    sso_sessions.end_all(organisation)
    SocialAccount.objects.filter(provider__startswith=selectors.prefix_of(organisation)).delete()
    SsoVisit.objects.filter(provider__startswith=selectors.prefix_of(organisation)).delete()
    ProvenDomain.objects.filter(organisation=organisation).delete()
    SsoDomain.objects.all().delete()
    SsoProvider.objects.all().delete()


def provider_of(public_id: str) -> SsoProvider:
    """One provider of the active tenant, with its organisation. Raises ProviderNotFound."""
    found: SsoProvider | None = (
        SsoProvider.objects.select_related("organisation").filter(public_id=public_id).first()
    )
    if found is None:
        raise ProviderNotFound
    return found


def _checked(details: dict[str, Any], provider: SsoProvider, *, by: Actor) -> dict[str, Any]:
    """Roles that the provider did not give before must be held by `by`: nobody gives more than that."""
    unknown = set(details) - {*_OPEN, *_RULES}
    if unknown:
        raise TypeError(f"Not fields that can be set here: {sorted(unknown)}")
    given = [*details.get("group_roles", {}).values()]
    before = {*provider.group_roles.values(), provider.default_role} if provider.pk else set()
    if "default_role" in details:
        given.append(details["default_role"])
    for role in given:
        found = giving.find_role(provider.organisation, role)
        if found is None:
            raise RoleNotGiven(role=role)
        if role not in before:
            giving.check(found.capabilities, by=by)
    return details


def _refuse_same_name(provider: SsoProvider) -> None:
    if SsoProvider.objects.filter(name=provider.name).exclude(pk=provider.pk).exists():
        raise NameTaken(name=provider.name)


def _keep_a_door(organisation: Organisation, closing: SsoProvider) -> None:
    others = SsoProvider.objects.enabled().exclude(pk=closing.pk)
    if organisation.requires_sso and closing.is_enabled and not others.exists():
        raise LastDoor


def _told(changes: dict[str, list[Any]], organisation: Organisation) -> dict[str, list[Any]]:
    """What the trail keeps: certificates by number, own roles by name, the rest as it is."""
    if "certificates" in changes:
        changes["certificates"] = [len(value) for value in changes["certificates"]]
    own = policy.of(organisation).roles
    names = {code: role.name for code, role in own.items()}
    if "default_role" in changes:
        changes["default_role"] = [names.get(code, code) for code in changes["default_role"]]
    if "group_roles" in changes:
        changes["group_roles"] = [
            {group: names.get(code, code) for group, code in value.items()}
            for value in changes["group_roles"]
        ]
    return changes
