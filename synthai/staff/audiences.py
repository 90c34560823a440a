"""Whom staff write to: people of all organisations, narrowed by plan, role and when they were last here."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from billing.models import Plan, Subscription
from notifications import audiences, escalations
from notifications.audiences import Parameter
from synthai.core.tenancy import all_tenants

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PEOPLE = "staff.people"
STAFF = "staff.all"
LATELY = timedelta(days=30)
_ROLES = {"owners": ["owner"], "leaders": ["owner", "administrator"]}


def offer() -> None:
    """Offer them to notifications."""
    audiences.offer(
        PEOPLE,
        people,
        title=_("People of all organisations"),
        parameters=[
            Parameter(name="plan", label=_("Plan"), options=_plans),
            Parameter(name="role", label=_("Who"), options=_roles),
            Parameter(name="activity", label=_("Last here"), options=_activity),
        ],
        scope="staff",
    )
    escalations.offer_order(STAFF, lambda _organisation: staff())


def people(organisation_id: int | None, args: dict[str, Any], after: int, limit: int) -> Sequence[int]:
    """Each person once, however many organisations she belongs to. Nobody of one that waits for its deletion."""
    del organisation_id
    rows = Membership.objects.filter(
        user__is_active=True, user_id__gt=after, organisation__delete_after__isnull=True
    )
    if args.get("role") in _ROLES:
        rows = rows.filter(role__in=_ROLES[args["role"]])
    since = timezone.now() - LATELY
    if args.get("activity") == "lately":
        rows = rows.filter(user__last_login__gte=since)
    elif args.get("activity") == "away":
        rows = rows.exclude(user__last_login__gte=since)
    if args.get("plan") not in (None, "", "all"):
        rows = rows.filter(organisation_id__in=_on_plan(args["plan"]))
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct()[:limit])


def staff() -> Sequence[int]:
    """People of staff, who was here first first."""
    rows = User.objects.filter(is_staff=True, is_active=True).order_by("joined_at", "pk")
    return list(rows.values_list("pk", flat=True))


def _on_plan(code: str) -> list[int]:
    with all_tenants(reason="announcement by plan"):
        rows = Subscription.objects.live().filter(price__plan__code=code)
        return list(rows.values_list("organisation_id", flat=True).distinct())


def _plans() -> "Sequence[tuple[str, _StrOrPromise]]":
    rows = Plan.objects.order_by("pk").values_list("code", "name")
    return [("all", _("Any plan")), *rows]


def _roles() -> "Sequence[tuple[str, _StrOrPromise]]":
    return [
        ("all", _("Everybody")),
        ("owners", _("Owners")),
        ("leaders", _("Owners and administrators")),
    ]


def _activity() -> "Sequence[tuple[str, _StrOrPromise]]":
    return [
        ("all", _("Whenever")),
        ("lately", _("Signed in within 30 days")),
        ("away", _("Not signed in for 30 days")),
    ]
