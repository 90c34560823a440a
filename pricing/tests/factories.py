"""Makes products, sales and imports for tests of every app."""

import io
from typing import Any

import factory.django
from django.utils import timezone
from factory.declarations import Sequence

from pricing.models import Import, Product
from pricing.services import importing, uploads
from synthai.core.access import Actor
from synthai.core.tenancy import tenant


class ProductFactory(factory.django.DjangoModelFactory[Product]):
    """A product of the active organisation."""

    class Meta:
        model = Product

    sku = Sequence(lambda number: f"SKU-{number:05d}")
    name = Sequence(lambda number: f"Product {number}")
    current_price = "24.99"


def upload(actor: Actor, content: bytes, *, name: str = "sales.csv", **values: Any) -> Import:
    """An uploaded file that nobody has looked at."""
    with tenant(_organisation(actor)):
        return uploads.upload(io.BytesIO(content), name=name, by=actor, now=timezone.now(), **values)


def bring_in(actor: Actor, content: bytes, *, name: str = "sales.csv", **values: Any) -> Import:
    """An import as far as it gets by itself: loaded, failed, or waiting for an answer."""
    found = upload(actor, content, name=name, **values)
    with tenant(_organisation(actor)):
        importing.inspect(found.pk)
        importing.run(found.pk)
        return Import.objects.order_by("pk").get(pk=found.pk)


def _organisation(actor: Actor) -> int:
    if actor.organisation_id is None:
        raise ValueError("this actor is in no organisation")
    return actor.organisation_id
