"""The message to the supplier: everything they can mend, and nothing that they cannot."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.engine.invoicing.checker import asking
from billing.engine.invoicing.checker.judging import judge
from billing.engine.invoicing.checker.received import Claimant, Expense, Purchase, Received

TODAY = date(2026, 11, 27)
WE = Claimant(names=("Umoja Foods (Pty) Ltd",), vat_number="4740101508", address="12 Vilakazi Street, Soweto")
GOOD = Received(
    heading="Tax invoice",
    supplier_name="Kasi Fresh",
    supplier_address="4 Market Street, Polokwane",
    supplier_vat_number="4500193497",
    recipient_name="Umoja Foods (Pty) Ltd",
    recipient_address="12 Vilakazi Street, Soweto",
    recipient_vat_number="4740101508",
    number="KF-1",
    issued_on=date(2026, 11, 3),
    description="Maize meal",
    has_quantity=True,
    excl=Decimal(10000),
    vat=Decimal(1500),
    incl=Decimal(11500),
)


def written(received: Received, purchase: Purchase | None = None, claimant: Claimant = WE) -> str:
    verdict = judge(received, claimant, purchase or Purchase(), today=TODAY)
    return asking.message(received, claimant, verdict)


def test_a_good_invoice_asks_for_nothing() -> None:
    assert written(GOOD) == ""


def test_everything_that_is_missing_is_in_one_message_once() -> None:
    said = written(
        replace(GOOD, supplier_vat_number="", recipient_name="", recipient_address="", heading="Quote")
    )
    assert said.count("- ") == 4
    assert "KF-1 (R" in said
    assert "- our address: 12 Vilakazi Street, Soweto" in said
    assert "- a tax invoice in place of this document" in said
    assert said.endswith("Umoja Foods (Pty) Ltd")


def test_wrong_sums_and_rates_are_theirs_to_mend() -> None:
    said = written(replace(GOOD, vat=Decimal(1700)))
    assert "add up" in said
    assert "at the rate that was in force" in said


def test_what_only_the_buyer_can_mend_is_in_no_message() -> None:
    assert written(GOOD, Purchase(expense=Expense.MOTOR_CAR)) == ""
    assert written(replace(GOOD, supplier_vat_number=""), claimant=replace(WE, vat_number="")) == ""
    assert written(replace(GOOD, issued_on=date(2026, 12, 3))) == ""  # a day to come comes by itself
