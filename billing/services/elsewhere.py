"""Plans that a gateway runs by its own schedule: what may not be done to them here, and telling the gateway what is wanted.

We never charge such a plan (the clock and the collecting of charges do not see it); services.following brings what the gateway does.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.gateways import GatewayError, OwnSchedule, ScheduleFact, registry
from billing.models import Charge, Subscription, Wish
from synthai.core.errors import Conflict
from synthai.core.events import publish

logger = logging.getLogger("synthai.billing")

TELL_AGAIN: Final = timedelta(minutes=5)


class RunElsewhere(Conflict):
    """The gateway's schedule decides."""

    code = "billing.subscription.run_elsewhere"
    title = _("The payment service runs this plan")
    message = _(
        "%(gateway)s runs this plan and charges for it by itself. Change it there, or cancel it here and choose a new plan when "
        "it has ended."
    )


class CollectedElsewhere(Conflict):
    """The gateway collects the charge."""

    code = "billing.charge.collected_elsewhere"
    title = _("The payment service collects this")
    message = _(
        "%(gateway)s collects this by itself and tries again. Paying it here would pay it twice: change your card at "
        "%(gateway)s instead."
    )


def title_of(code: str) -> str:
    """What people call the gateway."""
    found = registry.active().get(code)
    return str(found.title) if found else code.capitalize()


def refuse_run(subscription: Subscription) -> None:
    """Raises RunElsewhere for a plan that a gateway runs."""
    if subscription.run_by:
        raise RunElsewhere(gateway=title_of(subscription.run_by))


def refuse_collected(charge: Charge) -> None:
    """Raises CollectedElsewhere for a charge that a gateway collects."""
    if charge.collected_by:
        raise CollectedElsewhere(gateway=title_of(charge.collected_by))


def wish(subscription: Subscription, wanted: Wish, *, now: datetime) -> None:
    """Note what the gateway is to be told; a worker tells it at once, and again until it has answered.

    The subscription is locked. Does nothing for one that we run. Until it is told, what the gateway says of it is old.
    """
    if not subscription.run_by:
        return
    subscription.wish, subscription.wish_at = wanted, now
    subscription.save(update_fields=["wish", "wish_at"])
    publish(events.GatewayToBeTold(subscription=subscription.public_id, plan=subscription.price.plan.code))


def to_tell(*, now: datetime) -> list[int]:
    """The active organisation's plans whose gateway is still to be told something."""
    return list(Subscription.objects.wishing(now=now).order_by("pk").values_list("pk", flat=True))


def tell(subscription_id: int, *, now: datetime) -> ScheduleFact | None:
    """Tell the gateway; returns how its subscription stands then, None when there was nothing to tell or no answer.

    Each wish may be told twice: ending an ended one changes nothing.
    """
    claimed = _claim(subscription_id, now=now)
    if claimed is None:
        return None
    gateway: object = registry.active().get(claimed.run_by)
    if not isinstance(gateway, OwnSchedule):
        logger.error("%s is to be told of a plan it runs, and is not set up", claimed.run_by)
        return None
    try:
        if claimed.wish == Wish.END:
            fact = gateway.end(claimed.agreement)
        else:
            fact = gateway.run_out(claimed.agreement, ends=claimed.wish == Wish.RUN_OUT)
    except GatewayError as error:  # told again: `_claim` has set when
        logger.warning("%s was not told what a plan shall do: %s", claimed.run_by, type(error).__name__)
        return None
    _told(subscription_id, claimed.wish)
    return fact


@transaction.atomic(durable=True)
def _claim(subscription_id: int, *, now: datetime) -> Subscription | None:
    found = locks.lock_subscription(subscription_id)
    if found.wish_at is None or found.wish_at > now:
        return None
    found.wish_at = now + TELL_AGAIN
    found.save(update_fields=["wish_at"])
    return found


@transaction.atomic(durable=True)
def _told(subscription_id: int, wanted: str) -> None:
    """Done, unless something else is wanted by now."""
    found = locks.lock_subscription(subscription_id)
    if found.wish == wanted:
        found.wish, found.wish_at = "", None
        found.save(update_fields=["wish", "wish_at"])
