"""UBL: two independent validators and the official schema accept what we write, and reading gives it back."""

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import einvoice
import peppol
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from billing.engine.invoicing.checker.judging import judge
from billing.engine.invoicing.checker.received import Claimant, Purchase, from_document
from billing.engine.invoicing.checker.verdict import Claim, Outcome
from billing.engine.invoicing.corrections import corrected
from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.notes import NoteLine, credit_note, credit_rest, debit_note
from billing.engine.invoicing.receipts import receipt
from billing.engine.invoicing.shapes import (
    BankAccount,
    Basis,
    Document,
    Kind,
    PaymentFact,
    Rounding,
    Treatment,
)
from billing.engine.invoicing.ubl.names import CAC, CBC
from billing.engine.invoicing.ubl.parsing import UblUnreadable
from billing.engine.invoicing.ubl.reading import read
from billing.engine.invoicing.ubl.writing import NoUblForm, write
from billing.tests.engine.invoicing.cast import (
    BASES,
    DAY,
    HOTEL,
    NOT_A_VENDOR,
    ROUNDINGS,
    SPAZA,
    UMOJA,
    invoice,
    line,
    mixed,
)

NAMES = {"cac": CAC, "cbc": CBC}
BANK = BankAccount(holder="Umoja Foods", bank="FNB", account_number="62000000001", branch_code="250655")
PAID = PaymentFact(paid_on=DAY, amount=Decimal("61.47"))
CREDITED = [NoteLine(description="Bread returned", unit_price=Decimal("9.99"))]
OUTSIDE = Treatment.OUT_OF_SCOPE


def issued(document: Document, number: str) -> Document:
    return replace(document, number=number)


def cast() -> Iterator[tuple[str, Document]]:
    """One of every kind."""
    yield "plain", invoice(line("115.00"))
    yield "everything", mixed(
        bank=BANK, payment_reference="INV-1", supplied_on=DAY, due_on=DAY, terms="30 days", notes=("Thank you",),
        order_reference="PO 7", period_start=DAY, period_end=DAY, payments=(PAID,),
    )  # fmt: skip
    yield "to a person", invoice(line("60.00"), buyer=SPAZA)
    yield "non-vendor", invoice(line("100.00"), seller=NOT_A_VENDOR, buyer=SPAZA)
    bare = replace(NOT_A_VENDOR, registration_number="", email="")
    yield "non-vendor without numbers", invoice(line("100.00"), seller=bare, buyer=SPAZA)
    yield "vendor, nothing in scope", invoice(line("100.00", treatment=OUTSIDE))
    yield (
        "out of scope beside others",
        invoice(line("100.00"), line("10.00", treatment=OUTSIDE), line("5.00", treatment=Treatment.EXEMPT)),
    )
    yield "two rates", invoice(line("115.50", rate=Decimal("15.5")), line("115.00"))
    yield "export", invoice(line("900.00", treatment=Treatment.ZERO), currency="USD")
    yield "credit", issued(credit_note(mixed(), CREDITED, reason="Returned", issued_on=DAY), "CN-1")
    yield "all back", issued(credit_rest(mixed(), reason="Cancelled", issued_on=DAY), "CN-2")
    yield "debit", issued(debit_note(mixed(), CREDITED, reason="Left out", issued_on=DAY), "DN-1")
    yield "corrected", issued(corrected(mixed(), reason="Address", issued_on=DAY, buyer=HOTEL), "INV-2")
    yield "overpaid", invoice(line("50.00"), payments=(PAID,))


CAST = dict(cast())


def complaints(data: bytes) -> list[str]:
    """What the schema and both validators have against a file."""
    is_valid, errors = peppol.validate_xsd(data)
    found = list(errors) if not is_valid else []
    found += [str(finding) for finding in peppol.check_rules(data)]
    return found + [f"{v.rule_id} {v.message}" for v in einvoice.validate_file(io.BytesIO(data)).violations]


@pytest.mark.parametrize("name", CAST)
def test_independent_validators_accept_it(name: str) -> None:
    assert complaints(write(CAST[name])) == []


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_in_both_bases_and_roundings(basis: Basis, rounding: Rounding) -> None:
    assert complaints(write(mixed(basis=basis, rounding=rounding))) == []


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        (".//cac:LegalMonetaryTotal/cbc:PayableAmount", "1.00", "BR-CO-16"),
        (".//cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", "1.00", "BR-CO-15"),
        (".//cac:TaxTotal/cbc:TaxAmount", "1.00", "BR-CO-14"),
        (".//cac:LegalMonetaryTotal/cbc:LineExtensionAmount", "1.00", "BR-CO-10"),
        (".//cac:PartyTaxScheme/cbc:CompanyID", "4740101508", "BR-CO-09"),
    ],
)
def test_the_validators_are_awake(path: str, value: str, rule: str) -> None:
    root = etree.fromstring(write(mixed()))
    root.find(path, NAMES).text = value
    assert any(rule in complaint for complaint in complaints(etree.tostring(root)))


def sums_of(data: bytes) -> dict[str, Any]:
    """The figures of a file, read with XPath alone."""
    root = etree.fromstring(data)

    def all_of(path: str) -> list[Decimal]:
        return [Decimal(found.text) for found in root.findall(path, NAMES)]

    kind = "CreditNoteLine" if root.tag.endswith("CreditNote") else "InvoiceLine"
    total = {
        name: all_of(f"cac:LegalMonetaryTotal/cbc:{name}")
        for name in (
            "LineExtensionAmount",
            "TaxExclusiveAmount",
            "TaxInclusiveAmount",
            "PrepaidAmount",
            "PayableAmount",
        )
    }
    return {
        **{name: sum(found, Decimal(0)) for name, found in total.items()},
        "lines": all_of(f"cac:{kind}/cbc:LineExtensionAmount"),
        "tax": all_of("cac:TaxTotal/cbc:TaxAmount")[0],
        "taxable_of": all_of("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount"),
        "tax_of": all_of("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount"),
        "rate_of": all_of("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent"),
    }


drafts = st.builds(
    LineDraft,
    description=st.just("x"),
    unit_price=st.decimals(0, 500, places=4),
    quantity=st.decimals("0.01", 50, places=2),
    treatment=st.sampled_from([Treatment.STANDARD, Treatment.STANDARD, Treatment.ZERO, Treatment.EXEMPT]),
    discount_percent=st.none() | st.decimals(0, 100, places=1),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(drafts, min_size=1, max_size=8), st.sampled_from(BASES), st.sampled_from(ROUNDINGS))
def test_the_sums_of_en_16931_hold(lines: list[LineDraft], basis: Basis, rounding: Rounding) -> None:
    """BR-CO-10, 13, 14, 15, 16 and 17 worked out again; 17 within what rounding on each line may differ."""
    data = write(invoice(*lines, basis=basis, rounding=rounding))
    found = sums_of(data)
    assert sum(found["lines"]) == found["LineExtensionAmount"] == found["TaxExclusiveAmount"]
    assert sum(found["tax_of"]) == found["tax"]
    assert sum(found["taxable_of"]) == found["TaxExclusiveAmount"]
    assert found["TaxExclusiveAmount"] + found["tax"] == found["TaxInclusiveAmount"]
    assert found["TaxInclusiveAmount"] - found["PrepaidAmount"] == found["PayableAmount"]
    slack = Decimal("0.01") * (len(lines) if rounding is Rounding.LINE else 1)
    for taxable, tax, rate in zip(found["taxable_of"], found["tax_of"], found["rate_of"], strict=True):
        assert abs((taxable * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP) - tax) <= slack
    assert einvoice.validate_file(io.BytesIO(data)).violations == []


@pytest.mark.parametrize("name", CAST)
def test_reading_gives_back_what_was_written(name: str) -> None:
    document = CAST[name]
    again = read(write(document))
    for part in (
        "kind",
        "number",
        "issued_on",
        "due_on",
        "currency",
        "period_start",
        "order_reference",
        "reason",
        "notes",
    ):
        assert getattr(again, part) == getattr(document, part), part
    assert (again.totals.excl, again.totals.vat, again.totals.incl) == (
        document.totals.excl,
        document.totals.vat,
        document.totals.incl,
    )
    assert [(held.rate, held.vat) for held in again.groups if held.vat] == [
        (held.rate, held.vat) for held in document.groups if held.vat
    ]
    assert [held.description for held in again.lines] == [held.description for held in document.lines]
    assert [held.second_hand for held in again.lines] == [held.second_hand for held in document.lines]
    assert sum(held.vat for held in again.lines) == document.totals.vat
    assert again.seller.address == document.seller.address
    if document.kind is not Kind.INVOICE:
        assert again.seller.vat_number == UMOJA.vat_number
    for reference, original in ((again.original, document.original), (again.corrects, document.corrects)):
        assert (reference and reference.number) == (original and original.number)


def test_out_of_scope_is_known_again_beside_taxed_lines() -> None:
    document = invoice(line("100.00"), line("10.00", treatment=OUTSIDE))
    again = read(write(document))
    assert [held.treatment for held in again.groups] == [Treatment.STANDARD, OUTSIDE]
    assert again.lines[1].treatment is OUTSIDE


def test_texts_that_xml_cannot_hold_are_cleaned_and_the_rest_is_escaped() -> None:
    document = invoice(line("10.00", description="Nut & bolt <5 mm>\x00\x0b\ud800 ṱ"))
    data = write(document)
    assert complaints(data) == []
    assert read(data).lines[0].description == "Nut & bolt <5 mm> ṱ"


def test_only_issued_invoices_and_notes_have_a_form() -> None:
    for document in (invoice(line("1.00"), number=""), receipt(invoice(line("1.00")), PAID, issued_on=DAY)):
        with pytest.raises(NoUblForm):
            write(document)


GOOD = write(mixed()).decode()
VAT = mixed().totals.vat
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not XML"),
        (b"%PDF-1.7", "not XML"),
        (b"\xff\xfe\x00", "not XML"),
        (b"<html/>", "no UBL 2.1 invoice but “html”"),
        (b"<Invoice/>", "no UBL 2.1 invoice"),
        (GOOD.replace("?>", f"?>{LAUGHS}", 1), "entities or a DTD"),
        (GOOD.replace("?>", f"?>{OUTSIDE_FILE}", 1), "entities or a DTD"),
        (GOOD.replace(">2026-11-23<", "><", 1), "no date of issue"),
        (GOOD.replace(">2026-11-23<", ">soon<", 1), "cbc:IssueDate should be a date, not “soon”"),
        (GOOD.replace(f">{VAT}<", ">lots<", 1), "should be a number, not “lots”"),
        (GOOD.replace(f">{VAT}<", ">1E+999999<", 1), "should be a number"),
        (GOOD.replace(f">{VAT}<", ">NaN<", 1), "should be a number"),
        (GOOD.replace("<cbc:ID>S<", "<cbc:ID>AE<"), "tax category “AE”"),
        (GOOD.replace(">380<", ">389<"), "type 389"),
        (b" " * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "data",
)
def test_hostile_and_broken_files_are_refused_with_a_sentence(data: str | bytes, words: str) -> None:
    # What the mutation did is real: the XML declares its encoding, so bytes go in.
    with pytest.raises(UblUnreadable, match=words):
        read(data.encode() if isinstance(data, str) else data)


def test_ten_thousand_lines_are_written_and_read_in_seconds() -> None:
    document = invoice(*(line("9.99", quantity=Decimal(2), code="A-1") for _ in range(10_000)))
    begun = time.process_time()
    data = write(document)
    again = read(data)
    assert time.process_time() - begun < 6
    assert again.totals.incl == document.totals.incl == Decimal("199800.00")
    assert sum(held.vat for held in again.lines) == document.totals.vat


TEXTS = ["", "-1", "0", "x", "2026-02-30", "0001-01-01", "9999-12-31", "-0.01", "NaN", "15.5", "ÿ"]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(CAST)), st.data())
def test_whatever_a_supplier_sends_is_read_and_judged_or_refused(name: str, data: st.DataObject) -> None:
    root = etree.fromstring(write(CAST[name]))
    for _ in range(data.draw(st.integers(1, 4))):
        element = data.draw(st.sampled_from(list(root.iter())))
        match data.draw(st.sampled_from(["remove", "text", "name", "twice"])):
            case "remove" if element.getparent() is not None:
                element.getparent().remove(element)
            case "twice" if element.getparent() is not None:
                element.addnext(etree.fromstring(etree.tostring(element)))
            case "name":
                element.tag += "X"
            case _:
                element.text = data.draw(st.sampled_from(TEXTS))
    try:
        document = read(etree.tostring(root))
    except UblUnreadable:
        return  # the sentence of each refusal is tested above
    assert Document.from_json(document.as_json()) == document
    claimant = Claimant(names=(HOTEL.name,), vat_number=HOTEL.vat_number)
    found = judge(from_document(document), claimant, Purchase(), today=DAY)
    assert (found.claim is Claim.NO) == bool(found.of(Outcome.FAILED))
