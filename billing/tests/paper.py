"""Documents of every kind as they are issued, for what prints and sends them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.engine.invoicing import receipts
from billing.engine.invoicing.shapes import (
    Address,
    AgeBucket,
    BankAccount,
    Basis,
    Document,
    DocumentReference,
    Kind,
    Party,
    PaymentFact,
    Statement,
    StatementEntry,
    SupplyLine,
    TaxGroup,
    Tier,
    Totals,
    Treatment,
)
from billing.engine.vat import vat_within

D = Decimal
ISSUED = date(2026, 11, 28)
SELLER = Party(
    name="Rooibos Software (Pty) Ltd",
    address=Address(lines=("12 Loop Street",), city="Cape Town", province="WC", postal_code="8001"),
    is_vendor=True,
    vat_number="4020168273",
    registration_number="2019/123456/07",
    email="accounts@rooibos.example",
    phone="+27 21 555 0100",
    website="rooibos.example",
)
BUYER = Party(
    name="Umoja Foods (Pty) Ltd",
    address=Address(
        lines=("7 Vilakazi Street",), suburb="Orlando West", city="Soweto", province="GP", postal_code="1804"
    ),
    is_vendor=True,
    vat_number="4130177925",
    contact="Thandi Mokoena",
    reference="C-00817",
)
BANK = BankAccount(
    holder="Rooibos Software (Pty) Ltd",
    bank="Standard Bank",
    account_number="012345678",
    branch_code="051001",
    account_type="Current",
)


def line(number: int, description: str, incl: str, **over: Any) -> SupplyLine:
    """A line whose price includes VAT, at 15% unless `treatment` says otherwise."""
    quantity = over.pop("quantity", D(1))
    treatment = over.get("treatment", Treatment.STANDARD)
    rate = over.pop("rate", D(15) if treatment is Treatment.STANDARD else D(0))
    amount = (D(incl) * quantity - over.get("discount", D("0.00"))).quantize(D("0.01"))
    vat = vat_within(amount, rate)
    values = {"treatment": treatment, "unit": "C62", **over}
    return SupplyLine(
        number=number, description=description, quantity=quantity, unit_price=D(incl), rate=rate,
        amount=amount, excl=amount - vat, vat=vat, incl=amount, **values,
    )  # fmt: skip


def groups_of(lines: tuple[SupplyLine, ...]) -> tuple[TaxGroup, ...]:
    """Lines summed by treatment and rate."""
    found: dict[tuple[Treatment, Decimal], list[SupplyLine]] = {}
    for one in lines:
        found.setdefault((one.treatment, one.rate), []).append(one)
    return tuple(
        TaxGroup(
            treatment=treatment,
            rate=rate,
            excl=sum((one.excl for one in held), D("0.00")),
            vat=sum((one.vat for one in held), D("0.00")),
            incl=sum((one.incl for one in held), D("0.00")),
        )
        for (treatment, rate), held in found.items()
    )


def document(*lines: SupplyLine, paid: str = "0.00", **over: Any) -> Document:
    """A full tax invoice, or what `over` makes of it."""
    groups = groups_of(lines)
    incl = sum((group.incl for group in groups), D("0.00"))
    totals = Totals(
        excl=sum((group.excl for group in groups), D("0.00")),
        vat=sum((group.vat for group in groups), D("0.00")),
        incl=incl,
        paid=D(paid),
        due=incl - D(paid),
    )
    values: dict[str, Any] = {
        "kind": Kind.TAX_INVOICE, "tier": Tier.FULL, "number": "INV-2026-000042", "issued_on": ISSUED,
        "due_on": date(2026, 12, 5), "seller": SELLER, "buyer": BUYER, "lines": lines, "groups": groups,
        "totals": totals, "bank": BANK, "payment_reference": "INV000042",
    }  # fmt: skip
    return Document(**{**values, **over})


def tax_invoice(**over: Any) -> Document:
    """A full one, with mixed rates, a discount and a long description; not paid yet."""
    return document(
        line(
            1, "Business plan", "1150.00", quantity=D(3), unit="MON",
            period_start=date(2026, 11, 1), period_end=date(2027, 1, 31),
        ),
        line(
            2, "Extra seats", "172.50", quantity=D(12), unit="MON", discount=D("207.00"),
            detail="Ten per cent off, because all twelve were taken together for the whole season.",
        ),
        line(3, "Brown bread flour, 12.5 kg, for the demonstration kitchen", "189.90", quantity=D("2.5"),
             treatment=Treatment.ZERO, reason="Zero-rated: Schedule 2, Part B"),
        line(4, "Refurbished receipt printer", "2300.00", second_hand=True, code="PRN-58"),
        line(5, "Room rent for the training day", "800.00", treatment=Treatment.EXEMPT, reason="Exempt: section 12(c)"),
        order_reference="PO 4711",
        terms="Payable within seven days of the date of issue. Interest is charged at the prescribed rate from then on.",
        **over,
    )  # fmt: skip


def abridged(**over: Any) -> Document:
    """Up to R5 000, paid by card, to somebody without an address."""
    bread = line(
        1,
        "Starter plan",
        "499.00",
        unit="MON",
        period_start=date(2026, 11, 28),
        period_end=date(2026, 12, 27),
    )
    values: dict[str, Any] = {
        "tier": Tier.ABRIDGED, "buyer": Party(name="Bongani Dlamini"), "due_on": None, "number": "INV-2026-000043",
        "payments": (PaymentFact(paid_on=ISSUED, amount=D("499.00"), label="Card ending 4242", reference="PF-99812", method="card"),),
    }  # fmt: skip
    return document(bread, paid="499.00", **{**values, **over})


def plain_invoice(**over: Any) -> Document:
    """Of a seller who is no vendor."""
    lines = (line(1, "Vetkoek and mince, platter for 20", "850.00", treatment=Treatment.OUT_OF_SCOPE),)
    seller = replace(
        SELLER, name="Gogo's Kitchen", is_vendor=False, vat_number="", registration_number="", website=""
    )
    values: dict[str, Any] = {
        "kind": Kind.INVOICE,
        "tier": Tier.NOT_APPLICABLE,
        "seller": seller,
        "number": "2026-0007",
    }
    return document(*lines, **{**values, **over})


def credit_note(**over: Any) -> Document:
    """Takes one month off the tax invoice."""
    values: dict[str, Any] = {
        "kind": Kind.CREDIT_NOTE, "tier": Tier.NOT_APPLICABLE, "number": "CN-2026-000003", "due_on": None, "bank": None,
        "original": DocumentReference(number="INV-2026-000042", issued_on=ISSUED),
        "reason": "The January month was cancelled before it began.", "issued_on": date(2026, 12, 2),
    }  # fmt: skip
    found = document(line(1, "Business plan", "1150.00", unit="MON"), **{**values, **over})
    return replace(found, totals=replace(found.totals, due=D("0.00")))


def debit_note(**over: Any) -> Document:
    """Adds a seat that was forgotten."""
    return credit_note(
        kind=Kind.DEBIT_NOTE, number="DN-2026-000001", reason="One seat was left out of the invoice.", **over
    )


def pro_forma(**over: Any) -> Document:
    """Before anything is supplied, with prices that leave VAT out."""
    shown = tax_invoice(kind=Kind.PRO_FORMA, tier=Tier.NOT_APPLICABLE, number="", **over)
    lines = tuple(replace(one, amount=one.excl, unit_price=D("1000.00")) for one in shown.lines[:1])
    lines = (replace(lines[0], quantity=D(3)),)
    groups = groups_of(lines)
    sums = Totals(excl=groups[0].excl, vat=groups[0].vat, incl=groups[0].incl, due=groups[0].incl)
    return replace(shown, basis=Basis.EXCLUSIVE, lines=lines, groups=groups, totals=sums)


def receipt(**over: Any) -> Document:
    """One EFT that paid two invoices and a little more."""
    found = receipts.receipt_for_many(
        (
            DocumentReference(number="INV-2026-000041", issued_on=date(2026, 10, 28), amount=D("1150.00")),
            DocumentReference(number="INV-2026-000043", issued_on=ISSUED, amount=D("499.00")),
        ),
        PaymentFact(paid_on=ISSUED, amount=D("1700.00"), label="EFT", reference="UMOJA 000042", method="eft"),
        seller=SELLER,
        buyer=BUYER,
        issued_on=ISSUED,
    )
    return replace(found, number="REC-2026-000118", **over)


def till_receipt(**over: Any) -> Document:
    """One payment for one invoice, with its lines."""
    paid = abridged()
    return replace(
        receipts.receipt(paid, paid.payments[0], issued_on=ISSUED), number="REC-2026-000119", **over
    )


def statement(entries: int = 5, **over: Any) -> Document:
    """Movements since August, with something in each age."""
    balance = D("1150.00")
    rows = []
    for place in range(entries):
        amount = D("-499.00") if place % 3 == 2 else D("1150.00")
        balance += amount
        rows.append(
            StatementEntry(
                on=date(2026, 8, 3) + timedelta(days=place * 110 // max(entries, 1)), number=f"{'PAY' if amount < 0 else 'INV'}-{place:06}",
                label="Payment by EFT" if amount < 0 else "Tax invoice", amount=amount, balance=balance,
                kind="payment" if amount < 0 else "tax_invoice", due_on=None if amount < 0 else date(2026, 8, 10) + timedelta(days=place * 110 // max(entries, 1)),
            )
        )  # fmt: skip
    ageing = tuple(
        AgeBucket(days=days, amount=amount)
        for days, amount in zip(
            (0, 30, 60, 90, 120), (balance - D("3450.00"), D("1150.00"), D("0.00"), D("1150.00"), D("1150.00")), strict=True
        )
    )  # fmt: skip
    values: dict[str, Any] = {
        "kind": Kind.STATEMENT, "tier": Tier.NOT_APPLICABLE, "number": "", "due_on": None,
        "period_start": date(2026, 8, 1), "period_end": date(2026, 11, 30),
        "statement": Statement(opening=D("1150.00"), entries=tuple(rows), closing=balance, ageing=ageing),
        "payment_reference": "C00817",
    }  # fmt: skip
    return document(**{**values, **over})


KINDS = {
    "tax_invoice": tax_invoice, "abridged": abridged, "plain_invoice": plain_invoice, "credit_note": credit_note,
    "debit_note": debit_note, "pro_forma": pro_forma, "receipt": receipt, "till_receipt": till_receipt, "statement": statement,
}  # fmt: skip
