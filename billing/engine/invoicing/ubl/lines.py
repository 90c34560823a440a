"""Lines of a document in UBL, which always has prices without VAT."""

from decimal import Decimal
from typing import Any, Final

from billing.engine.invoicing.shapes import Basis, Document, Kind, SupplyLine
from billing.engine.invoicing.ubl.building import aggregate, amount, basic
from billing.engine.invoicing.ubl.categories import Category
from billing.engine.invoicing.ubl.names import SECOND_HAND
from synthai.core.money import round_half_up

PRICE_PLACES: Final = 10  # quantity times price has to come back to the cent


def write_line(parent: Any, document: Document, line: SupplyLine, category: Category) -> None:
    """One InvoiceLine or CreditNoteLine."""
    is_credit = document.kind is Kind.CREDIT_NOTE
    element = aggregate(parent, "CreditNoteLine" if is_credit else "InvoiceLine")
    basic(element, "ID", str(line.number))
    basic(element, "CreditedQuantity" if is_credit else "InvoicedQuantity", line.quantity, unitCode=line.unit)
    amount(element, "LineExtensionAmount", line.excl, document.currency)
    if line.period_start or line.period_end:
        period = aggregate(element, "InvoicePeriod")
        basic(period, "StartDate", line.period_start)
        basic(period, "EndDate", line.period_end)
    less, price = _without_vat(document, line)
    if less:
        allowance = aggregate(element, "AllowanceCharge")
        basic(allowance, "ChargeIndicator", "false")
        basic(allowance, "AllowanceChargeReason", "Discount")
        amount(allowance, "Amount", less, document.currency)
    _write_item(element, line, category)
    held = aggregate(element, "Price")
    basic(held, "PriceAmount", price, currencyID=document.currency)


def _without_vat(document: Document, line: SupplyLine) -> tuple[Decimal, Decimal]:
    """The discount and the price of one, both without VAT, such that they come to the line's value."""
    less, price = line.discount, line.unit_price
    if document.basis is Basis.INCLUSIVE:
        less = round_half_up(less * 100 / (100 + line.rate))
    exact = round_half_up(line.quantity * price) - less == line.excl
    if document.basis is Basis.EXCLUSIVE and exact:
        return less, price
    return less, round_half_up((line.excl + less) / line.quantity, PRICE_PLACES)


def _write_item(parent: Any, line: SupplyLine, category: Category) -> None:
    item = aggregate(parent, "Item")
    basic(item, "Description", line.detail)
    basic(item, "Name", line.description.strip() or "-")
    if line.code:
        basic(aggregate(item, "SellersItemIdentification"), "ID", line.code)
    category.write(aggregate(item, "ClassifiedTaxCategory"), with_reason=False)
    if line.second_hand:
        held = aggregate(item, "AdditionalItemProperty")
        basic(held, "Name", SECOND_HAND)
        basic(held, "Value", "yes")
