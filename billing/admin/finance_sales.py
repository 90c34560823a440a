"""Sales by treatment and rate and by kind of revenue, month by month; each figure opens its rows."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.admin.finance_parts import Picked, download, picked, show, wanted_kind
from billing.admin.finance_words import TREATMENTS, rated
from billing.engine import ledger, vat_periods
from billing.engine.periods import local_date
from billing.selectors.finance import sales
from synthai.core.spreadsheets import Sheet


def page(request: HttpRequest) -> HttpResponseBase:
    """What was sold on some days; as a file when the address asks for one."""
    chosen = picked(request, today=local_date(timezone.now()))
    if chosen.entity is None:
        return show(request, "admin/billing/sales.html", "sales", {"title": _("Sales")})
    found = sales.sales(chosen.entity, since=chosen.since, until=chosen.until)
    if kind := wanted_kind(request):
        days = f"{chosen.since.isoformat()}-{chosen.until.isoformat()}"
        return download(request, sheets(found), name=f"sales-{days}", kind=kind)
    context = {
        "title": _("Sales of %(entity)s") % {"entity": chosen.entity},
        "picked": chosen,
        "found": found,
        "by_rate": _by_rate(found, chosen),
        "totals": _totals(found, chosen),
        "kinds": [(kind_name(kind), found.of_kind(kind)) for kind in found.by_kind],
        "by_kind": _by_kind(found, chosen),
        "files": [
            (_("As CSV"), chosen.query(**{"as": "csv"})),
            (_("As XLSX"), chosen.query(**{"as": "xlsx"})),
        ],
    }
    return show(request, "admin/billing/sales.html", "sales", context)


def sheets(found: sales.Sales) -> list[Sheet]:
    """By rate and month, and by kind and month. One row a month and rate, so that a pivot table can take it."""
    by_rate = [
        (f"{month:%Y-%m}", str(TREATMENTS.get(treatment, treatment)), rate, sold.rows, sold.excl, sold.vat, sold.incl)
        for (treatment, rate), months in found.by_rate.items()
        for month, sold in months.items()
    ]  # fmt: skip
    by_kind = [
        (f"{month:%Y-%m}", kind_name(kind), amount)
        for kind, months in found.by_kind.items()
        for month, amount in months.items()
    ]
    heads = (_("Month"), _("Treatment"), _("Rate"), _("Rows"), _("Without VAT"), _("VAT"), _("With VAT"))
    return [
        Sheet(title=_("By rate"), heads=heads, rows=by_rate),
        Sheet(title=_("By kind"), heads=(_("Month"), _("Kind"), _("Without VAT")), rows=by_kind),
    ]


def kind_name(kind: str) -> str:
    """What a kind of revenue is called."""
    return {
        "plan": _("Plans"),
        "extra": _("Add-ons"),
        "item": _("Items"),
        "usage": _("Usage"),
    }.get(kind, kind)


def _by_rate(found: sales.Sales, chosen: Picked) -> list[dict[str, Any]]:
    """Each treatment and rate with its months, newest first, and its sum."""
    return [
        {
            "name": rated(treatment, rate),
            "total": found.of_rate(treatment, rate),
            "url": _documents(chosen, chosen.since, chosen.until, treatment=treatment, rate=rate),
            "months": [
                (month, sold, _documents(chosen, *_within(month, chosen), treatment=treatment, rate=rate))
                for month, sold in sorted(months.items(), reverse=True)
            ],
        }
        for (treatment, rate), months in found.by_rate.items()
    ]


def _totals(found: sales.Sales, chosen: Picked) -> list[tuple[date, sales.Sold, str]]:
    """Each month's sum, newest first."""
    return [
        (month, found.of_month(month), _documents(chosen, *_within(month, chosen)))
        for month in reversed(found.months)
    ]


def _by_kind(found: sales.Sales, chosen: Picked) -> list[tuple[date, list[tuple[Decimal, str]], Decimal]]:
    """Each month with its kinds, newest first."""
    nothing = Decimal("0.00")
    return [
        (
            month,
            [
                (months.get(month, nothing), _sides(chosen, kind, *_within(month, chosen)))
                for kind, months in found.by_kind.items()
            ],
            found.revenue_of(month),
        )
        for month in reversed(found.months)
    ]


def _within(month: date, chosen: Picked) -> tuple[date, date]:
    """The days of a month that were chosen."""
    first, last = vat_periods.month_of(month)
    return max(first, chosen.since), min(last, chosen.until)


def _documents(chosen: Picked, since: date, until: date, **more: Any) -> str:
    entity = chosen.entity.pk if chosen.entity else ""
    query = {"entity": entity, "since": since, "until": until, **more}
    return f"{reverse('admin:finance-documents')}?{urlencode(query)}"


def _sides(chosen: Picked, kind: str, since: date, until: date) -> str:
    entity = chosen.entity.pk if chosen.entity else ""
    query = {"entity": entity, "since": since, "until": until, "account": f"{ledger.REVENUE}.{kind}"}
    return f"{reverse('admin:finance-sides')}?{urlencode(query)}"
