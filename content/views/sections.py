"""Sections edited in place, and facts corrected: fragments for HTMX, pages of their own without it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from content import permissions
from content.engine import typed
from content.forms.documents import FactForm, SectionForm
from content.models import Document
from content.refusals import AnswersRefused, ChangedMeanwhile, SectionTooLong, SectionUnknown
from content.selectors import compositions, papers
from content.selectors import documents as selectors
from content.services import answering, sections
from content.views import screens
from content.views.answers import DETAIL, said, seen
from synthai.core import comparing
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound
from synthai.core.toasts import say

EDIT = "content/section_edit.html"


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def section(request: TenantRequest, organisation: str, document: str, section: str) -> HttpResponse:
    """One section as text."""
    found = selectors.get_document(document, by=request.actor)
    here = papers.section_of(papers.of_document(found), section)
    if here is None:
        raise NotFound
    if request.method == "POST":
        return _written(request, found, here)
    if request.htmx and "close" in request.GET:
        return _shown(request, found, section)
    return _edit(request, screens.section(request, found, here))


def _written(request: TenantRequest, found: Document, here: papers.Section) -> HttpResponse:
    body = request.POST.get("body", "")
    by, now = request.actor, timezone.now()
    try:
        sections.write_section(found.pk, here.key, body, by=by, now=now, seen=seen(request))
    except ChangedMeanwhile as late:
        clash = late.clashes[0]
        form = SectionForm(initial={"body": clash.mine, "seen": late.version})
        pieces = comparing.words(clash.theirs, clash.mine)
        return _edit(request, screens.section(request, found, here, form=form, clash=clash, pieces=pieces))
    except SectionTooLong as refused:
        form = SectionForm(request.POST)
        form.is_valid()
        form.add_error("body", str(refused))
        return _edit(request, screens.section(request, found, here, form=form))
    if "autosave" in request.GET:
        return render(
            request,
            "content/section_saved.html",
            {"document": _again(request, found), "section": here, "now": now},
        )
    messages.success(request, _("Saved."))
    if request.htmx:
        return say(request, _shown(request, _again(request, found), here.key))
    return redirect(
        f"{reverse(DETAIL, args=[request.organisation.slug, found.public_id])}#section-{here.key}"
    )


def _again(request: TenantRequest, found: Document) -> Document:
    return selectors.get_document(found.public_id, by=request.actor)


def _edit(request: TenantRequest, context: dict[str, Any]) -> HttpResponse:
    response = render(request, f"{EDIT}#editor" if request.htmx else EDIT, context)
    if "autosave" in request.GET:  # its answer goes into a line below the text; this one is the whole editor
        response["HX-Retarget"], response["HX-Reswap"] = f"#section-{context['section'].key}", "outerHTML"
    return response


def _shown(request: TenantRequest, found: Document, key: str) -> HttpResponse:
    """The section as it stands on the paper, and what stands above the paper anew."""
    shown = screens.detail(request, found)
    piece = next(
        (each for each in shown["laid"].pieces if getattr(each, "section", None) and each.section.key == key),
        None,
    )
    here = papers.section_of(shown["page"], key)
    context = {**shown, "piece": piece, "section": here, "is_fragment": True}
    return render(request, "content/section_fragment.html", context)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def section_reset(request: TenantRequest, organisation: str, document: str, section: str) -> HttpResponse:
    """Back to the template's text."""
    found = selectors.get_document(document, by=request.actor)
    try:
        sections.reset_section(found.pk, section, by=request.actor, now=timezone.now(), seen=seen(request))
    except SectionUnknown as error:
        raise NotFound from error
    told = _("The section says again what its template says. What stood there is among the versions.")
    return said(request, told, DETAIL, organisation, document, at=f"#section-{section}")


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def fact(request: TenantRequest, organisation: str, document: str, key: str) -> HttpResponse:
    """Where a fact is from, and a correction of it for this document only."""
    found = selectors.get_document(document, by=request.actor)
    figure, raw, is_known = _figure(found, key)
    form = FactForm(request.POST or None, initial={"value": raw, "seen": found.version})
    if request.method == "POST" and form.is_valid() and _corrected(request, found, key, form):
        return said(request, _("Corrected in this document."), DETAIL, organisation, document)
    context = {
        **screens.document(request, found, active="document"),
        "form": form,
        "figure": figure,
        "is_corrected": key in found.answers,
        "is_known": is_known,
    }
    return render(request, "content/fact_edit.html", context)


def _figure(found: Document, key: str) -> tuple[papers.Figure, Any, bool]:
    """A fact that can be corrected, as it would be typed, and whether it was gathered. Raises NotFound."""
    have = compositions.known(found)
    known = have.facts.get(key)
    is_known = key in {each.key for each in compositions.gathered(found)}
    if known is None or (not is_known and have.blueprint.field(key) is None):
        raise NotFound
    raw = "" if known.is_veiled else typed.raw_of(known.value)
    return papers.figure_of(known, have), raw, is_known


def _corrected(request: TenantRequest, found: Document, key: str, form: FactForm) -> bool:
    value = None if "forget" in request.POST else form.cleaned_data["value"]
    try:
        answering.answer(found.pk, {key: value}, by=request.actor, now=timezone.now(), seen=seen(request))
    except (AnswersRefused, ChangedMeanwhile) as refused:
        form.add_error("value", str(refused))
        return False
    return True
