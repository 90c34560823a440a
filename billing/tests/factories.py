"""Catalogue, subscriptions and payments for tests, made by the services themselves."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from billing.gateways import RawMessage, registry
from billing.models import Charge, GatewayMessage, Payment, Subscription
from billing.services import asking, collecting, cycle, inbox, payments, subscriptions
from billing.tests import plans
from billing.tests.gateway import TillGateway
from synthai.core.tenancy import tenant

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


class Shop:
    """One organisation with plans on sale and a till gateway, and a clock that a test moves."""

    def __init__(self, cast: "Cast", *, now: datetime = NOW) -> None:
        self.cast, self.by, self.now = cast, cast.thandi.actor, now
        self.organisation_id: int = cast.umoja.pk
        self.till = TillGateway()
        registry.use({"till": self.till})
        plans.put_on_sale(now=now - timedelta(days=400))

    def price(self, plan: str, interval: str = "month") -> str:
        return subscriptions.plan_on_sale(plan, interval, now=self.now).public_id

    def start(self, plan: str = "starter", interval: str = "month", **more: Any) -> Charge:
        with tenant(self.organisation_id):
            made = subscriptions.start(
                self.organisation_id, price=self.price(plan, interval), by=self.by, now=self.now, **more
            )
        assert made.charge is not None
        return made.charge

    def pay(self, charge: Charge, *, card: str = "tok_1", **changed: Any) -> Payment:
        """As a customer does: to the gateway, which then sends its message; handled at once."""
        with tenant(self.organisation_id):
            begun = payments.begin(
                charge.public_id,
                "till",
                payer_email="owner@umoja.example",
                by=self.by,
                now=self.now,
                return_path="/back/",
                cancel_path="/cancel/",
            )
        body = {
            "id": f"g-{begun.payment.reference}",
            "status": "confirmed",
            "amount": str(begun.payment.amount),
            "reference": begun.payment.reference,
            "token": card,
        } | changed
        self.deliver(body)
        with tenant(self.organisation_id):
            return Payment.objects.get(pk=begun.payment.pk)

    def deliver(self, body: dict[str, Any], *, genuine: bool = True) -> GatewayMessage | None:
        """A message of the gateway comes in and is understood."""
        arrived = inbox.receive("till", self.message(body, genuine=genuine))
        if arrived is None:
            return None
        kept: GatewayMessage = GatewayMessage.objects.get(dedupe_key=arrived.dedupe_key)
        inbox.handle(kept.pk, now=self.now)
        kept.refresh_from_db()
        return kept

    def message(self, body: dict[str, Any], *, genuine: bool = True) -> RawMessage:
        headers = {"x-till": "genuine" if genuine else "forged"}
        return RawMessage(
            body=json.dumps(body).encode(), headers=headers, source_ip="127.0.0.1", received_at=self.now
        )

    def subscribe(self, plan: str = "starter", interval: str = "month", **more: Any) -> Subscription:
        """On a plan, paid, with a card kept."""
        self.pay(self.start(plan, interval, **more))
        return self.subscription()

    def subscription(self) -> Subscription:
        with tenant(self.organisation_id):
            rows = Subscription.objects.select_related("price__plan", "next_price__plan")
            found: Subscription = rows.order_by("-pk")[0]
            return found

    def charges(self) -> list[Charge]:
        with tenant(self.organisation_id):
            return list(Charge.objects.order_by("pk"))

    def move(self, **delta: Any) -> None:
        """The clock goes on, and everything that beat would do is done."""
        self.now += timedelta(**delta)
        self.tick()

    def tick(self) -> None:
        with tenant(self.organisation_id):
            cycle.run(self.organisation_id, now=self.now)
            collecting.run(now=self.now)
            for payment_id in asking.to_ask(now=self.now):
                asking.ask(payment_id, now=self.now)
