"""What the sandbox's Paystack remembers, and how it tells it."""

import itertools
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from synthai.embedded.sandbox.gateway import NEWEST

# The sandbox's idea of 2.9% and R1 (waived under R10) for cards and 2% for the rest.
CARD_FEE, OTHER_FEE, FIXED_FEE, WAIVED_UNDER = 29, 20, 100, 1000


def now() -> str:
    """This moment as Paystack writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def code(prefix: str) -> str:
    """A code like those of Paystack: AUTH_3fk29dm1xq."""
    return f"{prefix}_{secrets.token_hex(5)}"


@dataclass
class Card:
    """A card that was kept, for one e-mail address."""

    code: str
    email: str
    is_active: bool = True
    brand: str = "visa"
    last4: str = "4081"

    def as_json(self) -> dict[str, Any]:
        return {
            "authorization_code": self.code,
            "bin": "408408",
            "last4": self.last4,
            "exp_month": "12",
            "exp_year": str(datetime.now(UTC).year + 3),
            "channel": "card",
            "card_type": f"{self.brand} ",
            "bank": "TEST BANK",
            "country_code": "ZA",
            "brand": self.brand,
            "reusable": True,
            "signature": f"SIG_{self.code[5:]}",
        }


@dataclass
class Transaction:
    """One payment, from its checkout on."""

    id: int
    reference: str
    amount: int
    currency: str
    email: str
    channels: list[str]
    callback_url: str = ""
    metadata: Any = None
    access_code: str = field(default_factory=lambda: secrets.token_hex(8))
    status: str = "abandoned"
    gateway_response: str = "The transaction was not completed"
    channel: str = "card"
    paid_at: str | None = None
    card: Card | None = None
    plan: str = ""

    @property
    def fees(self) -> int | None:
        if self.status not in {"success", "reversed"}:
            return None
        rate = CARD_FEE if self.channel == "card" else OTHER_FEE
        fixed = FIXED_FEE if self.channel == "card" and self.amount >= WAIVED_UNDER else 0
        return (self.amount * rate + 500) // 1000 + fixed

    def settle(self, status: str, response: str, *, channel: str = "card", card: Card | None = None) -> None:
        """How it ended."""
        self.status, self.gateway_response, self.channel, self.card = status, response, channel, card
        self.paid_at = now() if status == "success" else None

    def metadata_value(self, name: str) -> str:
        """A value of the metadata, where that is an object."""
        return str(self.metadata.get(name, "")) if isinstance(self.metadata, dict) else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "domain": "test",
            "status": self.status,
            "reference": self.reference,
            "amount": self.amount,
            "message": None,
            "gateway_response": self.gateway_response,
            "paid_at": self.paid_at,
            "channel": self.channel,
            "currency": self.currency,
            "metadata": "" if self.metadata is None else self.metadata,
            "fees": self.fees,
            "customer": {"email": self.email, "customer_code": f"CUS_{abs(hash(self.email)) % 10**9}"},
            "authorization": self.card.as_json() if self.card else {},
            "plan": {"plan_code": self.plan} if self.plan else {},
            "requested_amount": self.amount,
        }


@dataclass
class Refund:
    """Money on its way back."""

    id: int
    transaction: Transaction
    amount: int
    merchant_note: str
    status: str = "pending"
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "domain": "test",
            "transaction": self.transaction.id,
            "currency": self.transaction.currency,
            "amount": self.amount,
            "status": self.status,
            "merchant_note": self.merchant_note,
            "customer_note": "Refund",
            "refunded_by": "sandbox",
            **({"reason": self.reason} if self.reason else {}),
        }

    def as_event(self) -> dict[str, Any]:
        """The data of a refund event: like the real one it names the transaction, and the amount is a text."""
        return {
            "status": self.status,
            "transaction_reference": self.transaction.reference,
            "refund_reference": f"TRF_{self.id}",
            "amount": str(self.amount),
            "currency": self.transaction.currency,
            "domain": "test",
        }


@dataclass
class Dispute:
    """A payment that the cardholder contests."""

    id: int
    transaction: Transaction
    status: str = "awaiting-merchant-feedback"
    resolution: str | None = None

    def as_json(self) -> dict[str, Any]:
        due = datetime.fromtimestamp(time.time() + 2 * 86_400, UTC)
        return {
            "id": self.id,
            "domain": "test",
            "refund_amount": self.transaction.amount,
            "currency": self.transaction.currency,
            "status": self.status,
            "resolution": self.resolution,
            "category": "chargeback",
            "dueAt": due.isoformat().replace("+00:00", "Z"),
            "transaction": self.transaction.as_json(),
        }


@dataclass
class State:
    """Everything, by what it is asked for."""

    numbers: "itertools.count[int]" = field(
        default_factory=lambda: itertools.count(int(time.time()))
    )  # not the same again after a restart
    transactions: dict[str, Transaction] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    refunds: dict[int, Refund] = field(default_factory=dict)
    disputes: dict[int, Dispute] = field(default_factory=dict)
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def memory(self) -> dict[str, Any]:
        """All of it, the newest of what grows, as JSON can hold it; what names a transaction or card does so by its id."""
        made = list(self.transactions.values())[-NEWEST:]
        known = {each.reference for each in made}
        return {
            "cards": [asdict(each) for each in self.cards.values()],
            "transactions": [{**asdict(each), "card": each.card and each.card.code} for each in made],
            "refunds": [
                _named(each) for each in self.refunds.values() if each.transaction.reference in known
            ],
            "disputes": [
                _named(each) for each in self.disputes.values() if each.transaction.reference in known
            ],
            "plans": self.plans,
            "subscriptions": self.subscriptions,
        }

    @classmethod
    def recalled(cls, memory: dict[str, Any]) -> "State":
        """As `memory` said it."""
        state = cls(plans=dict(memory["plans"]), subscriptions=dict(memory["subscriptions"]))
        given = [each["id"] for name in ("transactions", "refunds", "disputes") for each in memory[name]]
        state.numbers = itertools.count(max([int(time.time()), *(number + 1 for number in given)]))
        state.cards = {each["code"]: Card(**each) for each in memory["cards"]}
        for each in memory["transactions"]:
            card = state.cards[each["card"]] if each["card"] else None
            state.transactions[each["reference"]] = Transaction(**{**each, "card": card})
        for each in memory["refunds"]:
            found = state.transactions[each["transaction"]]
            state.refunds[each["id"]] = Refund(**{**each, "transaction": found})
        for each in memory["disputes"]:
            found = state.transactions[each["transaction"]]
            state.disputes[each["id"]] = Dispute(**{**each, "transaction": found})
        return state

    def transaction(self, named: object) -> Transaction | None:
        """By reference, id or access code."""
        for found in self.transactions.values():
            if str(named) in {found.reference, str(found.id), found.access_code}:
                return found
        return None

    def refunded(self, transaction: Transaction) -> int:
        """What went back so far, in cents."""
        return sum(
            refund.amount
            for refund in self.refunds.values()
            if refund.transaction is transaction and refund.status != "failed"
        )


def _named(row: Refund | Dispute) -> dict[str, Any]:
    return {**vars(row), "transaction": row.transaction.reference}
