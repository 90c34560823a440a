"""What the page of usage shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from billing import permissions
from billing.forms.caps import CapForm
from billing.selectors import catalogue, portal
from billing.selectors import usage as selectors
from billing.services.usage_caps import version_of_cap
from billing.services.usage_live import AREA
from synthai.core import entitlements
from synthai.core.access import TenantRequest
from synthai.core.realtime import organisation_topic


@dataclass(frozen=True, kw_only=True)
class Row:
    """One meter and the form that caps it, for who may."""

    meter: selectors.Meter
    form: CapForm | None

    @property
    def label(self) -> str:
        """What the form caps."""
        return gettext("Cap on %(feature)s, a month") % {"feature": self.meter.feature.in_sentence}


def context(request: TenantRequest, *, now: datetime, refused: Row | None = None) -> dict[str, Any]:
    """Meters in two groups: what is counted, and what a plan has or has not."""
    organisation_id = request.actor.organisation_id or 0
    rows = [_row(request, meter) for meter in selectors.meters(organisation_id, now=now)]
    if refused is not None:
        rows = [refused if row.meter.feature.code == refused.meter.feature.code else row for row in rows]
    return {
        "rows": [row for row in rows if row.meter.feature.kind != "switch"],
        "switches": [row.meter for row in rows if row.meter.feature.kind == "switch"],
        "plan": entitlements.grants(organisation_id).plan,
        "plans_url": _plans_url(request, "plans"),
        "has_larger": _has_larger(now),
        "wallet_url": _plans_url(request, "wallet"),
        "topic": organisation_topic(request.actor.organisation_public_id or "", AREA),
        "can_cap": any(row.form for row in rows),
    }


def row_of(request: TenantRequest, feature: str, *, now: datetime) -> Row | None:
    """One meter with the form that was sent."""
    meter = meter_of(request, feature, now=now)
    return None if meter is None else _row(request, meter, request.POST)


def meter_of(request: TenantRequest, feature: str, *, now: datetime) -> selectors.Meter | None:
    """One meter as it stands."""
    return selectors.meter(request.actor.organisation_id or 0, feature, now=now)


def said_of(meter: selectors.Meter | None) -> str:
    """What a cap that was just saved comes to: whether more can be used this month."""
    if meter is None or meter.cap is None:
        return gettext("The cap is taken away.")
    if meter.used < meter.cap.quantity:
        return gettext("The cap is saved.")
    return gettext(
        "The cap is saved. This month %(used)s was used already, so no more can be used before the month is over or the cap is raised."
    ) % {"used": meter.used_said}


def _row(request: TenantRequest, meter: selectors.Meter, data: Any = None) -> Row:
    if meter.feature.kind != "meter" or not request.actor.can(permissions.USAGE_CAP):
        return Row(meter=meter, form=None)
    present = entitlements.plain(meter.cap.quantity) if meter.cap else ""
    first = {"quantity": present, "version": version_of_cap(meter.cap)}
    auto_id = f"cap-{meter.feature.code.replace('.', '-')}-%s"
    form = CapForm(data, is_whole=meter.feature.is_whole, initial=first, auto_id=auto_id)
    row = Row(meter=meter, form=form)
    form.fields["quantity"].label = row.label  # the summary of errors names it as the page does
    return row


def _has_larger(now: datetime) -> bool:
    found = portal.live_subscription()
    plan = found.price.plan if found is not None else catalogue.free_plan()
    return catalogue.has_larger(plan.position if plan is not None else -1, now=now)


def _plans_url(request: TenantRequest, name: str) -> str:
    """A page of plan and payments, for who may see it."""
    if not request.actor.can(permissions.PLAN_VIEW):
        return ""
    try:
        return reverse(f"billing:{name}", args=[request.actor.organisation_slug])
    except NoReverseMatch:
        return ""
