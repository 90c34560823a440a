"""Templates of one's own: the list, a new one, its settings, versions, publishing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.templates import SettingsForm, TemplateForm
from content.selectors import blueprints, linting, templates
from content.services import templates as services
from content.views import template_screens as screens
from content.views.answers import said, sent
from content.views.attempts import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

EDIT = "content:template"
VERSIONS = "content:template-versions"
PAGE_SIZE = 50


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def template_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every template of one's own, or those that were put away."""
    is_away = request.GET.get("shelf") == "away"
    found = keyset.page(
        templates.templates(put_away=is_away),
        ordering=("title", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"templates:{is_away}",
    )
    return render(request, "content/template_list.html", {"page": found, "away": is_away})


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def template_new(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin one, empty or as a copy."""
    sources = [(choice.ref, choice.title) for choice in blueprints.choices()]
    form = TemplateForm(sent(request), sources=sources, initial={"source": request.GET.get("from", "")})
    if request.method == "POST" and form.is_valid():
        given, by, now = form.cleaned_data, request.actor, timezone.now()
        made = attempt(form, lambda: services.create(given["title"], source=given["source"], by=by, now=now))
        if made is not None:
            return redirect(EDIT, organisation, made.public_id)
    return render(request, "content/template_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def template_settings(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """What it is called, and how its documents look."""
    found = templates.get_template(template)
    form = SettingsForm(sent(request), template=found)
    if request.method == "POST" and form.is_valid():
        by, now, version = request.actor, timezone.now(), form.cleaned_data["version"] or None
        kept = attempt(
            form, lambda: services.change_settings(found.pk, form.settings(), by=by, now=now, version=version)
        )
        if kept is not None:
            return said(request, _("Saved."), "content:template-settings", organisation, template)
    found.refresh_from_db()
    context = {**screens.base(request, found, active="settings"), "form": form}
    return render(request, "content/template_settings.html", context)


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def template_versions(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """What was published, and publishing what was not yet."""
    found = templates.get_template(template)
    findings = linting.findings_of_data(found.body)
    context = {
        **screens.base(request, found, active="versions"),
        "versions": templates.versions(found),
        "found": screens.located(request, found, findings),
        "counts": screens.counts_of(findings),
    }
    return render(request, "content/template_versions.html", context)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def template_publish(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Let documents be made of it."""
    found = templates.get_template(template)
    note, version = request.POST.get("note", ""), request.POST.get("version") or None
    made = services.publish(found.pk, by=request.actor, now=timezone.now(), note=note, version=version)
    told = _("Version %(number)s is published. New documents are made of it.") % {"number": made.number}
    return said(request, told, VERSIONS, organisation, template)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def template_begin_again(
    request: TenantRequest, organisation: str, template: str, number: int
) -> HttpResponse:
    """Let the draft say what a published version said."""
    found = templates.get_template(template)
    services.begin_again(found.pk, number, by=request.actor, now=timezone.now())
    messages.success(request, _("The draft says what version %(number)s said.") % {"number": number})
    return redirect(EDIT, organisation, template)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def template_put_away(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Out of every list, with the way back on its page."""
    return _done(request, template, services.put_away, _("Put away. Documents made of it stay."))


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def template_bring_back(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Undo."""
    found = templates.get_template(template)
    services.bring_back(found.pk, by=request.actor)
    return said(request, _("The template is back."), EDIT, organisation, template)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def template_undo(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Bring back what was taken out last."""
    return _done(request, template, services.undo, _("It is back."))


def _done(request: TenantRequest, template: str, verb: Callable[..., Any], sentence: str) -> HttpResponse:
    found = templates.get_template(template)
    verb(found.pk, by=request.actor, now=timezone.now())
    return said(request, sentence, EDIT, request.organisation.slug, template)
