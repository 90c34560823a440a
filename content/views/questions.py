"""The questions of a document, a step a screen (on a phone a question). They save themselves; rows of lists come and go by plain buttons."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from content import permissions
from content.forms import questions as forms
from content.forms.questions import StepForm, Typed
from content.models import Document
from content.refusals import ChangedMeanwhile
from content.selectors import asking, compositions, reads
from content.selectors import documents as selectors
from content.selectors.asking import Screen
from content.services import answering
from content.views import screens
from content.views.answers import DETAIL, seen, sent
from synthai.core.access import TenantRequest, page

TEMPLATE = "content/question_step.html"


@require_GET
@page(permissions.DOCUMENT_WRITE)
def questions(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """To the first screen with something open, else to the document."""
    found = selectors.get_document(document, by=request.actor)
    steps = asking.steps(found)
    if not steps or found.is_locked:
        return redirect(DETAIL, organisation, document)
    number = asking.first_open(found, steps) or 1
    return redirect("content:question-step", organisation, document, number)


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def step(request: TenantRequest, organisation: str, document: str, number: int) -> HttpResponse:
    """One screen of questions."""
    found = selectors.get_document(document, by=request.actor)
    if found.is_locked or not asking.steps(found):
        return redirect(DETAIL, organisation, document)
    screen = asking.screen(found, number)
    form = StepForm(sent(request), step=screen.step, typed=_typed(request, screen), seen=found.version)
    if request.method == "GET":
        return _drawn(request, found, screen, form)
    if "row_in" in request.POST or "row_out" in request.POST:
        return _drawn(request, found, screen, _with_rows(request, found, screen, form), is_grown=True)
    if "autosave" in request.GET:
        return _saved_meanwhile(request, found, screen, form)
    clashes = _saved(request, found, screen, form)
    if clashes is None and not form.errors:
        return _next(request, organisation, found, screen)
    return _drawn(request, found, screen, form, clashes=clashes)


def _typed(request: TenantRequest, screen: Screen, values: dict[str, Any] | None = None) -> Typed:
    offers = reads.offers() if request.actor.can(permissions.READING_USE) else {}
    return Typed(screen.values if values is None else values, screen.sources, offers)


def _saved(request: TenantRequest, found: Document, screen: Screen, form: StepForm) -> Any:
    """Keep what can be read, and say what cannot. Returns what somebody else changed meanwhile."""
    told, by, now = _told(found, screen, form.values()), request.actor, timezone.now()
    try:
        kept, wrong = answering.answer_readable(found.pk, told, by=by, now=now, seen=seen(request))
    except ChangedMeanwhile as late:
        form.is_valid()
        form.see(late.version)
        return late
    form.see(kept.version)
    form.refuse(wrong)
    if not wrong and request.POST.get("go") != "back":
        form.refuse_blank([field.key for field in compositions.missing(kept)])
    return None


def _saved_meanwhile(request: TenantRequest, found: Document, screen: Screen, form: StepForm) -> HttpResponse:
    """Keep what was typed by now and can be read. The answer goes into a line below the questions; after a clash it is the whole form."""
    told, by, now = _told(found, screen, form.changed_values()), request.actor, timezone.now()
    try:
        kept, wrong = answering.answer_readable(found.pk, told, by=by, now=now, seen=seen(request))
    except ChangedMeanwhile as late:
        form.see(late.version)
        response = _drawn(request, found, screen, form, clashes=late)
        response["HX-Retarget"], response["HX-Reswap"] = "#question-form", "outerHTML"
        return response
    context = {"document": kept, "wrong": list(wrong.values())[:1], "now": now}
    return render(request, "content/question_saved.html", context)


def _told(found: Document, screen: Screen, values: dict[str, Any]) -> dict[str, Any]:
    """The answers among these. What was filled in for the person and left so is none; a blank needed one is none yet."""
    known = asking.given(found, screen.step)
    needed = {asked.field.key for asked in screen.step.fields if asked.field.required}
    told: dict[str, Any] = {}
    for key, raw in values.items():
        if key not in found.answers and key in known and raw == known[key]:
            continue
        if not forms.is_blank(raw):
            told[key] = raw
        elif key not in needed:
            told[key] = ""
        elif key in found.answers:
            told[key] = None
    return told


def _with_rows(request: TenantRequest, found: Document, screen: Screen, form: StepForm) -> StepForm:
    """The same screen with a row more or less; what was typed stays."""
    values = form.values()
    key, _dot, number = request.POST.get("row_out", "").rpartition(".")
    if number.isascii() and number.isdigit():
        values = forms.shrunk(values, key, int(number[:4]))
    if grown := request.POST.get("row_in"):
        values = forms.grown(values, grown)
    return StepForm(
        None, step=screen.step, typed=_typed(request, screen, values), seen=seen(request) or found.version
    )


def _next(request: TenantRequest, organisation: str, found: Document, screen: Screen) -> HttpResponse:
    """The screen before, the next one with something open, or the document."""
    found.refresh_from_db()
    steps = asking.steps(found)
    here = next((place for place, each in enumerate(steps, 1) if each.title == screen.step.title), 1)
    if request.POST.get("go") == "back":
        return redirect("content:question-step", organisation, found.public_id, max(here - 1, 1))
    if request.POST.get("go") == "close":
        return redirect(DETAIL, organisation, found.public_id)
    open_keys = {field.key for field in compositions.still_asked(found)}
    # What is still open here was brought up by an answer just given.
    later = [*range(here, len(steps) + 1), *range(1, here)]
    for place in later:
        if any(asked.field.key in open_keys for asked in steps[place - 1].fields):
            return redirect("content:question-step", organisation, found.public_id, place)
    messages.success(request, _("Everything is answered. Read the document through, then confirm it."))
    return redirect(DETAIL, organisation, found.public_id)


def _drawn(
    request: TenantRequest,
    found: Document,
    screen: Screen,
    form: StepForm,
    *,
    clashes: ChangedMeanwhile | None = None,
    is_grown: bool = False,
) -> HttpResponse:
    context = {
        **screens.document(request, found, active="questions"),
        "screen": screen,
        "form": form,
        "lines": list(form.lines()),
        "late": clashes,
        "is_grown": is_grown,
    }
    return render(request, f"{TEMPLATE}#form" if request.htmx else TEMPLATE, context)
