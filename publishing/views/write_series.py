"""Series as their editors keep them: the list with the tags beside it, a new one, its name and the order of its pieces."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from publishing import permissions
from publishing.forms.writing import NewSeriesForm, SeriesForm
from publishing.selectors import shelves as selectors
from publishing.services import shelves
from publishing.terms import LANGUAGES
from publishing.views.write_answers import attempt, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 50
LANGUAGE_NAMES = dict(LANGUAGES)
LIST, DETAIL = "publishing:write-series-list", "publishing:write-series"


@require_GET
@page(permissions.PIECE_EDIT)
def series_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every series, and the tags that pieces carry."""
    rows = keyset.page(
        selectors.series(),
        ordering=("title", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="series",
    )
    for row in rows.rows:
        row.language = LANGUAGE_NAMES.get(row.language, row.language)
    context = {"page": rows, "tags": list(selectors.tags().order_by("name", "pk")[:300])}
    return render(request, "publishing/series_list.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_EDIT)
def series_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin a series."""
    form = NewSeriesForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: shelves.begin_series(**form.cleaned_data, by=request.actor))
        if made is not None:
            return redirect(DETAIL, organisation, made.public_id)
    return render(request, "publishing/series_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_EDIT)
def series(request: TenantRequest, organisation: str, series: str) -> HttpResponse:
    """One series: its name, and its pieces in their order."""
    found = selectors.get_series(series)
    form = SeriesForm(sent(request), initial={"title": found.title, "summary": found.summary})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: shelves.change_series(found.pk, **given, by=request.actor)):
            return said(request, _("Series saved."), DETAIL, organisation, series)
    context = {"series": found, "form": form, "pieces": selectors.pieces_of(found)}
    return render(request, "publishing/series.html", context)


@require_POST
@page(permissions.PIECE_EDIT)
def series_move(request: TenantRequest, organisation: str, series: str, piece: str) -> HttpResponse:
    """A piece of it a step up or down, or before another."""
    step = {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)
    before = request.POST.get("before", "")[:16]
    found = selectors.get_series(series)
    shelves.move_in_series(found.pk, piece, step=step, before=before, by=request.actor)
    return redirect(DETAIL, organisation, series)


@require_POST
@page(permissions.PIECE_EDIT)
def series_leave(request: TenantRequest, organisation: str, series: str, piece: str) -> HttpResponse:
    """A piece out of it; the piece itself stays."""
    found = selectors.get_series(series)
    shelves.leave_series(found.pk, piece, by=request.actor)
    told = _("Taken out of the series. Its settings put it back.")
    return said(request, told, DETAIL, organisation, series)


@require_POST
@page(permissions.PIECE_EDIT)
def series_remove(request: TenantRequest, organisation: str, series: str) -> HttpResponse:
    """Away with the series; its pieces stay."""
    found = selectors.get_series(series)
    shelves.remove_series(found.pk, by=request.actor, now=timezone.now())
    told = _("The series “%(title)s” is gone.") % {"title": found.title}
    return said(request, told, LIST, organisation)
