"""What finance pages share: which entity and days they are about, and their tables as files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin import fields
from billing.engine import vat_periods
from billing.models import BillingEntity
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.spreadsheets import Sheet, SheetFull, csv_file, xlsx_file
from synthai.core.staff.site import staff_site

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RIGHT = "billing.view_billingentity"
NAMES_RIGHT = "billing.view_taxdocument"  # for pages and files with the names of customers
YEAR = 12
MOST_YEARS = 10


@dataclass(frozen=True, kw_only=True)
class FinancePage:
    """A page of finance: its address under /admin/finance/, its name and what it answers. `view` takes the request alone.

    With `is_listed` off it has no card on the index: it is opened from another page.
    """

    slug: str
    title: "_StrOrPromise"
    says: "_StrOrPromise"
    view: Callable[[HttpRequest], HttpResponseBase]
    icon: str = "monitoring"
    is_listed: bool = True
    right: str = RIGHT  # beside RIGHT itself

    @property
    def name(self) -> str:
        return f"finance-{self.slug}"


class PeriodForm(forms.Form):
    """Whose figures, and of which days."""

    entity = fields.choice(label=gettext_lazy("Who sells"))
    since = fields.day(label=gettext_lazy("From"))
    until = fields.day(label=gettext_lazy("Until"))

    def __init__(self, *args: Any, entities: Sequence[BillingEntity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["entity"]
        offered.choices = [(str(each.pk), str(each)) for each in entities]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Choose a later one."))
        elif since and until and until.year - since.year > MOST_YEARS:
            self.add_error("until", _("These are more than ten years. Choose fewer."))
        return found


@dataclass(frozen=True, kw_only=True)
class Picked:
    """What a page is about. `entity` is None while nobody sells yet."""

    entity: BillingEntity | None
    since: date
    until: date
    form: PeriodForm
    shortcuts: "list[tuple[str, str]]"

    def query(self, **more: Any) -> str:
        """The address's query that picks the same again, with `more`."""
        same = {"since": self.since.isoformat(), "until": self.until.isoformat(), **more}
        return "?" + urlencode({"entity": self.entity.pk, **same} if self.entity else same)


def picked(request: HttpRequest, *, today: date) -> Picked:
    """The entity and days that the address asks for; without them those that sell by default, and this month. One query."""
    entities = list(BillingEntity.objects.order_by("-is_default", "pk"))
    first = entities[0] if entities else None
    usual = {"entity": str(first.pk) if first else "", **_days(vat_periods.month_of(today))}
    asked = {name: request.GET[name] for name in usual if request.GET.get(name)}
    form = PeriodForm({**usual, **asked}, entities=entities)
    good = form.cleaned_data if form.is_valid() else {}
    chosen = next((each for each in entities if str(each.pk) == str(good.get("entity"))), first)
    since, until = vat_periods.month_of(today)
    return Picked(
        entity=chosen,
        since=good.get("since", since),
        until=good.get("until", until),
        form=form,
        shortcuts=_shortcuts(chosen, today),
    )


def _days(period: tuple[date, date]) -> dict[str, str]:
    return {"since": period[0].isoformat(), "until": period[1].isoformat()}


def _shortcuts(entity: BillingEntity | None, today: date) -> list[tuple[str, str]]:
    """Days that people ask for most, each as a name and the address's query."""
    this_month = vat_periods.month_of(today)
    last_month = vat_periods.month_of(this_month[0] - timedelta(days=1))
    long_ago = this_month[0]
    for _month in range(YEAR - 1):
        long_ago = vat_periods.month_of(long_ago - timedelta(days=1))[0]
    offered = [(_("This month"), this_month), (_("Last month"), last_month)]
    if entity is not None:
        present = vat_periods.period_of(entity.vat_periods, today)
        last = vat_periods.period_of(entity.vat_periods, present[0] - timedelta(days=1))
        offered += [(_("This VAT period"), present), (_("Last VAT period"), last)]
    offered.append((_("12 months"), (long_ago, this_month[1])))
    own = {"entity": entity.pk} if entity else {}
    return [(name, "?" + urlencode({**own, **_days(period)})) for name, period in offered]


def finance_view(
    work: Callable[[HttpRequest], HttpResponseBase], *, right: str = RIGHT
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A page for staff who may see who sells and their books, Django's right to view selling entities, and have its own right."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not request.user.has_perms((RIGHT, right)):
            raise PermissionDenied
        return work(request)

    return guarded


def show(request: HttpRequest, template: str, name: str, context: dict[str, Any]) -> HttpResponse:
    """The page, on record as `staff.finance.<name>`."""
    audit(None, f"staff.finance.{name}", by=staff_actor(request))
    return TemplateResponse(request, template, {**staff_site.each_context(request), **context})


def wanted_kind(request: HttpRequest) -> str:
    """ "csv" or "xlsx" when the address asks for a file (`as=csv`), else nothing."""
    asked = request.GET.get("as", "")
    return asked if asked in KINDS else ""


def download(request: HttpRequest, sheets: Sequence[Sheet], *, name: str, kind: str) -> HttpResponseBase:
    """Tables as a file, on record: every sheet in a workbook, the first one as CSV. Rows are read here, one at a time."""
    try:
        file = xlsx_file(sheets) if kind == "xlsx" else csv_file(sheets[0])
    except SheetFull as error:
        messages.error(request, str(error))
        return redirect(request.path)
    changes = {"file": ["", f"{name}.{kind}"]}
    audit(None, "staff.finance.exported", by=staff_actor(request), changes=changes)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=KINDS[kind])
