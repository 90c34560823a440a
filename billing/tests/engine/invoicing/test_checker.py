"""What a supplier sent: claimable or not, and by which section."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from billing.engine.invoicing.checker.judging import judge
from billing.engine.invoicing.checker.received import (
    Claimant,
    Expense,
    Purchase,
    Received,
    Use,
    from_document,
)
from billing.engine.invoicing.checker.verdict import Claim, Outcome, Verdict
from billing.engine.invoicing.notes import NoteLine, credit_note
from billing.engine.invoicing.shapes import Kind, Treatment
from billing.engine.invoicing.ubl.reading import read
from billing.engine.invoicing.ubl.writing import write
from billing.tests.engine.invoicing.cast import DAY, HOTEL, NOT_A_VENDOR, PATIENT, invoice, line, mixed

LODGE = Claimant(
    names=(HOTEL.name, "Kgalagadi Lodge"), vat_number=HOTEL.vat_number, vendor_from=date(2019, 3, 1)
)
FULL = Received(
    heading="TAX INVOICE",
    supplier_name="Umoja Foods (Pty) Ltd",
    supplier_address="12 Vilakazi Street, Soweto",
    supplier_vat_number="4740101508",
    recipient_name="Kgalagadi Lodge",
    recipient_address="Plot 7, Upington",
    recipient_vat_number="4500193497",
    number="INV-1",
    issued_on=DAY,
    description="Bread",
    has_quantity=True,
    excl=Decimal("10000.00"),
    vat=Decimal("1500.00"),
    incl=Decimal("11500.00"),
)
ABRIDGED = Received(
    heading="Invoice",
    supplier_name="Umoja",
    supplier_address="Soweto",
    supplier_vat_number="4740101508",
    number="7",
    issued_on=DAY,
    description="Bread",
    incl=Decimal("115.00"),
    rates=(Decimal(15),),
)


def verdict(received: Received = FULL, claimant: Claimant = LODGE, **purchase: Any) -> Verdict:
    return judge(received, claimant, Purchase(**purchase), today=DAY)


def failed(found: Verdict) -> dict[str, str]:
    return {ruling.code: ruling.section for ruling in found.of(Outcome.FAILED)}


def test_a_full_tax_invoice_is_claimable_and_says_why() -> None:
    found = verdict()
    assert (found.claim, found.amount) == (Claim.YES, Decimal("1500.00"))
    assert {ruling.outcome for ruling in found.rulings} == {Outcome.PASSED}
    assert {"16(2)", "17(1)", "20(4)", "7(1)"} <= {ruling.section for ruling in found.rulings}


def test_an_abridged_one_with_a_rate_alone_is_worked_out() -> None:
    found = verdict(ABRIDGED)
    assert (found.claim, found.amount) == (Claim.YES, Decimal("15.00"))
    assert "20(5)" in {ruling.section for ruling in found.rulings}


MISSING: dict[str, Any] = {
    "heading": "",
    "supplier_name": "",
    "supplier_address": "",
    "supplier_vat_number": "",
    "recipient_name": "",
    "recipient_address": "",
    "recipient_vat_number": "",
    "number": "",
    "issued_on": None,
    "description": "",
    "has_quantity": False,
    "incl": None,
}


@pytest.mark.parametrize("field", MISSING)
def test_each_field_that_a_full_one_lacks_denies_the_claim(field: str) -> None:
    found = verdict(replace(FULL, **{field: MISSING[field]}))
    assert (found.claim, found.amount) == (Claim.NO, Decimal("0.00"))
    assert failed(found) == {f"{field}.missing": "20(4)"}
    assert "Ask the supplier for a corrected one" in found.of(Outcome.FAILED)[0].message


@pytest.mark.parametrize(
    "field", ["recipient_name", "recipient_address", "recipient_vat_number", "has_quantity"]
)
def test_to_five_thousand_rand_the_recipient_is_not_needed(field: str) -> None:
    small = replace(FULL, excl=Decimal("4347.83"), vat=Decimal("652.17"), incl=Decimal("5000.00"))
    assert verdict(replace(small, **{field: MISSING[field]})).claim is Claim.YES
    above = replace(small, vat=Decimal("652.18"), incl=Decimal("5000.01"))
    assert verdict(replace(above, **{field: MISSING[field]})).claim is Claim.NO


def test_to_fifty_rand_a_till_slip_will_do() -> None:
    slip = Received(issued_on=DAY, incl=Decimal("50.00"), vat=Decimal("6.52"))
    found = verdict(slip)
    assert (found.claim, found.amount) == (Claim.YES, Decimal("6.52"))
    assert [ruling.code for ruling in found.of(Outcome.WARNING)] == ["supplier_vat_number.missing"]
    assert verdict(replace(slip, incl=Decimal("50.01"))).claim is Claim.NO


@pytest.mark.parametrize("heading", ["Pro forma invoice", "Quotation", "Statement", "Delivery note invoice"])
def test_what_is_no_invoice_gives_nothing(heading: str) -> None:
    assert failed(verdict(replace(FULL, heading=heading))) == {"heading.no_invoice": "20(4)"}


@pytest.mark.parametrize("heading", ["VAT Invoice", "invoice", "BELASTINGFAKTUUR", "Tax Invoice no. 7"])
def test_headings_that_will_do(heading: str) -> None:
    assert verdict(replace(FULL, heading=heading)).claim is Claim.YES


def test_a_credit_note_takes_back() -> None:
    note = credit_note(
        mixed(), [NoteLine(description="x", unit_price=Decimal(5))], reason="Returned", issued_on=DAY
    )
    assert failed(verdict(from_document(note)))["kind.credit_note"] == "21(3)"
    assert "kind.no_invoice" in failed(verdict(replace(FULL, kind=Kind.STATEMENT)))


def test_only_a_vendor_claims_and_only_for_its_own_time() -> None:
    assert failed(verdict(claimant=replace(LODGE, vat_number=""))) == {
        "claimant.no_vendor": "16(2)",
        "recipient_vat_number.other": "20(4)",
    }
    late, gone = (
        replace(LODGE, vendor_from=DAY + timedelta(days=1)),
        replace(LODGE, vendor_until=DAY - timedelta(days=1)),
    )
    for claimant in (late, gone):
        assert failed(verdict(claimant=claimant)) == {"claimant.not_then": "16(2)"}


def test_it_must_be_made_out_to_who_claims() -> None:
    assert failed(verdict(replace(FULL, recipient_vat_number="4010139121"))) == {
        "recipient_vat_number.other": "20(4)"
    }
    warned = verdict(replace(FULL, recipient_name="Somebody Else"))
    assert (warned.claim, [r.code for r in warned.of(Outcome.WARNING)]) == (
        Claim.YES,
        ["recipient_name.other"],
    )
    assert not verdict(replace(FULL, recipient_name="KGALAGADI LODGE C.C.")).of(Outcome.WARNING)


def test_nobody_supplies_to_himself() -> None:
    own = replace(FULL, supplier_vat_number="4500 193 497")
    found = verdict(own)
    assert found.claim is Claim.NO
    assert [(each.code, each.section) for each in found.of(Outcome.FAILED)] == [
        ("supplier_vat_number.own", "20(4)")
    ]
    assert verdict(FULL).claim is Claim.YES


def test_a_doubtful_number_warns_since_the_rule_for_it_is_not_of_sars() -> None:
    found = verdict(replace(FULL, supplier_vat_number="4123456789"))
    assert (found.claim, [r.code for r in found.of(Outcome.WARNING)]) == (
        Claim.YES,
        ["supplier_vat_number.doubtful"],
    )


@pytest.mark.parametrize(
    ("change", "code", "section"),
    [
        ({"incl": Decimal("11500.02")}, "sums", "20(4)"),
        ({"vat": Decimal("1600.00"), "incl": Decimal("11600.00")}, "rate", "7(1)"),
        ({"rates": (Decimal(14),)}, "rate", "7(1)"),
        ({"vat": Decimal(0), "incl": Decimal("10000.00")}, "vat.none", "16(2)"),
        ({"currency": "USD"}, "currency", "20(4)"),
        ({"issued_on": DAY + timedelta(days=1)}, "issued_on.future", "16(2)"),
    ],
)
def test_figures_and_days_that_cannot_be(change: dict[str, Any], code: str, section: str) -> None:
    assert failed(verdict(replace(FULL, **change))) == {code: section}


def test_less_vat_may_be_untaxed_goods_beside() -> None:
    mixed_basket = replace(FULL, vat=Decimal("750.00"), incl=Decimal("10750.00"), rates=(Decimal(15),))
    assert (verdict(mixed_basket).claim, verdict(mixed_basket).amount) == (Claim.YES, Decimal("750.00"))
    known = verdict(replace(mixed_basket, taxed=Decimal("10000.00")))
    assert [ruling.code for ruling in known.of(Outcome.WARNING)] == ["rate.low"]


@pytest.mark.parametrize(("day", "claim"), [(15, Claim.YES), (16, Claim.NO)])
def test_fifteen_and_a_half_per_cent_is_claimed_in_its_own_field(day: int, claim: Claim) -> None:
    late = replace(
        FULL,
        issued_on=date(2025, 5, day),
        vat=Decimal("1550.00"),
        incl=Decimal("11550.00"),
        rates=(Decimal("15.5"),),
    )
    found = verdict(late)
    assert found.claim is claim
    if claim is Claim.YES:
        assert found.amount == Decimal("1550.00")
        assert "field 18 of the VAT201" in found.of(Outcome.WARNING)[0].message
    typed = verdict(replace(late, rates=()))
    assert (typed.claim, typed.amount) == (found.claim, found.amount)


def test_the_old_rate_holds_for_an_old_supply() -> None:
    old = replace(
        FULL,
        supplied_on=date(2018, 3, 20),
        issued_on=date(2018, 4, 2),
        vat=Decimal("1400.00"),
        incl=Decimal("11400.00"),
    )
    claimant = replace(LODGE, vendor_from=None)
    found = verdict(old, claimant)
    assert (found.claim, [r.code for r in found.of(Outcome.ASK)]) == (Claim.ASK, ["age"])
    assert failed(verdict(replace(old, supplied_on=date(2018, 4, 1)), claimant)) == {}


@pytest.mark.parametrize(
    ("expense", "section"),
    [(Expense.ENTERTAINMENT, "17(2)(a)"), (Expense.CLUB, "17(2)(b)"), (Expense.MOTOR_CAR, "17(2)(c)")],
)
def test_denied_input_tax(expense: Expense, section: str) -> None:
    assert failed(verdict(expense=expense)) == {f"expense.{expense.value}": section}


def test_the_use_decides_how_much() -> None:
    assert failed(verdict(use=Use.OTHER)) == {"use.other": "17(1)"}
    asked = verdict(use=Use.MIXED)
    assert (asked.claim, asked.amount) == (Claim.ASK, Decimal("1500.00"))
    part = verdict(use=Use.MIXED, taxable_share=Decimal("66.67"))
    assert (part.claim, part.amount) == (Claim.PART, Decimal("1000.05"))


def test_on_the_payments_basis_as_far_as_it_is_paid() -> None:
    payer = replace(LODGE, is_on_payments_basis=True)
    found = verdict(claimant=payer, paid=Decimal("2300.00"))
    assert (found.claim, found.amount) == (Claim.PART, Decimal("300.00"))
    assert verdict(claimant=payer).amount == Decimal("1500.00")


def test_what_is_not_settled_is_for_an_accountant() -> None:
    bike = replace(FULL, supplier_vat_number="", is_second_hand=True)
    assert (verdict(bike).claim, [r.code for r in verdict(bike).of(Outcome.ASK)]) == (
        Claim.ASK,
        ["supplier_vat_number.second_hand"],
    )
    own = verdict(replace(FULL, is_self_billed=True))
    assert [ruling.code for ruling in own.of(Outcome.ASK)] == ["self_billed"]


def test_once_and_late_and_copies() -> None:
    assert failed(verdict(was_claimed=True)) == {"claimed": "16(3)"}
    found = verdict(replace(FULL, is_copy=True, supplied_on=DAY - timedelta(days=22)))
    assert (found.claim, {r.code for r in found.of(Outcome.WARNING)}) == (
        Claim.YES,
        {"is_copy", "issued_on.late"},
    )


def test_ubl_from_a_supplier_is_judged_as_it_stands() -> None:
    document = invoice(line("11500.00"), line("50.00", treatment=Treatment.ZERO))
    received = from_document(read(write(document)))
    found = verdict(received)
    assert (found.claim, found.amount, failed(found)) == (Claim.YES, Decimal("1500.00"), {})
    forged = write(document).replace(b">1500.00<", b">1700.00<")
    assert {"sums", "rate"} <= failed(verdict(from_document(read(forged)))).keys()
    small = from_document(read(write(invoice(line("100.00"), seller=NOT_A_VENDOR))))
    assert {"supplier_vat_number.missing", "vat.none"} <= failed(verdict(small)).keys()


optional_amount = st.none() | st.decimals(-100, 20000, places=2)


@PATIENT
@example(
    Received(kind=Kind.TAX_INVOICE, vat=Decimal("0.01"), incl=Decimal("-0.01")),
    Purchase(use=Use.TAXABLE, paid=Decimal("0.01")),
    True,  # noqa: FBT003 - as hypothesis calls it
)
@given(
    st.builds(
        Received,
        heading=st.sampled_from(["", "Invoice", "Quote"]),
        supplier_vat_number=st.sampled_from(["", "4740101508", "x"]),
        issued_on=st.none() | st.dates(),
        supplied_on=st.none() | st.dates(),
        excl=optional_amount,
        vat=optional_amount,
        incl=optional_amount,
        rates=st.lists(st.sampled_from([Decimal(0), Decimal(15), Decimal("15.5")]), max_size=2).map(tuple),
        taxed=optional_amount,
        lines=st.integers(0, 3),
        kind=st.sampled_from(Kind),
        is_second_hand=st.booleans(),
    ),
    st.builds(
        Purchase,
        use=st.sampled_from(Use),
        taxable_share=st.none() | st.decimals(-10, 200, places=1),
        paid=optional_amount,
    ),
    st.booleans(),
)
def test_whatever_is_typed_gets_an_answer_and_never_more_than_was_charged(
    received: Received,
    purchase: Purchase,
    is_on_payments_basis: bool,  # noqa: FBT001
) -> None:
    found = judge(received, replace(LODGE, is_on_payments_basis=is_on_payments_basis), purchase, today=DAY)
    assert 0 <= found.amount <= max(Decimal(0), received.vat or received.incl or Decimal(0))
    assert (found.claim is Claim.NO) == bool(found.of(Outcome.FAILED))
    assert all(ruling.message and "%(" not in ruling.message for ruling in found.rulings)
