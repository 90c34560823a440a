"""Price runs: start, watch, cancel; the price list; the guard rails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pricing import permissions
from pricing.forms.days import parse_day
from pricing.forms.decide import SettingsForm
from pricing.selectors import decisions
from pricing.services import guardrails, price_list, runs
from pricing.views import screens
from synthai.core.access import TenantRequest, page, require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@page(permissions.PRODUCT_VIEW)
def run_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every run, newest first."""
    return render(request, "pricing/run_list.html", screens.run_list(request))


@require_GET
@page(permissions.PRODUCT_VIEW)
def run_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One run: progress while it lasts, then what it measured on the shop's own history."""
    context = screens.run_detail(request, decisions.get_run(public_id))
    template = "pricing/run_detail.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)


@require_GET
@page(permissions.PRODUCT_VIEW, is_part=True)
def run_banner(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The progress line that other pages show while a run lasts."""
    context = {"active_run": decisions.get_run(public_id), "topic": screens.topic(request)}
    return render(request, "pricing/run_banner.html", context)


@require_POST
@page(permissions.RUN_CREATE)
def run_start(request: TenantRequest, organisation: str) -> HttpResponse:
    """Work out new prices."""
    run = runs.start(by=request.actor, now=timezone.now())
    return redirect("pricing:run-detail", organisation, run.public_id)


@require_POST
@page(permissions.RUN_CANCEL)
def run_cancel(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Stop a run."""
    run = runs.cancel(decisions.get_run(public_id).pk, by=request.actor, now=timezone.now())
    messages.info(request, _("The run stops; nothing of it is kept."))
    return redirect("pricing:run-detail", organisation, run.public_id)


@require_GET
@page(permissions.PRICE_LIST_EXPORT)
def price_list_page(request: TenantRequest, organisation: str) -> HttpResponse:
    """What has been accepted, for today or a later day, and the files to download."""
    return render(request, "pricing/price_list.html", screens.price_list_page(request))


@require_GET
@page(permissions.PRICE_LIST_EXPORT)
def price_list_file(request: TenantRequest, organisation: str, file_format: str) -> HttpResponse:
    """The price list of a day as a file; today's when none is given."""
    only_changed = request.GET.get("only") == "changed"
    asked = parse_day(request.GET.get("on"), field="on")
    day = price_list.listed_day(asked, today=timezone.localdate())
    make, kind = (price_list.as_xlsx, XLSX) if file_format == "xlsx" else (price_list.as_csv, "text/csv")
    content = make(by=request.actor, day=day, only_changed=only_changed)
    name = f"price-list-{organisation}-{day:%Y-%m-%d}.{file_format}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "POST"])
@page(permissions.PRODUCT_VIEW)
def settings(request: TenantRequest, organisation: str) -> HttpResponse:
    """The guard rails: all may read them, some may change them."""
    if request.method == "POST":
        require(request.actor, permissions.SETTINGS_CHANGE)  # before the form judges what was sent
    form = SettingsForm(request.POST or None, instance=guardrails.current())
    if request.method == "POST" and form.is_valid():
        guardrails.change(by=request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Guard rails saved. The next run uses them."))
        return redirect("pricing:settings", organisation)
    can_change = request.actor.can(permissions.SETTINGS_CHANGE)
    return render(request, "pricing/settings.html", {"form": form, "can_change": can_change})
