"""Make a charge, settle it, call it off. Nobody is asked for money here: services.payments does that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.engine.ledger import RECEIVABLES
from billing.engine.quotes import Quote
from billing.models import Charge, ChargeReason, ChargeState, Payment, PaymentState, Subscription
from billing.services import awaited, books, effects, entities, ledger, live, references
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
    ledger.use(charge, now=now)
    audit(charge, "billing.charge.made", by=by, changes={"total": [None, sums.total]})
    publish(
        events.ChargeMade(
            charge=charge.public_id, total=str(sums.total), currency=sums.currency, reason=wanted.reason
        )
    )
    if sums.is_free:
        settle(charge, subscription, by=by, now=now)
    return charge


def count(
    charge: Charge,
    subscription: Subscription | None,
    came: Decimal,
    *,
    is_credit: bool = False,
    by: Actor,
    now: datetime,
) -> Decimal:
    """Money or credit came for it: what is still missing of it counts, and when nothing is missing any more it is paid.

    Returns how much counted, nothing when it is not open. Customer, subscription and charge are locked.
    """
    counted = min(came, charge.due)
    if counted <= 0:
        return Decimal(0)
    name = "from_credit" if is_credit else "from_payments"
    before = getattr(charge, name)
    setattr(charge, name, before + counted)
    charge.version += 1
    charge.save(update_fields=[name, "version"])
    if is_credit:
        ledger.cover(charge, counted, now=now)
    if not charge.missing:
        settle(charge, subscription, by=by, now=now)
        return counted
    awaited.follow(charge)
    live.moved(charge)
    audit(charge, "billing.charge.part_paid", by=by, changes={name: [before, before + counted]})
    publish(
        events.ChargePartPaid(
            charge=charge.public_id, part=str(counted), due=str(charge.due), currency=charge.currency
        )
    )
    return counted


def count_instead(charge: Charge, came: Decimal, *, by: Actor) -> None:
    """A paid charge's money did not come, and other money that was there all along counts for it. Customer and charge are locked."""
    before = charge.missing
    charge.from_payments += came
    charge.version += 1
    charge.save(update_fields=["from_payments", "version"])
    audit(charge, "billing.charge.paid_instead", by=by, changes={"unpaid": [before, charge.missing]})


def uncount(
    charge: Charge, *, credit: Decimal = Decimal(0), payment: Decimal = Decimal(0), by: Actor, now: datetime
) -> None:
    """What counted did not come: at most `credit` of its credit and `payment` of its payments are missing again.

    Customer and charge are locked. One that is paid stays so here (`reopen`).
    """
    credit, payment = min(credit, charge.from_credit), min(payment, charge.from_payments)
    if not (credit or payment):
        return
    before = charge.missing
    charge.from_credit -= credit
    charge.from_payments -= payment
    charge.version += 1
    charge.save(update_fields=["from_credit", "from_payments", "version"])
    if credit:
        ledger.uncover(charge, credit, now=now)
    awaited.follow(charge)
    live.moved(charge)
    audit(charge, "billing.charge.part_missing", by=by, changes={"unpaid": [before, charge.missing]})


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
    awaited.follow(charge)
    audit(charge, "billing.charge.reopened", by=by, changes={"state": ["paid", "open"]})


def call_off(charge: Charge, *, by: Actor, now: datetime, given_up: bool = False) -> None:
    """It will not be paid: void, or given up after its grace. Customer and charge are locked.

    What was paid of it is credit. Tries that are under way are left: should money still arrive, it becomes credit too
    (services.settling).
    """
    if not charge.is_open:
        return
    charge.state = ChargeState.GIVEN_UP if given_up else ChargeState.VOID
    charge.next_try_at = None
    charge.version += 1
    charge.save(update_fields=["state", "next_try_at", "version"])
    _give_back(charge, now=now)
    Payment.objects.filter(charge=charge, state=PaymentState.CREATED).update(
        state=PaymentState.EXPIRED, decided_at=now, ask_at=None
    )
    live.moved(charge)
    if given_up:
        books.given_up(charge, now=now)
    word = "given_up" if given_up else "voided"
    audit(charge, f"billing.charge.{word}", by=by, changes={"state": ["open", charge.state]})
    fact = events.ChargeGivenUp if given_up else events.ChargeVoided
    publish(fact(charge=charge.public_id))


def _give_back(charge: Charge, *, now: datetime) -> None:
    """All that it holds of credit and of payments is credit. What of a payment went back already counts on, and is not given twice."""
    ledger.give_back(charge, now=now)
    charge.from_credit = charge.from_payments = Decimal(0)
    rows = Payment.objects.filter(charge=charge, counted__gt=0).order_by("pk").values_list("pk", flat=True)
    for payment_id in list(rows):
        payment = locks.lock_payment(payment_id)
        is_credit = ledger.left_by(charge, ledger.came_with(payment))
        free = max(Decimal(0), payment.amount - payment.refunded - is_credit)
        if free:
            why = f"{ledger.came_with(payment)}, no longer owed"
            ledger.owe(charge, free, account=RECEIVABLES, now=now, reason=why)
        payment.counted -= free
        payment.save(update_fields=["counted"])
        charge.from_payments += payment.counted
    charge.save(update_fields=["from_credit", "from_payments"])


def call_off_open(subscription: Subscription, *, by: Actor, now: datetime, given_up: bool = False) -> None:
    """All that is still open for a subscription. Customer and subscription are locked."""
    for charge in locks.lock_open_charges(subscription.pk):
        call_off(charge, by=by, now=now, given_up=given_up)
