"""Cases for the tests of pages and API: a shop whose clock is the wall's, and a client signed in as its owner."""

import secrets
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import counting
from billing.engine import quotes
from billing.gateways import FormPost, Instructions, PaymentRequest, Step
from billing.models import Charge, ChargeReason, PaymentMethod
from billing.services import charges, cycle, effects, transitions
from billing.tests.factories import Shop
from billing.tests.gateway import TillGateway
from synthai.core.access import system_actor
from synthai.core.entitlements import _features, feature
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast

SLUG = "umoja-foods"


class LiveShop(Shop):
    """As Shop, now."""

    def __init__(self, cast: Cast | None = None) -> None:
        super().__init__(cast or build_cast(), now=timezone.now())

    @property
    def client(self) -> Client:
        """Thandi's browser."""
        return self.cast.thandi.client()

    def start_again(self) -> Charge:
        """One more charge, of an item."""
        with tenant(self.organisation_id):
            quote = quotes.quote(
                [quotes.Line(text="Course", amount=Decimal("50.00"))], vat_percent=Decimal(0)
            )
            wanted = charges.Wanted(
                key=f"item:{secrets.token_hex(4)}",
                reason=ChargeReason.ITEM,
                quote=quote,
                effect=effects.item("course", 1, ""),
            )
            with transaction.atomic():
                return charges.make(self.organisation_id, None, wanted, by=self.by, now=self.now)

    def method(self) -> PaymentMethod:
        with tenant(self.organisation_id):
            return PaymentMethod.objects.get()


def make_overdue(shop: LiveShop) -> None:
    """Its renewal was declined a moment ago."""
    with tenant(shop.organisation_id):
        found = shop.subscription()
        found.period_end = found.next_step_at = shop.now
        found.save()
        cycle.step(shop.organisation_id, found.pk, now=shop.now)
        with transaction.atomic():
            transitions.past_due(shop.subscription(), by=system_actor(shop.organisation_id), now=shop.now)


class PostingTill(TillGateway):
    """Lets the browser post, and lead on to another host."""

    def start(self, request: PaymentRequest) -> Step:
        fields = (
            ("reference", request.reference),
            ("amount", str(request.amount)),
            ("email", request.buyer.email),
            ("keeps", str(request.keeps_method)),
        )
        return FormPost(url="https://till.example/pay", fields=fields, leads_to=("https://card.example",))


class EftTill(TillGateway):
    """Tells how to pay by EFT."""

    can_charge_again = False

    def start(self, request: PaymentRequest) -> Step:
        return Instructions(
            lines=(("Bank", "FNB"), ("Account number", "62000000001"), ("Amount", str(request.amount)))
        )


def at(name: str, *ids: str, **query: Any) -> str:
    """A page of Umoja Foods."""
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"billing:{name}", args=[SLUG, *ids]) + (f"?{asked}" if asked else "")


def declare_features() -> set[str]:
    """A limit that is counted and a switch, as apps declare them; returns their codes."""
    feature("accounts.seats", kind="limit", title="Seats", count=lambda _organisation: 5)
    feature("accounts.single_sign_on", kind="switch", title="Single sign-on", count=counting.providers_set_up)
    return {"accounts.seats", "accounts.single_sign_on"}


def declare_credits() -> None:
    """As the app that has them will."""
    feature("content.ai_credits", kind="meter", title="AI credits")


def forget_features(before: dict[str, Any]) -> None:
    """As they were."""
    _features.clear()
    _features.update(before)
