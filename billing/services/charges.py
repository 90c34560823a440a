"""Make a charge, settle it, call it off. Nobody is asked for money here: services.payments does that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.engine.quotes import Quote
from billing.models import Charge, ChargeReason, ChargeState, Payment, PaymentState, Subscription
from billing.services import books, credit, effects, entities, live, references
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish

PAY_WITHIN = timedelta(days=7)


class ChargeClosed(Conflict):
    """It is paid or cancelled already."""

    code = "billing.charge.closed"
    title = _("It is no longer open")
    message = _("This charge is no longer open: it was paid or cancelled.")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A charge to be made. `key` makes it once; `effect` is what becomes true when it is paid (services.effects)."""

    key: str
    reason: ChargeReason
    quote: Quote
    effect: dict[str, Any]
    period_start: datetime | None = None
    period_end: datetime | None = None
    due_at: datetime | None = None
    try_at: datetime | None = (
        None  # when the kept method is charged (services.collecting); None: the customer pays
    )
    collected_by: str = ""  # the gateway that collects it by its own schedule


def make(
    organisation_id: int | None,
    subscription: Subscription | None,
    wanted: Wanted,
    *,
    by: Actor,
    now: datetime,
) -> Charge:
    """Write the charge, once for its key; one of nothing is paid at once, and its effect holds.

    The customer's lock is held, and the subscription's when there is one. What the quote owes back becomes credit.
    """
    known = Charge.objects.filter(key=wanted.key).order_by("pk").first()
    if known is not None:
        return known
    sums = wanted.quote
    charge = Charge.objects.create(
        organisation_id=organisation_id,
        reference=references.new(),
        key=wanted.key,
        entity=entities.selling(),
        subscription=subscription,
        reason=wanted.reason,
        currency=sums.currency,
        lines=[line.as_json() for line in sums.lines],
        subtotal=sums.subtotal,
        discount=sums.discount,
        discount_name=sums.discount_name,
        credit=sums.credit,
        total=sums.total,
        vat_percent=sums.vat_percent,
        vat_amount=sums.vat_amount,
        period_start=wanted.period_start,
        period_end=wanted.period_end,
        effect=wanted.effect,
        created_at=now,
        due_at=wanted.due_at or now + PAY_WITHIN,
        next_try_at=None if sums.is_free else wanted.try_at,
        collected_by=wanted.collected_by,
    )
    credit.use(charge, now=now)
    audit(charge, "billing.charge.made", by=by, changes={"total": [None, sums.total]})
    publish(
        events.ChargeMade(
            charge=charge.public_id, total=str(sums.total), currency=sums.currency, reason=wanted.reason
        )
    )
    if sums.is_free:
        settle(charge, subscription, by=by, now=now)
    return charge


def settle(charge: Charge, subscription: Subscription | None, *, by: Actor, now: datetime) -> None:
    """It is paid: its effect becomes true. Subscription and charge are locked. Raises ChargeClosed when it is not open."""
    if not charge.is_open:
        raise ChargeClosed
    charge.state, charge.paid_at, charge.next_try_at = ChargeState.PAID, now, None
    charge.version += 1
    charge.save(update_fields=["state", "paid_at", "next_try_at", "version"])
    live.moved(charge)
    audit(charge, "billing.charge.paid", by=by, changes={"state": ["open", "paid"]})
    publish(
        events.ChargePaid(
            charge=charge.public_id, total=str(charge.total), currency=charge.currency, reason=charge.reason
        )
    )
    effects.apply(charge, subscription, by=by, now=now)


def reopen(charge: Charge, *, by: Actor, now: datetime) -> None:
    """Money that counted did not come: it is owed again. What it opened is not opened a second time.

    Customer, subscription and charge are locked.
    """
    charge.state, charge.paid_at = ChargeState.OPEN, None
    charge.due_at, charge.next_try_at = now + PAY_WITHIN, None
    charge.effect = effects.renew()
    charge.version += 1
    charge.save(update_fields=["state", "paid_at", "due_at", "next_try_at", "effect", "version"])
    audit(charge, "billing.charge.reopened", by=by, changes={"state": ["paid", "open"]})


def call_off(charge: Charge, *, by: Actor, now: datetime, given_up: bool = False) -> None:
    """It will not be paid: void, or given up after its grace. Customer and charge are locked.

    Tries that are under way are left: should money still arrive, it becomes credit (services.settling).
    """
    if not charge.is_open:
        return
    charge.state = ChargeState.GIVEN_UP if given_up else ChargeState.VOID
    charge.next_try_at = None
    charge.version += 1
    charge.save(update_fields=["state", "next_try_at", "version"])
    Payment.objects.filter(charge=charge, state=PaymentState.CREATED).update(
        state=PaymentState.EXPIRED, decided_at=now, ask_at=None
    )
    credit.give_back(charge, now=now)
    live.moved(charge)
    if given_up:
        books.given_up(charge, now=now)
    word = "given_up" if given_up else "voided"
    audit(charge, f"billing.charge.{word}", by=by, changes={"state": ["open", charge.state]})
    fact = events.ChargeGivenUp if given_up else events.ChargeVoided
    publish(fact(charge=charge.public_id))


def call_off_open(subscription: Subscription, *, by: Actor, now: datetime, given_up: bool = False) -> None:
    """All that is still open for a subscription. Customer and subscription are locked."""
    for charge in locks.lock_open_charges(subscription.pk):
        call_off(charge, by=by, now=now, given_up=given_up)
