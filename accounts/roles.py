"""The roles, as sets of capabilities in one table.

The table is `synthai.core.access`: each app declares its capabilities with the roles that hold them in its
permissions.py. Here it is read: for one member, and as the grid of the page "What each role may do".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Role
from synthai.core.access import Capability, capabilities, capabilities_of_role

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ROLES: tuple[Role, ...] = (Role.OWNER, Role.ADMINISTRATOR, Role.MANAGER, Role.MEMBER, Role.VIEWER)

# What an administrator or owner may give; ownership changes hands by transfer only.
ASSIGNABLE: tuple[Role, ...] = ROLES[1:]

DESCRIPTIONS: "dict[Role, _StrOrPromise]" = {
    Role.OWNER: _("Everything, and the only one who may hand over or delete the organisation."),
    Role.ADMINISTRATOR: _("Everything in the daily work, with people and settings."),
    Role.MANAGER: _("Runs the pricing and decides about prices."),
    Role.MEMBER: _("Uploads sales and keeps products up to date."),
    Role.VIEWER: _("Looks and downloads, changes nothing. Fits a bookkeeper."),
}

_READING = (".view", ".export")
_APP_TITLES: "dict[str, _StrOrPromise]" = {
    "accounts": _("Team and organisation"),
    "courses": _("Courses"),
    "media": _("Media library"),
    "pricing": _("Pricing"),
}


@dataclass(frozen=True, kw_only=True)
class RoleTableRow:
    """One capability and, in the order of ROLES and then of the organisation's own, who holds it."""

    code: str
    title: "_StrOrPromise"
    held: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class RoleTableGroup:
    """The capabilities of one app."""

    title: "_StrOrPromise"
    rows: tuple[RoleTableRow, ...]


def capabilities_of(role: str, *, is_being_deleted: bool = False) -> frozenset[str]:
    """The codes of what a built-in role may do; custom roles are in `accounts.policy`."""
    held = capabilities_of_role(role)
    return reading_only(held) if is_being_deleted else held


def reading_only(held: frozenset[str]) -> frozenset[str]:
    """What is left of a role while its organisation waits for its deletion.

    It can be read and downloaded, not changed; the owner keeps the capability to undo the deletion.
    """
    kept = {code for code in held if code.endswith(_READING)}
    return frozenset(kept | (held & {permissions.ORGANISATION_DELETE}))


def app_title(app: str) -> "_StrOrPromise":
    """The heading over an app's capabilities."""
    return _APP_TITLES.get(app, app.title())


def table(own: Iterable[frozenset[str]] = ()) -> list[RoleTableGroup]:
    """The whole table, grouped by app, in the order apps declared their capabilities' names.

    `own` is what each of the organisation's own roles may do: further columns.
    """
    sets = tuple(own)
    grouped: dict[str, list[Capability]] = {}
    ours = (
        declared for declared in capabilities().values() if declared.roles
    )  # the others are staff's alone
    for declared in ours:
        grouped.setdefault(declared.code.partition(".")[0], []).append(declared)
    return [
        RoleTableGroup(title=app_title(app), rows=tuple(_row(each, sets) for each in declared))
        for app, declared in grouped.items()
    ]


def _row(declared: Capability, own: tuple[frozenset[str], ...]) -> RoleTableRow:
    held = (
        *(role.value in declared.roles for role in ROLES),
        *(declared.code in capabilities for capabilities in own),
    )
    return RoleTableRow(code=declared.code, title=declared.title, held=held)
