"""From charges to documents: who sells and buys, the lines, what is taken off, what was paid."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from accounts import selectors as people
from billing.engine.invoicing import notes
from billing.engine.invoicing.composing import Draft, compose
from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.shapes import Document, Kind, Party, PaymentFact, Rounding, Treatment
from billing.engine.periods import local_date
from billing.models import BillingEntity, Charge, Customer, Payment, PaymentState, Price, TaxDocument
from billing.services import entities
from billing.services.issuing import Issue
from synthai.core.money import Money


def sale(charge: Charge, *, key: str, now: datetime) -> Issue:
    """The invoice of a charge. Its time of supply is the payment, which comes before it (VAT Act, section 9(1))."""
    entity = charge.entity or entities.selling()
    supplied_on = local_date(charge.paid_at or now)
    return Issue(
        key=key,
        document=compose(_draft(charge, entity, Kind.TAX_INVOICE, supplied_on, now)),
        entity=entity,
        charge=charge,
        kinds=kinds_of(charge),
    )


def pro_forma(charge: Charge, *, now: datetime) -> Document:
    """What is asked for before it is paid: never a tax invoice, without a number, not stored."""
    entity = charge.entity or entities.selling()
    return compose(_draft(charge, entity, Kind.PRO_FORMA, local_date(now), now))


def credit(
    original: Document, amount: Decimal, before: Sequence[Document], *, reason: str, issued_on: date
) -> Document:
    """A credit note of an amount, VAT included. Raises AboveOriginal."""
    group, sold = original.groups[0], max(original.lines, key=lambda held: held.incl)
    line = notes.NoteLine(
        description=sold.description,
        unit_price=amount,
        treatment=group.treatment,
        rate=None if group.treatment is Treatment.OUT_OF_SCOPE else group.rate,
        code=sold.code,
    )
    return notes.credit_note(original, [line], notes=before, reason=reason, issued_on=issued_on)


def buyer(organisation_id: int | None) -> Party:
    """The organisation as it stands on its documents: what it wrote under its invoice details, else its name. Needs the tenant."""
    rows = Customer.objects.select_related("organisation").filter(organisation_id=organisation_id or 0)
    customer = rows.order_by("pk").first() or _unwritten(organisation_id or 0)
    number = customer.vat_number or customer.organisation.vat_number
    return Party(
        name=customer.legal_name or customer.organisation.name,
        trading_name=customer.organisation.name if customer.legal_name else "",
        address=entities.address_of(customer.address),
        is_vendor=bool(number),
        vat_number=number,
        registration_number=customer.registration_number,
        email=customer.email,
        reference=customer.organisation.public_id,
    )


def _unwritten(organisation_id: int) -> Customer:
    """Who never was charged nor wrote anything down."""
    public_id = people.public_id_of(organisation_id)
    return Customer(organisation=people.organisation_by_public_id(public_id))


def entity_of(document: TaxDocument) -> BillingEntity:
    """Who issued it."""
    return BillingEntity.objects.prefetch_related("vendor_periods").get(pk=document.entity_id)


def kinds_of(charge: Charge | None) -> dict[str, str]:
    """What each article on a charge is: plan, extra, item, usage."""
    if charge is None:
        return {}
    articles = _articles(charge)
    return {_article(line, articles): line["kind"] for line in charge.lines}


def _articles(charge: Charge) -> dict[str, str]:
    """The prices on a charge as people read them: GROWTH-MONTH."""
    named = [line["price"] for line in charge.lines if line["price"]]
    rows = Price.objects.filter(public_id__in=named).values_list("public_id", "plan__code", "interval")
    return {public_id: f"{code}-{interval}".upper() for public_id, code, interval in rows}


def _article(line: dict[str, str], articles: dict[str, str]) -> str:
    return articles.get(line["price"], line["kind"].upper())


def _draft(charge: Charge, entity: BillingEntity, kind: Kind, supplied_on: date, now: datetime) -> Draft:
    articles = _articles(charge)
    back = [line for line in charge.lines if Decimal(line["amount"]) < 0]
    off = charge.discount - sum((Decimal(line["amount"]) for line in back), Decimal(0))
    return Draft(
        kind=kind,
        seller=entities.seller(entity, supplied_on),
        buyer=buyer(charge.organisation_id),
        issued_on=local_date(now),
        supplied_on=supplied_on,
        lines=[_line(line, charge, articles) for line in charge.lines if Decimal(line["amount"]) > 0],
        rounding=Rounding(entity.rounding),
        discount=off,
        due_on=local_date(charge.due_at) if charge.is_open else None,
        currency=charge.currency,
        payments=_payments(charge),
        bank=entities.bank_of(entity) if charge.is_payable else None,
        payment_reference=charge.reference,
        notes=tuple(f"{line['text']}: {Money(Decimal(line['amount']), charge.currency)}" for line in back),
    )


def _line(line: dict[str, str], charge: Charge, articles: dict[str, str]) -> LineDraft:
    """A charge's line. Where a unit price in cents says the same the quantity stands beside it, else the whole is one."""
    amount, quantity = Decimal(line["amount"]), Decimal(line["quantity"])
    unit_price = amount / quantity
    is_exact = unit_price == round(unit_price, 2)
    is_timed = line["kind"] in {"plan", "extra"} and charge.period_start and charge.period_end
    return LineDraft(
        description=line["text"],
        quantity=quantity if is_exact else Decimal(1),
        unit_price=unit_price if is_exact else amount,
        code=_article(line, articles),
        period_start=local_date(charge.period_start) if is_timed and charge.period_start else None,
        period_end=local_date(charge.last_day) if is_timed and charge.last_day else None,
    )


def _payments(charge: Charge) -> tuple[PaymentFact, ...]:
    """What paid it: what counted of confirmed payments, and credit, which is a means to pay and takes nothing off."""
    rows = Payment.objects.filter(charge=charge, state=PaymentState.CONFIRMED, counted__gt=0)
    found = [
        PaymentFact(
            paid_on=local_date(row.decided_at or row.created_at),
            amount=row.counted,
            label=f"{row.method.brand} {row.method.last4}".strip() if row.method else "",
            reference=row.reference,
            method="eft" if row.gateway == "eft" else "card" if row.method else row.gateway,
        )
        for row in rows.select_related("method").order_by("decided_at", "pk")
    ]
    if used := charge.credit + charge.from_credit:
        on = local_date(charge.paid_at or charge.created_at)
        found.append(PaymentFact(paid_on=on, amount=used, reference=charge.reference, method="credit"))
    return tuple(found)
