"""Reads of people and organisations, for accounts' own screens and for other apps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.db.models import F, OuterRef, Subquery

from accounts import actors, invitation_links, logo_marks, roles
from accounts.models import (
    AccessRule,
    ApiKey,
    Branch,
    BranchMember,
    CustomRole,
    Guest,
    Invitation,
    Membership,
    Organisation,
    Role,
    SupportAccess,
    TokenFamily,
    User,
)
from accounts.models.api_key import ApiKeyQuerySet
from accounts.models.branch import BranchQuerySet
from accounts.models.invitation import InvitationQuerySet
from accounts.models.membership import MembershipQuerySet
from accounts.models.token_family import TokenFamilyQuerySet
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

_T = TypeVar("_T")
_CUSTOM_RANK = 1.5  # between administrators and managers


@dataclass(frozen=True, kw_only=True)
class OrganisationOption:
    """One entry of the switcher."""

    public_id: str
    name: str
    slug: str
    role: str
    role_label: str
    delete_after: datetime | None
    organisation: Organisation

    @property
    def mark(self) -> logo_marks.Mark:
        """Beside its name. Where single sign-on is the only way in, another session could not fetch the picture."""
        return logo_marks.of(self.organisation, is_shown=not self.organisation.requires_sso)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an invitation link offers, for the page that shows it."""

    invitation: Invitation
    organisation: Organisation
    link_number: int
    inviter: str
    has_account: bool


def organisations_of(user: User) -> list[OrganisationOption]:
    """The organisations a person belongs to, the last opened first. One query."""
    rows = (
        Membership.objects.filter(user=user)
        .select_related("organisation")
        .order_by(F("opened_at").desc(nulls_last=True), "organisation__name", "pk")
    )
    return [
        OrganisationOption(
            public_id=row.organisation.public_id,
            name=row.organisation.name,
            slug=row.organisation.slug,
            role=row.role,
            role_label=row.get_role_display(),
            delete_after=row.organisation.delete_after,
            organisation=row.organisation,
        )
        for row in rows
    ]


def memberships_of(user: User) -> MembershipQuerySet:
    """A person's memberships with their organisations, for lists that page by key."""
    return Membership.objects.filter(user=user).select_related("organisation")


def membership(user: User, slug: str) -> Membership | None:
    """The person's membership of the organisation with that slug, organisation included. One query.

    The one door from an address to a tenant: None for a stranger and for what does not exist, alike.
    """
    rows = Membership.objects.of_person(user.pk).select_related("organisation")
    return rows.filter(organisation__slug=slug).first()


def members(organisation_id: int) -> list[Membership]:
    """The team, owner first, then by role and name, with the people. One query."""
    rank = {role.value: place for place, role in enumerate(roles.ROLES)}
    rows = members_query(organisation_id)
    return sorted(rows, key=lambda row: (rank.get(row.role, _CUSTOM_RANK), row.user.label.lower(), row.pk))


def members_query(organisation_id: int) -> MembershipQuerySet:
    """The team with the people and their custom roles, for lists that page by key. Needs the tenant."""
    return Membership.objects.filter(organisation_id=organisation_id).select_related("user", "custom_role")


def get_member(organisation_id: int, public_id: str) -> Membership:
    """One member with the person, for a page or the API. Raises NotFound."""
    return _one(members_query(organisation_id).filter(public_id=public_id).first())


def pending_invitations() -> list[Invitation]:
    """Open invitations of the active tenant, expired ones included, newest first. One query."""
    rows = Invitation.objects.pending().select_related("invited_by", "custom_role")
    return list(rows.order_by("-created_at", "-pk"))


def invitations_query() -> InvitationQuerySet:
    """All invitations of the active tenant, for lists that page by key."""
    return Invitation.objects.select_related("invited_by", "custom_role")


def get_invitation(public_id: str) -> Invitation:
    """One invitation of the active tenant, for the API. Raises NotFound."""
    return _one(invitations_query().filter(public_id=public_id).first())


def member_ids_holding(organisation_id: int, capability: str) -> list[int]:
    """Keys of the people who may do that in this organisation: whom to notify. One query."""
    rows = Membership.objects.filter(organisation_id=organisation_id, user__is_active=True)
    found = rows.select_related("user", "organisation").order_by("pk")
    return [row.user_id for row in found if actors.of_member(row, row.user).can(capability)]


def user_ids_of(organisation_id: int) -> list[int]:
    """Keys of everybody in this organisation. One query."""
    rows = Membership.objects.filter(organisation_id=organisation_id)
    return list(rows.order_by("pk").values_list("user_id", flat=True))


def team_and_guest_ids(organisation_id: int) -> list[int]:
    """Keys of everybody in this organisation, and of its guests: whom one may tell of what is theirs. Two queries."""
    guests = Guest.objects.filter(organisation_id=organisation_id)
    return [*user_ids_of(organisation_id), *guests.order_by("pk").values_list("user_id", flat=True)]


def labels_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Names of people by key, for lists that say who did something. One query."""
    wanted = {user_id for user_id in user_ids if user_id}
    return {user.pk: user.label for user in User.objects.filter(pk__in=wanted).only("pk", "name", "email")}


def organisation_by_public_id(public_id: str) -> Organisation:
    """An organisation, for the machinery (socket topics, commands). Raises NotFound."""
    return _one(Organisation.objects.filter(public_id=public_id).first())


def slug_of(organisation_id: int) -> str:
    """The organisation's name in addresses. Raises Organisation.DoesNotExist."""
    return Organisation.objects.values_list("slug", flat=True).get(pk=organisation_id)


def name_of(organisation_id: int) -> str:
    """What people call the organisation. Raises Organisation.DoesNotExist."""
    return Organisation.objects.values_list("name", flat=True).get(pk=organisation_id)


def public_id_of(organisation_id: int) -> str:
    """The organisation's id as people and others see it. Raises Organisation.DoesNotExist."""
    return Organisation.objects.values_list("public_id", flat=True).get(pk=organisation_id)


def organisation_by_slug(slug: str) -> Organisation:
    """An organisation, for commands. Raises NotFound."""
    return _one(Organisation.objects.filter(slug=slug).first())


def offer(token: str) -> Offer | None:
    """What a link offers; None when it was altered or its organisation is gone. Whether it still opens is
    `acceptance.check_open`'s to say. Needs no tenant."""
    link = invitation_links.read(token)
    if link is None:
        return None
    organisation = Organisation.objects.filter(public_id=link.organisation_public_id).first()
    if organisation is None:
        return None
    with tenant(organisation):
        rows = Invitation.objects.select_related("invited_by", "custom_role")
        found = rows.filter(public_id=link.invitation_public_id)
        invitation = found.first()
    if invitation is None:
        return None
    return Offer(
        invitation=invitation,
        organisation=organisation,
        link_number=link.number,
        inviter=invitation.invited_by.label if invitation.invited_by else organisation.name,
        has_account=has_confirmed_account(invitation.email),
    )


def has_confirmed_account(email: str) -> bool:
    """Whether somebody confirmed this address. Only for who has proved to read it: it tells who is a customer."""
    return bool(EmailAddress.objects.filter(email=email, verified=True).exists())


def has_confirmed(user: User, email: str) -> bool:
    """Whether this person confirmed this address: one of theirs, the main one or another."""
    return bool(EmailAddress.objects.filter(user=user, email=email, verified=True).exists())


def devices_query(user_id: int, *, now: datetime) -> TokenFamilyQuerySet:
    """Signed-in apps of a person, for lists that page by key."""
    return TokenFamily.objects.alive(at=now).filter(user_id=user_id)


def devices_of(user_id: int, *, now: datetime) -> list[TokenFamily]:
    """Signed-in apps of a person, the last used first."""
    return list(devices_query(user_id, now=now).order_by("-used_at", "-pk"))


@dataclass(frozen=True, kw_only=True)
class KeyInUse:
    """A key with its organisation and responsible person, and that person's role ("" for none) and branches there."""

    key: ApiKey
    role: str
    branches: tuple[str, ...] = ()


def _keys_with_role() -> ApiKeyQuerySet:
    here = Membership.objects.filter(
        organisation=OuterRef("organisation"), user=OuterRef("responsible"), user__is_active=True
    )
    rows = ApiKey.objects.select_related("organisation", "responsible")
    return rows.annotate(
        responsible_role=Subquery(here.values("role")[:1]),
        responsible_branches=Subquery(here.values("branch_ids")[:1]),
    )


def key_with_secret(digest: str) -> KeyInUse | None:
    """The key with this secret, whatever its state. Needs no tenant; one query."""
    return _in_use(_keys_with_role().with_secret(digest).first())


def key_with_role(organisation_id: int, public_id: str) -> KeyInUse | None:
    """A key of an organisation, for decisions about it. One query."""
    rows = _keys_with_role().of_organisation(organisation_id)
    return _in_use(rows.filter(public_id=public_id).first())


def _in_use(key: ApiKey | None) -> KeyInUse | None:
    if key is None:
        return None
    told = vars(key)
    branches = tuple(told["responsible_branches"] or ())
    return KeyInUse(key=key, role=told["responsible_role"] or "", branches=branches)


def keys_query(organisation_id: int) -> ApiKeyQuerySet:
    """Keys of an organisation with who is responsible, for lists."""
    return ApiKey.objects.of_organisation(organisation_id).select_related("responsible")


def custom_roles() -> list[CustomRole]:
    """Custom roles of the active tenant by name. One query."""
    return list(CustomRole.objects.order_by("name"))


def get_custom_role(public_id: str) -> CustomRole:
    """One custom role of the active tenant. Raises NotFound."""
    return _one(CustomRole.objects.filter(public_id=public_id).first())


def keys_by_life(organisation_id: int, *, now: datetime) -> tuple[list[KeyInUse], list[KeyInUse]]:
    """Keys of an organisation, newest first: those that work, and the last twenty that ended. One query."""
    rows = _keys_with_role().of_organisation(organisation_id).order_by("-created_at", "-pk")
    found = [KeyInUse(key=key, role=vars(key)["responsible_role"] or "") for key in rows[:200]]
    alive = [entry for entry in found if entry.key.is_alive(at=now)]
    return alive, [entry for entry in found if not entry.key.is_alive(at=now)][:20]


def get_key(organisation_id: int, public_id: str) -> ApiKey:
    """One key that was not revoked, with who is responsible. Raises NotFound."""
    rows = keys_query(organisation_id).filter(public_id=public_id, revoked_at__isnull=True)
    return _one(rows.first())


def rules() -> list[AccessRule]:
    """Rules of the active tenant, those in force first, by name. One query."""
    return list(AccessRule.objects.order_by("-is_active", "name"))


def get_rule(public_id: str) -> AccessRule:
    """One rule of the active tenant. Raises NotFound."""
    return _one(AccessRule.objects.filter(public_id=public_id).first())


@dataclass(frozen=True, kw_only=True)
class BranchOption:
    """A branch, for other apps: they keep `id` as a string and ask for the name."""

    id: str
    name: str
    code: str
    city: str
    is_active: bool


def branches_of(organisation_id: int, *, closed_too: bool = False) -> list[BranchOption]:
    """The branches of an organisation by name. Needs its tenant; one query."""
    rows = branches_query().filter(organisation_id=organisation_id).order_by("name", "pk")
    return [
        BranchOption(id=row.public_id, name=row.name, code=row.code, city=row.city, is_active=row.is_active)
        for row in (rows if closed_too else rows.open())
    ]


def member_ids_in_branch(organisation_id: int, branch_id: str) -> list[int]:
    """Keys of the people who belong to a branch; who belongs to none is not among them. Needs the tenant; one query."""
    rows = BranchMember.objects.filter(organisation_id=organisation_id, branch__public_id=branch_id)
    found = rows.filter(membership__user__is_active=True).order_by("membership_id")
    return list(found.values_list("membership__user_id", flat=True))


def branches_query() -> BranchQuerySet:
    """All branches of the active tenant."""
    return Branch.objects.all()


def get_branch(public_id: str) -> Branch:
    """One branch of the active tenant. Raises NotFound."""
    return _one(branches_query().filter(public_id=public_id).first())


def branch_names() -> dict[str, str]:
    """What the active tenant's branches are called, closed ones too, by id in the order of names. One query."""
    return dict(branches_query().order_by("name").values_list("public_id", "name"))


def people_by_branch() -> dict[str, list[str]]:
    """Who belongs to each branch of the active tenant, by its id. One query."""
    rows = BranchMember.objects.select_related("branch", "membership__user").order_by("membership_id")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.branch.public_id, []).append(row.membership.user.label)
    return found


def holders_of(role: CustomRole) -> list[str]:
    """Who holds a custom role: names of members, addresses of open invitations. Two queries."""
    members = Membership.objects.filter(custom_role=role).select_related("user").order_by("pk")
    invited = Invitation.objects.pending().filter(custom_role=role).order_by("pk")
    return [row.user.label for row in members] + [row.email for row in invited]


def user_id_of(public_id: str) -> int | None:
    """A person's key, for filters; None for nobody. One query."""
    return User.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def active_support(public_id: str, *, at: datetime) -> SupportAccess | None:
    """A consent of the active tenant that lets support in at that moment. One query."""
    rows = SupportAccess.objects.active(at=at).filter(public_id=public_id)
    return rows.select_related("organisation").first()


def open_support() -> SupportAccess | None:
    """The active tenant's consent that nobody ended yet; its time may be over. One query."""
    return SupportAccess.objects.open().first()


def past_support(count: int) -> list[SupportAccess]:
    """The active tenant's newest consents, the open one included. One query."""
    return list(SupportAccess.objects.order_by("-allowed_at", "-pk")[:count])


def owner_of(organisation_id: int) -> User:
    """The owner. Raises NotFound."""
    rows = Membership.objects.filter(organisation_id=organisation_id, role=Role.OWNER).select_related("user")
    return _one(rows.first()).user


def _one(found: _T | None) -> _T:
    if found is None:
        raise NotFound
    return found
