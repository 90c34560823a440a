"""Products that people follow: what a product is called as a topic, and what its followers are told."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import selectors as people
from notifications import topics
from notifications.services import followed, following
from pricing import permissions
from pricing.models import Product, Recommendation
from synthai.core.money import Money

TOPIC = "pricing.product"
KIND = "pricing.followed"
ACCEPTED = "accept"  # the verb of the event


def offer() -> None:
    """Let products be followed by whoever may see them."""
    topics.declare(
        topics.TopicKind(
            code=TOPIC,
            title=gettext_lazy("Product"),
            capability=permissions.PRODUCT_VIEW,
            things=_things,
            among=_among,
        )
    )


def product_changed(event_id: str, payload: dict[str, Any], *, organisation_id: int, now: datetime) -> None:
    """A person or a program set today's price. Idempotent by the event. Needs the tenant."""
    product = Product.objects.filter(pk=payload["product_id"]).order_by("pk").first()
    if "current_price" not in payload["fields"] or product is None or product.current_price is None:
        return
    title = _("%(product)s costs %(price)s now")
    _tell(product, title, product.current_price, organisation_id=organisation_id, key=event_id, now=now)


def prices_decided(event_id: str, payload: dict[str, Any], *, organisation_id: int, now: datetime) -> None:
    """New prices were accepted, one or many at once: followers of each product hear of its own. Idempotent by the event.

    The event names fifty at most; those of one deed have the moment in common. Needs the tenant.
    """
    wanted = followed.subjects(TOPIC) if payload["verb"] == ACCEPTED else set()
    accepted = Recommendation.objects.accepted()
    first = accepted.filter(public_id__in=payload["public_ids"]).order_by("pk").first() if wanted else None
    if first is None:
        return
    rows = accepted.filter(decided_at=first.decided_at, run_id=first.run_id, product__public_id__in=wanted)
    for row in rows.select_related("product").order_by("pk"):
        title = _("%(product)s costs %(price)s from %(day)s")
        _tell(
            row.product,
            title,
            row.decided_price or row.price,
            organisation_id=organisation_id,
            key=f"{event_id}:{row.pk}",
            now=now,
            day=row.starts_on,
        )


def _tell(
    product: Product,
    title: str,
    price: Any,
    *,
    organisation_id: int,
    key: str,
    now: datetime,
    day: date | None = None,
) -> None:
    words = {
        "product": product.name[:120],
        "price": str(Money(price)),
        "day": date_format(day, "j F Y") if day else _("today"),
    }
    following.tell_topic(
        TOPIC,
        product.public_id,
        KIND,
        organisation_id=organisation_id,
        values={"title": title % words, "body": _("Its price was changed in SynthAI.")},
        url=_path(people.slug_of(organisation_id), product.public_id),
        key=f"followed:{key}",
        now=now,
    )


def _things(organisation_id: int, subjects: Collection[str]) -> dict[str, topics.Thing]:
    slug = people.slug_of(organisation_id)
    rows = Product.objects.filter(public_id__in=list(subjects)).values_list("public_id", "name")
    return {public_id: topics.Thing(name, _path(slug, public_id)) for public_id, name in rows}


def _among(organisation_id: int, user_ids: Collection[int]) -> set[int]:
    return set(user_ids) & set(people.member_ids_holding(organisation_id, permissions.PRODUCT_VIEW))


def _path(slug: str, public_id: str) -> str:
    return reverse("pricing:product-detail", args=[slug, public_id])
