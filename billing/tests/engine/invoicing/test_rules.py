"""What stops a document, named field by field, and what only warns."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.engine.invoicing.composing import Draft, compose
from billing.engine.invoicing.findings import DocumentIncomplete, Finding
from billing.engine.invoicing.notes import NoteLine, credit_note
from billing.engine.invoicing.numbers import is_vat_number, judge_registration
from billing.engine.invoicing.rules import blockers, check, refuse_unless_complete
from billing.engine.invoicing.shapes import Address, Document, Kind, Tier, Treatment
from billing.tests.engine.invoicing.cast import (
    DAY,
    HOTEL,
    NOT_A_VENDOR,
    SPAZA,
    UMOJA,
    invoice,
    line,
    mixed,
    vectors,
)

FULL = [line("5000.01")]


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def test_a_whole_document_has_nothing_against_it() -> None:
    for document in (mixed(), invoice(*FULL), invoice(line("50.00"), buyer=SPAZA)):
        assert check(document, today=DAY) == ()


def test_all_that_is_missing_is_told_at_once_with_words_that_mend_it() -> None:
    bare = invoice(
        line("5000.01", description=" "),
        number="",
        seller=replace(UMOJA, name="", address=Address(), vat_number=""),
        buyer=replace(SPAZA, name=""),
    )
    with pytest.raises(DocumentIncomplete) as refused:
        refuse_unless_complete(bare)
    fields = {error["pointer"] for error in refused.value.errors}
    assert fields == {
        "#/number",
        "#/seller/name",
        "#/seller/address",
        "#/seller/vat_number",
        "#/buyer/name",
        "#/buyer/address",
        "#/lines/0/description",
    }
    assert "The client's address is missing" in str(refused.value)
    assert {finding.section for finding in refused.value.findings} == {"20(4)"}
    assert "number" not in codes(blockers(bare, is_numbered=False))


@pytest.mark.parametrize(("amount", "is_needed"), [("50.00", False), ("5000.00", False), ("5000.01", True)])
def test_the_client_is_named_above_five_thousand_rand(amount: str, is_needed: bool) -> None:  # noqa: FBT001
    found = codes(blockers(invoice(line(amount), buyer=replace(SPAZA, name=""))))
    assert found == ({"buyer.name.missing", "buyer.address.missing"} if is_needed else set())


def test_an_abridged_one_names_its_own_section() -> None:
    found = blockers(invoice(line("100.00"), seller=replace(UMOJA, vat_number="")))
    assert [(finding.field, finding.section) for finding in found] == [("seller.vat_number", "20(5)")]


def test_a_vendor_client_without_number_warns_and_stops_nothing() -> None:
    warned = refuse_unless_complete(invoice(*FULL, buyer=replace(HOTEL, vat_number="")))
    assert codes(warned) == {"buyer.vat_number.missing"}
    assert "may not be able to claim" in warned[0].message


def test_doubtful_numbers_warn() -> None:
    warned = refuse_unless_complete(
        invoice(
            *FULL,
            buyer=replace(HOTEL, vat_number="4123456789"),
            seller=replace(UMOJA, registration_number="2019123456/07"),
        )
    )
    assert codes(warned) == {"buyer.vat_number.doubtful", "seller.registration_number.doubtful"}
    assert "Is it 2019/123456/07?" in warned[0].message


def test_twenty_one_days_to_issue() -> None:
    for days, expected in ((21, set()), (22, {"issued_on.late"})):
        document = invoice(*FULL, supplied_on=DAY - timedelta(days=days))
        found = check(document)
        assert codes(found) == expected
        assert blockers(document) == ()


def test_no_document_from_the_future() -> None:
    assert codes(blockers(invoice(*FULL), today=DAY - timedelta(days=1))) == {"issued_on.future"}


def as_forged(**changes: Any) -> Document:
    """A document that `compose` would never make."""
    return replace(invoice(*FULL), **changes)


def test_a_non_vendor_never_issues_a_tax_invoice_nor_charges_vat() -> None:
    assert {"kind.not_vendor", "totals.vat.not_vendor"} <= codes(blockers(as_forged(seller=NOT_A_VENDOR)))
    assert codes(blockers(as_forged(seller=NOT_A_VENDOR, kind=Kind.INVOICE))) == {"totals.vat.not_vendor"}


def test_nothing_taxable_is_no_tax_invoice() -> None:
    exempt = replace(
        invoice(line("10.00", treatment=Treatment.EXEMPT)), kind=Kind.TAX_INVOICE, tier=Tier.NONE
    )
    assert codes(blockers(exempt)) == {"kind.nothing_taxable"}


def test_too_low_a_tier_is_refused_and_a_higher_one_is_fine() -> None:
    low = blockers(as_forged(tier=Tier.ABRIDGED))
    assert codes(low) == {"tier.too_low"}
    assert "R\N{NO-BREAK SPACE}5\N{NO-BREAK SPACE}000.01 with VAT this must be a full" in low[0].message
    assert blockers(replace(invoice(line("20.00")), tier=Tier.FULL)) == ()


def test_figures_that_contradict_each_other_are_refused() -> None:
    good = invoice(*FULL)
    one, totals, held = good.lines[0], good.totals, good.groups[0]
    cent = Decimal("0.01")
    assert "totals.sums" in codes(blockers(replace(good, totals=replace(totals, incl=totals.incl + cent))))
    assert "groups.sums" in codes(blockers(replace(good, groups=())))
    assert "lines.sums" in codes(blockers(replace(good, lines=(replace(one, vat=one.vat + cent),))))
    assert "lines.sums" in codes(blockers(replace(good, lines=(replace(one, unit_price=-cent),))))
    assert "lines.rate" in codes(blockers(replace(good, lines=(replace(one, rate=Decimal(16)),))))
    moved: Any = {"excl": one.excl - cent, "vat": one.vat + cent}
    shifted = replace(
        good,
        lines=(replace(one, **moved),),
        groups=(replace(held, **moved),),
        totals=replace(totals, **moved),
    )
    assert codes(blockers(shifted)) == {"groups.vat"}


def test_fifteen_and_a_half_per_cent_has_its_fortnight() -> None:
    lines = [line("115.50", rate=Decimal("15.5"))]
    assert blockers(invoice(*lines, issued_on=date(2025, 5, 15))) == ()
    found = blockers(invoice(*lines, issued_on=date(2025, 5, 16)))
    assert codes(found) == {"lines.rate"}
    assert "VAT at 15.5 %, which nobody charged on 2025-05-16" in found[0].message


def test_rand_unless_all_is_zero_rated() -> None:
    assert codes(blockers(invoice(*FULL, currency="USD"))) == {"currency.not_rand"}
    assert blockers(invoice(line("9000.00", treatment=Treatment.ZERO), currency="USD")) == ()


def test_notes_need_original_reason_and_the_right_day() -> None:
    note = credit_note(
        invoice(*FULL), [NoteLine(description="x", unit_price=Decimal(5))], reason="Returned", issued_on=DAY
    )
    note = replace(note, number="CN-1")
    assert check(note) == ()
    assert codes(blockers(replace(note, original=None, reason=""))) == {"original.missing", "reason.missing"}
    assert codes(blockers(replace(note, issued_on=DAY - timedelta(days=1)))) == {"issued_on.before_original"}
    assert "buyer.address.missing" in codes(blockers(replace(note, buyer=SPAZA)))


def test_the_note_to_an_abridged_one_only_asks_for_the_clients_address() -> None:
    original = invoice(line("199.00"), buyer=SPAZA)
    note = credit_note(
        original, [NoteLine(description="x", unit_price=Decimal(5))], reason="Cancelled", issued_on=DAY
    )
    assert codes(refuse_unless_complete(note, is_numbered=False)) == {"buyer.address.missing"}


def test_other_kinds_have_no_rules_here() -> None:
    pro_forma = Draft(seller=UMOJA, buyer=SPAZA, issued_on=DAY, lines=FULL, kind=Kind.PRO_FORMA)
    assert check(compose(pro_forma)) == ()


@pytest.mark.parametrize(
    "row", vectors("za-company-registration.json")["vectors"], ids=lambda row: row["value"]
)
def test_company_numbers(row: dict[str, Any]) -> None:
    found = judge_registration(row["value"], today=date(2026, 11, 21))
    assert found.is_valid is row["valid"]
    if "missing first slash" in row["note"]:
        assert found.suggestion == "2019/123456/07"


def test_vat_numbers_are_read_with_their_separators() -> None:
    assert is_vat_number("4740 101-508")
    assert not is_vat_number("4123456789")
