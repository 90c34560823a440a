"""Nobody gives more than they hold themselves: asked wherever a role, a capability or a scope is given away.

Holding means without limit: who may accept prices only up to 10 % cannot give a role that accepts any price, their own
role aside, to which their limit belongs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts import permissions, policy, roles
from accounts.models import CustomRole, Membership, Organisation
from synthai.core.access import Actor, capabilities
from synthai.core.errors import DomainError, NotAllowed

_NAMED_AT_MOST = 3


class RoleUnknown(DomainError):
    """Not a role that can be given."""

    code = "accounts.role.unknown"
    title = _("This role cannot be given")
    message = _(
        "“%(role)s” is not a role that can be given. Choose administrator, manager, member, viewer or a role of "
        "your organisation; an owner comes by transfer."
    )
    remedy = _("Send one of administrator, manager, member or viewer, or the id of a custom role.")
    field = "role"


class MoreThanYouHold(NotAllowed):
    """Giving away what one does not have."""

    code = "accounts.role.more_than_you_hold"
    title = _("That is more than you may do yourself")
    message = _(
        "You cannot give more than you may do yourself, without limit. Missing: %(missing)s. "
        "Ask somebody who may do it."
    )
    remedy = _("Leave out what you do not hold, or ask somebody who holds it.")


class AboveYou(NotAllowed):
    """The member may do more than the one who wants to change them."""

    code = "accounts.member.above_you"
    title = _("This member may do more than you")
    message = _("%(name)s may do more than you here, so you cannot change or end that. Ask an administrator.")
    remedy = _("Ask somebody who may do at least as much as this member.")


@dataclass(frozen=True, kw_only=True)
class Given:
    """A role as rows keep it: its code, and the key of a custom one."""

    code: str
    custom_role_id: int | None
    capabilities: frozenset[str]
    name: str

    @property
    def said(self) -> str:
        """As the trail says it: the code of one of the five, the name of an own one."""
        return self.name or self.code


def role_to_give(organisation: Organisation, code: str, *, by: Actor) -> Given:
    """The role with that code, for `by` (as of now) to give. Needs the organisation's lock and tenant.

    Raises RoleUnknown and MoreThanYouHold.
    """
    given = find_role(organisation, code)
    if given is None:
        raise RoleUnknown(role=code)
    check(given.capabilities, by=by, is_own_role=given.code == _role_of(by, organisation))
    return given


def find_role(organisation: Organisation, code: str) -> Given | None:
    """A role that can be assigned: one of the five without owner, or the organisation's own."""
    if code in roles.ASSIGNABLE:
        held = roles.capabilities_of(code)
        return Given(code=code, custom_role_id=None, capabilities=held, name="")
    found = CustomRole.objects.filter(organisation=organisation, public_id=code).first() if code else None
    if found is None:
        return None
    return Given(
        code=found.public_id,
        custom_role_id=found.pk,
        capabilities=frozenset(found.capabilities),
        name=found.name,
    )


def is_governing(organisation: Organisation, code: str) -> bool:
    """Whether a role decides about others' rights or the ways in, as an administrator does. Needs the tenant."""
    given = find_role(organisation, code)
    return given is not None and bool(given.capabilities & permissions.GOVERNING)


def check(wanted: Iterable[str], *, by: Actor, is_own_role: bool = False) -> None:
    """Refuse to give capabilities that `by` does not hold without limit. Raises MoreThanYouHold."""
    if by.kind == "system":
        return
    missing = [
        code
        for code in sorted(wanted)
        if code not in by.capabilities or (by.has_rules_on(code) and not is_own_role)
    ]
    if missing:
        known = capabilities()
        named = [f"“{known[code].title}”" if code in known else code for code in missing[:_NAMED_AT_MOST]]
        more = [_("and %d more") % (len(missing) - _NAMED_AT_MOST)] if len(missing) > _NAMED_AT_MOST else []
        raise MoreThanYouHold(missing=", ".join(str(each) for each in [*named, *more]))


def check_may_touch(membership: Membership, organisation: Organisation, *, by: Actor) -> None:
    """Refuse to change or remove a member who may do more than `by` (as of now). Raises AboveYou."""
    if by.kind == "system" or membership.user_id == by.user_id:
        return
    if not policy.capabilities_in(organisation, membership.role) <= by.capabilities:
        raise AboveYou(name=membership.user.label)


def _role_of(by: Actor, organisation: Organisation) -> str:
    if by.kind != "person":
        return ""
    mine = Membership.objects.filter(organisation=organisation, user_id=by.user_id or 0)
    return mine.values_list("role", flat=True).first() or ""
