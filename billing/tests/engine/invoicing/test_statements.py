"""Statements: the buckets are the balance, and old debts are paid first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.invoicing.headings import heading, mark
from billing.engine.invoicing.notes import NoteLine, credit_note
from billing.engine.invoicing.receipts import PaymentDoesNotReach, receipt, receipt_for_many
from billing.engine.invoicing.rules import check
from billing.engine.invoicing.shapes import Document, PaymentFact
from billing.engine.invoicing.statements import Movement, age, of_document, open_items, statement
from billing.tests.engine.invoicing.cast import DAY, HOTEL, PATIENT, UMOJA, invoice, line

END = date(2026, 11, 30)


def rand(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def owed(number: str, amount: str, days_ago: int, due_on: date | None = None) -> Movement:
    return Movement(
        on=END - timedelta(days=days_ago),
        number=number,
        label=number,
        amount=Decimal(amount),
        kind="tax_invoice",
        due_on=due_on,
    )


def paid(amount: str, days_ago: int, *settles: tuple[str, str]) -> Movement:
    return Movement(
        on=END - timedelta(days=days_ago),
        number="P",
        label="Payment",
        amount=-Decimal(amount),
        kind="payment",
        settles=tuple((number, Decimal(part)) for number, part in settles),
    )


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, 0), (29, 0), (30, 30), (59, 30), (60, 60), (89, 60), (90, 90), (119, 90), (120, 120), (900, 120)],
)
def test_ages_at_their_borders(days: int, bucket: int) -> None:
    items, _loose = open_items([owed("A", "10.00", days)], on=END)
    assert [held.days for held in age(items) if held.amount] == [bucket]


def test_a_statement_tells_what_moved_and_how_old_the_rest_is() -> None:
    moves = [
        owed("INV-1", "100.00", 125),
        owed("INV-2", "200.00", 70),
        owed("INV-3", "300.00", 10),
        paid("50.00", 65),
        paid("120.00", 5, ("INV-3", "120.00")),
    ]
    document = statement(moves, seller=UMOJA, buyer=HOTEL, start=END - timedelta(days=30), end=END)
    body = document.statement
    assert body is not None
    assert [body.opening, body.closing, document.totals.due] == rand(250, 430, 430)
    assert [held.number for held in body.entries] == ["INV-3", "P"]
    assert [held.amount for held in body.entries] == rand(300, -120)
    assert [held.balance for held in body.entries] == rand(550, 430)
    assert [held.days for held in body.ageing] == [0, 30, 60, 90, 120]
    assert [held.amount for held in body.ageing] == rand(180, 0, 200, 0, 50)
    assert (heading(document), mark(document)) == ("Statement of account", "Not a tax invoice")
    assert Document.from_json(document.as_json()) == document


def test_a_due_day_is_what_ages() -> None:
    items, _loose = open_items([owed("A", "10.00", 45, due_on=END - timedelta(days=15))], on=END)
    assert items[0].age == 15
    early, _loose = open_items([owed("A", "10.00", 45, due_on=END + timedelta(days=5))], on=END)
    assert early[0].age == 0


def test_a_number_that_is_owed_twice_is_owed_in_full() -> None:
    items, loose = open_items([owed("A", "10.00", 45), owed("A", "7.00", 5), paid("2.00", 1)], on=END)
    assert [(held.amount, held.age) for held in items] == [(Decimal("15.00"), 45)]
    assert loose == 0


def test_paid_in_advance_stands_against_the_current_bucket() -> None:
    document = statement(
        [owed("A", "10.00", 3), paid("25.00", 1)], seller=UMOJA, buyer=HOTEL, start=END, end=END
    )
    body = document.statement
    assert body is not None
    assert [body.closing, body.unallocated, body.ageing[0].amount, document.totals.due] == rand(
        -15, 15, -15, 0
    )


def test_a_credit_note_goes_to_its_original() -> None:
    first, second = invoice(line("100.00")), invoice(line("80.00"), number="INV-2")
    note = credit_note(
        second, [NoteLine(description="x", unit_price=Decimal(30))], reason="Returned", issued_on=DAY
    )
    items, loose = open_items([of_document(held, label="x") for held in (first, second, note)], on=DAY)
    assert [held.number for held in items] == ["INV-1", "INV-2"]
    assert [*(held.amount for held in items), loose] == rand(100, 50, 0)


moves = st.lists(
    st.tuples(st.integers(-20000, 20000).filter(bool), st.integers(0, 200), st.integers(0, 8)), max_size=15
)


@PATIENT
@given(moves, st.integers(0, 200))
def test_the_buckets_always_are_the_balance(rows: list[tuple[int, int, int]], length: int) -> None:
    movements = [
        owed(str(place), str(Decimal(cents) / 100), days)
        if cents > 0
        else paid(str(Decimal(-cents) / 100), days, (str(named), str(Decimal(-cents) / 200)))
        for place, (cents, days, named) in enumerate(rows)
    ]
    document = statement(
        movements, seller=UMOJA, buyer=HOTEL, start=END - timedelta(days=length), end=END - timedelta(days=3)
    )
    body = document.statement
    assert body is not None
    assert sum(held.amount for held in body.ageing) == body.closing
    assert body.opening + sum(held.amount for held in body.entries) == body.closing
    assert all(held.amount >= 0 for held in body.ageing[1:])


def test_a_receipt_has_the_items_and_both_totals() -> None:
    document = invoice(line("115.00", quantity=Decimal(2)))
    fact = PaymentFact(
        paid_on=DAY, amount=Decimal("200.00"), label="Card ending 4242", reference="pay_1", method="card"
    )
    found = receipt(document, fact, issued_on=DAY)
    assert found.lines == document.lines
    assert [found.totals.excl, found.totals.incl] == rand(200, 230)
    assert [found.totals.paid, found.totals.due] == rand(200, 30)
    assert [(held.number, str(held.amount)) for held in found.settles] == [("INV-1", "200.00")]
    assert (heading(found), mark(found), found.number, check(found)) == (
        "Receipt",
        "Not a tax invoice",
        "",
        (),
    )
    rest = PaymentFact(paid_on=DAY, amount=Decimal("40.00"))
    last = receipt(document, rest, issued_on=DAY, paid_before=Decimal(200))
    assert [last.settles[0].amount, last.totals.due] == rand(30, 0)


def test_a_receipt_for_many_never_settles_more_than_was_paid() -> None:
    held = [invoice(line("60.00"), number=f"INV-{n}").as_reference(Decimal(60)) for n in (1, 2)]
    fact = PaymentFact(paid_on=DAY, amount=Decimal("120.00"))
    assert receipt_for_many(held, fact, seller=UMOJA, buyer=HOTEL, issued_on=DAY).settles == tuple(held)
    with pytest.raises(PaymentDoesNotReach, match="120.00.*119.99"):
        receipt_for_many(
            held,
            PaymentFact(paid_on=DAY, amount=Decimal("119.99")),
            seller=UMOJA,
            buyer=HOTEL,
            issued_on=DAY,
        )


def test_only_a_tax_invoice_is_headed_so() -> None:
    assert (heading(invoice(line("9.00"))), mark(invoice(line("9.00")))) == ("Tax invoice", "")
    assert mark(invoice(line("9.00")).as_copy()) == "Copy"
