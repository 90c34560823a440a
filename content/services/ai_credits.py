"""Credits for language models: who may still have text written, and what was used. Billing counts; this is its hand in core's calls.

A call is asked for before each try: with the most that it may take it must fit into what plan, prepaid units and cap leave. After it what
it took is counted, also when others were quicker and it no longer fits: it was written. Core calls this outside of transactions.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.services import usage, usage_left
from content import features
from content.engine import crediting
from content.models import AiSettings
from content.services.apart import apart
from synthai.core import entitlements
from synthai.core.ai.metering import Capped, Planned, Spent
from synthai.core.ai.rates import Cost
from synthai.core.errors import DomainError
from synthai.core.tenancy import active_organisation_id

METER = "content.credits"


class Standing(StrEnum):
    """Whether a machine may write here now."""

    READY = "ready"
    OFF = "off"  # the organisation chose so
    NOT_IN_PLAN = "not_in_plan"
    USED_UP = "capped"


class WritingOff(DomainError):
    """The organisation wants none of its text sent."""

    code = "content.ai.off"
    title = _("Machine writing is switched off here")
    message = _(
        "Your organisation switched machine writing off: none of its text goes to a language model. Text is written from your facts."
    )
    remedy = _("An owner or administrator can switch it on under Documents, AI use.")
    status = 409


class CreditsUsedUp(Capped):
    """Not enough credits are left for what this call may take."""

    code = "content.ai.credits_used_up"
    title = _("The AI credits are used up")
    message = _(
        "This may take %(needed)s AI credits and %(left)s are left. The rest is written from your facts, word for word."
    )
    remedy = _("Raise your cap, buy credits, choose a larger plan, or wait for the next month.")


@dataclass(frozen=True)
class CreditMeter:
    """What core asks and tells (`metering.use_meter`). Work of no organisation is not metered."""

    def may(self, planned: Planned) -> None:
        """Raises WritingOff or CreditsUsedUp."""
        organisation_id = active_organisation_id()
        if organisation_id is None:
            return
        if is_off():
            raise WritingOff
        left = usage_left.left(organisation_id, features.AI_CREDITS, now=timezone.now())
        needed = crediting.of_call(tokens=planned.most_tokens, rand=_rand(planned.most))
        if left is not None and needed > left:
            raise CreditsUsedUp(needed=needed, left=entitlements.plain(left))

    def spent(self, spent: Spent) -> None:
        """Count it once, whatever the limits say by now."""
        organisation_id = active_organisation_id()
        quantity = of(spent.usage.total, spent.cost)
        if organisation_id is None or not quantity:
            return
        apart(lambda: _count(organisation_id, quantity, spent))


def of(tokens: int, cost: Cost | None) -> int:
    """The credits of a call."""
    return crediting.of_call(tokens=tokens, rand=_rand(cost))


def is_off() -> bool:
    """Whether the organisation wants no text sent. One query; needs the tenant."""
    return bool(AiSettings.objects.filter(is_off=True).exists())


def standing(organisation_id: int, *, now: datetime) -> Standing:
    """Whether a machine may write here now, for pages and for runs. Needs the tenant."""
    if is_off():
        return Standing.OFF
    left = usage_left.left(organisation_id, features.AI_CREDITS, now=now)
    if left is None or left > 0:
        return Standing.READY
    is_given = entitlements.allows(organisation_id, features.AI_CREDITS)
    return Standing.USED_UP if is_given else Standing.NOT_IN_PLAN


def _rand(cost: Cost | None) -> Decimal | None:
    return None if cost is None else cost.rand.amount


def _count(organisation_id: int, quantity: int, spent: Spent) -> None:
    event_id = f"ai:{spent.key}"
    try:
        with transaction.atomic():
            entitlements.consume(
                organisation_id, features.AI_CREDITS, quantity=quantity, event_id=event_id, at=spent.at
            )
    except (entitlements.LimitReached, entitlements.NotInPlan):
        late = usage.Use(event_id, features.AI_CREDITS, spent.at, quantity)
        usage.record_many(organisation_id, [late], now=spent.at)
