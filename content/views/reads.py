"""Documents of others: upload, what was found, text with a search, facts to take over, the way to the invoice checker."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.reads import ReadUploadForm, SlipForm
from content.selectors import reads as selectors
from content.services import read_into, read_slips, reads
from content.views import read_screens as screens
from synthai.core import files
from synthai.core.access import TenantRequest, page
from synthai.core.ai import calling
from synthai.core.errors import DomainError


@require_GET
@page(permissions.READING_USE)
def read_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every document that was read in, newest first."""
    return render(request, "content/read_list.html", screens.read_list(request))


@require_http_methods(["GET", "POST"])
@page(permissions.READING_USE)
def read_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Upload a document."""
    form = ReadUploadForm(has_model=calling.is_there())
    if request.method == "POST":
        form = ReadUploadForm(request.POST, request.FILES, has_model=calling.is_there())
        try:
            files.refuse_if_too_large(request)
            if form.is_valid():
                return redirect("content:read", organisation, screens.uploaded(request, form).public_id)
        except DomainError as error:
            screens.show_on(form, error)
    return render(request, "content/read_create.html", screens.upload(form))


@require_GET
@page(permissions.READING_USE)
def read_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One document: progress or what was found; a fragment for HTMX."""
    context = screens.detail(request, selectors.get_read(public_id))
    template = "content/read_detail.html"
    return render(request, f"{template}#state" if request.htmx else template, context)


@require_GET
@page(permissions.READING_USE)
def read_text(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """A page of its text, or where some words stand in it."""
    context = screens.text(request, selectors.get_read(public_id))
    return render(request, "content/read_text.html", context)


@require_GET
@page(permissions.READING_USE)
def read_file(request: TenantRequest, organisation: str, public_id: str) -> HttpResponseBase:
    """The file as it came, to be saved and never shown by the browser."""
    found = selectors.get_read(public_id)
    if not found.path:
        raise Http404
    return FileResponse(
        files.open_file(found.path),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
        headers={"Cache-Control": "private, no-store"},
    )


@require_POST
@page(permissions.READING_USE)
def read_facts(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take facts over into documents."""
    found = selectors.get_read(public_id)
    changed = reads.accept(found.pk, screens.chosen(request), by=request.actor)
    messages.success(
        request, _("%(count)s facts can be used in your documents.") % {"count": len(changed.accepted)}
    )
    return redirect(f"{reverse('content:read', args=[organisation, public_id])}#facts")


@require_POST
@page(permissions.READING_USE)
def read_use(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Put the facts that were taken over into a document."""
    found = selectors.get_read(public_id)
    document = read_into.chosen(request.POST.get("document", ""), by=request.actor)
    read_into.use_in(found, document.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The facts stand in “%(title)s” now.") % {"title": document.title})
    return redirect("content:document", organisation, document.public_id)


@require_http_methods(["GET", "POST"])
@page(permissions.READING_USE)
def read_invoice(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The fields of a supplier's invoice, confirmed one by one and checked."""
    found = selectors.get_read(public_id)
    form = SlipForm(initial={each["name"]: each["value"] for each in read_slips.fields_of(found)})
    if request.method == "POST":
        form = SlipForm(request.POST)
        if kept := screens.sent(request, found, form):
            messages.success(request, _("The invoice is checked and kept."))
            return redirect("billing:checked", organisation, kept)
    status = 422 if form.is_bound else 200
    return render(request, "content/read_invoice.html", screens.invoice(found, form), status=status)


@require_POST
@page(permissions.READING_USE)
def read_summary(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Have a language model write the summary."""
    reads.ask_summary(selectors.get_read(public_id).pk, by=request.actor)
    return redirect("content:read", organisation, public_id)


@require_POST
@page(permissions.READING_USE)
def read_retry(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Read a failed one again."""
    reads.retry(selectors.get_read(public_id).pk, by=request.actor, now=timezone.now())
    return redirect("content:read", organisation, public_id)


@require_POST
@page(permissions.READING_USE)
def read_file_delete(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Delete the file and keep its text."""
    reads.delete_file(selectors.get_read(public_id).pk, by=request.actor)
    messages.success(request, _("The file is deleted. Its text stays until its day."))
    return redirect("content:read", organisation, public_id)


@require_POST
@page(permissions.READING_USE)
def read_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Out of the list, with an undo."""
    reads.remove(selectors.get_read(public_id).pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The document is removed. For a day it can be put back."))
    return redirect(f"{reverse('content:read-list', args=[organisation])}?removed={public_id}")


@require_POST
@page(permissions.READING_USE)
def read_put_back(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Undo."""
    reads.put_back(selectors.get_removed(public_id).pk, by=request.actor)
    messages.success(request, _("The document is in the list again."))
    return redirect("content:read", organisation, public_id)
