"""Where a person is sent to sign in, and an organisation's own providers and domains."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from accounts import policy, roles
from accounts.models import Membership, Organisation, ProvenDomain, SsoDomain, SsoProvider
from accounts.models.sso import PROVIDER_PREFIX
from accounts.models.user import UserManager
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

_PARTS = 3


@dataclass(frozen=True, kw_only=True)
class Door:
    """One provider to choose."""

    provider_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where people with this address sign in."""

    domain: str
    organisation_id: int
    doors: tuple[Door, ...]
    is_required: bool


def domain_of(email: str) -> str:
    """The domain of an address, in lower case; empty when there is none."""
    return UserManager.normalize_email(email).rpartition("@")[2]


def id_of(provider: SsoProvider) -> str:
    """The provider's id in allauth. One query when the organisation was not loaded with it."""
    return f"{prefix_of(provider.organisation)}{provider.public_id}"


def prefix_of(organisation: Organisation) -> str:
    """How the ids of all providers of an organisation begin."""
    return f"{PROVIDER_PREFIX}-{organisation.public_id}-"


def provider_by_id(provider_id: str) -> SsoProvider | None:
    """The provider with that allauth id, with its organisation. Needs no tenant: the id names the organisation."""
    parts = provider_id.split("-")
    if len(parts) != _PARTS or parts[0] != PROVIDER_PREFIX:
        return None
    organisation = Organisation.objects.filter(public_id=parts[1]).first()
    if organisation is None:
        return None
    with tenant(organisation):
        found: SsoProvider | None = SsoProvider.objects.filter(public_id=parts[2]).first()
    if found is not None:
        found.organisation = organisation
    return found


def route_for(email: str) -> Route | None:
    """Whose provider signs this address in; None when its domain is nobody's, or has no provider in use.

    Two queries: the domain is global, the providers are read inside the organisation it leads to.
    """
    proven = ProvenDomain.objects.select_related("organisation").filter(domain=domain_of(email)).first()
    if proven is None:
        return None
    organisation = proven.organisation
    with tenant(organisation):
        rows = list(SsoProvider.objects.enabled().order_by("created_at", "pk"))
    prefix = prefix_of(organisation)
    doors = tuple(Door(provider_id=f"{prefix}{row.public_id}", name=row.name) for row in rows)
    if not doors:
        return None
    return Route(
        domain=proven.domain,
        organisation_id=organisation.pk,
        doors=doors,
        is_required=organisation.requires_sso,
    )


def role_for(provider: SsoProvider, groups: Iterable[str], organisation: Organisation) -> str:
    """The code of the highest role that one of the groups gives, else the role of new people. No query.

    Highest is what may do most. Empty when all that would be given was deleted: then nobody gets anything, since another role
    might allow more than that one did.
    """
    named = [provider.group_roles[group] for group in groups if group in provider.group_roles]
    own = policy.of(organisation).roles
    known = [code for code in named or [provider.default_role] if code in roles.ASSIGNABLE or code in own]
    return max(known, key=lambda code: len(policy.capabilities_in(organisation, code)), default="")


def doors_of(organisation: Organisation) -> list[Door]:
    """The providers in use of the active tenant."""
    rows = SsoProvider.objects.enabled().order_by("created_at", "pk")
    return [Door(provider_id=f"{prefix_of(organisation)}{row.public_id}", name=row.name) for row in rows]


def providers() -> list[SsoProvider]:
    """All providers of the active tenant, oldest first. One query."""
    return list(SsoProvider.objects.order_by("created_at", "pk"))


def get_provider(public_id: str) -> SsoProvider:
    """One provider of the active tenant, with its organisation. Raises NotFound."""
    found: SsoProvider | None = (
        SsoProvider.objects.select_related("organisation").filter(public_id=public_id).first()
    )
    if found is None:
        raise NotFound
    return found


def domains(organisation: Organisation) -> list[SsoDomain]:
    """The active tenant's domains by name, each with the role its people may join with. One query."""
    proven = ProvenDomain.objects.filter(organisation=organisation, domain=OuterRef("domain"))
    return list(
        SsoDomain.objects.annotate(join_role=Subquery(proven.values("join_role")[:1])).order_by("domain")
    )


def is_proven(domain: str, organisation_id: int) -> bool:
    """Whether the domain is proven to be this organisation's."""
    return ProvenDomain.objects.filter(domain=domain, organisation_id=organisation_id).exists()


def members_outside(organisation_id: int) -> list[Membership]:
    """Members whose address is in none of the organisation's proven domains, the owner aside."""
    proven = set(
        ProvenDomain.objects.filter(organisation_id=organisation_id).values_list("domain", flat=True)
    )
    rows = Membership.objects.filter(organisation_id=organisation_id).select_related("user").order_by("pk")
    return [row for row in rows if not row.is_owner and domain_of(row.user.email) not in proven]


def could_require(organisation: Organisation) -> bool:
    """Whether single sign-on could be the only way in: a tested provider in use and a proven domain."""
    is_tested = SsoProvider.objects.enabled().filter(tested_at__isnull=False).exists()
    return is_tested and ProvenDomain.objects.filter(organisation=organisation).exists()
