"""Tell who looks after products that stock runs low: once for a product until it was filled up, together when there are many."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from notifications.services import inbox
from pricing import permissions
from pricing.engine.stock_cover import FRESH, LOOK_BACK, Cover, Sold, cover
from pricing.models import Grain, Import, Product, SalesRow, StockAlert
from pricing.services import guardrails
from synthai.core.money import group_digits, round_half_up

KIND = "pricing.stock"
NAMED = 3  # products that a message for many names
_WEEK = 7


@transaction.atomic
def after_import(import_id: int, *, now: datetime) -> int:
    """Look at every product once an import is in, and tell what has come to run low. Returns how many products were told.

    Idempotent by import: a repeated task tells the same ones under the same key. Sample data is looked at by nobody.
    """
    found = Import.objects.select_related("organisation").order_by("pk").get(pk=import_id)
    threshold = guardrails.current().stock_days
    if found.is_sample or not threshold:
        return 0
    covers = _covers(now)
    _end_episodes(covers, threshold)
    low = {key: each for key, each in covers.items() if each.days < threshold}
    StockAlert.objects.bulk_create(
        (_alert(product_id, each, found, now) for product_id, each in low.items()), ignore_conflicts=True
    )
    fresh = list(
        StockAlert.objects.filter(told_by=found.public_id)
        .order_by("days", "pk")
        .values_list("product_id", "left", "days")
    )
    if fresh:
        _tell(found, fresh)
    return len(fresh)


def _covers(now: datetime) -> Mapping[int, Cover]:
    """The cover of every product on sale whose stock is known. One query, whatever their number."""
    today = timezone.localdate(now)
    rows = SalesRow.objects.filter(
        sold_on__gt=today - LOOK_BACK - FRESH - timedelta(days=_WEEK),
        product_id__in=Product.objects.on_sale().filter(is_sample=False).values("pk"),
    )
    days = rows.values("product_id", "sold_on", "grain").annotate(sold=Sum("units"), shelf=Max("stock"))
    sold: dict[int, list[Sold]] = defaultdict(list)
    for product_id, day, grain, units, stock in days.values_list(
        "product_id", "sold_on", "grain", "sold", "shelf"
    ).iterator():
        sold[product_id].append(Sold(day, _WEEK if grain == Grain.WEEK else 1, units, stock))
    found = {product_id: cover(each, today=today) for product_id, each in sold.items()}
    return {product_id: each for product_id, each in found.items() if each is not None}


def _end_episodes(covers: Mapping[int, Cover], threshold: int) -> None:
    """Products that were filled up since they were told: they may be told again."""
    told = StockAlert.objects.filter(product_id__in=covers).values_list("product_id", "left")
    filled = [pk for pk, left in told if covers[pk].left > left and covers[pk].days >= threshold]
    StockAlert.objects.filter(product_id__in=filled).delete()


def _alert(product_id: int, each: Cover, found: Import, now: datetime) -> StockAlert:
    return StockAlert(
        product_id=product_id,
        left=each.left,
        days=round_half_up(each.days, 1),
        told_by=found.public_id,
        told_at=now,
    )


def _tell(found: Import, fresh: list[tuple[int, Decimal, Decimal]]) -> None:
    named = Product.objects.in_bulk([product_id for product_id, _left, _days in fresh[:NAMED]])
    title, body = _sentences(fresh, named)
    slug = found.organisation.slug
    one = named[fresh[0][0]].public_id if len(fresh) == 1 else ""
    inbox.notify(
        KIND,
        people.member_ids_holding(found.organisation.pk, permissions.PRODUCT_CHANGE),
        title=title,
        body=body,
        url=reverse("pricing:product-detail", args=[slug, one])
        if one
        else f"{reverse('pricing:product-list', args=[slug])}?shelf=low",
        organisation_id=found.organisation_id,
        key=f"low-stock:{found.public_id}",
        thread=f"low-stock:{found.organisation.public_id}",
    )


def _sentences(fresh: list[tuple[int, Decimal, Decimal]], named: Mapping[int, Product]) -> tuple[str, str]:
    """Title and body: of one product what is left, of many how many and the shortest."""
    count = len(fresh)
    if count == 1:
        product_id, left, days = fresh[0]
        title = _("%(product)s: %(left)s left") % {
            "product": named[product_id].name[:120],
            "left": _units(left),
        }
        return title, _("That lasts %(days)s at the rate of the last weeks.") % {"days": _days(days)}
    shortest = [f"{named[pk].name[:60]} ({_days(days)})" for pk, _left, days in fresh[:NAMED]]
    if count > NAMED:
        shortest.append(
            ngettext("%(count)d more", "%(count)d more", count - NAMED) % {"count": count - NAMED}
        )
    title = ngettext("%(count)d product runs low", "%(count)d products run low", count) % {"count": count}
    return title, ", ".join(shortest)


def _units(left: Decimal) -> str:
    return group_digits(left, 0) if left == left.to_integral_value() else group_digits(left, 1)


def _days(days: Decimal) -> str:
    whole = int(days)
    if not whole:
        return _("less than a day")
    return ngettext("%(count)d day", "%(count)d days", whole) % {"count": whole}
