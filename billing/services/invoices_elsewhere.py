"""What a gateway billed by its own schedule, as charges and payments of ours: each once, whatever comes first."""

from datetime import datetime, timedelta

from django.conf import settings

from billing import locks
from billing.engine.quotes import Line, Quote, quote
from billing.gateways import InvoiceFact, PaymentFact
from billing.models import Charge, ChargeReason, Payment, PaymentState, Subscription, SubscriptionState
from billing.services import books, charges, effects, references, settling, terms
from synthai.core.access import Actor


def book(subscription: Subscription, invoices: tuple[InvoiceFact, ...], *, by: Actor, now: datetime) -> None:
    """Write down what came of each. Customer and subscription are locked. Safe to repeat."""
    for invoice in invoices:
        charge = _charge(subscription, invoice, by=by, now=now)
        if charge is None:
            continue
        for fact in invoice.payments:
            if fact.status != "confirmed" or invoice.status == "paid":  # a part of it is waited for
                _payment(charge, fact, now=now)
        _end(charge, subscription, invoice, by=by, now=now)


def _charge(subscription: Subscription, invoice: InvoiceFact, *, by: Actor, now: datetime) -> Charge | None:
    """The charge of an invoice, made the first time; None where nothing is owed."""
    key = f"{subscription.run_by}:{invoice.invoice}"
    known = Charge.objects.filter(key=key).order_by("pk").first()
    if known is not None:
        return locks.lock_charge(known.pk)
    is_over = subscription.state == SubscriptionState.CANCELLED
    if invoice.amount <= 0 or (invoice.status != "paid" and (is_over or invoice.status == "void")):
        return None
    is_first = not Charge.objects.filter(subscription=subscription).exists()
    wanted = charges.Wanted(
        key=key,
        reason=ChargeReason.FIRST if is_first else ChargeReason.RENEWAL,
        quote=_quote(subscription, invoice),
        effect=effects.renew(),
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        due_at=invoice.issued_at + timedelta(days=settings.BILLING_GRACE_DAYS),
        collected_by=subscription.run_by,
    )
    made = charges.make(subscription.organisation_id, subscription, wanted, by=by, now=now)
    ended = subscription.cancelled_at
    if is_over and ended is not None and invoice.issued_at > ended:
        charges.call_off(made, by=by, now=now)  # it was ended here before: what was taken becomes credit
    return made


def _quote(subscription: Subscription, invoice: InvoiceFact) -> Quote:
    """One line of what the gateway took, VAT within it as in all our prices."""
    text = invoice.text or terms.words(subscription.price, subscription.quantity)
    line = Line(text=text[:200], amount=invoice.amount, price=subscription.price.public_id)
    return quote([line], vat_percent=terms.vat_percent(invoice.issued_at), currency=invoice.currency)


def _payment(charge: Charge, fact: PaymentFact, *, now: datetime) -> None:
    """One try of the gateway's; the same one again only changes what became of it.

    It counts from when it was, so that the invoice has its time of supply also where we are told of it late.
    """
    rows = Payment.objects.filter(gateway=charge.collected_by, gateway_id=fact.gateway_id)
    found: Payment | None = rows.order_by("pk").first()
    if found is None:
        found = Payment.objects.create(
            reference=references.new(),
            charge=charge,
            gateway=charge.collected_by,
            gateway_id=fact.gateway_id,
            state=PaymentState.PENDING,
            amount=fact.amount,
            currency=fact.currency,
            created_at=fact.occurred_at or now,
        )
        references.route(found.reference, charge.organisation_id)
        references.route(references.payment_key(charge.collected_by, fact.gateway_id), charge.organisation_id)
    settling.believe(found.pk, fact, now=min(now, fact.occurred_at or now))


def _end(
    charge: Charge, subscription: Subscription, invoice: InvoiceFact, *, by: Actor, now: datetime
) -> None:
    """Paid without a payment that we could see (marked so by hand there), or not wanted any more."""
    charge.refresh_from_db()
    if not charge.is_open:
        return
    if invoice.status == "paid":
        rest = charge.due
        charges.count(charge, subscription, rest, by=by, now=now)
        books.paid_unseen(charge, rest, now=now)
    elif invoice.status == "void":
        charges.call_off(charge, by=by, now=now)
