"""What the played PayFast remembers: checkouts, kept cards and schedules, payments."""

import csv
import io
import itertools
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from synthai.embedded.sandbox.gateway import NEWEST

SAST = timezone(timedelta(hours=2))
FREQUENCY_DAYS = {1: 1, 2: 7, 3: 30, 4: 91, 5: 182, 6: 365}  # near enough for a sandbox
STATUSES = {"ACTIVE": 1, "PAUSED": 2, "CANCELLED": 3, "LOCKED": 4}  # only the first is PayFast's own number
HISTORY = [
    "Date",
    "Type",
    "Sign",
    "Party",
    "Name",
    "Description",
    "Currency",
    "Funding Type",
    "Gross",
    "Fee",
    "Net",
    "Balance",
    "M Payment ID",
    "PF Payment ID",
]


@dataclass
class Checkout:
    """A form that was accepted; the customer is looking at it."""

    fields: Mapping[str, str]
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    is_paid: bool = False


@dataclass
class Agreement:
    """A kept card (type 2) or a schedule (type 1), with the form that it began with."""

    fields: Mapping[str, str]
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "ACTIVE"
    cents: int = 0
    cycles: int = 0
    cycles_complete: int = 0
    frequency: int = 3
    run_date: date | None = None

    @property
    def is_scheduled(self) -> bool:
        return self.fields["subscription_type"] == "1"

    def shown(self) -> dict[str, Any]:
        """As the API shows it: a kept card has a status only."""
        status = {"status": STATUSES[self.status], "status_reason": "", "status_text": self.status}
        if not self.is_scheduled:
            return status
        return {
            "token": self.token,
            "amount": self.cents,
            "cycles": self.cycles,
            "cycles_complete": self.cycles_complete,
            "frequency": self.frequency,
            "run_date": f"{self.run_date}T00:00:00+02:00",
            **status,
        }

    def advance(self) -> None:
        """One charge was made."""
        self.cycles_complete += 1
        if self.run_date:
            self.run_date += timedelta(days=FREQUENCY_DAYS[self.frequency])


@dataclass
class Payment:
    """Money taken. `refunded` in cents."""

    number: str
    amount: Decimal
    reference: str
    item_name: str
    item_description: str
    buyer: str
    made_at: datetime
    token: str = ""
    refunded: int = 0

    @property
    def fee(self) -> Decimal:
        """3.2 % and R2.00, nothing of nothing."""
        if not self.amount:
            return Decimal("0.00")
        return (self.amount * Decimal("0.032") + 2).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def cents(self) -> int:
        return int(self.amount * 100)

    def row(self, balance: Decimal) -> list[str]:
        """A line of the history, with a comma in large balances as PayFast has it."""
        return [
            *(f"{self.made_at:%Y-%m-%d %H:%M:%S}", "FUNDS_RECEIVED", "CREDIT", self.buyer, self.item_name),
            *(self.item_description, "ZAR", "CC", f"{self.amount:,.2f}", f"{-self.fee:.2f}"),
            *(f"{self.amount - self.fee:,.2f}", f"{balance:,.2f}", self.reference, self.number),
        ]


class Books:
    """All of it."""

    def __init__(self) -> None:
        self.checkouts: dict[str, Checkout] = {}
        self.agreements: dict[str, Agreement] = {}
        self.payments: dict[str, Payment] = {}
        # Never twice on the same data: what a restart forgets, the product remembers.
        self._numbers = itertools.count(int(time.time()))

    def open(self, fields: Mapping[str, str]) -> Checkout:
        """Keep an accepted form."""
        checkout = Checkout(fields)
        self.checkouts[checkout.key] = checkout
        return checkout

    def agree(self, fields: Mapping[str, str], today: date) -> Agreement:
        """Keep the card, or the schedule with its first day."""
        agreement = Agreement(fields)
        if agreement.is_scheduled:
            agreement.cents = int(Decimal(fields.get("recurring_amount") or fields["amount"]) * 100)
            agreement.cycles, agreement.frequency = int(fields["cycles"]), int(fields["frequency"])
            agreement.run_date = date.fromisoformat(fields.get("billing_date") or today.isoformat())
        self.agreements[agreement.token] = agreement
        return agreement

    def take(
        self, fields: Mapping[str, str], amount: Decimal, *, token: str = "", now: datetime | None = None
    ) -> Payment:
        """Book a payment."""
        payment = Payment(
            number=str(next(self._numbers)),
            amount=amount,
            reference=fields.get("m_payment_id", ""),
            item_name=fields["item_name"],
            item_description=fields.get("item_description", ""),
            buyer=f"{fields.get('name_first', '')} {fields.get('name_last', '')}".strip(),
            made_at=(now or datetime.now(SAST)).astimezone(SAST),
            token=token,
        )
        self.payments[payment.number] = payment
        return payment

    def history(self, first: date, last: date, *, offset: int, limit: int) -> str:
        """Payments of those days as PayFast's CSV."""
        made = [payment for payment in self.payments.values() if first <= payment.made_at.date() <= last]
        balances = itertools.accumulate(payment.amount - payment.fee for payment in made)
        rows = [payment.row(balance) for payment, balance in zip(made, balances, strict=True)]
        return _table([HISTORY, *rows[offset : offset + limit]])

    def memory(self) -> dict[str, Any]:
        """All of it, the newest of what grows, as JSON can hold it."""
        return {
            "checkouts": [{**vars(each), "fields": dict(each.fields)} for each in _newest(self.checkouts)],
            "agreements": [
                {**vars(each), "fields": dict(each.fields), "run_date": each.run_date and str(each.run_date)}
                for each in self.agreements.values()
            ],
            "payments": [
                {**asdict(each), "amount": str(each.amount), "made_at": each.made_at.isoformat()}
                for each in _newest(self.payments)
            ],
        }

    def recall(self, memory: Mapping[str, Any]) -> None:
        """As `memory` said it."""
        checkouts = [Checkout(**each) for each in memory["checkouts"]]
        agreements = [
            Agreement(**{**each, "run_date": each["run_date"] and date.fromisoformat(each["run_date"])})
            for each in memory["agreements"]
        ]
        payments = [
            Payment(
                **{
                    **each,
                    "amount": Decimal(each["amount"]),
                    "made_at": datetime.fromisoformat(each["made_at"]),
                }
            )
            for each in memory["payments"]
        ]
        self.checkouts = {each.key: each for each in checkouts}
        self.agreements = {each.token: each for each in agreements}
        self.payments = {each.number: each for each in payments}
        given = [int(each.number) + 1 for each in payments]
        self._numbers = itertools.count(max([int(time.time()), *given]))


def _newest(found: Mapping[str, Any]) -> list[Any]:
    return list(found.values())[-NEWEST:]


def _table(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
