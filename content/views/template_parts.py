"""The editor of a template: its blocks and its questions. Every button works by itself; HTMX draws the preview while one types."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.engine import template_editing as editing
from content.engine.template_editing import Absent, Way
from content.forms.template_fields import FieldForm
from content.models import Template
from content.selectors import templates
from content.services import templates as services
from content.views import template_screens as screens
from content.views.answers import sent
from content.views.attempts import attempt
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound

EDIT, FIELDS = "content:template", "content:template-fields"


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def template(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Its blocks in order, and the paper they make."""
    found = templates.get_template(template)
    return render(request, "content/template.html", screens.blocks(request, found))


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def block_add(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """A block at the end, or inside another, to be filled at once."""
    found = templates.get_template(template)
    where = {"inside": request.POST.get("inside", ""), "container": request.POST.get("container", "blocks")}
    kind = request.POST.get("kind", "")
    made = services.add_block(found.pk, kind, by=request.actor, now=timezone.now(), **where)
    if kind == "page_break":
        return _to_block(organisation, template, made)
    return redirect("content:template-block", organisation, template, made)


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def block(request: TenantRequest, organisation: str, template: str, block: str) -> HttpResponse:
    """The form of one block, fitted to its kind."""
    found = templates.get_template(template)
    part = _part(found, block, request)
    form = screens.block_form(found, part, sent(request))
    if request.method == "POST" and not form.wants_more and form.is_valid():
        seen = form.cleaned_data["seen"]
        by, now = request.actor, timezone.now()
        data = form.data_of_block()
        kept = attempt(form, lambda: services.save_block(found.pk, block, data, by=by, now=now, seen=seen))
        if kept is not None:
            messages.success(request, _("Saved."))
            return _to_block(organisation, template, block)
    return render(request, "content/template_block.html", _again(request, found, form))


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def block_preview(request: TenantRequest, organisation: str, template: str, block: str) -> HttpResponse:
    """The paper with what is being typed in it; nothing is kept."""
    found = templates.get_template(template)
    form = screens.block_form(found, _part(found, block, request), request.POST)
    body = found.body
    if form.is_valid():
        body = editing.replaced(body, block, form.data_of_block())
    context = {"template": found, "form": form, **screens.preview(body)}
    return render(request, "content/template_preview.html", context)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def block_move(request: TenantRequest, organisation: str, template: str, block: str) -> HttpResponse:
    """A place up or down."""
    found = templates.get_template(template)
    services.move_block(found.pk, block, _way(request), by=request.actor, now=timezone.now())
    return _to_block(organisation, template, block)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def block_remove(request: TenantRequest, organisation: str, template: str, block: str) -> HttpResponse:
    """Out of the paper; the page that follows offers the way back."""
    found = templates.get_template(template)
    services.remove_block(found.pk, block, by=request.actor, now=timezone.now())
    return redirect(EDIT, organisation, template)


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def fields(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Its questions in order."""
    found = templates.get_template(template)
    return render(request, "content/template_fields.html", screens.fields(request, found))


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def field_new(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """One question more."""
    found = templates.get_template(template)
    form = FieldForm(None, sent(request))
    if request.method == "POST" and not form.wants_more and form.is_valid():
        by, now = request.actor, timezone.now()
        kept = attempt(form, lambda: services.add_field(found.pk, form.data_of_field(), by=by, now=now))
        if kept is not None:
            return redirect(FIELDS, organisation, template)
    context = {**screens.base(request, found, active="fields"), "form": form}
    return render(request, "content/template_field.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def field(request: TenantRequest, organisation: str, template: str, key: str) -> HttpResponse:
    """The form of one question."""
    found = templates.get_template(template)
    part = _field(found, key, request)
    form = FieldForm(part, sent(request), seen=editing.digest(part))
    if request.method == "POST" and not form.wants_more and form.is_valid():
        by, now, seen = request.actor, timezone.now(), form.cleaned_data["seen"]
        kept = attempt(
            form,
            lambda: services.save_field(found.pk, key, form.data_of_field(), by=by, now=now, seen=seen),
        )
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect(FIELDS, organisation, template)
    return render(request, "content/template_field.html", _field_again(request, found, form))


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def field_move(request: TenantRequest, organisation: str, template: str, key: str) -> HttpResponse:
    """A place up or down."""
    found = templates.get_template(template)
    services.move_field(found.pk, key, _way(request), by=request.actor, now=timezone.now())
    return redirect(f"{reverse(FIELDS, args=[organisation, template])}#field-{key}")


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def field_remove(request: TenantRequest, organisation: str, template: str, key: str) -> HttpResponse:
    """Out of the questions; the page that follows offers the way back."""
    found = templates.get_template(template)
    services.remove_field(found.pk, key, by=request.actor, now=timezone.now())
    return redirect(FIELDS, organisation, template)


def _way(request: TenantRequest) -> Way:
    return "up" if request.POST.get("step") == "up" else "down"


def _to_block(organisation: str, template: str, block: str) -> HttpResponse:
    return redirect(f"{reverse(EDIT, args=[organisation, template])}#block-{block}")


def _part(found: Template, block: str, request: TenantRequest) -> dict[str, Any]:
    """The block; where somebody removed it while another typed, one of the kind that was typed, so that nothing typed is lost."""
    try:
        return editing.block_of(found.body, block)
    except Absent as error:
        kind = request.POST.get("kind", "")
        if request.method != "POST" or kind not in screens.KINDS:
            raise NotFound from error
        return {"kind": kind, "id": block}


def _field(found: Template, key: str, request: TenantRequest) -> dict[str, Any]:
    try:
        return editing.field_of(found.body, key)
    except Absent as error:
        if request.method != "POST":
            raise NotFound from error
        return {}


def _again(request: TenantRequest, found: Template, form: Any) -> dict[str, Any]:
    """The form once more: after a clash it holds what stands there now as seen, so that saving again puts one's own in its place."""
    found.refresh_from_db()
    return {**screens.block(request, found, form), "seen": _seen(form, form.block)}


def _field_again(request: TenantRequest, found: Template, form: FieldForm) -> dict[str, Any]:
    context = {**screens.base(request, found, active="fields"), "form": form}
    return {**context, "field": form.field, "seen": _seen(form, form.field)}


def _seen(form: Any, part: dict[str, Any]) -> str:
    """What the form says was seen: what was there when it was opened or, once a refusal stands above the form, what is there now."""
    kept = form.data.get("seen", "") if form.is_bound else ""
    return kept if kept and not form.non_field_errors() else editing.digest(part)
