"""Having a document written: ask, watch, stop, put a text back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.selectors import documents
from content.selectors import writing as selectors
from content.services import runs
from content.services import writing_undo as undo
from content.views import writing_screens as screens
from synthai.core.access import TenantRequest, page


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def write(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Choose sections and say what to keep in mind; then they are written."""
    found = documents.get_document(document, by=request.actor)
    active = selectors.active_run_of(found)
    if active is not None:
        return redirect("content:run", organisation, active.public_id)
    form = screens.write_form(request, found, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        keys, notes = form.cleaned_data["sections"], form.cleaned_data.get("notes", "")
        run = runs.start(found.pk, by=request.actor, now=timezone.now(), keys=keys, notes=notes)
        return redirect("content:run", organisation, run.public_id)
    return render(request, "content/write.html", screens.write(request, found, form, now=timezone.now()))


@require_GET
@page(permissions.DOCUMENT_VIEW)
def run(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One run: its sections as they are being written, then who wrote them and why."""
    context = screens.run(request, selectors.get_run(public_id, by=request.actor), now=timezone.now())
    template = "content/run.html"
    return render(request, f"{template}#writing" if request.htmx else template, context)


@require_GET
@page(permissions.DOCUMENT_VIEW, is_part=True)
def run_banner(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The progress line that the document shows while a run lasts."""
    context = screens.banner(request, selectors.get_run(public_id, by=request.actor))
    return render(request, "content/document_writing.html", context)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def run_cancel(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Stop a run."""
    found = selectors.get_run(public_id, by=request.actor)
    runs.cancel(found.pk, by=request.actor, now=timezone.now())
    messages.info(request, _("The writing stops. What was written by now is kept."))
    return redirect("content:run", organisation, public_id)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def run_put_back(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Put back what stood in a section before this run, or take that back again."""
    found = selectors.get_run(public_id, by=request.actor)
    section = undo.swap(found.pk, request.POST.get("section", ""), by=request.actor, now=timezone.now())
    said = (
        _("“%(title)s” is as it was before.")
        if section.put_back_at
        else _("“%(title)s” has the new text again.")
    )
    messages.success(request, said % {"title": section.title})
    return redirect("content:run", organisation, public_id)
