"""An organisation's rule about second factors: set by who may change the organisation, told to whom it concerns."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import events, permissions, policy, second_factor
from accounts.models import Membership, Organisation, Role
from accounts.services import gate
from notifications.services import inbox
from synthai.core import realtime
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish

LONGEST_GRACE = 90


class FactorRuleUnclear(DomainError):
    """A role that does not exist, or too many days."""

    code = "accounts.second_factor.rule_unclear"
    title = gettext_lazy("The rule cannot be used")
    message = gettext_lazy("Choose roles of this organisation, and 0 to 90 days.")
    remedy = gettext_lazy("Send roles that the organisation has, and grace_days between 0 and 90.")


class WouldLockOut(DomainError):
    """Who saves the rule would be the first whom it shuts out."""

    code = "accounts.second_factor.would_lock_out"
    title = gettext_lazy("You would lock yourself out")
    message = gettext_lazy(
        "You have no passkey and no authenticator app, so this rule would shut you out at once. Set one up under Your "
        "account first, or give more days."
    )
    remedy = gettext_lazy("Set up a second factor of your own first, or send more grace_days.")


@transaction.atomic
def set_rule(*, roles: Iterable[str], grace_days: int, by: Actor, now: datetime) -> Organisation:
    """Ask a second factor of these roles, of nobody with none. Raises FactorRuleUnclear and WouldLockOut.

    A role that was asked before keeps its day; one that is new gets the days of grace from now. Where a role is added, the
    others keep their days of grace too; where none is, the days hold for all.
    """
    organisation, _present = gate.enter_in_person(by, permissions.ORGANISATION_CHANGE)
    wanted = sorted(set(roles))
    known = {*Role.values, *policy.of(organisation).roles}
    if not set(wanted) <= known or not 0 <= grace_days <= LONGEST_GRACE:
        raise FactorRuleUnclear
    before = second_factor.roles_of(organisation)
    rule = {
        "roles": {role: before.get(role, now.isoformat()) for role in wanted},
        "days": _days(wanted, second_factor.days_of(organisation), grace_days),
        "grace_days": grace_days,
    }
    old, organisation.second_factor = organisation.second_factor, rule if wanted else {}
    if old == organisation.second_factor:
        return organisation
    _check_lets_in(organisation, by, now=now)
    organisation.version += 1
    organisation.save(update_fields=["second_factor", "version", "updated_at"])
    audit(
        organisation,
        "accounts.second_factor.rule_set",
        by=by,
        changes={"roles": [sorted(before), wanted], "grace_days": [old.get("grace_days"), grace_days]},
        organisation_id=organisation.pk,
    )
    publish(events.OrganisationChanged(organisation_id=organisation.pk, fields=["second_factor"]))
    after_commit(realtime.judge_organisation_again, organisation.public_id)
    _tell(organisation, set(wanted) - set(before), now=now)
    return organisation


def _days(wanted: Iterable[str], before: dict[str, int], grace_days: int) -> dict[str, int]:
    """The days of each role; nobody's change because somebody else's role is added."""
    kept = before if set(wanted) - set(before) else {}
    return {role: kept.get(role, grace_days) for role in wanted}


def _check_lets_in(organisation: Organisation, by: Actor, *, now: datetime) -> None:
    own = Membership.objects.filter(organisation=organisation, user_id=by.user_id or 0).first()
    if own is None:
        return
    own.organisation = organisation
    if not second_factor.lets_in(own, own.user, now=now):
        raise WouldLockOut


def _tell(organisation: Organisation, roles: set[str], *, now: datetime) -> None:
    """Whom it newly concerns and who has none yet."""
    rows = Membership.objects.filter(organisation=organisation, role__in=roles).select_related("organisation")
    until = {row.user_id: second_factor.deadline(row) for row in rows}
    for user_id in second_factor.without_one(until):
        at = until[user_id]
        inbox.notify(
            "accounts.second_factor_required",
            [user_id],
            title=_("%(name)s requires two-step sign-in") % {"name": organisation.name},
            body=_("Set it up by %(day)s to go on working there. It takes two minutes.")
            % {"day": f"{at:%d %B %Y}" if at else ""},
            url="/accounts/2fa/",
            organisation_id=organisation.pk,
            key=f"accounts.second_factor_required.{organisation.pk}.{now.timestamp():.0f}",
        )
