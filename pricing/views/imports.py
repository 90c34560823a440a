"""Imports: upload, progress, what columns mean, result, undo; and the sample data."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pricing import permissions
from pricing.forms.imports import UploadForm
from pricing.imports.mapping import MappingIncomplete
from pricing.selectors import imports as selectors
from pricing.services import imports, sample, uploads
from pricing.views import import_screens as screens
from synthai.core import files
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError


@require_GET
@page(permissions.PRODUCT_VIEW)
def import_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every file that was uploaded, newest first."""
    return render(request, "pricing/import_list.html", screens.import_list(request))


@require_http_methods(["GET", "POST"])
@page(permissions.IMPORT_CREATE)
def import_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Upload a file."""
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        try:
            files.refuse_if_too_large(request)
            if form.is_valid():
                file = form.cleaned_data["file"]
                found = uploads.upload(file, name=file.name, by=request.actor, now=timezone.now())
                return redirect("pricing:import-detail", organisation, found.public_id)
        except DomainError as error:
            screens.show_on(form, error)
    return render(request, "pricing/import_create.html", screens.upload(form))


@require_GET
@page(permissions.PRODUCT_VIEW)
def import_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One import: progress, question or result; a fragment for HTMX."""
    context = screens.import_detail(request, selectors.get_import(public_id))
    template = "pricing/import_detail.html"
    return render(request, f"{template}#state" if request.htmx else template, context)


@require_POST
@page(permissions.IMPORT_CREATE)
def import_map(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Say what the columns mean."""
    found = selectors.get_import(public_id)
    form = screens.mapping_form(found, request.POST)
    try:
        if form.is_valid():
            imports.set_mapping(
                found.pk, mapping=form.chosen(), answers=form.answers(), by=request.actor, now=timezone.now()
            )
            return redirect("pricing:import-detail", organisation, public_id)
    except MappingIncomplete as error:
        form.add_error(None, str(error))
    return render(request, "pricing/import_detail.html", screens.import_detail(request, found, form))


@require_POST
@page(permissions.IMPORT_CREATE)
def import_cancel(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Stop an import."""
    imports.cancel(selectors.get_import(public_id).pk, by=request.actor, now=timezone.now())
    messages.info(request, _("The import stops. Nothing of it is kept."))
    return redirect("pricing:import-detail", organisation, public_id)


@require_POST
@page(permissions.IMPORT_CREATE)
def import_retry(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Start a failed or cancelled import again."""
    imports.retry(selectors.get_import(public_id).pk, by=request.actor, now=timezone.now())
    return redirect("pricing:import-detail", organisation, public_id)


@require_POST
@page(permissions.IMPORT_CREATE)
def import_remap(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Ask again what the columns of a failed import mean."""
    imports.remap(selectors.get_import(public_id).pk, by=request.actor, now=timezone.now())
    return redirect("pricing:import-detail", organisation, public_id)


@require_POST
@page(permissions.IMPORT_UNDO)
def import_undo(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take an import back."""
    imports.undo(selectors.get_import(public_id).pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The import is undone. Products that were used since have stayed."))
    return redirect("pricing:import-detail", organisation, public_id)


@require_GET
@page(permissions.PRODUCT_VIEW)
def import_report(request: TenantRequest, organisation: str, public_id: str) -> FileResponse:
    """The row-level report as CSV."""
    found = selectors.get_import(public_id)
    if not found.report_path:
        raise Http404
    name = _("report of %(file)s.csv") % {"file": found.file_name.rsplit(".", 1)[0]}
    return FileResponse(
        files.open_file(found.report_path),
        as_attachment=True,
        filename=name,
        content_type="text/csv; charset=utf-8",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.IMPORT_UNDO)
def sample_remove(request: TenantRequest, organisation: str) -> HttpResponse:
    """Remove the sample data."""
    if request.method == "GET":
        return render(request, "pricing/sample_remove.html", {"has_samples": selectors.has_samples()})
    removed = sample.remove(by=request.actor, now=timezone.now())
    messages.success(
        request,
        _("The sample data is gone: %(count)d products with their sales.") % {"count": removed.products},
    )
    return redirect("pricing:import-create", organisation)
