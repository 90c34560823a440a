"""Caps that a customer sets on what she pays for, below what her plan allows."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.models import UsageCap
from billing.services import usage_limits
from billing.services.usage_live import hint_on_commit
from synthai.core import entitlements
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError, NotFound, PreconditionFailed
from synthai.core.events import publish
from synthai.core.versions import ANY, version_of

MAY_CAP: Final = permissions.USAGE_CAP  # for pages of other apps that cap their own meter
NO_CAP: Final = "none"  # the version of a cap that is not there
LARGEST: Final = Decimal(10**12)


class MeterUnknown(NotFound):
    """Nothing that is counted by the month."""

    code = "billing.usage.meter_unknown"
    title = _("This is not counted")
    message = _("“%(feature)s” is not counted by the month, so it cannot be capped.")
    remedy = _("Name a feature of the kind “meter” from the list of usage.")


class CapWrong(DomainError):
    """Not a number that can cap."""

    code = "billing.usage.cap_wrong"
    title = _("This cannot be a cap")
    message = _("A cap is a number from 0 on, with at most 6 decimals. Leave it empty for no cap.")
    remedy = _("Send a number from 0 on, or null for no cap.")
    field = "quantity"
    status = 422


class CapNotWhole(CapWrong):
    """A part of a thing that is had whole or not at all."""

    message = _("%(feature)s are counted whole, so a cap on them is a whole number.")
    remedy = _("Send a whole number from 0 on, or null for no cap.")


@transaction.atomic
def set_cap(
    metric: str, quantity: Decimal | None, *, by: Actor, now: datetime, version: str | None = None
) -> UsageCap | None:
    """Cap a meter from now on; None takes the cap away. What was used stays counted. Needs the tenant.

    `version` is what the person saw (`version_of_cap`), None or "*" for any. Raises NotAllowed, MeterUnknown, CapWrong,
    PreconditionFailed.
    """
    require(by, permissions.USAGE_CAP)
    feature = entitlements.features().get(metric)
    if feature is None or feature.kind != "meter":
        raise MeterUnknown(feature=metric)
    if quantity is not None and not _is_cap(quantity):
        raise CapWrong
    if quantity is not None and feature.is_whole and quantity % 1:
        raise CapNotWhole(feature=feature.title)
    organisation_id = by.organisation_id or 0
    locks.lock_customer(organisation_id)
    present = locks.lock_usage_cap(metric)
    if version not in {None, ANY, version_of_cap(present)}:
        raise PreconditionFailed
    if (present.quantity if present else None) == quantity:
        return present
    return _change(present, metric, quantity, by=by, now=now)


def version_of_cap(cap: UsageCap | None) -> str:
    """What If-Match names."""
    return version_of(cap) if cap is not None else NO_CAP


def _is_cap(quantity: Decimal) -> bool:
    return quantity.is_finite() and 0 <= quantity < LARGEST and quantity == round(quantity, 6)


def _change(
    present: UsageCap | None, metric: str, quantity: Decimal | None, *, by: Actor, now: datetime
) -> UsageCap | None:
    organisation_id = by.organisation_id or 0
    was = present.quantity if present else None
    cap = present or UsageCap(organisation_id=organisation_id, metric=metric, version=0)
    if quantity is not None:
        cap.quantity, cap.version = quantity, cap.version + 1
        cap.save()
    code = "billing.cap.removed" if quantity is None else "billing.cap.set"
    told = [entitlements.plain(number) if number is not None else None for number in (was, quantity)]
    audit(cap, code, by=by, changes={"feature": [metric, metric], "at_most": told})
    if quantity is None:
        UsageCap.objects.filter(pk=cap.pk).delete()
    usage_limits.limits_changed(organisation_id, now=now)
    publish(events.UsageCapChanged(metric=metric, quantity=told[1] or ""))
    hint_on_commit(organisation_id, metric)
    return None if quantity is None else cap
