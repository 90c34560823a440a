"""Who needs a second factor, until when, and who has none: an organisation's rule, read from its own row.

The rule is `{"roles": {role: since}, "days": {role: n}, "grace_days": n}`; a member has the days of their role from the day
the rule took it in, or from joining when that was later. A role without days of its own (rules of before) has `grace_days`. Judged on every request under the organisation; it costs a query only for
people whose days are over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.services import passkeys
from synthai.core.api.problems import problem_response
from synthai.core.errors import NotAllowed

_REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorRequired(NotAllowed):
    """The organisation asks it of this person's role, and the days of grace are over."""

    code = "accounts.second_factor_required"
    title = _("Set up two-step sign-in first")
    message = _(
        "%(organisation)s requires two-step sign-in of your role. Set it up on the web site under Your account, then "
        "send the request again."
    )
    remedy = _("Add a passkey or an authenticator app on the web site; the next request is then let in.")


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """What one organisation asks of one person who has no second factor."""

    organisation: str
    url: str
    at: datetime
    is_over: bool


def has_one(user_id: int) -> bool:
    """Whether a person has a second factor. One query."""
    found: bool = Authenticator.objects.filter(user_id=user_id, type__in=_REAL).exists()
    return found


def kinds_of(user_id: int) -> set[str]:
    """Which kinds of second factor a person has, recovery codes too. One query."""
    return set(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))


def without_one(user_ids: Iterable[int]) -> set[int]:
    """Those of the people who have none. One query."""
    wanted = set(user_ids)
    rows = Authenticator.objects.filter(user_id__in=wanted, type__in=_REAL)
    return wanted - set(rows.values_list("user_id", flat=True))


def roles_of(organisation: Organisation) -> dict[str, str]:
    """The roles the rule asks, with since when."""
    return dict(organisation.second_factor.get("roles", {}))


def days_of(organisation: Organisation) -> dict[str, int]:
    """The days of grace of each role that the rule asks."""
    rule = organisation.second_factor
    own, shared = rule.get("days", {}), int(rule.get("grace_days", 0))
    return {role: int(own.get(role, shared)) for role in roles_of(organisation)}


def deadline(membership: Membership) -> datetime | None:
    """Until when a member may do without; None when the rule does not ask it of their role. No query."""
    since = roles_of(membership.organisation).get(membership.role)
    began = parse_datetime(since) if since else None
    if began is None:
        return None
    grace = days_of(membership.organisation)[membership.role]
    return max(began, membership.joined_at) + timedelta(days=grace)


def lets_in(membership: Membership, user: User, *, now: datetime) -> bool:
    """Whether the rule lets this member open the organisation at that instant."""
    until = deadline(membership)
    return until is None or until > now or has_one(user.pk)


def answer(request: HttpRequest, membership: Membership, *, is_api: bool) -> HttpResponse:
    """What somebody gets whose days are over: the way to set it up, or a problem document."""
    name = membership.organisation.name
    if is_api:
        return problem_response(SecondFactorRequired(organisation=name))
    address = f"{reverse('mfa_index')}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    messages.warning(
        request,
        translate("%(name)s requires two-step sign-in. Add a passkey or set up the app.") % {"name": name},
    )
    return redirect(address)


def deadlines_of(request: HttpRequest, user: User) -> list[Deadline]:
    """For the notice on pages: what the present organisation asks, or outside of one all of them do."""
    present = getattr(request, "membership", None)
    mine = [present] if present else Membership.objects.filter(user=user).select_related("organisation")
    asked = [(row, until) for row in mine if (until := deadline(row)) is not None]
    if not asked or has_one(user.pk):
        return []
    now = timezone.now()
    return [
        Deadline(
            organisation=row.organisation.name,
            url=reverse("accounts:dashboard", args=[row.organisation.slug]),
            at=until,
            is_over=until <= now,
        )
        for row, until in asked
    ]


def staff_door(request: HttpRequest) -> str | None:
    """Where a member of staff must go before the admin opens; None when it may.

    Their session must have used a second factor: having one somewhere is not enough. Off on a laptop
    (STAFF_SECOND_FACTOR), where the demo's staff account has none.
    """
    if not settings.STAFF_SECOND_FACTOR:
        return None
    records = get_authentication_records(request, request.user)
    if any(record.get("method") == "mfa" for record in records):
        return None
    return f"{reverse(_proof_of(request.user.pk or 0))}?{urlencode({'next': request.get_full_path()})}"


def _proof_of(user_id: int) -> str:
    """The page for what this person has: a passkey that works, else a code, else where they get one that works."""
    mine = list(Authenticator.objects.filter(user_id=user_id))
    if any(each.type == Authenticator.Type.WEBAUTHN and not passkeys.is_suspended(each) for each in mine):
        return "mfa_reauthenticate_webauthn"
    kinds = {each.type for each in mine}
    if not kinds & set(_REAL):
        return "mfa_index"
    return "mfa_reauthenticate" if kinds - {Authenticator.Type.WEBAUTHN} else "mfa_list_webauthn"
