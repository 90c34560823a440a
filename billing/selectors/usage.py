"""What was used, of what limit, and when that will be reached. All inside the tenant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from django.db.models import Case, Count, F, Max, Min, Q, Sum, Value, When
from django.utils.formats import date_format

from billing.engine import forecasts
from billing.engine.periods import local_date, month_of
from billing.models import UsageCap, UsageEvent, UsageTotal
from synthai.core import entitlements
from synthai.core.entitlements import Feature, Grant
from synthai.core.money import group_digits

Aggregation = Literal["count", "sum", "maximum", "unique", "latest"]
NEAR: Final = 80  # per cent
_GROWTH: Final = timedelta(days=forecasts.GROWTH_DAYS)


@dataclass(frozen=True, kw_only=True)
class Meter:
    """One declared feature as an organisation stands with it. `limit` is the plan's; None: without limit."""

    feature: Feature
    used: Decimal
    limit: Decimal | None
    is_soft: bool
    cap: UsageCap | None = None
    month: tuple[datetime, datetime] | None = None
    forecast: date | None = None

    @property
    def first_limit(self) -> Decimal | None:
        """What is reached first: the plan's limit or the customer's cap."""
        given = [
            number for number in (self.limit, self.cap.quantity if self.cap else None) if number is not None
        ]
        return min(given) if given else None

    @property
    def is_capped(self) -> bool:
        """Whether the customer's cap is what counts."""
        return self.cap is not None and (self.limit is None or self.cap.quantity < self.limit)

    @property
    def percent(self) -> int | None:
        """How much of it is used, whole per cent, 0 to 100; None without limit."""
        limit = self.first_limit
        if limit is None:
            return None
        return 100 if self.used >= limit else int(self.used * 100 / limit)

    @property
    def state(self) -> Literal["free", "near", "full"]:
        """Whether there is room."""
        if self.percent is None or self.percent < NEAR:
            return "free"
        return "full" if self.percent >= 100 else "near"

    @property
    def starts_at(self) -> datetime | None:
        """Of a meter: when its month began."""
        return self.month[0] if self.month else None

    @property
    def ends_at(self) -> datetime | None:
        """Of a meter: when it begins anew."""
        return self.month[1] if self.month else None

    @property
    def last_day(self) -> date | None:
        """Of a meter: the last day of its month."""
        return local_date(self.month[1]) - timedelta(days=1) if self.month else None

    @property
    def used_said(self) -> str:
        """The used number, as people write it."""
        return _said(self.used)

    @property
    def limit_said(self) -> str:
        """What is reached first, as people write it."""
        return "" if self.first_limit is None else _said(self.first_limit)

    @property
    def is_absent(self) -> bool:
        """Whether the plan has none of it, and none is there."""
        return self.limit == 0 and not self.used

    @property
    def forecast_day(self) -> str:
        """The day in words; with its year when that is not plain."""
        if self.forecast is None:
            return ""
        return date_format(self.forecast, "j F" if self.month else "j F Y")

    @property
    def is_on(self) -> bool:
        """Of a switch: whether the plan has it."""
        return self.limit is None or self.limit > 0


def meters(organisation_id: int, *, now: datetime) -> list[Meter]:
    """Every declared feature, by code. The number of queries depends on what is declared, not on what was used."""
    month = month_of(now)
    totals = dict(UsageTotal.objects.filter(period_start=month[0]).values_list("metric", "quantity"))
    caps = {cap.metric: cap for cap in UsageCap.objects.all()}
    found = []
    for code, feature in entitlements.features().items():
        grant = entitlements.grant(organisation_id, code)
        if feature.kind == "meter":
            found.append(_metered(feature, grant, totals.get(code, Decimal(0)), caps.get(code), month, now))
        else:
            found.append(_limited(organisation_id, feature, grant, now))
    return found


def meter(organisation_id: int, code: str, *, now: datetime) -> Meter | None:
    """One of them."""
    return next((each for each in meters(organisation_id, now=now) if each.feature.code == code), None)


def aggregate(metric: str, how: Aggregation, *, start: datetime, end: datetime) -> Decimal:
    """What events that occurred in [start, end) come to, corrections counted in. One query.

    count: uses; sum: their quantities; maximum: the largest; unique: different subjects; latest: the newest quantity. What was
    corrected to nothing never happened. 0 where there is nothing.
    """
    uses = _uses(metric, start, end)
    if how == "latest":
        return Decimal(uses.order_by("-at", "-newest").values_list("value", flat=True).first() or 0)
    if how == "unique":
        return Decimal(uses.exclude(who="").values("who").distinct().count())
    asked: dict[str, Any] = {"count": Count("first"), "sum": Sum("value"), "maximum": Max("value")}
    return Decimal(uses.aggregate(found=asked[how])["found"] or 0)


def recount(metric: str, *, start: datetime, end: datetime) -> Decimal:
    """The sum of the events themselves: what the total of a month has to equal."""
    rows = UsageEvent.objects.filter(metric=metric, occurred_at__gte=start, occurred_at__lt=end)
    return Decimal(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)


def _said(number: Decimal) -> str:
    exponent = number.normalize().as_tuple().exponent
    return group_digits(number, max(0, -exponent) if isinstance(exponent, int) else 0)


def _uses(metric: str, start: datetime, end: datetime) -> Any:
    """One row a use, with its corrections in it."""
    rows = UsageEvent.objects.filter(metric=metric, occurred_at__gte=start, occurred_at__lt=end)
    first = Case(When(corrects="", then=F("event_id")), default=F("corrects"))
    by_use = rows.annotate(first=first).values("first")
    summed = by_use.annotate(
        value=Sum("quantity"), at=Min("occurred_at"), who=Max("subject"), newest=Max("pk"), times=Count("pk")
    )
    return summed.exclude(Q(times__gt=1) & Q(value=Value(Decimal(0))))


def _metered(
    feature: Feature,
    grant: Grant,
    used: Decimal,
    cap: UsageCap | None,
    month: tuple[datetime, datetime],
    now: datetime,
) -> Meter:
    found = Meter(feature=feature, used=used, limit=grant.value, is_soft=grant.is_soft, cap=cap, month=month)
    limit = found.first_limit
    if limit is None:
        return found
    reached = forecasts.from_pace(used, limit, start=month[0], end=month[1], now=now)
    return Meter(**{**vars(found), "forecast": reached})


def _limited(organisation_id: int, feature: Feature, grant: Grant, now: datetime) -> Meter:
    used = Decimal(feature.count(organisation_id)) if feature.count else Decimal(0)
    reached = None
    if grant.value is not None and feature.grown is not None:
        grown = feature.grown(organisation_id, now - _GROWTH)
        reached = forecasts.from_growth(used, grant.value, grown=grown, now=now)
    return Meter(feature=feature, used=used, limit=grant.value, is_soft=grant.is_soft, forecast=reached)
