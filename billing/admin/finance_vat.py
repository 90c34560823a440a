"""The VAT201 of a period: each field opens its documents, and the books say the same to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin import fields
from billing.admin.deeds import address
from billing.admin.finance_parts import download, show, wanted_kind
from billing.admin.finance_words import FIELDS, TREATMENTS, rated, sold
from billing.engine import ledger, vat201, vat_periods
from billing.engine.periods import local_date
from billing.engine.vat import vat_within
from billing.engine.vat_periods import VatPeriod
from billing.models import BillingEntity
from billing.selectors.finance import vat
from synthai.core.spreadsheets import Sheet


class PeriodForm(forms.Form):
    """Whose return, and which."""

    entity = fields.choice(label=gettext_lazy("Who sells"))
    period = fields.choice(label=gettext_lazy("VAT period"))

    def __init__(
        self, *args: Any, entities: list[BillingEntity], periods: list[VatPeriod], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        offered: Any = self.fields
        offered["entity"].choices = [(str(each.pk), str(each)) for each in entities]
        offered["period"].choices = [(each.code, days_of(each)) for each in periods]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A group of a field with the address of its documents."""

    name: str
    group: vat201.Group
    url: str


def page(request: HttpRequest) -> HttpResponseBase:
    """A period's output tax; as a file when the address asks for one."""
    today = local_date(timezone.now())
    entities = list(BillingEntity.objects.order_by("-is_default", "pk"))
    if not entities:
        return show(request, "admin/billing/vat201.html", "vat201", {"title": "VAT201"})
    entity = next((each for each in entities if str(each.pk) == request.GET.get("entity")), entities[0])
    offered = vat.periods_of(entity, today=today)
    asked = request.GET.get("period", "")
    period = next((each for each in offered if each.code == asked), offered[1])
    report = vat.report(entity, period)
    if kind := wanted_kind(request):
        return download(request, sheets(report), name=_file_name(entity, period), kind=kind)
    form = PeriodForm({"entity": entity.pk, "period": period.code}, entities=entities, periods=offered)
    context = {
        "title": _("VAT201 of %(entity)s") % {"entity": entity},
        "form": form,
        "entity": entity,
        "report": report,
        "period": period,
        "category": vat_periods.CATEGORIES[entity.vat_periods],
        "is_over": period.last < today,
        "form_fields": _form_fields(entity, report),
        "unregistered": _lines(entity, report.found.unregistered, period),
        "checks": [(check, _sides(entity, check.code, period)) for check in report.checks],
        "strays": [(each, Decimal(-each.cents) / 100, address(each.entry)) for each in report.strays],
        "late_url": _documents(entity, period, late=1),
        "moved_url": _documents(entity, period, moved=1),
        "written_off_url": _sides(entity, ledger.WRITE_OFFS, period),
        "most_claimable": _claimable(report),
        "files": _files(entity, period),
    }
    return show(request, "admin/billing/vat201.html", "vat201", context)


def sheets(report: vat.Report) -> list[Sheet]:
    """The return, what it is made of, and the books beside it."""
    found = report.found
    return [
        Sheet(
            title="VAT201",
            heads=(_("Field"), _("What"), _("Amount")),
            rows=[(code, str(name), amount) for code, name, amount in _amounts(found)],
        ),
        Sheet(
            title=_("Made of"),
            heads=(
                _("Field"), _("Treatment"), _("Rate"), _("Side"), _("Rows"), _("Without VAT"), _("VAT"), _("With VAT"),
            ),
            rows=_made_of(found),
        ),
        Sheet(
            title=_("Books"),
            heads=(_("Account"), _("By documents"), _("By the books"), _("Difference")),
            rows=[(each.code, each.documents, each.books, each.difference) for each in report.checks],
        ),
    ]  # fmt: skip


def days_of(period: VatPeriod) -> str:
    """The days of a period as people read them."""
    return f"{_day(period.first)} – {_day(period.last)}"


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _amounts(found: vat201.Return) -> list[tuple[str, Any, Decimal]]:
    """The fields in the form's order."""
    return [
        (vat201.STANDARD, FIELDS[vat201.STANDARD], found.standard.amount),
        (vat201.ZERO, FIELDS[vat201.ZERO], found.zero.amount),
        (vat201.EXEMPT, FIELDS[vat201.EXEMPT], found.exempt.amount),
        ("4", _("Output tax on standard-rated supplies"), found.standard.vat),
        (vat201.OTHER, FIELDS[vat201.OTHER], found.other.amount),
        ("13", _("Total output tax: 4 and 12"), found.output_tax),
    ]


def _made_of(found: vat201.Return) -> Iterator[tuple[Any, ...]]:
    for field in (*found.fields, found.unregistered):
        for group in field.groups:
            treatment = str(TREATMENTS.get(group.treatment, group.treatment))
            sums = (group.rows, group.excl, group.vat, group.incl)
            yield (field.code or "–", treatment, group.rate, sold(group.is_note), *sums)


def _form_fields(entity: BillingEntity, report: vat.Report) -> list[dict[str, Any]]:
    """Each field with its address and its groups. Field 4 opens what field 1 does; 13 is a sum."""
    found, period = report.found, report.period
    lines = {field.code: _lines(entity, field, period) for field in found.fields}
    rows = []
    for code, name, amount in _amounts(found):
        opens = {"4": vat201.STANDARD, "13": None}.get(code, code)
        url = _documents(entity, period, field=opens) if opens and lines[opens] else ""
        rows.append({"code": code, "name": name, "amount": amount, "url": url, "lines": lines.get(code, ())})
    return rows


def _lines(entity: BillingEntity, field: vat201.Field, period: VatPeriod) -> list[Line]:
    return [
        Line(
            name=f"{rated(group.treatment, group.rate)}: {sold(group.is_note)}",
            group=group,
            url=_documents(
                entity,
                period,
                field=field.code or "none",
                treatment=group.treatment,
                rate=group.rate,
                note=int(group.is_note),
            ),
        )
        for group in field.groups
    ]


def _documents(entity: BillingEntity, period: VatPeriod, **more: Any) -> str:
    query = {"entity": entity.pk, "since": period.first, "until": period.last, **more}
    return f"{reverse('admin:finance-documents')}?{urlencode(query)}"


def _sides(entity: BillingEntity, code: str, period: VatPeriod) -> str:
    query = {"entity": entity.pk, "since": period.first, "until": period.last, "account": code}
    return f"{reverse('admin:finance-sides')}?{urlencode(query)}"


def _claimable(report: vat.Report) -> Decimal:
    """The most VAT there can be in what was written off, at the highest rate of the period."""
    rates = vat201.rates_within(report.period)
    return vat_within(report.written_off, max(rates)) if rates else Decimal("0.00")


def _files(entity: BillingEntity, period: VatPeriod) -> list[tuple[str, str]]:
    own = f"?entity={entity.pk}&period={period.code}"
    every = _documents(entity, period)
    return [
        (_("The return as CSV"), f"{own}&as=csv"),
        (_("The return as XLSX"), f"{own}&as=xlsx"),
        (_("All documents as CSV"), f"{every}&as=csv"),
        (_("All documents as XLSX"), f"{every}&as=xlsx"),
    ]


def _file_name(entity: BillingEntity, period: VatPeriod) -> str:
    return f"vat201-{entity.number_prefix.lower()}-{period.code}"
