"""Sums: the reference cases, and laws that hold whatever is sold."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.invoicing.composing import numbered
from billing.engine.invoicing.lines import DiscountTooHigh, LineDraft, LineRefused, NoLines
from billing.engine.invoicing.rules import blockers
from billing.engine.invoicing.shapes import Basis, Kind, Rounding, Tier, Treatment
from billing.engine.vat import credible_rates, standard_rate, tax_fraction, vat_on
from billing.tests.engine.invoicing.cast import (
    BASES,
    NOT_A_VENDOR,
    PATIENT,
    ROUNDINGS,
    invoice,
    line,
    mixed,
    vectors,
)

ARITHMETIC = vectors("za-vat-arithmetic.json")
TIERS = {"none required (till slip)": Tier.NONE, "abridged": Tier.ABRIDGED, "full": Tier.FULL}

amounts = st.decimals(0, 20000, places=2)
drafts = st.builds(
    LineDraft,
    description=st.just("x"),
    unit_price=st.decimals(0, 500, places=4),
    quantity=st.decimals("0.001", 50, places=3),
    treatment=st.sampled_from(Treatment),
    discount_percent=st.none() | st.decimals(0, 100, places=2),
)


@pytest.mark.parametrize("row", ARITHMETIC["inclusive_to_vat"])
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_vat_within_a_price(row: dict[str, str], rounding: Rounding) -> None:
    totals = invoice(line(row["inclusive"]), rounding=rounding).totals
    assert (str(totals.vat), str(totals.excl)) == (row["vat"], row["exclusive"])


@pytest.mark.parametrize("row", ARITHMETIC["exclusive_to_vat"])
def test_vat_on_a_price_rounds_halves_up(row: dict[str, str]) -> None:
    assert str(vat_on(Decimal(row["exclusive"]), Decimal(15))) == row["vat"]
    assert str(invoice(line(row["exclusive"]), basis=Basis.EXCLUSIVE).totals.vat) == row["vat"]


def test_line_and_document_rounding_differ_by_a_cent_and_say_which() -> None:
    case = ARITHMETIC["line_versus_document"]
    lines = [line(amount) for amount in case["lines_inclusive"]]
    by_line, by_document = (
        invoice(*lines, rounding=rounding) for rounding in (Rounding.LINE, Rounding.DOCUMENT)
    )
    assert str(by_line.totals.vat) == case["vat_per_line_summed"]
    assert str(by_document.totals.vat) == case["vat_on_document_total"]
    assert by_line.as_json()["rounding"] == "line"
    assert [str(held.vat) for held in by_document.lines] == ["1.30", "1.31", "1.30"]


@pytest.mark.parametrize("row", ARITHMETIC["invoice_kind"])
def test_the_tier_goes_by_the_amount_with_vat(row: dict[str, str]) -> None:
    assert invoice(line(row["consideration"])).tier is TIERS[row["kind"]]


def test_prices_without_vat_reach_a_tier_with_it() -> None:
    # 4 347.83 without VAT is R5 000.00 with it: abridged; a cent more is full.
    found = [invoice(line(price), basis=Basis.EXCLUSIVE) for price in ("4347.83", "4347.84")]
    assert [(str(held.totals.incl), held.tier) for held in found] == [
        ("5000.00", Tier.ABRIDGED),
        ("5000.02", Tier.FULL),
    ]


def test_the_tax_fraction_has_at_least_five_decimals() -> None:
    assert str(tax_fraction(Decimal(15))).startswith("0.1304347826")


def test_rates_live_on_lines() -> None:
    """The law never went to 15.5 %, but some really charged it for two weeks of May 2025."""
    assert standard_rate(date(2025, 5, 2)) == 15
    document = invoice(
        line("115.50", rate=Decimal("15.5")),
        line("115.00"),
        issued_on=date(2025, 5, 2),
    )
    assert [(held.rate, str(held.vat)) for held in document.groups] == [
        (Decimal("15.5"), "15.50"),
        (Decimal(15), "15.00"),
    ]
    assert blockers(document) == ()


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        (date(1990, 1, 1), set()),
        (date(2018, 3, 31), {14}),
        (date(2025, 4, 30), {15}),
        (date(2025, 5, 1), {15, Decimal("15.5")}),
        (date(2025, 5, 15), {15, Decimal("15.5")}),
        (date(2025, 5, 16), {15}),
        (date(2026, 4, 1), {15}),
    ],
)
def test_credible_rates_of_a_day(day: date, rates: set[Decimal]) -> None:
    assert credible_rates(day) == rates


def test_the_time_of_supply_decides_the_rate() -> None:
    document = invoice(line("114.00"), issued_on=date(2018, 4, 3), supplied_on=date(2018, 3, 31))
    assert (str(document.groups[0].rate), str(document.totals.vat)) == ("14", "14.00")


@PATIENT
@given(
    st.lists(drafts, min_size=1, max_size=12),
    st.sampled_from(BASES),
    st.sampled_from(ROUNDINGS),
    st.integers(0, 100),
)
def test_everything_adds_up(lines: list[LineDraft], basis: Basis, rounding: Rounding, percent: int) -> None:
    plain = invoice(*lines, basis=basis, rounding=rounding)
    whole = sum(held.amount for held in plain.lines)
    off = (Decimal(whole) * percent / 100).quantize(Decimal("0.01"))
    document = invoice(*lines, basis=basis, rounding=rounding, discount=off)
    for part in ("excl", "vat", "incl"):
        total = getattr(document.totals, part)
        assert sum(getattr(held, part) for held in document.lines) == total
        assert sum(getattr(held, part) for held in document.groups) == total
        assert all(getattr(held, part) >= 0 for held in document.lines)
    assert all(held.excl + held.vat == held.incl for held in document.lines)
    assert all(held.excl + held.vat == held.incl for held in document.groups)
    assert sum(held.amount for held in document.lines) == whole - off
    assert document.totals.discount == plain.totals.discount + off
    assert not any(held.vat for held in document.groups if held.treatment is not Treatment.STANDARD)
    amount_wrong = {"lines.sums", "groups.sums", "totals.sums", "groups.vat", "lines.rate", "tier.too_low"}
    assert not amount_wrong & {finding.code for finding in blockers(document)}


@PATIENT
@given(st.lists(amounts, min_size=1, max_size=40))
def test_a_share_of_the_vat_is_within_a_cent_of_its_own(prices: list[Decimal]) -> None:
    document = invoice(*(line(str(price)) for price in prices))
    for held in document.lines:
        assert abs(held.vat - held.incl * 15 / 115) < Decimal("0.01")
        assert 0 <= held.vat <= held.incl


def test_who_is_no_vendor_charges_no_vat() -> None:
    for basis in BASES:
        document = invoice(line("100.00"), line("50.00", rate=Decimal(15)), seller=NOT_A_VENDOR, basis=basis)
        assert (document.kind, document.tier) == (Kind.INVOICE, Tier.NOT_APPLICABLE)
        assert (str(document.totals.vat), str(document.totals.incl), document.seller.vat_number) == (
            "0.00",
            "150.00",
            "",
        )
        assert [held.treatment for held in document.groups] == [Treatment.OUT_OF_SCOPE]
        assert blockers(document) == ()


def test_a_vendor_with_nothing_taxable_issues_no_tax_invoice() -> None:
    assert invoice(line("100.00", treatment=Treatment.EXEMPT)).kind is Kind.INVOICE
    assert invoice(line("100.00", treatment=Treatment.ZERO)).kind is Kind.TAX_INVOICE


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"unit_price": Decimal("-1")}, "unit_price", "below 0"),
        ({"quantity": Decimal(0)}, "quantity", "above 0"),
        ({"quantity": Decimal(-1)}, "quantity", "above 0"),
        ({"discount": Decimal("10.01")}, "discount", "more than the line"),
        ({"discount": Decimal("-0.01")}, "discount", "below 0"),
        ({"discount_percent": Decimal("100.1")}, "discount", "more than the line"),
        ({"discount": Decimal("0.005")}, "discount", "two decimals"),
    ],
)
def test_impossible_lines_are_refused_with_their_place(
    wrong: dict[str, Decimal], field: str, words: str
) -> None:
    with pytest.raises(LineRefused, match=rf"Line 2 \(Bread\).*{words}") as refused:
        invoice(line("5.00"), line("10.00", **wrong))
    assert refused.value.field == f"lines.1.{field}"


def test_a_discount_above_the_lines_and_an_empty_document_are_refused() -> None:
    with pytest.raises(DiscountTooHigh, match="150.01 is more than"):
        invoice(line("150.00"), discount=Decimal("150.01"))
    with pytest.raises(DiscountTooHigh):
        invoice(line("150.00"), discount=Decimal("-1.00"))
    with pytest.raises(NoLines):
        invoice()


def test_a_discount_on_the_document_is_spread_over_the_rates() -> None:
    document = invoice(line("300.00"), line("100.00", treatment=Treatment.ZERO), discount=Decimal("40.00"))
    assert [(held.treatment.value, str(held.incl)) for held in document.groups] == [
        ("standard", "270.00"),
        ("zero", "90.00"),
    ]


def test_every_treatment_has_its_group() -> None:
    document = mixed(basis=Basis.EXCLUSIVE)
    assert [(held.treatment, str(held.excl), str(held.vat)) for held in document.groups] == [
        (Treatment.STANDARD, "1509.97", "226.50"),
        (Treatment.ZERO, "25.00", "0.00"),
        (Treatment.EXEMPT, "300.00", "0.00"),
    ]
    assert str(document.totals.incl) == "2061.47"


def test_ten_thousand_lines_take_a_moment() -> None:
    lines = [line("9.99", treatment=treatment) for treatment in Treatment for _ in range(2500)]
    begun = time.process_time()
    document = invoice(*lines)
    assert blockers(document) == ()
    assert time.process_time() - begun < 3
    assert document.totals.incl == Decimal("99900.00")


def test_a_number_is_given_once() -> None:
    with pytest.raises(ValueError, match="INV-1 has its number"):
        numbered(invoice(line("1.00")), series="INV", number="INV-2")
