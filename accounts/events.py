"""What happened to people and organisations. Ids are primary keys; payloads hold no personal data."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(Event):
    """A new organisation, with its first owner."""

    organisation_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """Its details changed; `fields` names them."""

    organisation_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class OrganisationDeletionRequested(Event):
    """It will be deleted at `delete_after` (ISO 8601, UTC) unless the owner undoes it."""

    organisation_id: int
    delete_after: str


@dataclass(frozen=True, kw_only=True)
class OrganisationKept(Event):
    """The owner took the deletion back."""

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationErased(Event):
    """Its rows are gone. Belongs to no organisation."""

    organisation_public_id: str


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """A person joined: by invitation, single sign-on or their e-mail domain, or because a removal was undone."""

    organisation_id: int
    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """A person was removed, or left."""

    organisation_id: int
    user_id: int
    has_left: bool


@dataclass(frozen=True, kw_only=True)
class MemberRoleChanged(Event):
    """A member has another role."""

    organisation_id: int
    user_id: int
    old_role: str
    new_role: str


@dataclass(frozen=True, kw_only=True)
class OwnershipTransferred(Event):
    """Another member is the owner; the old one is an administrator now."""

    organisation_id: int
    old_owner_id: int
    new_owner_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationSent(Event):
    """Somebody was invited, or got a new link."""

    organisation_id: int
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationClosed(Event):
    """Accepted or withdrawn."""

    organisation_id: int
    invitation_id: int
    status: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A person has another password; sessions and token families of before have ended."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class SignInWayLinked(Event):
    """An account elsewhere (provider id) opens this person's account from now on."""

    user_id: int
    provider: str


@dataclass(frozen=True, kw_only=True)
class SignInWayUnlinked(Event):
    """An account elsewhere no longer opens this person's account."""

    user_id: int
    provider: str


@dataclass(frozen=True, kw_only=True)
class SsoChanged(Event):
    """Single sign-on was set up, changed, switched or required; the provider when it is about one."""

    organisation_id: int
    provider_id: int | None


@dataclass(frozen=True, kw_only=True)
class AccessChanged(Event):
    """A custom role, rule or API key (`subject`, as "role:<id>") was created, changed, rotated, revoked or deleted."""

    organisation_id: int
    subject: str
    verb: str


@dataclass(frozen=True, kw_only=True)
class BranchChanged(Event):
    """A branch was created, changed, closed or reopened."""

    organisation_id: int
    branch_public_id: str
    verb: str


@dataclass(frozen=True, kw_only=True)
class MemberBranchesChanged(Event):
    """Somebody belongs to other branches now (ids); none is the whole organisation."""

    organisation_id: int
    user_id: int
    old_branches: tuple[str, ...]
    new_branches: tuple[str, ...]
