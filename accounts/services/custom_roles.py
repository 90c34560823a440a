"""Roles an organisation makes itself: ticked capabilities under a name.

Every verb holds the organisation's lock, as those that give a role do: a role cannot be deleted while it is being given.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import events, locks, permissions, roles, selectors
from accounts.models import AccessRule, CustomRole, Invitation, Membership, Organisation
from accounts.services import gate, giving, policy
from accounts.services.giving import Given
from synthai.core.access import Actor, capabilities
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

KEPT_AT_MOST = 50
_NAMED_AT_MOST = 5
OWNERS_ALONE = frozenset({permissions.ORGANISATION_DELETE, permissions.ORGANISATION_TRANSFER})


class RoleNotFound(NotFound):
    """No such custom role here."""

    code = "accounts.role.not_found"
    title = _("No such role")
    message = _("There is no such role. Perhaps somebody deleted it a moment ago.")
    remedy = _("List the roles again and use an id from there.")


class RoleNameTaken(Conflict):
    """Two roles of one name would be mixed up."""

    code = "accounts.role.name_taken"
    title = _("The name is taken")
    message = _("There is a role “%(name)s” already. Choose another name.")
    remedy = _("Send a name that no other role has.")
    field = "name"


class RoleNameMissing(DomainError):
    """A role needs a name."""

    code = "accounts.role.name_missing"
    title = _("The name is missing")
    message = _("Give the role a name of at most 60 characters, as “Shop manager”.")
    remedy = _("Send a name of 1 to 60 characters.")
    field = "name"


class CapabilityUnknown(DomainError):
    """Not a capability that a custom role can have."""

    code = "accounts.role.capability_unknown"
    title = _("No such capability")
    message = _(
        "“%(capability)s” is not something a role can be given. Handing over and deleting stay with the owner."
    )
    remedy = _("Send capabilities of the list of roles; the owner's own cannot be given.")
    field = "capabilities"


class RoleEmpty(DomainError):
    """Nothing ticked."""

    code = "accounts.role.empty"
    title = _("The role may do nothing")
    message = _("Tick at least one thing this role may do.")
    remedy = _("Send at least one capability.")
    field = "capabilities"


class TooManyRoles(Conflict):
    """A brake."""

    code = "accounts.role.too_many"
    title = _("Too many roles")
    message = _("Your organisation has %(count)s roles of its own already. Delete one that nobody holds.")
    remedy = _("Delete a role that nobody holds.")


class RoleHeld(Conflict):
    """Somebody holds it."""

    code = "accounts.role.held"
    title = _("Somebody holds this role")
    message = _(
        "“%(name)s” is held by %(holders)s. Choose the role they get instead, and it is deleted in the same step."
    )
    remedy = _("Repeat the request with move_to, or give the holders another role first.")
    field = "move_to"


def offered() -> list[str]:
    """Capabilities a custom role can have: all but the owner's own."""
    return [code for code, each in capabilities().items() if each.roles and code not in OWNERS_ALONE]


@transaction.atomic
def create(*, name: str, description: str, wanted: Iterable[str], by: Actor) -> CustomRole:
    """Make a role. Raises RoleNameMissing, RoleNameTaken, CapabilityUnknown, RoleEmpty, MoreThanYouHold, TooManyRoles."""
    organisation, present = gate.enter_in_person(by, permissions.ROLE_CHANGE)
    ticked = _checked(wanted)
    giving.check(ticked, by=present)
    if CustomRole.objects.count() >= KEPT_AT_MOST:
        raise TooManyRoles(count=KEPT_AT_MOST)
    role = CustomRole(
        organisation=organisation,
        name=_free_name(name, None),
        description=_one_line(description),
        capabilities=ticked,
    )
    role.full_clean()
    role.save(force_insert=True)
    policy.rebuild(organisation)
    changes = {"name": [None, role.name], "capabilities": [None, ticked]}
    audit(role, "accounts.role.created", by=by, changes=changes)
    _publish(organisation, role, "created")
    return role


@transaction.atomic
def change(
    public_id: str,
    *,
    name: str,
    description: str,
    wanted: Iterable[str],
    by: Actor,
    version: str | None = None,
) -> CustomRole:
    """Other words, other ticks; who holds the role may do that from their next request on.

    What is added must be held by `by` without limit, and so must what the role had: nobody edits a role above them.
    """
    organisation, present = gate.enter_in_person(by, permissions.ROLE_CHANGE)
    role = _locked(public_id)
    check_version(role, version)
    ticked = _checked(wanted)
    giving.check({*ticked, *role.capabilities} & {*capabilities()}, by=present)
    old = {"name": role.name, "description": role.description, "capabilities": role.capabilities}
    new = {"name": _free_name(name, role), "description": _one_line(description), "capabilities": ticked}
    changes = {key: [old[key], value] for key, value in new.items() if old[key] != value}
    if not changes:
        return role
    role.rewrite(name=str(new["name"]), description=str(new["description"]), capabilities=ticked)
    role.full_clean()
    role.save(update_fields=["name", "description", "capabilities", "version"])
    policy.rebuild(organisation)
    audit(role, "accounts.role.changed", by=by, changes=changes)
    _publish(organisation, role, "changed")
    return role


@transaction.atomic
def delete(public_id: str, *, by: Actor, move_to: str = "", version: str | None = None) -> int:
    """Delete a role; who holds it gets `move_to` (a role's code) in the same transaction. Returns how many moved.

    Rules that speak of the role go with it. Raises RoleHeld with the holders when `move_to` is missing, RoleUnknown.
    """
    organisation, present = gate.enter_in_person(by, permissions.ROLE_CHANGE)
    role = _locked(public_id)
    check_version(role, version)
    giving.check(set(role.capabilities) & {*capabilities()}, by=present)
    holders = selectors.holders_of(role)
    if holders:
        if not move_to or move_to == role.public_id:
            raise RoleHeld(holders=_named(holders), name=role.name)
        _move(role, giving.role_to_give(organisation, move_to, by=present), by=by)
    Invitation.objects.filter(custom_role=role).update(custom_role=None)  # closed ones keep the code
    for rule in AccessRule.objects.filter(definition__subject={"kind": "role", "id": role.public_id}):
        audit(rule, "accounts.rule.deleted", by=by, changes={"name": [rule.name, None]})
        rule.delete()
    audit(role, "accounts.role.deleted", by=by, changes={"name": [role.name, None]})
    _publish(organisation, role, "deleted")
    role.delete()
    policy.rebuild(organisation)
    return len(holders)


def _move(role: CustomRole, given: Given, *, by: Actor) -> None:
    for membership in Membership.objects.filter(custom_role=role).select_related("user").order_by("pk"):
        membership.change_role(given.code, given.custom_role_id)
        membership.save(update_fields=["role", "custom_role", "version"])
        audit(membership, "accounts.member.role_changed", by=by, changes={"role": [role.name, given.said]})
        publish(
            events.MemberRoleChanged(
                organisation_id=membership.organisation_id,
                user_id=membership.user_id,
                old_role=role.public_id,
                new_role=given.code,
            )
        )
    for invitation in Invitation.objects.pending().filter(custom_role=role).order_by("pk"):
        invitation.role, invitation.custom_role_id = given.code, given.custom_role_id
        invitation.version += 1
        invitation.save(update_fields=["role", "custom_role", "version"])
        audit(
            invitation, "accounts.invitation.role_changed", by=by, changes={"role": [role.name, given.said]}
        )


def _locked(public_id: str) -> CustomRole:
    role = locks.lock_custom_role(public_id)
    if role is None:
        raise RoleNotFound
    return role


def _checked(wanted: Iterable[str]) -> list[str]:
    known = set(offered())
    ticked = sorted(set(wanted))
    for code in ticked:
        if code not in known:
            raise CapabilityUnknown(capability=code)
    if not ticked:
        raise RoleEmpty
    return ticked


def _free_name(name: str, role: CustomRole | None) -> str:
    clean = _one_line(name)
    if not clean:
        raise RoleNameMissing
    others = CustomRole.objects.filter(name__iexact=clean)
    if role is not None:
        others = others.exclude(pk=role.pk)
    built_in = {str(each.label).lower() for each in roles.ROLES}
    if clean.lower() in built_in or others.exists():
        raise RoleNameTaken(name=clean)
    return clean


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _named(holders: Sequence[str]) -> str:
    shown = ", ".join(holders[:_NAMED_AT_MOST])
    left = len(holders) - _NAMED_AT_MOST
    return shown if left <= 0 else shown + " " + ngettext("and %d other", "and %d others", left) % left


def _publish(organisation: Organisation, role: CustomRole, verb: str) -> None:
    publish(
        events.AccessChanged(organisation_id=organisation.pk, subject=f"role:{role.public_id}", verb=verb)
    )
