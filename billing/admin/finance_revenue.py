"""Monthly revenue and what moved it, month by month; who stayed, by the month of the first payment. Every figure opens its rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.finance_parts import NAMES_RIGHT, FinancePage, Picked, download, picked, show, wanted_kind
from billing.engine.periods import add_months, local_date
from billing.engine.revenue import Cohort, Kind, Month
from billing.services import figures, revenue
from synthai.core.charts import Figure, Panel, Series
from synthai.core.money import format_zar
from synthai.core.spreadsheets import Sheet
from synthai.core.templatetags import components

MONTHS_SHOWN: Final = 12
MOST_MONTHS: Final = 60
NONE: Final = "–"
KINDS: Final = {
    Kind.NEW: gettext_lazy("New"),
    Kind.REACTIVATION: gettext_lazy("Came back"),
    Kind.EXPANSION: gettext_lazy("Pay more"),
    Kind.CONTRACTION: gettext_lazy("Pay less"),
    Kind.CHURN: gettext_lazy("Left"),
}
_HEAT: Final = (20, 40, 60, 80)


def page(request: HttpRequest) -> HttpResponseBase:
    """The months with their moves, a chart, and the live figure beside it."""
    now, asked = timezone.now(), _picked(request)
    book = revenue.read(asked.entity, now=now)
    months = book.months(since=asked.since, until=asked.until)
    if kind := wanted_kind(request):
        return download(
            request, [_sheet(months), _moves_sheet(months, book)], name="monthly-revenue", kind=kind
        )
    context = {
        "title": _("Monthly revenue and churn"),
        "picked": asked,
        "chart": components.chart(_figure(months)),
        "heads": [*KINDS.values()],
        "rows": [_row(month, asked) for month in reversed(months)],
        "live": format_zar(figures.revenue(now=now).amount),
        "files": _files(asked),
        "is_empty": not book.spans,
    }
    return show(request, "admin/billing/finance_revenue.html", "revenue", context)


def rows(request: HttpRequest) -> HttpResponseBase:
    """Who is behind one figure of a month."""
    asked, first = _picked(request), _month(request.GET.get("month", ""))
    wanted = request.GET.get("kind", "closing")
    book = revenue.read(asked.entity, now=timezone.now())
    last = min(date.fromordinal(add_months(first, 1, 1).toordinal() - 1), _today())
    (month,) = book.months(since=first, until=max(first, last))
    found = _behind(month, wanted)
    title = f"{_word(wanted)}, {date_format(first, 'F Y')}"
    if kind := wanted_kind(request):
        sheet = Sheet(title=title, heads=("customer", "before", "after", "change"), rows=_cells(found, book))
        return download(request, [sheet], name=f"revenue-{wanted}-{first:%Y-%m}", kind=kind)
    query = {"month": f"{first:%Y-%m}", "kind": wanted}
    context = {
        "title": title,
        "back": reverse("admin:finance-revenue") + asked.query(),
        "back_title": _("Monthly revenue and churn"),
        "rows": [_linked(customer, book, before, after) for customer, before, after in found],
        "sum": format_zar(sum((after - before for _customer, before, after in found), Decimal(0))),
        "files": _files(asked, **query),
    }
    return show(request, "admin/billing/finance_customers.html", "revenue_rows", context)


def cohorts(request: HttpRequest) -> HttpResponseBase:
    """The table of who stayed."""
    asked = _picked(request)
    book = revenue.read(asked.entity, now=timezone.now())
    found = book.cohorts(since=asked.since, until=asked.until)
    if kind := wanted_kind(request):
        return download(request, [_cohort_sheet(found)], name="cohorts", kind=kind)
    context = {
        "title": _("Who stays: cohorts"),
        "picked": asked,
        "heads": range(len(found)),
        "rows": [_cohort_row(cohort, asked) for cohort in found],
        "files": _files(asked),
        "is_empty": not any(cohort.customers for cohort in found),
    }
    return show(request, "admin/billing/finance_cohorts.html", "cohorts", context)


def cohort_rows(request: HttpRequest) -> HttpResponseBase:
    """The customers of one cohort: who pays so many months later, and who does not any more."""
    asked, first = _picked(request), _month(request.GET.get("first", ""))
    number = request.GET.get("after", "0")
    book = revenue.read(asked.entity, now=timezone.now())
    cohort = book.cohorts(since=first, until=max(first, min(asked.until, _today())))[0]
    if not number.isdecimal() or int(number) >= len(cohort.stayed):
        raise Http404
    held = cohort.stayed[int(number)][0]
    context = {
        "title": _("First paid in %(month)s") % {"month": date_format(first, "F Y")},
        "back": reverse("admin:finance-cohorts") + asked.query(),
        "back_title": _("Who stays: cohorts"),
        "after": int(number),
        "cohort": [(*_named(customer, book), customer in held) for customer in cohort.customers],
        "kept": len(held),
    }
    return show(request, "admin/billing/finance_cohort_rows.html", "cohort_rows", context)


PAGES: Final = (
    FinancePage(
        slug="revenue",
        title=gettext_lazy("Monthly revenue and churn"),
        says=gettext_lazy("What plans come to a month, and who moved it: new, more, less, gone, back."),
        view=page,
        right=NAMES_RIGHT,
        icon="trending_up",
    ),
    FinancePage(slug="revenue-rows", title="", says="", view=rows, right=NAMES_RIGHT, is_listed=False),
    FinancePage(
        slug="cohorts",
        title=gettext_lazy("Who stays: cohorts"),
        says=gettext_lazy("Customers by the month of their first payment, and how many still pay."),
        view=cohorts,
        right=NAMES_RIGHT,
        icon="grid_on",
    ),
    FinancePage(slug="cohort-rows", title="", says="", view=cohort_rows, right=NAMES_RIGHT, is_listed=False),
)


def _today() -> date:
    return local_date(timezone.now())


def _picked(request: HttpRequest) -> Picked:
    """Twelve months unless the address says otherwise; never a day to come, and no more than five years."""
    today = _today()
    asked = request.GET.copy()
    asked.setdefault("since", add_months(today, 1 - MONTHS_SHOWN, 1).isoformat())
    asked.setdefault("until", today.isoformat())
    request.GET = asked  # type: ignore[assignment]  # a QueryDict as well
    found = picked(request, today=today)
    until = min(found.until, today)
    since = max(min(found.since, until), add_months(until, 1 - MOST_MONTHS, 1))
    return Picked(entity=found.entity, since=since, until=until, form=found.form, shortcuts=found.shortcuts)


def _month(text: str) -> date:
    """The month that the address asks for, this one without any. Raises Http404 for nonsense, months to come and long ago."""
    if not text:
        return _today().replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error
    if not add_months(_today(), 1 - MOST_MONTHS, 1) <= found <= _today():
        raise Http404
    return found


def _files(asked: Picked, **more: str) -> list[tuple[str, str]]:
    return [("CSV", asked.query(**more, **{"as": "csv"})), ("Excel", asked.query(**more, **{"as": "xlsx"}))]


def _row(month: Month, asked: Picked) -> dict[str, Any]:
    """A month's figures, each with the address of its rows."""

    def cell(amount: Decimal, kind: str, number: int) -> tuple[str, str, int]:
        address = reverse("admin:finance-revenue-rows")
        query = asked.query(month=f"{month.first:%Y-%m}", kind=kind)
        return (format_zar(amount) if number else NONE, address + query if number else "", number)

    return {
        "name": date_format(month.first, "M Y"),
        "opening": cell(month.opened_with, "opening", len(month.opening)),
        "moves": [cell(month.amount(kind), kind, len(month.of(kind))) for kind in KINDS],
        "closing": cell(month.closed_with, "closing", len(month.closing)),
        "customer_churn": _percent(month.customer_churn),
        "revenue_churn": _percent(month.revenue_churn),
        "net_retention": _percent(month.net_retention),
    }


def _percent(value: Decimal | None) -> str:
    return NONE if value is None else f"{value} %"


def _behind(month: Month, wanted: str) -> list[tuple[int, Decimal, Decimal]]:
    """Customer, before and after; of a sum, the customers it is made of. Raises Http404."""
    if wanted == "opening":
        return [(customer, Decimal(0), amount) for customer, amount in sorted(month.opening.items())]
    if wanted == "closing":
        return [(customer, Decimal(0), amount) for customer, amount in sorted(month.closing.items())]
    if wanted not in set(Kind):
        raise Http404
    return [(move.customer, move.before, move.after) for move in month.of(Kind(wanted))]


def _word(wanted: str) -> str:
    if wanted in set(Kind):
        return str(KINDS[Kind(wanted)])
    return _("Paying at the beginning") if wanted == "opening" else _("Paying at the end")


def _named(customer: int, book: revenue.Book) -> tuple[str, str]:
    return book.names.get(customer, NONE), reverse("admin:organisation-desk", args=[customer])


def _linked(customer: int, book: revenue.Book, before: Decimal, after: Decimal) -> tuple[str, ...]:
    return (*_named(customer, book), format_zar(before), format_zar(after), format_zar(after - before))


def _cells(found: Iterable[tuple[int, Decimal, Decimal]], book: revenue.Book) -> Iterator[Sequence[Any]]:
    for customer, before, after in found:
        yield book.names.get(customer, ""), _cents(before), _cents(after), _cents(after - before)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def _sheet(months: list[Month]) -> Sheet:
    heads = ("month", "opening", *(kind.value for kind in KINDS), "closing", "customers_opening",
             *(f"customers_{kind.value}" for kind in KINDS), "customers_closing", "customer_churn_percent",
             "revenue_churn_percent", "net_retention_percent")  # fmt: skip
    return Sheet(title=_("Months"), heads=heads, rows=(_month_cells(month) for month in months))


def _month_cells(month: Month) -> Sequence[Any]:
    return (
        month.first, _cents(month.opened_with), *(_cents(month.amount(kind)) for kind in KINDS),
        _cents(month.closed_with), len(month.opening), *(len(month.of(kind)) for kind in KINDS), len(month.closing),
        month.customer_churn, month.revenue_churn, month.net_retention,
    )  # fmt: skip


def _moves_sheet(months: list[Month], book: revenue.Book) -> Sheet:
    found = (
        (month.first, move.kind.value, book.names.get(move.customer, ""), _cents(move.before),
         _cents(move.after), _cents(move.change))
        for month in months for move in month.moves
    )  # fmt: skip
    return Sheet(
        title=_("Moves"), heads=("month", "kind", "customer", "before", "after", "change"), rows=found
    )


def _figure(months: list[Month]) -> Figure:
    """What plans come to at the end of each month, and below what came and what went."""
    x = tuple(float(month.first.toordinal()) for month in months)
    came = [
        month.amount(Kind.NEW) + month.amount(Kind.REACTIVATION) + month.amount(Kind.EXPANSION)
        for month in months
    ]
    went = [month.amount(Kind.CHURN) + month.amount(Kind.CONTRACTION) for month in months]
    closed = tuple(float(month.closed_with) for month in months)
    texts = [
        (date_format(month.first, "M Y"), format_zar(month.closed_with), format_zar(up), format_zar(down))
        for month, up, down in zip(months, came, went, strict=True)
    ]
    return Figure(
        title=_("Monthly revenue"),
        description=_("At the end of each month, with VAT; below it what came and what went."),
        x_title=_("Month"),
        x_kind="date",
        panels=(
            Panel(_("A month"), (Series(_("Monthly revenue"), "line", x, closed, colour=1),), kind="money"),
            Panel(
                _("Moves"),
                (
                    Series(_("Came: new, back, more"), "bars", x, tuple(map(float, came)), colour=1),
                    Series(_("Went: left, less"), "bars", x, tuple(map(float, went)), colour=2),
                ),
                kind="money",
            ),
        ),
        columns=(_("Month"), _("Monthly revenue"), _("Came"), _("Went")),
        rows=tuple(texts),
        hits=tuple((day, f"{row[0]}: {row[1]}") for day, row in zip(x, texts, strict=True)),
    )


def _cohort_row(cohort: Cohort, asked: Picked) -> dict[str, Any]:
    address = reverse("admin:finance-cohort-rows")
    cells = []
    for number, (held, _amount) in enumerate(cohort.stayed):
        share = cohort.percent(number)
        heat = sum(share >= step for step in _HEAT) if share is not None else 0
        query = asked.query(first=f"{cohort.first:%Y-%m}", after=str(number))
        cells.append(
            (_percent(share), len(held), f"heat-{heat}", address + query if cohort.customers else "")
        )
    return {"name": date_format(cohort.first, "M Y"), "size": len(cohort.customers), "cells": cells}


def _cohort_sheet(found: list[Cohort]) -> Sheet:
    cells = (
        (cohort.first, len(cohort.customers), number, len(held), _cents(amount), cohort.percent(number))
        for cohort in found
        for number, (held, amount) in enumerate(cohort.stayed)
    )
    heads = ("first_paid_in", "customers", "months_after", "still_paying", "monthly_revenue", "percent")
    return Sheet(title=_("Cohorts"), heads=heads, rows=cells)
