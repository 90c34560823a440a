"""The cash forecast: what comes in on each of the next 90 days, with its range and pay days; each day opens its rows."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.finance_parts import NAMES_RIGHT, FinancePage, Picked, download, picked, show, wanted_kind
from billing.engine.periods import local_date
from billing.engine.receipts import FIRST, NEVER, OTHER, PAYS, Receivable, Way, weeks
from billing.models import BillingEntity, Charge
from billing.services import cash, cash_renewals
from synthai.core.charts import Figure, Mark, Panel, Series
from synthai.core.money import format_zar
from synthai.core.sa_days import pay_days
from synthai.core.spreadsheets import Sheet
from synthai.core.templatetags import components

SHOWN: Final = 300
LEAST: Final = Decimal("0.01")
WAYS: Final = {Way.CARD: gettext_lazy("Kept card"), Way.HAND: gettext_lazy("EFT or by hand")}


def page(request: HttpRequest) -> HttpResponseBase:
    """The days, week by week, with a chart and what it rests on."""
    now = timezone.now()
    asked = picked(request, today=local_date(now))
    found = cash.forecast(asked.entity, now=now)
    if kind := wanted_kind(request):
        sheets = [_days_sheet(found), _rows_sheet(found)]
        return download(request, sheets, name=f"cash-forecast-{found.today}", kind=kind)
    whole = found.outlook.between(found.today, found.until)
    context = {
        "title": _("Cash forecast"),
        "asked": asked,
        "entities": _entities(asked),
        "whole": [format_zar(each) for each in (whole.low, whole.expected, whole.high)],
        "until": found.until,
        "chart": components.chart(_figure(found)),
        "weeks": [_week(found, first, last, asked) for first, last in weeks(found.today, found.until)],
        "basis": _basis(found.basis),
        "others": _others(found.basis),
        "files": [("CSV", asked.query(**{"as": "csv"})), ("Excel", asked.query(**{"as": "xlsx"}))],
        "is_empty": not found.receivables,
    }
    return show(request, "admin/billing/finance_cash.html", "cash", context)


def day(request: HttpRequest) -> HttpResponseBase:
    """What may come in on one day, the likeliest first."""
    now = timezone.now()
    asked = picked(request, today=local_date(now))
    on, found = _day(request.GET.get("day") or str(local_date(now))), cash.forecast(asked.entity, now=now)
    if not found.today <= on <= found.until:
        raise Http404
    behind = found.outlook.behind(on)
    if kind := wanted_kind(request):
        rows = (_cells(on, *row, found) for row in behind)
        return download(request, [Sheet(title=str(on), heads=HEADS, rows=rows)], name=f"cash-{on}", kind=kind)
    charges = _charges([each.key for each, _share, _amount in behind[:SHOWN]])
    span = found.outlook.between(on, on)
    query = {"day": on.isoformat()}
    context = {
        "title": date_format(on, "l, j F Y"),
        "back": reverse("admin:finance-cash") + asked.query(),
        "back_title": _("Cash forecast"),
        "is_pay_day": _is_pay_day(on),
        "span": [format_zar(each) for each in (span.low, span.expected, span.high)],
        "rows": [_linked(each, share, amount, found, charges) for each, share, amount in behind[:SHOWN]],
        "more": max(0, len(behind) - SHOWN),
        "files": [
            ("CSV", asked.query(**query, **{"as": "csv"})),
            ("Excel", asked.query(**query, **{"as": "xlsx"})),
        ],
    }
    return show(request, "admin/billing/finance_cash_day.html", "cash_day", context)


PAGES: Final = (
    FinancePage(
        slug="cash",
        title=gettext_lazy("Cash forecast"),
        says=gettext_lazy("What comes in on each of the next 90 days, with pay days and a range."),
        view=page,
        right=NAMES_RIGHT,
        icon="savings",
    ),
    FinancePage(slug="cash-day", title="", says="", view=day, right=NAMES_RIGHT, is_listed=False),
)
HEADS: Final = ("day", "customer", "what", "asked_for_on", "way", "amount", "chance_percent", "expected")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _entities(asked: Picked) -> list[tuple[str, str, bool]]:
    """Who sells, where there are several: name, query, and whether it is the one shown."""
    rows = list(BillingEntity.objects.order_by("-is_default", "pk"))
    held = asked.entity.pk if asked.entity else None
    return [(str(row), f"?entity={row.pk}", row.pk == held) for row in rows] if len(rows) > 1 else []


def _is_pay_day(on: date) -> bool:
    return on in pay_days(on.year, on.month)


def _days(found: cash.Forecast) -> list[date]:
    return [found.today + timedelta(days=number) for number in range(cash_renewals.DAYS)]


def _week(found: cash.Forecast, first: date, last: date, asked: Picked) -> dict[str, Any]:
    """A week's range, and each of its days on which anything may come in."""
    address, days = reverse("admin:finance-cash-day"), []
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        span = found.outlook.between(on, on)
        if span.expected >= LEAST:
            amounts = [format_zar(each, 0) for each in (span.low, span.expected, span.high)]
            days.append((on, _is_pay_day(on), address + asked.query(day=on.isoformat()), amounts))
    span = found.outlook.between(first, last)
    return {
        "first": first,
        "last": last,
        "amounts": [format_zar(each, 0) for each in (span.low, span.expected, span.high)],
        "days": days,
        "has_pay_day": any(is_pay_day for _on, is_pay_day, _url, _amounts in days),
    }


def _basis(basis: cash_renewals.Basis) -> list[dict[str, Any]]:
    """How each way is paid, in per cent, and from how many renewals that was learned."""
    return [
        {
            "way": WAYS[way],
            "seen": habit.seen,
            "first": _percent(habit.shares[FIRST]),
            "pay_days": _percent(sum(habit.shares[name] for name in PAYS)),
            "other": _percent(habit.shares[OTHER]),
            "never": _percent(habit.shares[NEVER]),
        }
        for way, habit in basis.habits.items()
    ]


def _others(basis: cash_renewals.Basis) -> list[tuple[str, str]]:
    return [
        (_("Leave by their own wish, a month"), _percent(basis.leaving)),
        (_("Promises that are kept"), _percent(basis.kept_promises)),
        (_("Trials that go on to pay"), _percent(basis.converting)),
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _charges(keys: list[str]) -> dict[str, str]:
    """The pages of charges that are owed, by their reference. One query."""
    rows = Charge.objects.filter(reference__in=keys).order_by("pk").values_list("reference", "pk")
    return {reference: reverse("admin:billing_charge_change", args=[pk]) for reference, pk in rows}


def _linked(
    each: Receivable, share: Decimal, amount: Decimal, found: cash.Forecast, charges: dict[str, str]
) -> dict[str, Any]:
    return {
        "name": found.names.get(each.customer, "–"),
        "desk": reverse("admin:organisation-desk", args=[each.customer]),
        "what": each.key if each.key in charges else _("Renewal"),
        "url": charges.get(each.key, ""),
        "asked": each.asked,
        "way": WAYS[each.way],
        "promised": each.promised,
        "amount": format_zar(each.amount),
        "share": f"{share:.0f} %" if share >= 1 else _("under 1 %"),
        "expected": format_zar(amount),
    }


def _cells(
    on: date, each: Receivable, share: Decimal, amount: Decimal, found: cash.Forecast
) -> Sequence[Any]:
    cent = Decimal("0.01")
    what = "renewal" if ":" in each.key else each.key
    return (
        on, found.names.get(each.customer, ""), what, each.asked, each.way.value, each.amount,
        share.quantize(cent), amount.quantize(cent),
    )  # fmt: skip


def _days_sheet(found: cash.Forecast) -> Sheet:
    def cells() -> Iterator[Sequence[Any]]:
        for on in _days(found):
            span = found.outlook.between(on, on)
            yield on, "yes" if _is_pay_day(on) else "no", span.low, span.expected, span.high

    return Sheet(title=_("Days"), heads=("day", "pay_day", "low", "expected", "high"), rows=cells())


def _rows_sheet(found: cash.Forecast) -> Sheet:
    rows = (_cells(on, *row, found) for on in _days(found) for row in found.outlook.behind(on))
    return Sheet(title=_("Rows"), heads=HEADS, rows=rows)


def _figure(found: cash.Forecast) -> Figure:
    """All that has come in by each day with its range, the pay days as lines; below it each day for itself."""
    days = _days(found)
    x = tuple(float(on.toordinal()) for on in days)
    summed = [found.outlook.between(found.today, on) for on in days]
    each = [found.outlook.between(on, on) for on in days]
    marks = tuple(Mark(str(on.day), float(on.toordinal()), None, 3) for on in days if _is_pay_day(on))
    texts = [
        (
            date_format(on, "j M Y"),
            format_zar(one.expected),
            format_zar(all_.low),
            format_zar(all_.expected),
            format_zar(all_.high),
        )
        for on, one, all_ in zip(days, each, summed, strict=True)
    ]
    low, high = tuple(float(span.low) for span in summed), tuple(float(span.high) for span in summed)
    together = tuple(float(span.expected) for span in summed)
    return Figure(
        title=_("Receipts until each day"),
        description=_(
            "All that will have come in, with the range that holds in 8 of 10 cases; pay days are marked. Below it each day."
        ),
        x_title=_("Day"),
        x_kind="date",
        panels=(
            Panel(
                _("Together"),
                (
                    Series(_("8 of 10"), "band", x, low=low, high=high, colour=1),
                    Series(_("Expected"), "line", x, together, colour=1),
                ),
                kind="money",
                marks=marks,
                share=1.5,
            ),
            Panel(
                _("Each day"),
                (Series(_("On the day"), "bars", x, tuple(float(s.expected) for s in each), colour=2),),
                kind="money",
            ),
        ),
        columns=(_("Day"), _("On the day"), _("Together, low"), _("Together"), _("Together, high")),
        rows=tuple(texts),
        hits=tuple((at, f"{row[0]}: {row[1]}") for at, row in zip(x, texts, strict=True)),
    )
