"""Monthly revenue of past months, by customer, from what their periods were sold for. Needs `all_tenants()`. Read only.

`services.figures` says what plans come to now; this says it of any day since the first charge, by the same sums: a year counts a
twelfth, discounts are off, trials are nothing, an overdue plan counts until it ends. Rand only, with VAT.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Min, Q

from billing.engine import revenue as engine
from billing.engine.periods import MONTHS, local_date, midnight, period_end
from billing.models import (
    BillingEntity,
    Charge,
    ChargeReason,
    ChargeState,
    Price,
    SubscriptionState,
    charges_of,
)
from billing.services import figures

_YEAR_DAYS: Final = 300  # a longer period is a year's
_CYCLE_LATE: Final = timedelta(days=1)
_COLUMNS: Final = (
    "organisation_id", "reason", "subtotal", "discount", "period_start", "period_end", "created_at", "paid_at",
    "effect", "lines", "subscription__cancelled_at", "subscription__paused_at", "subscription__state",
    "subscription__trial_ends_at", "subscription__is_calendar_cycle", "subscription__period_end",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Book:
    """What every page of revenue reads: spans, when each customer first paid, what they are called."""

    spans: tuple[engine.Span, ...]
    firsts: Mapping[int, date]
    names: Mapping[int, str]

    def months(self, *, since: date, until: date) -> list[engine.Month]:
        """Each month with what moved it."""
        return engine.months(self.spans, self.firsts, since=since, until=until)

    def cohorts(self, *, since: date, until: date) -> list[engine.Cohort]:
        """Each cohort with who stayed."""
        return engine.cohorts(self.spans, self.firsts, since=since, until=until)


def read(entity: BillingEntity | None, *, now: datetime) -> Book:
    """Everything that was sold by period under an entity. Four queries, however many customers there are."""
    sold = Charge.objects.filter(_counts(), charges_of(entity), currency="ZAR", subscription__isnull=False)
    rows = list(sold.order_by("organisation_id", "pk").values(*_COLUMNS))
    prices = _prices(rows)
    return Book(spans=tuple(_spans(rows, prices, now)), firsts=_firsts(entity), names=_names(entity))


def _counts() -> Q:
    """Paid ones; and renewals that are owed or were given up: an overdue plan counts until it ends."""
    paid = Q(state=ChargeState.PAID, reason__in=[ChargeReason.FIRST, ChargeReason.CHANGE])
    owed = [ChargeState.PAID, ChargeState.OPEN, ChargeState.GIVEN_UP]
    return paid | Q(reason=ChargeReason.RENEWAL, state__in=owed)


def _firsts(entity: BillingEntity | None) -> dict[int, date]:
    rows = Charge.objects.filter(
        charges_of(entity), reason=ChargeReason.FIRST, state=ChargeState.PAID, currency="ZAR"
    )
    found = rows.values("organisation_id").annotate(first=Min("paid_at")).order_by("organisation_id")
    return {row["organisation_id"]: local_date(row["first"]) for row in found if row["first"]}


def _names(entity: BillingEntity | None) -> dict[int, str]:
    rows = Charge.objects.filter(charges_of(entity), subscription__isnull=False)
    return dict(
        rows.order_by("organisation_id").values_list("organisation_id", "organisation__name").distinct()
    )


def _choice(row: Mapping[str, Any]) -> list[tuple[Any, int]]:
    """What was chosen: prices (key, or public id on older lines) with quantities, the plan first."""
    effect = row["effect"]
    if "price" in effect:
        return [(effect["price"], effect["quantity"]), *((int(key), int(n)) for key, n in effect["extras"])]
    lines = [line for line in row["lines"] if line.get("price") and Decimal(line["amount"]) >= 0]
    lines.sort(key=lambda line: line.get("kind") != "plan")
    return [(line["price"], int(Decimal(line.get("quantity") or 1))) for line in lines]


def _prices(rows: Iterable[Mapping[str, Any]]) -> dict[Any, Price]:
    """The prices that first periods and changes chose, by key and by public id."""
    chosen = {key for row in rows if row["reason"] != ChargeReason.RENEWAL for key, _n in _choice(row)}
    keys = {key for key in chosen if isinstance(key, int)}
    found = Price.objects.filter(Q(pk__in=keys) | Q(public_id__in=chosen - keys)).select_related("plan")
    return {key: price for price in found for key in (price.pk, price.public_id)}


def _spans(
    rows: Iterable[Mapping[str, Any]], prices: Mapping[Any, Price], now: datetime
) -> Iterable[engine.Span]:
    last: dict[int, date] = {}  # where a customer's running period ends
    for row in rows:
        is_renewal, customer = row["reason"] == ChargeReason.RENEWAL, row["organisation_id"]
        since = local_date((row["period_start"] if is_renewal else row["paid_at"]) or row["created_at"])
        amount = _renewed(row) if is_renewal else _chosen(row, prices)
        if amount is None:
            continue
        if row["reason"] == ChargeReason.FIRST:
            until = _first_end(row, prices[_choice(row)[0][0]], since)
        else:
            until = local_date(row["period_end"]) if row["period_end"] else last.get(customer, since)
        last[customer] = max(until, since)
        yield engine.Span(
            customer=customer, since=since, until=_ended(row, last[customer], now), amount=amount
        )


def _first_end(row: Mapping[str, Any], price: Price, since: date) -> date:
    """When the first period is over. Paid during a trial, it begins when that is over."""
    trial = row["subscription__trial_ends_at"]
    begins = max(since, local_date(trial)) if trial else since
    anchor = 1 if row["subscription__is_calendar_cycle"] else begins.day
    return local_date(period_end(midnight(begins), price.interval, anchor))


def _ended(row: Mapping[str, Any], until: date, now: datetime) -> date:
    """Cancelled or paused in the middle of a period, it counts no longer than that; what holds now, holds to its end."""
    state = row["subscription__state"]
    if row["subscription__cancelled_at"]:
        return min(until, local_date(row["subscription__cancelled_at"]))
    if state == SubscriptionState.PAUSED and row["subscription__paused_at"]:
        return min(until, local_date(row["subscription__paused_at"]))
    end = row["subscription__period_end"]
    is_running = state in figures.PAYING and end and until >= local_date(now) - _CYCLE_LATE
    return max(until, local_date(end)) if is_running else until


def _renewed(row: Mapping[str, Any]) -> Decimal | None:
    """What a renewed period comes to a month; None where it has no days."""
    if not row["period_start"] or not row["period_end"]:
        return None
    whole = (local_date(row["period_end"]) - local_date(row["period_start"])).days
    sold: Decimal = row["subtotal"] - row["discount"]
    return sold / MONTHS["year"] if whole > _YEAR_DAYS else sold


def _chosen(row: Mapping[str, Any], prices: Mapping[Any, Price]) -> Decimal | None:
    """A first period may be a part of one and a change always is: what it comes to is what was chosen, at its discount."""
    chosen = [(prices[key], quantity) for key, quantity in _choice(row) if key in prices]
    if not chosen or chosen[0][0].interval not in MONTHS:
        return None
    (price, quantity), *extras = chosen
    by_key = {each.pk: each for each, _quantity in chosen}
    found = figures.monthly(
        price,
        quantity,
        [(each.pk, number) for each, number in extras],
        by_key.__getitem__,
        None,
        now=row["paid_at"] or row["created_at"],
    )
    off = row["discount"] / row["subtotal"] if row["subtotal"] else Decimal(0)
    return found * (1 - off)
