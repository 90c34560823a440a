"""Followers of a product hear of its price."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import Notification
from notifications.services import spreading
from pricing.services import followed_products, products, recommendations
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    for fact_id in spreading.spreading():
        spreading.spread(fact_id)
    return list(
        Notification.objects.filter(kind=followed_products.KIND)
        .order_by("pk")
        .values_list("title", flat=True)
    )


def payload_of(name: str) -> Any:
    return OutboxEvent.objects.filter(name=name).order_by("-pk")[0].payload


def test_a_new_price_set_by_hand_and_one_accepted(cast: Cast, client: Client) -> None:
    now, today = timezone.now(), timezone.localdate()
    bread = make_product(cast.umoja, "bread", name="Brown bread")
    milk = make_product(cast.umoja, "milk", name="Milk")
    run = make_run(cast.umoja)
    advice = [make_advice(cast.umoja, run, each) for each in (bread, milk)]
    client.force_login(cast.bongani.user)
    address = f"/o/{cast.umoja.slug}/pricing/products/{bread.public_id}/"
    assert "Follow</button>" in client.get(address).content.decode().replace("</span>", "")
    pressed = client.post(
        f"/o/{cast.umoja.slug}/notifications/following/follow/",
        {"topic": followed_products.TOPIC, "subject": bread.public_id, "next": address},
        follow=True,
    )
    assert "Stop following" in pressed.content.decode()
    with tenant(cast.umoja.pk):
        organisation_id = cast.umoja.pk
        changes = products.changes_from({"current_price": "21.50"})
        products.change(bread.pk, changes, by=cast.thandi.actor, now=now, today=today)
        for event_id in ("e1", "e1"):
            followed_products.product_changed(
                event_id, payload_of("pricing.ProductChanged"), organisation_id=organisation_id, now=now
            )
        done = recommendations.accept_many([each.pk for each in advice], by=cast.thandi.actor, now=now)
        assert len(done.accepted) == 2
        for event_id in ("e2", "e2"):
            followed_products.prices_decided(
                event_id,
                payload_of("pricing.RecommendationsDecided"),
                organisation_id=organisation_id,
                now=now,
            )
    first, second = told()
    assert first == "Brown bread costs R\N{NO-BREAK SPACE}21.50 now"
    assert second.startswith("Brown bread costs R")
    assert set(
        Notification.objects.filter(kind=followed_products.KIND).values_list("user_id", flat=True)
    ) == {cast.bongani.user.pk}
