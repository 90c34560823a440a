"""A customer's browser at the played Stripe, and our worker behind it."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import requests
from django.utils import timezone

from billing.gateways.stripe import link_references
from billing.gateways.stripe import subscriptions as at_stripe
from billing.gateways.stripe.asking import client
from billing.models import Charge, Customer, GatewayMessage, Payment, PaymentMethod, Price, Subscription
from billing.services import collecting, cycle, inbox, keeping, own_pages
from synthai.core.tenancy import tenant
from tests.gateways.stripe.play import Played

if TYPE_CHECKING:
    from billing.tests.factories import Shop


class Road:
    """A customer's browser at the played Stripe, and our worker."""

    def __init__(self, played: Played, shop: "Shop") -> None:
        self.played, self.shop, self.read = played, shop, 0
        self.organisation_id = shop.organisation_id
        self.owner: str = shop.cast.umoja.public_id

    def work(self, *, shuffled: bool = False) -> None:
        """Everything that was sent comes in (twice, in any order, when `shuffled`) and is understood."""
        sent = list(self.played.sandbox.world.all("event"))
        for event in sent:
            self.played.inbox.wait_for(event["type"], nth=sum(e["type"] == event["type"] for e in sent))
        fresh = self.played.inbox.messages[self.read :]
        self.read = len(self.played.inbox.messages)
        if shuffled:
            fresh = [*fresh, *fresh]
            random.Random(7).shuffle(fresh)
        for message in fresh:
            arrived = inbox.receive("stripe", message)
            assert arrived is not None
            kept = GatewayMessage.objects.get(dedupe_key=arrived.dedupe_key)
            inbox.handle(kept.pk, now=timezone.now())

    def problems(self) -> list[str]:
        """Messages that could not be understood."""
        return list(GatewayMessage.objects.exclude(error="").values_list("error", flat=True))

    def add_card(self, card: str = "pm_card_visa") -> None:
        """Added in Checkout, for nothing."""
        with tenant(self.organisation_id):
            begun = keeping.begin(
                "stripe",
                payer_email="owner@umoja.example",
                by=self.shop.by,
                now=timezone.now(),
                return_path="/back/",
                cancel_path="/",
            )
        self.played.press(begun.step.url, card)  # type: ignore[union-attr]
        self.work()

    def portal(self) -> str:
        with tenant(self.organisation_id):
            return own_pages.open_pages("stripe", return_path="/methods/", by=self.shop.by)

    def press(self, url: str, what: str, identity: str) -> None:
        answer = requests.post(url, data={"do": what, "id": identity}, timeout=5)
        assert answer.status_code == 200, answer.text
        self.work()

    def cards(self) -> list[tuple[str, str, bool]]:
        """Last digits, state, and whether it is charged next."""
        with tenant(self.organisation_id):
            chosen = Customer.objects.get().default_method
            rows = PaymentMethod.objects.order_by("pk")
            return [(row.last4, row.state, row.public_id == chosen) for row in rows]

    def token(self, last4: str) -> str:
        with tenant(self.organisation_id):
            return PaymentMethod.objects.get(last4=last4).token

    def plan(self) -> Subscription:
        with tenant(self.organisation_id):
            found: Subscription = Subscription.objects.select_related("price__plan").order_by("-pk")[0]
            return found

    def charges(self) -> list[tuple[str, str, Decimal]]:
        with tenant(self.organisation_id):
            rows = Charge.objects.order_by("pk")
            return [(row.reason, row.state, row.total) for row in rows]

    def payments(self) -> list[str]:
        with tenant(self.organisation_id):
            return list(Payment.objects.order_by("pk").values_list("state", flat=True))

    def buy(self, *, price: Price | None = None, reference: str | None = None) -> str:
        """On Stripe's own pages, as from a payment link: only the reference says for whom."""
        made = at_stripe.price(
            name="SynthAI Starter",
            amount=Decimal("199.00"),
            currency="ZAR",
            every="month",
            request_key=f"starter-{price}",
            ours=(price or self.price()).public_id,
        )
        session = client().v1.checkout.sessions.create(
            {
                "mode": "subscription",
                "success_url": "https://app.example/",
                "client_reference_id": link_references.made_for(self.owner)
                if reference is None
                else reference,
                "line_items": [{"price": made, "quantity": 1}],
            }
        )
        assert session.url is not None
        self.played.press(session.url)
        return str(next(self.played.sandbox.world.all("subscription"))["id"])

    def price(self) -> Price:
        return Price.objects.get(public_id=self.shop.price("starter"))

    def renew(self, agreement: str, *, shuffled: bool = False) -> None:
        requests.post(f"{self.played.address}/stripe/sandbox/renew/{agreement}", timeout=5)
        self.work(shuffled=shuffled)

    def tick(self, days: int) -> None:
        """Our own schedule, that many days on: the clock and the collecting of charges."""
        now = timezone.now() + timedelta(days=days)
        with tenant(self.organisation_id):
            cycle.run(self.organisation_id, now=now)
            collecting.run(now=now)

    def intents(self) -> int:
        """How often Stripe took money."""
        found = self.played.sandbox.world.all("payment_intent")
        return sum(each["status"] == "succeeded" for each in found)
