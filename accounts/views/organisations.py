"""An organisation's own pages: dashboard, details, deletion."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import permissions, sign_in
from accounts.forms import DeleteForm, OrganisationForm
from accounts.services import deletion, organisations
from accounts.services.organisations import VatNumberDoubtful
from accounts.views import scope
from accounts.views.feedback import add_refusal, say
from synthai.core.access import page
from synthai.core.dashboard import panels_for, steps_for
from synthai.core.errors import DomainError


@require_GET
@page(None)
def dashboard(request: HttpRequest, organisation: str) -> HttpResponse:
    """The first page: what to do in the first hour, then what apps offer."""
    organisations.opened(scope.membership(request), now=timezone.now())
    steps = steps_for(scope.actor(request))
    done = sum(step.is_done for step in steps)
    context = {
        "steps": steps,
        "done": done,
        "percent": round(100 * done / len(steps)) if steps else 100,
        "next_step": next((step for step in steps if not step.is_done), None),
        "panels": panels_for(scope.actor(request)),
    }
    return render(request, "accounts/dashboard.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.ORGANISATION_CHANGE)
def settings(request: HttpRequest, organisation: str) -> HttpResponse:
    """Trading name and VAT number."""
    present = scope.organisation(request)
    initial = {"name": present.name, "vat_number": present.vat_number}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.change(
                form.details(),
                by=scope.actor(request),
                is_vat_confirmed=form.cleaned_data["is_vat_confirmed"],
            )
        except DomainError as refusal:
            form.has_doubt |= isinstance(refusal, VatNumberDoubtful)
            add_refusal(form, refusal)
        else:
            say(request, _("The details were saved."))
            return redirect("accounts:organisation-settings", organisation)
    return render(request, "accounts/organisation_settings.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.ORGANISATION_DELETE)
def delete(request: HttpRequest, organisation: str) -> HttpResponse:
    """What deleting means, and the password before it starts."""
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_in.confirm_password(request, scope.person(request), form.cleaned_data["password"])
            deletion.request(by=scope.actor(request), now=timezone.now())
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("accounts:dashboard", organisation)
    return render(request, "accounts/organisation_delete.html", {"form": form})


@require_POST
@page(permissions.ORGANISATION_DELETE)
def keep(request: HttpRequest, organisation: str) -> HttpResponse:
    """Undo the deletion."""
    deletion.undo(by=scope.actor(request))
    say(request, _("The organisation stays. Everybody in the team was told."))
    return redirect("accounts:dashboard", organisation)
