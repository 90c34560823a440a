"""Rows for the pages of courses on sale that every browser check visits."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from billing.services.selling import coupons, links, orders
from courses import permissions
from courses.models import Course
from courses.services.selling import purchases
from courses.services.selling.purchases import Wish
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop


def on_sale(cast: Cast) -> Course:
    """A course at an early price, with a coupon."""
    shop.opens_shop(cast)
    until = timezone.localdate() + timedelta(days=9)
    course = shop.on_sale(cast, title="Food safety for kitchens", early_price=Decimal(450), early_until=until)
    with tenant(cast.umoja):
        terms = {"code": "EARLY20", "percent_off": Decimal(20), "amount_off": None, "most": 50}
        coupons.make(terms, capability=permissions.OFFER_CHANGE, by=cast.thandi.actor)
    return course


def _ordered(cast: Cast, **wish: Any) -> Any:
    course, now = on_sale(cast), timezone.now()
    with tenant(cast.umoja):
        wanted = Wish(key="sweep", name="Lerato Dube", email="lerato@example.com", agrees=True, **wish)
        made = purchases.begin(course.pk, wanted, owner=cast.umoja.public_id, now=now)
        return orders.get(made.sale)


def catalogue(cast: Cast) -> str:
    """Every public course."""
    on_sale(cast)
    return reverse("courses-public:catalogue", args=["umoja-foods"])


def course(cast: Cast) -> str:
    """A course on sale."""
    return reverse("courses-public:course", args=["umoja-foods", on_sale(cast).public_id])


def buying(cast: Cast) -> str:
    """The form of who buys."""
    return reverse("courses-public:buy", args=["umoja-foods", on_sale(cast).public_id])


def paying(cast: Cast) -> str:
    """The ways to pay."""
    sale = _ordered(cast, coupon="EARLY20")
    return reverse("billing-sales:pay", args=[links.token_of(sale)])


def order(cast: Cast) -> str:
    """An order that is paid and waits to be claimed."""
    sale = _ordered(cast)
    with tenant(cast.umoja), transaction.atomic():
        orders.paid(sale, now=timezone.now())
        purchases.take_paid(sale.public_id, now=timezone.now())
    return str(sale.continue_path)


def sold(cast: Cast) -> str:
    """The trainer's list."""
    order(cast)
    return reverse("courses:sale-list", args=["umoja-foods"])


def offer(cast: Cast) -> str:
    """How a course is offered."""
    return reverse("courses:offer", args=["umoja-foods", on_sale(cast).public_id])


def coupon_list(cast: Cast) -> str:
    """Coupons for buyers."""
    on_sale(cast)
    return reverse("courses:coupon-list", args=["umoja-foods"])


def seller(cast: Cast) -> str:
    """Who sells."""
    shop.opens_shop(cast)
    return reverse("billing:seller", args=["umoja-foods"])


# Name, who looks, and what makes the page's rows.
PREPARED: tuple[tuple[str, str | None, Callable[[Cast], str]], ...] = (
    ("catalogue", None, catalogue),
    ("course-on-sale", None, course),
    ("course-buying", None, buying),
    ("order-paying", None, paying),
    ("order", None, order),
    ("course-sales", "thandi", sold),
    ("course-offer", "thandi", offer),
    ("course-coupons", "thandi", coupon_list),
    ("seller", "thandi", seller),
)
