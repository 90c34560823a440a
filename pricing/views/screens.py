"""What the decision pages show: contexts of templates, without rules and without writes."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.services import followed
from pricing import permissions
from pricing.forms.decide import AcceptForm, PriceListForm, RecommendationFilterForm, StartForm
from pricing.models import Action, Product, Recommendation, Run
from pricing.selectors import decisions, histories
from pricing.selectors.price_list import of_day
from pricing.services import followed_products
from pricing.services.price_list import listed_day
from pricing.services.recommendations import BULK_LIMIT, BulkResult
from pricing.views import figures
from synthai.core import toasts
from synthai.core.access import TenantRequest
from synthai.core.errors import DomainError

PAGE_SIZE = 50
UNDO_KEY = "pricing_bulk"  # moment and size of the last bulk acceptance of this browser
SHOWN_REFUSALS = 3


class KnownCount(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """A paginator that is told the count where the run keeps it, and does not ask again."""

    def __init__(self, rows: Any, known: int | None) -> None:
        super().__init__(rows, PAGE_SIZE)
        self.known = known

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return super().count if self.known is None else self.known


def wants_rows(request: TenantRequest) -> bool:
    """HTMX asks for the table alone."""
    return bool(request.htmx) and request.htmx.target == "rows"


def empty(request: TenantRequest, active: Run | None) -> dict[str, Any]:
    """No run has finished yet: what to do first."""
    return {
        "active_run": active,
        "has_sales": decisions.has_sales(),
        "can_run": request.actor.can(permissions.RUN_CREATE),
        "can_import": request.actor.can(permissions.IMPORT_CREATE),
        "topic": topic(request),
    }


def topic(request: TenantRequest) -> str:
    """The socket topic of this organisation's pricing."""
    return f"org.{request.organisation.public_id}.pricing"


def recommendation_list(request: TenantRequest, active: Run | None, run: Run) -> dict[str, Any]:
    """The list with filters, sums and one page of rows."""
    form = RecommendationFilterForm(request.GET, categories=run.totals.get("categories", []))
    today = localdate()
    chosen = form.chosen(request.GET.get("sort", "-gain"), today=today)
    rows = decisions.recommendations(run, chosen)
    unfiltered = chosen == decisions.RecommendationFilter(sort=chosen.sort)
    page = KnownCount(rows, run.totals.get("products") if unfiltered else None).get_page(
        request.GET.get("page")
    )
    return {
        "run": run,
        "active_run": active,
        "form": form,
        "start_form": StartForm(today=today, auto_id="chosen_%s"),
        "start_all_form": StartForm(today=today, auto_id="all_%s"),
        "today": today,
        "sort": chosen.sort,
        "page": page,
        "summary": _summary(page),
        "is_filtered": not unfiltered,
        "has_choices": chosen.action != Action.KEEP,
        "can_decide": request.actor.can(permissions.RECOMMENDATION_ACCEPT),
        "can_run": request.actor.can(permissions.RUN_CREATE),
        "can_download": request.actor.can(permissions.PRICE_LIST_EXPORT),
        "undo_many_count": request.session.get(UNDO_KEY, {}).get("count", 0),
        "topic": topic(request),
    }


def _summary(page: "Page[Any]") -> str:
    if not page.paginator.count:
        return ""
    return _("%(first)d-%(last)d of %(count)d") % {  # the template shows it beside the arrows
        "first": page.start_index(),
        "last": page.end_index(),
        "count": page.paginator.count,
    }


def product_detail(request: TenantRequest, product: Product) -> dict[str, Any]:
    """One product: advice, curve, history and decisions."""
    advice = decisions.recommendation_of_product(product)
    weeks = decisions.weekly_history(product)
    vat, today = float(product.vat_rate), localdate()
    return {
        "product": product,
        "advice": advice,
        "curve": figures.demand_curve(advice, weeks, vat) if advice else None,
        "profit": figures.profit_curve(advice, vat) if advice and advice.unit_cost is not None else None,
        "history": figures.sales_history(weeks) if weeks else None,
        "weeks": weeks,
        "decisions": histories.decisions_of(product),
        "price_changes": histories.price_changes_of(product),
        "form": AcceptForm(initial={"price": advice.price if advice else None}, today=today),
        "today": today,
        "can_change": request.actor.can(permissions.PRODUCT_CHANGE),
        "can_decide": request.actor.can(permissions.RECOMMENDATION_ACCEPT),
        "can_override": request.actor.can(permissions.RECOMMENDATION_OVERRIDE_COST),
        "topic": topic(request),
        "follow": followed.state(followed_products.TOPIC, product.public_id, by=request.actor),
    }


def run_list(request: TenantRequest) -> dict[str, Any]:
    """One page of runs."""
    page = Paginator(decisions.runs(), 20).get_page(request.GET.get("page"))
    active, _latest = decisions.current_runs()
    return {
        "page": page,
        "summary": _summary(page),
        "active_run": active,
        "can_run": request.actor.can(permissions.RUN_CREATE),
        "topic": topic(request),
    }


def run_detail(request: TenantRequest, run: Run) -> dict[str, Any]:
    """One run."""
    return {
        "run": run,
        "methods": run.metrics.get("methods", []),
        "can_cancel": request.actor.can(permissions.RUN_CANCEL),
        "can_run": request.actor.can(permissions.RUN_CREATE),
        "topic": topic(request),
    }


def price_list_page(request: TenantRequest) -> dict[str, Any]:
    """A day's accepted prices and those to come, and how many products keep theirs."""
    today = localdate()
    form = PriceListForm(request.GET if "on" in request.GET else {"on": today}, today=today)
    rows = of_day(day := _day_shown(form, today))
    told = [row for row in rows if row.is_changed or row.coming_on]
    return {
        "form": form,
        "day": day,
        "of_day": f"?on={day.isoformat()}",
        "is_today": day == today,
        "told": told,
        "changed": sum(row.is_changed for row in told),
        "products": len(rows),
    }


def _day_shown(form: PriceListForm, today: date) -> date:
    """The day asked for; today, with the reason on the form, when there is no list of that day."""
    if form.is_valid():
        try:
            return listed_day(form.cleaned_data["on"], today=today)
        except DomainError as error:
            form.add_error("on", str(error))
    return today


def chosen_ids(request: TenantRequest) -> list[int]:
    """Primary keys of the ticked rows, or of every open advice to change that the filter shows."""
    _active, run = decisions.current_runs()
    if run is None:
        return []
    if request.POST.get("scope") != "all":
        return decisions.recommendation_ids(request.POST.getlist("chosen")[:BULK_LIMIT], run=run)
    form = RecommendationFilterForm(request.POST, categories=run.totals.get("categories", []))
    return decisions.open_change_ids(run, form.chosen("-gain", today=localdate()), limit=BULK_LIMIT + 1)


def said_errors(form: forms.Form) -> str:
    """What is wrong with a form, in one line."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def said_accepted(advice: Recommendation, *, today: date) -> str:
    """That a price is accepted, and from when on where that is later."""
    if advice.starts_on is None or advice.starts_on <= today:
        return _("%(name)s: price accepted.") % {"name": advice.name}
    day = date_format(advice.starts_on, "j F Y")
    return _("%(name)s: price accepted from %(day)s on.") % {"name": advice.name, "day": day}


def say_accepted(request: TenantRequest, result: BulkResult, *, at: datetime, starts_on: date | None) -> None:
    """Say what a bulk acceptance did, and remember it for undo."""
    count = len(result.accepted)
    if count:
        request.session[UNDO_KEY] = {"at": at.isoformat(), "count": count}
        said = ngettext("%(count)d price accepted.", "%(count)d prices accepted.", count)
        messages.success(request, said % {"count": count})
        if starts_on and starts_on > localdate(at):
            messages.info(request, _("They start on %(day)s.") % {"day": date_format(starts_on, "j F Y")})
    for sku, reason in result.refused[:SHOWN_REFUSALS]:
        messages.warning(request, f"{sku}: {reason}")
    if (more := len(result.refused) - SHOWN_REFUSALS) > 0:
        messages.warning(request, _("%(count)d more were not accepted.") % {"count": more})


def last_bulk(request: TenantRequest) -> datetime | None:
    """The moment of this browser's last bulk acceptance, forgotten by asking."""
    kept = request.session.pop(UNDO_KEY, None)
    return datetime.fromisoformat(kept["at"]) if kept else None


def back(request: TenantRequest) -> str:
    """Where the form was: the referring page of this site, else the list."""
    target = request.POST.get("next", "") or request.headers.get("Referer", "")
    path = urlsplit(target)._replace(scheme="", netloc="", fragment="").geturl()
    if path and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return reverse("pricing:recommendation-list", args=[request.organisation.slug])


def decided(request: TenantRequest, advice: Recommendation) -> HttpResponse:
    """After a decision: the changed row, the new sums and what was done for HTMX, else back to the page."""
    if not request.htmx:
        return redirect(back(request))
    can_decide = request.actor.can(permissions.RECOMMENDATION_ACCEPT)
    context = {"advice": advice, "can_decide": can_decide, "run": advice.run, "today": localdate()}
    advice.run.refresh_from_db(fields=["totals"])
    return toasts.say(request, render(request, "pricing/recommendation_list.html#decided", context))
