"""An organisation's own pages: dashboard, details, deletion."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import permissions, settings_screen, step_up
from accounts.services import deletion, organisations
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page, require
from synthai.core.dashboard import panels_for, steps_for


@require_GET
@page(None)
def dashboard(request: HttpRequest, organisation: str) -> HttpResponse:
    """The first page: what to do in the first hour, then what apps offer."""
    organisations.opened(scope.membership(request), now=timezone.now())
    is_hidden = scope.membership(request).checklist_hidden_at is not None
    steps = steps_for(scope.actor(request))
    done = sum(step.is_done for step in steps)
    context = {
        "is_checklist_hidden": is_hidden,
        "steps": steps,
        "done": done,
        "percent": round(100 * done / len(steps)) if steps else 100,
        "next_step": next((step for step in steps if not step.is_done), None),
        "panels": panels_for(scope.actor(request)),
    }
    return render(request, "accounts/dashboard.html", context)


@require_POST
@page(None, is_part=True)
def checklist(request: HttpRequest, organisation: str) -> HttpResponse:
    """Hide the steps of the first hour, or show them again."""
    is_hidden = request.POST.get("show") != "1"
    organisations.hide_checklist(scope.membership(request), is_hidden=is_hidden, now=timezone.now())
    return redirect("accounts:dashboard", organisation)


@require_http_methods(["GET", "POST"])
@page(None)
def settings(request: HttpRequest, organisation: str) -> HttpResponse:
    """Trading name, VAT number and logo; everybody may look, those with the capability change."""
    if request.method == "POST":
        require(scope.actor(request), permissions.ORGANISATION_CHANGE)
    form = settings_screen.details_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = scope.actor(request)
        if attempt(form, lambda: organisations.change(**form.details(), by=by)):
            say(request, _("The details were saved."))
            return redirect("accounts:organisation-settings", organisation)
    return render(request, "accounts/organisation_settings.html", settings_screen.context(request, form=form))


@require_http_methods(["GET", "POST"])
@page(permissions.ORGANISATION_DELETE)
@step_up.proved
def delete(request: HttpRequest, organisation: str) -> HttpResponse:
    """What deleting means; fresh proof of who one is comes before."""
    if request.method == "POST":
        deletion.request(by=scope.actor(request), now=timezone.now())
        return redirect("accounts:dashboard", organisation)
    return render(request, "accounts/organisation_delete.html")


@require_POST
@page(permissions.ORGANISATION_DELETE)
def keep(request: HttpRequest, organisation: str) -> HttpResponse:
    """Undo the deletion."""
    deletion.undo(by=scope.actor(request))
    say(request, _("The organisation stays. Everybody in the team was told."))
    return redirect("accounts:dashboard", organisation)
