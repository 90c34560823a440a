"""Pages of Word templates: the list, the upload, and how each place is asked for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.word_templates import WordFieldsForm, WordFileForm, WordUploadForm
from content.models import WordTemplate
from content.selectors import word_templates as selectors
from content.services import drawing, word_templates
from content.views.answers import download, said
from synthai.core import files, keyset
from synthai.core.access import TenantRequest, page
from synthai.core.documents.wordfiles import MOST_BYTES, WordFileRefused
from synthai.core.versions import version_of

LIST = "content:word-templates"
DETAIL = "content:word-template"
PLACE = "{{\N{NO-BREAK SPACE}customer.name\N{NO-BREAK SPACE}}}"
PAGE_SIZE = 30
ORDERING = ("-changed_at", "-id")


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def word_template_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every Word template, the newest change first."""
    is_away = request.GET.get("shelf") == "away"
    cursor, scope = request.GET.get("cursor"), f"word-templates:{is_away}"
    rows = selectors.templates(is_away=is_away)
    found = keyset.page(rows, ordering=ORDERING, size=PAGE_SIZE, cursor=cursor, scope=scope)
    return render(
        request, "content/word_template_list.html", {"page": found, "away": is_away, "place_example": PLACE}
    )


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def word_template_new(request: TenantRequest, organisation: str) -> HttpResponse:
    """Upload a Word file; its questions are on the page that follows."""
    form = _upload(request, WordUploadForm)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        file, title, by, now = given["file"], given["title"], request.actor, timezone.now()
        try:
            made = word_templates.add(file, name=file.name, title=title, by=by, now=now)
        except WordFileRefused as error:
            form.add_error("file", str(error))
        else:
            told = _("The file was read. Say how each place is asked for.")
            return said(request, told, DETAIL, organisation, made.public_id)
    context = {"form": form, "most_bytes": MOST_BYTES}
    return render(request, "content/word_template_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def word_template(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """How each place is asked for."""
    found = selectors.get_word_template(template)
    form = _fields_form(request, found)
    if form.is_bound and form.is_valid():
        title, seen = form.cleaned_data["title"], form.cleaned_data["seen"] or None
        by, now = request.actor, timezone.now()
        word_templates.reword(found.pk, title=title, fields=form.told(), by=by, now=now, seen=seen)
        return said(request, _("Saved. New documents ask like this."), DETAIL, organisation, template)
    return render(request, "content/word_template.html", _detail(found, form))


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def word_template_replace(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """A newer file."""
    found = selectors.get_word_template(template)
    form = _upload(request, WordFileForm)
    if form.is_valid():
        file, by, now = form.cleaned_data["file"], request.actor, timezone.now()
        try:
            word_templates.replace(found.pk, file, name=file.name, by=by, now=now)
        except WordFileRefused as error:
            form.add_error("file", str(error))
        else:
            return said(request, _("The newer file is in use."), DETAIL, organisation, template)
    context = _detail(found, _fields_form(request, found, is_shown=True), file_form=form)
    return render(request, "content/word_template.html", context, status=422)


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def word_template_file(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """The file as it was uploaded."""
    version = selectors.newest_version(selectors.get_word_template(template))
    with files.open_file(version.path) as file:
        return download(file.read(), kind=drawing.DOCX, name=f"word-template-{version.number}.docx")


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def word_template_put_away(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Offer it no more."""
    found = selectors.get_word_template(template)
    word_templates.put_away(found.pk, by=request.actor, now=timezone.now())
    told = _("“%(title)s” is put away. Documents made of it stay.") % {"title": found.title}
    return said(request, told, DETAIL, organisation, template)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def word_template_bring_back(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Offer it again."""
    found = selectors.get_word_template(template)
    word_templates.bring_back(found.pk, by=request.actor)
    return redirect(DETAIL, organisation, template)


def _upload(request: TenantRequest, form: type[Any]) -> Any:
    files.refuse_if_too_large(request)
    return form(request.POST, request.FILES) if request.method == "POST" else form()


def _fields_form(request: TenantRequest, found: WordTemplate, *, is_shown: bool = False) -> WordFieldsForm:
    version = selectors.newest_version(found)
    initial = {"title": found.title, "seen": version_of(found)}
    data = request.POST if request.method == "POST" and not is_shown else None
    return WordFieldsForm(data, initial=initial, template_fields=version.fields)


def _detail(
    found: WordTemplate, form: WordFieldsForm, *, file_form: WordFileForm | None = None
) -> dict[str, Any]:
    return {
        "template": found,
        "version": selectors.newest_version(found),
        "ref": selectors.ref_of(found),
        "form": form,
        "file_form": file_form or WordFileForm(),
        "most_bytes": MOST_BYTES,
    }
