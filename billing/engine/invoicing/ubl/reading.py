"""UBL 2.1 from a supplier as a Document, figures as they stand there: nothing is worked out anew, so that a checker can judge it."""

from dataclasses import replace
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from billing.engine.invoicing.shapes import (
    ZERO,
    Basis,
    Document,
    DocumentReference,
    Kind,
    Rounding,
    SupplyLine,
    TaxGroup,
    Tier,
    Totals,
    Treatment,
)
from billing.engine.invoicing.sums import GroupKey, key_of, shares
from billing.engine.invoicing.tiers import tier_for
from billing.engine.invoicing.ubl.names import (
    CORRECTED,
    CREDIT_NOTE,
    INVOICE,
    OUT_OF_SCOPE_REASON,
    SECOND_HAND,
    TREATMENTS,
)
from billing.engine.invoicing.ubl.parsing import UblUnreadable, day, every, inner, number, parse, text
from billing.engine.invoicing.ubl.reading_parties import read_bank, read_party

NOT_TAXED: Final = Decimal(0)


def read(data: bytes) -> Document:
    """The document in a UBL Invoice or CreditNote. Raises UblUnreadable. A hostile file is refused, never followed."""
    root = parse(data)
    kind, code = _kind(root)
    groups = tuple(_group(element) for element in every(root, "cac:TaxTotal/cac:TaxSubtotal"))
    totals = _totals(root)
    issued_on = day(root, "cbc:IssueDate")
    if issued_on is None:
        raise UblUnreadable(reason=_("it has no date of issue."))
    reference = _reference(root)
    is_tax_invoice = kind is Kind.TAX_INVOICE
    notes = tuple(found for element in every(root, "cbc:Note") if (found := text(element, ".")))
    has_reason = kind in {Kind.CREDIT_NOTE, Kind.DEBIT_NOTE} or code == CORRECTED
    return Document(
        kind=kind,
        tier=tier_for(totals.incl, on=issued_on) if is_tax_invoice else Tier.NOT_APPLICABLE,
        number=text(root, "cbc:ID"),
        issued_on=issued_on,
        supplied_on=day(root, "cac:Delivery/cbc:ActualDeliveryDate") or day(root, "cbc:TaxPointDate"),
        period_start=day(root, "cac:InvoicePeriod/cbc:StartDate"),
        period_end=day(root, "cac:InvoicePeriod/cbc:EndDate"),
        due_on=day(root, "cbc:DueDate"),
        seller=read_party(inner(root, "cac:AccountingSupplierParty/cac:Party")),
        buyer=read_party(inner(root, "cac:AccountingCustomerParty/cac:Party")),
        currency=text(root, "cbc:DocumentCurrencyCode") or "ZAR",
        basis=Basis.EXCLUSIVE,
        rounding=Rounding.DOCUMENT,
        lines=_lines(root, groups),
        groups=groups,
        totals=totals,
        original=None if code == CORRECTED else reference,
        corrects=reference if code == CORRECTED else None,
        reason=notes[0] if has_reason and notes else "",
        notes=notes[1:] if has_reason else notes,
        bank=read_bank(inner(root, "cac:PaymentMeans/cac:PayeeFinancialAccount")),
        payment_reference=text(root, "cac:PaymentMeans/cbc:PaymentID"),
        order_reference=text(root, "cac:OrderReference/cbc:ID"),
        terms=text(root, "cac:PaymentTerms/cbc:Note"),
    )


def _kind(root: Element) -> tuple[Kind, str]:
    """By the root and the type code. An invoice counts as tax invoice when its seller shows a VAT number."""
    if root.tag == f"{{{CREDIT_NOTE}}}CreditNote":
        return Kind.CREDIT_NOTE, text(root, "cbc:CreditNoteTypeCode")
    if root.tag != f"{{{INVOICE}}}Invoice":
        raise UblUnreadable(
            reason=_("it is no UBL 2.1 invoice but “%(tag)s”.") % {"tag": root.tag.rpartition("}")[2][:40]}
        )
    code = text(root, "cbc:InvoiceTypeCode") or "380"
    if code == "383":
        return Kind.DEBIT_NOTE, code
    if code not in {"380", CORRECTED}:
        raise UblUnreadable(
            reason=_("invoices of type %(code)s are not read, only 380, 383 and 384.") % {"code": code[:10]}
        )
    number_at = "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"
    return Kind.TAX_INVOICE if text(root, number_at) else Kind.INVOICE, code


def _treatment(code: str, reason: str = "") -> Treatment:
    if code == "E" and reason == OUT_OF_SCOPE_REASON:
        return Treatment.OUT_OF_SCOPE
    if code not in TREATMENTS:
        raise UblUnreadable(
            reason=_("tax category “%(code)s” has no meaning for South African VAT; S, Z, E and O have.")
            % {"code": code[:10]}
        )
    return TREATMENTS[code]


def _group(element: Element) -> TaxGroup:
    category = inner(element, "cac:TaxCategory")
    reason = text(category, "cbc:TaxExemptionReason")
    excl, vat = number(element, "cbc:TaxableAmount"), number(element, "cbc:TaxAmount")
    return TaxGroup(
        treatment=_treatment(text(category, "cbc:ID"), reason),
        rate=number(category, "cbc:Percent", NOT_TAXED),
        excl=excl,
        vat=vat,
        incl=excl + vat,
        reason=reason,
    )


def _totals(root: Element) -> Totals:
    """As stated. VAT is the first total in the document's currency; another may be in one of accounting."""
    held = inner(root, "cac:LegalMonetaryTotal")
    incl = number(held, "cbc:TaxInclusiveAmount")
    return Totals(
        excl=number(held, "cbc:TaxExclusiveAmount"),
        vat=number(root, "cac:TaxTotal/cbc:TaxAmount", ZERO),
        incl=incl,
        discount=number(held, "cbc:AllowanceTotalAmount", ZERO),
        paid=number(held, "cbc:PrepaidAmount", ZERO),
        due=number(held, "cbc:PayableAmount", incl),
    )


def _reference(root: Element) -> DocumentReference | None:
    held = inner(root, "cac:BillingReference/cac:InvoiceDocumentReference")
    found, issued_on = text(held, "cbc:ID"), day(held, "cbc:IssueDate") or day(root, "cbc:IssueDate")
    if not found or issued_on is None:
        return None
    return DocumentReference(number=found, issued_on=issued_on)


def _lines(root: Element, groups: tuple[TaxGroup, ...]) -> tuple[SupplyLine, ...]:
    """Each line's VAT is its share of its group's, since UBL states none."""
    names = ("cac:InvoiceLine", "cac:CreditNoteLine")
    elements = (element for name in names for element in every(root, name))
    reason = OUT_OF_SCOPE_REASON if any(held.reason == OUT_OF_SCOPE_REASON for held in groups) else ""
    lines = [_line(place, element, reason) for place, element in enumerate(elements, start=1)]
    by_key: dict[GroupKey, list[SupplyLine]] = {}
    for line in lines:
        by_key.setdefault(key_of(line), []).append(line)
    vat: dict[GroupKey, Decimal] = {}
    for held in groups:
        vat[key_of(held)] = vat.get(key_of(held), ZERO) + held.vat
    found: dict[int, Decimal] = {}
    for key, mine in by_key.items():
        parts = shares(vat.get(key, ZERO), [line.excl for line in mine])
        found.update(zip((line.number for line in mine), parts, strict=True))
    return tuple(replace(line, vat=found[line.number], incl=line.excl + found[line.number]) for line in lines)


def _line(place: int, element: Element, reason: str) -> SupplyLine:
    item = inner(element, "cac:Item")
    excl = number(element, "cbc:LineExtensionAmount")
    category = text(item, "cac:ClassifiedTaxCategory/cbc:ID")
    quantity_at = (
        "cbc:InvoicedQuantity"
        if inner(element, "cbc:InvoicedQuantity") is not None
        else "cbc:CreditedQuantity"
    )
    unit = inner(element, quantity_at)
    base = number(element, "cac:Price/cbc:BaseQuantity", Decimal(1)) or Decimal(1)
    return SupplyLine(
        number=place,
        description=text(item, "cbc:Name"),
        detail=text(item, "cbc:Description"),
        code=text(item, "cac:SellersItemIdentification/cbc:ID"),
        quantity=number(element, quantity_at, ZERO),
        unit=(unit.get("unitCode", "") if unit is not None else "")[:10],
        unit_price=number(element, "cac:Price/cbc:PriceAmount", ZERO) / base,
        discount=_discount(element),
        treatment=_treatment(category, reason),
        rate=number(item, "cac:ClassifiedTaxCategory/cbc:Percent", NOT_TAXED),
        amount=excl,
        excl=excl,
        vat=ZERO,
        incl=excl,
        second_hand=SECOND_HAND
        in (text(p, "cbc:Name") for p in every(element, "cac:Item/cac:AdditionalItemProperty")),
        period_start=day(element, "cac:InvoicePeriod/cbc:StartDate"),
        period_end=day(element, "cac:InvoicePeriod/cbc:EndDate"),
    )


def _discount(element: Element) -> Decimal:
    held = every(element, "cac:AllowanceCharge")
    return sum((number(a, "cbc:Amount") for a in held if text(a, "cbc:ChargeIndicator") == "false"), ZERO)
