"""Monthly revenue by customer, what moved it from month to month, and who stayed. Pure arithmetic.

A `Span` says that a customer comes to so much a month from a day on. It holds until the customer's next one begins, but no
longer than its own end. Months are judged at their ends: who came and went within one was never counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from billing.engine.periods import add_months
from synthai.core.money import round_half_up

NOTHING: Final = Decimal(0)


class Kind(StrEnum):
    """How a customer moved the revenue of a month."""

    NEW = "new"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"
    CHURN = "churn"
    REACTIVATION = "reactivation"


@dataclass(frozen=True, kw_only=True)
class Span:
    """From `since` on, until the day before `until`, a customer comes to `amount` a month."""

    customer: int
    since: date
    until: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Move:
    """One customer's month: what she came to at its beginning and at its end."""

    customer: int
    kind: Kind
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month from its first day; `opening` and `closing` are the revenue by customer at its two ends."""

    first: date
    opening: Mapping[int, Decimal]
    closing: Mapping[int, Decimal]
    moves: tuple[Move, ...] = field(default=())

    def of(self, kind: Kind) -> tuple[Move, ...]:
        """The moves of one kind."""
        return tuple(move for move in self.moves if move.kind is kind)

    def amount(self, kind: Kind) -> Decimal:
        """What the moves of one kind come to; contraction and churn are below zero."""
        return sum((move.change for move in self.of(kind)), NOTHING)

    @property
    def opened_with(self) -> Decimal:
        return sum(self.opening.values(), NOTHING)

    @property
    def closed_with(self) -> Decimal:
        return sum(self.closing.values(), NOTHING)

    @property
    def customer_churn(self) -> Decimal | None:
        """In per cent: who stopped, of those who paid when the month began. None where nobody did."""
        return _percent(len(self.of(Kind.CHURN)), len(self.opening))

    @property
    def revenue_churn(self) -> Decimal | None:
        """In per cent: what was lost with those who stopped and who pay less, of what the month began with."""
        lost = -self.amount(Kind.CHURN) - self.amount(Kind.CONTRACTION)
        return _percent(lost, self.opened_with)

    @property
    def net_retention(self) -> Decimal | None:
        """In per cent: what those who paid when the month began come to at its end. Over 100, they grow faster than they go."""
        kept = sum((self.closing.get(customer, NOTHING) for customer in self.opening), NOTHING)
        return _percent(kept, self.opened_with)


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Customers by the month of their first payment. `stayed[n]` are those who pay n months later, with their revenue."""

    first: date
    customers: tuple[int, ...]
    stayed: tuple[tuple[tuple[int, ...], Decimal], ...]

    def percent(self, number: int) -> Decimal | None:
        """How many of them pay that many months later."""
        return _percent(len(self.stayed[number][0]), len(self.customers))


def standing(spans: Iterable[Span], on: date) -> dict[int, Decimal]:
    """What each paying customer comes to as a day begins."""
    newest: dict[int, Span] = {}
    for span in spans:
        if span.since >= on:
            continue
        held = newest.get(span.customer)
        if held is None or held.since <= span.since:
            newest[span.customer] = span
    return {
        customer: span.amount for customer, span in newest.items() if span.until >= on and span.amount > 0
    }


def months(spans: Sequence[Span], firsts: Mapping[int, date], *, since: date, until: date) -> list[Month]:
    """Every calendar month from that of `since` to that of `until`, which is judged as it stands on `until`.

    `firsts` are the days on which customers first paid.
    """
    ordered = sorted(spans, key=lambda span: span.since)
    first, found = since.replace(day=1), []
    opening = standing(ordered, first)
    while first <= until:
        following = add_months(first, 1, 1)
        ends = min(following, date.fromordinal(until.toordinal() + 1))
        closing = standing(ordered, ends)
        moves = _moves(opening, closing, firsts, first)
        found.append(Month(first=first, opening=opening, closing=closing, moves=moves))
        first, opening = following, closing
    return found


def cohorts(spans: Sequence[Span], firsts: Mapping[int, date], *, since: date, until: date) -> list[Cohort]:
    """The cohorts of the months from `since` to `until`, each with the months that have come, the last as it stands."""
    groups: dict[date, list[int]] = defaultdict(list)
    for customer, day in firsts.items():
        groups[day.replace(day=1)].append(customer)
    ordered = sorted(spans, key=lambda span: span.since)
    first, ends = since.replace(day=1), []
    while first <= until:
        first = add_months(first, 1, 1)
        ends.append(standing(ordered, min(first, date.fromordinal(until.toordinal() + 1))))
    found, first = [], since.replace(day=1)
    for number in range(len(ends)):
        customers = tuple(sorted(groups.get(first, ())))
        stayed = tuple(_stayed(customers, end) for end in ends[number:])
        found.append(Cohort(first=first, customers=customers, stayed=stayed))
        first = add_months(first, 1, 1)
    return found


def _stayed(customers: tuple[int, ...], end: Mapping[int, Decimal]) -> tuple[tuple[int, ...], Decimal]:
    held = tuple(customer for customer in customers if customer in end)
    return held, sum((end[customer] for customer in held), NOTHING)


def _moves(
    opening: Mapping[int, Decimal], closing: Mapping[int, Decimal], firsts: Mapping[int, date], first: date
) -> tuple[Move, ...]:
    found = []
    for customer in sorted({*opening, *closing}):
        before, after = opening.get(customer, NOTHING), closing.get(customer, NOTHING)
        if before != after:
            kind = _kind(before, after, is_first=firsts.get(customer, first) >= first)
            found.append(Move(customer=customer, kind=kind, before=before, after=after))
    return tuple(found)


def _kind(before: Decimal, after: Decimal, *, is_first: bool) -> Kind:
    if not before:
        return Kind.NEW if is_first else Kind.REACTIVATION
    if not after:
        return Kind.CHURN
    return Kind.EXPANSION if after > before else Kind.CONTRACTION


def _percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return round_half_up(Decimal(100) * part / whole, 1) if whole else None
