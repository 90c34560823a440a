"""Statements of account: what moved between two days, and how long what is owed has been owed.

Payments and credit notes go to the documents they name; what they name too much, and what names none, goes to the oldest debt. An
age counts from the day a document was due (or issued, when it names no due day): `current` is less than 30 days, then 30, 60, 90, and
120 days or more. What was paid in advance stands against the current bucket, so the buckets always add up to the balance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from billing.engine.invoicing.shapes import (
    ZERO,
    AgeBucket,
    BankAccount,
    Document,
    Kind,
    Party,
    Statement,
    StatementEntry,
    Totals,
)

AGES: Final = (0, 30, 60, 90, 120)
# Adds to what is owed, but charges nothing: money that did not come after all, went back, or became credit.
GIVEN_BACK: Final = frozenset({"payment_undone", "payment", "refund", "credit"})


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Something that changes what is owed: an invoice or debit note adds, a credit note or payment (negative) takes off.

    `settles` are numbers of documents and how much of this goes to each.
    """

    on: date
    number: str
    label: str
    amount: Decimal
    kind: str
    due_on: date | None = None
    settles: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Open:
    """What is still owed of one document on a day, and for how many days."""

    number: str
    amount: Decimal
    age: int


def of_document(document: Document, *, label: str) -> Movement:
    """How a document moves the account. A credit note goes to its original."""
    is_credit = document.kind is Kind.CREDIT_NOTE
    amount = document.totals.incl
    original = document.original.number if is_credit and document.original else ""
    return Movement(
        on=document.issued_on,
        number=document.number,
        label=label,
        amount=-amount if is_credit else amount,
        kind=document.kind.value,
        due_on=document.due_on,
        settles=((original, amount),) if original else (),
    )


def open_items(movements: Iterable[Movement], *, on: date) -> tuple[list[Open], Decimal]:
    """Everything that is owed at the end of a day, oldest first, and what was paid that no debt is left for."""
    held = sorted((m for m in movements if m.on <= on), key=lambda m: (m.due_on or m.on, m.on, m.number))
    debts: dict[str, Decimal] = {}
    days: dict[str, int] = {}
    for movement in held:
        if (
            movement.amount > 0
        ):  # one number may be owed twice: a payment that was taken back, came, and was taken back again
            debts[movement.number] = debts.get(movement.number, ZERO) + movement.amount
            days.setdefault(movement.number, (on - (movement.due_on or movement.on)).days)
    loose = ZERO
    for movement in held:
        if movement.amount < 0:
            loose += _to_named(movement, debts)
    for number, owed in debts.items():  # oldest first
        taken = min(owed, loose)
        debts[number] = owed - taken
        loose -= taken
    found = [Open(number=n, amount=left, age=max(0, days[n])) for n, left in debts.items() if left]
    return found, loose


def age(items: Sequence[Open], unallocated: Decimal = ZERO) -> tuple[AgeBucket, ...]:
    """Current, 30, 60, 90 and 120 or more days."""
    sums = dict.fromkeys(AGES, ZERO)
    sums[0] -= unallocated
    for item in items:
        sums[max(days for days in AGES if days <= item.age)] += item.amount
    return tuple(AgeBucket(days=days, amount=amount) for days, amount in sums.items())


def statement(
    movements: Iterable[Movement],
    *,
    seller: Party,
    buyer: Party,
    start: date,
    end: date,
    bank: BankAccount | None = None,
    payment_reference: str = "",
) -> Document:
    """The statement of one client from `start` to `end`, both included, issued on its last day. It is no tax invoice."""
    known = sorted((m for m in movements if m.on <= end), key=lambda m: m.on)
    opening = sum((m.amount for m in known if m.on < start), ZERO)
    balance, entries = opening, []
    for movement in known:
        if movement.on >= start:
            balance += movement.amount
            entries.append(_entry(movement, balance))
    items, unallocated = open_items(known, on=end)
    return Document(
        kind=Kind.STATEMENT,
        issued_on=end,
        period_start=start,
        period_end=end,
        seller=seller,
        buyer=buyer,
        totals=Totals(excl=ZERO, vat=ZERO, incl=ZERO, due=max(ZERO, balance)),
        statement=Statement(
            opening=opening,
            entries=tuple(entries),
            closing=balance,
            ageing=age(items, unallocated),
            unallocated=unallocated,
        ),
        bank=bank,
        payment_reference=payment_reference,
    )


def _to_named(movement: Movement, debts: dict[str, Decimal]) -> Decimal:
    """Take a payment off the debts it names, as far as they and it go; what is left of it comes back."""
    left = -movement.amount
    for number, wanted in movement.settles:
        taken = min(debts.get(number, ZERO), wanted, left)
        if taken > 0:
            debts[number] -= taken
            left -= taken
    return left


def _entry(movement: Movement, balance: Decimal) -> StatementEntry:
    return StatementEntry(
        on=movement.on,
        number=movement.number,
        label=movement.label,
        amount=movement.amount,
        balance=balance,
        kind=movement.kind,
        due_on=movement.due_on,
    )
