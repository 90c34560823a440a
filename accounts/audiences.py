"""Whom apps below can tell something without knowing memberships, and whom an organisation asks when nothing must be missed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import Membership, Role
from notifications import audiences, escalations
from notifications.audiences import Parameter

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

TEAM = "accounts.team"
CARERS = "accounts.carers"


def offer() -> None:
    """Offer them to notifications."""
    audiences.offer(
        TEAM,
        team,
        title=_("The team"),
        parameters=[Parameter(name="role", label=_("Who"), options=_roles)],
        scope="team",
        team=_("the whole team"),
    )
    audiences.offer("holders", holders)
    escalations.offer_order(CARERS, carers)


def team(organisation_id: int | None, args: dict[str, Any], after: int, limit: int) -> Sequence[int]:
    """People of one organisation, of one role or all."""
    if organisation_id is None:
        return []
    rows = Membership.objects.filter(organisation_id=organisation_id, user__is_active=True, user_id__gt=after)
    if args.get("role") not in (None, "", "all"):
        rows = rows.filter(role=args["role"])
    return list(rows.order_by("user_id").values_list("user_id", flat=True)[:limit])


def holders(organisation_id: int | None, args: dict[str, Any], after: int, limit: int) -> Sequence[int]:
    """People who hold a capability in an organisation: `args["capability"]`."""
    if organisation_id is None:
        return []
    found = sorted(selectors.member_ids_holding(organisation_id, args["capability"]))
    return [user_id for user_id in found if user_id > after][:limit]


def carers(organisation_id: int | None) -> Sequence[int]:
    """The owner, then administrators in the order in which they came."""
    if organisation_id is None:
        return []
    rank = Case(When(role=Role.OWNER, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Membership.objects.filter(
        organisation_id=organisation_id, user__is_active=True, role__in=[Role.OWNER, Role.ADMINISTRATOR]
    )
    return list(rows.order_by(rank, "joined_at", "pk").values_list("user_id", flat=True))


def _roles() -> "Sequence[tuple[str, _StrOrPromise]]":
    return [
        ("all", _("Everybody")),
        ("administrator", _("Administrators")),
        ("manager", _("Managers")),
        ("member", _("Members")),
        ("viewer", _("Viewers")),
    ]
