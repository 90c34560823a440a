"""Pages of tables that become documents: choose templates, upload, say what columns hold, start, watch, take the ZIP."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.bulk_refusals import ColumnTwice
from content.forms.bulk import ColumnsForm, StartForm, TableForm, TemplatesForm
from content.selectors import bulk as selectors
from content.services import bulk, bulk_files, bulk_result
from content.views import bulk_screens as screens
from content.views.answers import said, sent
from synthai.core import files, keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.tables import TableRefused

PAGE = "content:bulk"
PAGE_SIZE = 30
ORDERING = ("-created_at", "-id")


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every table that is kept, the newest first."""
    cursor = request.GET.get("cursor")
    found = keyset.page(
        selectors.runs(request.actor),
        ordering=ORDERING,
        size=PAGE_SIZE,
        cursor=cursor,
        scope="documents-bulk",
    )
    can_write = request.actor.can(permissions.DOCUMENT_WRITE)
    return render(request, "content/bulk_list.html", {"page": found, "can_write": can_write})


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def bulk_new(request: TenantRequest, organisation: str) -> HttpResponse:
    """Choose the templates."""
    initial = {"templates": request.GET.getlist("template")}
    form = TemplatesForm(sent(request), choices=screens.choices(), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = bulk.begin(form.cleaned_data["templates"], by=request.actor, now=timezone.now())
        except DomainError as refused:
            form.add_error("templates", str(refused))
        else:
            return redirect(PAGE, organisation, made.public_id)
    return render(request, "content/bulk_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_run(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """One table: where it stands, what to mend, what to do next."""
    context = screens.run(request, selectors.get_bulk(bulk_run, by=request.actor))
    template = "content/bulk.html"
    return render(request, f"{template}#standing" if request.htmx else template, context)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bulk_upload(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """Take a table in."""
    files.refuse_if_too_large(request)
    found, form = selectors.get_bulk(bulk_run, by=request.actor), TableForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            bulk.upload(found.pk, file, name=file.name, by=request.actor, now=timezone.now())
        except (TableRefused, files.FileTooLarge) as refused:
            form.add_error("file", str(refused))
        else:
            return redirect(PAGE, organisation, bulk_run)
    context = screens.run(request, found, table_form=form)
    return render(request, "content/bulk.html", context, status=422)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bulk_columns(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """Say what each column holds."""
    found = selectors.get_bulk(bulk_run, by=request.actor)
    form = ColumnsForm(request.POST, run=found, columns=selectors.columns_of(found))
    if form.is_valid():
        seen = form.cleaned_data["seen"] or None
        try:
            bulk.map_columns(found.pk, form.mapping(), by=request.actor, now=timezone.now(), seen=seen)
        except ColumnTwice as refused:
            form.add_error(None, str(refused))
        else:
            return said(request, _("The rows are checked again."), PAGE, organisation, bulk_run)
    context = screens.run(request, found, columns_form=form)
    return render(request, "content/bulk.html", context, status=422)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bulk_start(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """Have the good rows written."""
    found, form = selectors.get_bulk(bulk_run, by=request.actor), StartForm(request.POST)
    if form.is_valid():
        formats, makes = form.cleaned_data["formats"], form.cleaned_data["makes_documents"]
        try:
            bulk.start(found.pk, formats=formats, makes_documents=makes, by=request.actor, now=timezone.now())
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(PAGE, organisation, bulk_run)
    context = screens.run(request, found, start_form=form)
    return render(request, "content/bulk.html", context, status=422)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bulk_cancel(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """Stop it."""
    bulk.cancel(selectors.get_bulk(bulk_run, by=request.actor).pk, by=request.actor, now=timezone.now())
    return said(request, _("It stops. You can go on later with what is left."), PAGE, organisation, bulk_run)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bulk_put_away(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """Take it out of the list; its page offers to bring it back."""
    bulk.put_away(selectors.get_bulk(bulk_run, by=request.actor).pk, by=request.actor)
    told = _("It is put away. It can be brought back until its days are over.")
    return said(request, told, PAGE, organisation, bulk_run)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bulk_bring_back(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponse:
    """Undo that."""
    bulk.bring_back(selectors.get_bulk(bulk_run, by=request.actor).pk, by=request.actor)
    return redirect(PAGE, organisation, bulk_run)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_preview(request: TenantRequest, organisation: str, bulk_run: str, line: int) -> HttpResponse:
    """A row as its documents."""
    found = selectors.get_bulk(bulk_run, by=request.actor)
    return render(
        request, "content/bulk_preview.html", screens.preview(found, selectors.get_row(found, line))
    )


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_example_csv(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponseBase:
    """A table that fits, as CSV."""
    content = bulk_files.example(selectors.get_bulk(bulk_run, by=request.actor), "csv")
    return FileResponse(content, as_attachment=True, filename="example.csv", content_type=bulk_files.CSV)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_example_xlsx(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponseBase:
    """A table that fits, as a workbook, with a sheet that explains its columns."""
    content = bulk_files.example(selectors.get_bulk(bulk_run, by=request.actor), "xlsx")
    return FileResponse(content, as_attachment=True, filename="example.xlsx", content_type=bulk_files.XLSX)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_errors(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponseBase:
    """The rows to mend, as CSV."""
    content = bulk_files.errors(selectors.get_bulk(bulk_run, by=request.actor))
    return FileResponse(content, as_attachment=True, filename="to-mend.csv", content_type=bulk_files.CSV)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def bulk_result_zip(request: TenantRequest, organisation: str, bulk_run: str) -> HttpResponseBase:
    """The documents."""
    content = bulk_result.open_zip(selectors.get_bulk(bulk_run, by=request.actor), by=request.actor)
    return FileResponse(content, as_attachment=True, filename="documents.zip", content_type="application/zip")
