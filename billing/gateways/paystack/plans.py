"""Paystack's own plans and subscriptions: Paystack charges the card on its schedule and tells us by invoice events.

SynthAI's renewals run on our own schedule with kept cards (`Paystack.charge`), since Paystack has no free trial and moves plans
begun on the 29th to 31st to the 28th. This client serves accounts that keep their subscriptions at Paystack.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

from billing.gateways.errors import GatewayUnreachable
from billing.gateways.facts import AgreementFact
from billing.gateways.paystack import answers
from billing.gateways.paystack.client import Client, Refusal

Interval = Literal["hourly", "daily", "weekly", "monthly", "quarterly", "biannually", "annually"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is charged, and how often."""

    code: str
    name: str
    amount: Decimal
    currency: str
    interval: str


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A customer on a plan. `email_token` is a secret: with it the subscription is ended or taken up again."""

    code: str
    email_token: str
    status: str
    amount: Decimal
    next_payment_at: datetime | None

    def as_fact(self) -> AgreementFact:
        """What it means for billing."""
        return answers.agreement({"subscription_code": self.code, "status": self.status})


class Plans:
    """Plans and subscriptions of one account. Raises what the gateway's methods raise."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create_plan(self, *, name: str, amount: Decimal, interval: Interval, currency: str = "ZAR") -> Plan:
        """Make a plan. Paystack makes a second one for the same name: keep the code."""
        body = {"name": name, "amount": answers.cents(amount), "interval": interval, "currency": currency}
        return _plan(self._client.post("/plan", body, moves_money=False))

    def fetch_plan(self, code: str) -> Plan:
        """The plan with this code."""
        return _plan(self._client.get(f"/plan/{quote(code, safe='')}"))

    def create_subscription(
        self, *, customer: str, plan: str, authorization: str, starts_at: datetime | None = None
    ) -> Subscription:
        """Put a customer (e-mail address or code) on a plan, charged to a kept card. May charge at once."""
        body: dict[str, Any] = {"customer": customer, "plan": plan, "authorization": authorization}
        if starts_at is not None:
            body["start_date"] = starts_at.isoformat()
        return _subscription(self._client.post("/subscription", body, moves_money=True))

    def fetch_subscription(self, code: str) -> Subscription:
        """The subscription with this code."""
        return _subscription(self._client.get(f"/subscription/{quote(code, safe='')}"))

    def enable(self, subscription: Subscription) -> None:
        """Take a subscription up again."""
        self._client.post("/subscription/enable", _named(subscription), moves_money=False)

    def disable(self, subscription: Subscription) -> None:
        """End a subscription. Ending an ended one is no error."""
        try:
            self._client.post("/subscription/disable", _named(subscription), moves_money=False)
        except Refusal:
            if self.fetch_subscription(subscription.code).as_fact().status != "ended":
                raise

    def manage_link(self, code: str) -> str:
        """Where the customer replaces the card of a subscription; the address works for a day."""
        found = self._client.get(f"/subscription/{quote(code, safe='')}/manage/link")
        return answers.text(answers.record(found).get("link"), 2000)


def _named(subscription: Subscription) -> Mapping[str, str]:
    return {"code": subscription.code, "token": subscription.email_token}


def _plan(data: object) -> Plan:
    found = answers.record(data)
    if not found.get("plan_code"):
        raise GatewayUnreachable("Paystack's plan has no code.")
    return Plan(
        code=answers.text(found["plan_code"]),
        name=answers.text(found.get("name")),
        amount=answers.rand(found.get("amount")),
        currency=answers.text(found.get("currency"), 3),
        interval=answers.text(found.get("interval")),
    )


def _subscription(data: object) -> Subscription:
    found = answers.record(data)
    if not found.get("subscription_code"):
        raise GatewayUnreachable("Paystack's subscription has no code.")
    return Subscription(
        code=answers.text(found["subscription_code"]),
        email_token=answers.text(found.get("email_token")),
        status=answers.text(found.get("status")) or "active",
        amount=answers.rand(found.get("amount") or 0),
        next_payment_at=answers.moment(found.get("next_payment_date")),
    )
