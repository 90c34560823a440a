"""Between what somebody typed (page or API, the same names) and what the checker judges."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from accounts import selectors as people
from billing.engine.invoicing.checker.received import Claimant, Expense, Purchase, Received, Use
from billing.engine.invoicing.numbers import normalise_vat_number
from billing.engine.invoicing.shapes import Kind
from billing.models import CheckSource, Customer
from billing.services.checking import Question
from synthai.core.money import round_half_up

TEXTS: Final = (
    "heading", "supplier_name", "supplier_address", "supplier_vat_number", "recipient_name", "recipient_address",
    "recipient_vat_number", "number", "description",
)  # fmt: skip
DAYS: Final = ("issued_on", "supplied_on")
AMOUNTS: Final = ("excl", "vat", "incl", "taxed")
FLAGS: Final = ("has_quantity", "is_second_hand", "is_copy", "is_self_billed")
# As a supplier heads it, in English or Afrikaans.
_NOTES: Final = (
    ("credit note", Kind.CREDIT_NOTE),
    ("kreditnota", Kind.CREDIT_NOTE),
    ("debit note", Kind.DEBIT_NOTE),
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What we know of who claims: names, address in one row, VAT number."""

    names: tuple[str, ...]
    address: str
    vat_number: str


def known(organisation_id: int) -> Known:
    """From the invoice details of the organisation. Two queries."""
    name = people.name_of(organisation_id)
    details = Customer.objects.order_by("pk").first() or Customer()  # read only: nobody waits for a payment
    names = tuple(dict.fromkeys(each for each in (details.legal_name, name) if each))
    rows = [row.strip(" ,") for row in details.address.splitlines()]
    return Known(names=names, address=", ".join(filter(None, rows)), vat_number=details.vat_number)


def question(values: dict[str, Any], who: Known) -> Question:
    """What is asked, from cleaned values; a name that is missing counts as not on the paper."""
    heading = values.get("heading") or ""
    held: dict[str, Any] = {name: values.get(name) or "" for name in TEXTS}
    held |= {name: values.get(name) for name in (*DAYS, *AMOUNTS)}
    held |= {name: bool(values.get(name)) for name in FLAGS}
    held["recipient_vat_number"] = normalise_vat_number(held["recipient_vat_number"])
    received = Received(
        **held,
        kind=kind_of(heading),
        rates=tuple(values.get("rates") or ()),
        lines=values.get("lines") or 1,
        currency=(values.get("currency") or "ZAR").upper(),
    )
    return Question(
        received=received,
        claimant=_claimant(values, who),
        purchase=_purchase(values),
        source=CheckSource(values.get("source") or CheckSource.TYPED),
    )


def kind_of(heading: str) -> Kind:
    """What a document is by its heading. The checker itself refuses quotes, statements and the like."""
    words = " ".join(heading.casefold().split())
    return next((kind for name, kind in _NOTES if name in words), Kind.TAX_INVOICE)


def as_values(received: Received, source: CheckSource) -> dict[str, Any]:
    """What stands on a file, under the names of the form."""
    names = (*TEXTS, *DAYS, *AMOUNTS, *FLAGS, "rates", "lines", "currency")
    amounts = {name: _in_cents(getattr(received, name)) for name in AMOUNTS}
    return {name: getattr(received, name) for name in names} | amounts | {"source": source}


def as_answers(values: dict[str, Any]) -> dict[str, Any]:
    """Cleaned values as JSON holds them, to be shown in the form again."""
    return {name: _plain(value) for name, value in values.items() if value not in (None, "", ())}


def _claimant(values: dict[str, Any], who: Known) -> Claimant:
    given = values.get("our_vat_number")
    return Claimant(
        names=who.names,
        vat_number=normalise_vat_number(who.vat_number if given is None else given),
        address=who.address,
        vendor_from=values.get("vendor_from"),
        vendor_until=values.get("vendor_until"),
        is_on_payments_basis=bool(values.get("is_on_payments_basis")),
    )


def _purchase(values: dict[str, Any]) -> Purchase:
    return Purchase(
        expense=Expense(values.get("expense") or Expense.GENERAL),
        use=Use(values.get("use") or Use.TAXABLE),
        taxable_share=values.get("taxable_share"),
        paid=values.get("paid"),
        was_claimed=bool(values.get("was_claimed")),
    )


def _in_cents(amount: Decimal | None) -> Decimal | None:
    """Without the zeros that some programs write behind the cents."""
    if amount is None or amount != (cents := round_half_up(amount)):
        return amount
    return cents


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, tuple | list):
        return ", ".join(f"{each:f}" for each in value)
    return (
        value.isoformat()
        if isinstance(value, date)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
    )
