"""Translations: which piece stands how in which language, a translation beside its original, and a machine's draft of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from publishing import permissions
from publishing.forms.translating import BeginForm, FollowForm, MatrixForm
from publishing.models import Piece
from publishing.selectors import translations, writing
from publishing.services import translation_runs, translation_structure
from publishing.services import translations as verbs
from publishing.views import translate_screens as screens
from publishing.views.draft_drawing import framed
from publishing.views.shelf_tabs import shelf_tabs
from publishing.views.write_answers import REVIEW, attempt, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 50
MATRIX, EDITOR = "publishing/translations.html", "publishing:write-translate"


@require_GET
@page(permissions.PIECE_WRITE)
def matrix(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every piece in every language."""
    form = MatrixForm(request.GET)
    chosen = form.chosen()
    rows = keyset.page(
        translations.originals(chosen, by=request.actor, now=timezone.now()),
        ordering=("-changed_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"translations:{chosen}",
    )
    context = {**screens.matrix(request, rows, chosen), "form": form}
    context["nav_tabs"] = shelf_tabs(request, "translations")
    return render(request, f"{MATRIX}#rows" if request.htmx else MATRIX, context)


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_WRITE)
def languages(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """A piece in its languages; begins one that is missing."""
    original = translations.get_original(piece, by=request.actor, now=timezone.now())
    context = screens.languages(request, original)
    form = BeginForm(sent(request), languages=context["missing"], chosen=request.GET.get("language", ""))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _begun(request, original, form.cleaned_data["language"]))
        if made is not None:
            return redirect(EDITOR, organisation, made.public_id)
    return render(request, "publishing/languages.html", {**context, "form": form})


def _begun(request: TenantRequest, original: Piece, language: str) -> Piece:
    return verbs.begin(original.pk, language, by=request.actor, now=timezone.now())


@require_GET
@page(permissions.PIECE_WRITE)
def translate(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The translation beside its original."""
    found = translations.get_translation(piece, by=request.actor)
    source = translations.source_of(found, by=request.actor, now=timezone.now())
    return framed(render(request, "publishing/translate.html", screens.editor(request, found, source)))


@require_POST
@page(permissions.PIECE_WRITE)
def follow(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Take over a block of the original, or all of them and their order."""
    found, given = translations.get_translation(piece, by=request.actor), _given(request)
    keys = [given["key"]] if given["key"] else []
    translation_structure.follow_blocks(
        found.pk, keys=keys, seen=given["seen"], by=request.actor, now=timezone.now()
    )
    messages.success(request, _("Taken over.") if keys else _("The blocks stand as they do in the original."))
    return _back(organisation, piece, given["key"])


@require_POST
@page(permissions.PIECE_WRITE)
def up_to_date(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Say that it holds all that the original says now."""
    found, given = translations.get_translation(piece, by=request.actor), _given(request)
    verbs.bring_up_to_date(found.pk, number=given["number"] or 0, by=request.actor, now=timezone.now())
    messages.success(request, _("Marked as up to date."))
    return _back(organisation, piece)


@require_POST
@page(permissions.PIECE_WRITE)
def read(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Say that one has read a machine's words, of a part or of all: of a translation, or of a copy of one."""
    found, given = writing.get_piece(piece, by=request.actor), _given(request)
    parts = [given["part"]] if given["part"] else None
    left = verbs.mark_read(found.pk, parts=parts, seen=given["seen"], by=request.actor, now=timezone.now())
    left_over = ngettext("%(count)d part is left to read.", "%(count)d parts are left to read.", len(left))
    messages.success(request, left_over % {"count": len(left)} if left else _("Everything is read."))
    if found.original_id is None:
        return redirect(REVIEW, organisation, piece)
    return _back(organisation, piece, given["part"].removeprefix("block:"))


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_WRITE)
def machine(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """How far a machine is (for HTMX; otherwise the page itself); asks for a draft of all that is missing, or of a part."""
    found = translations.get_translation(piece, by=request.actor)
    if request.method == "GET":
        if not request.htmx:
            return _back(organisation, piece)
        return render(request, "publishing/translate_machine.html", screens.progress(request, found))
    given = _given(request)
    keys = [given["key"]] if given["key"] else []
    translation_runs.start(found.pk, keys=keys, by=request.actor, now=timezone.now())
    messages.success(
        request, _("The machine has begun. You can go on meanwhile: what you write stays yours.")
    )
    return _back(organisation, piece)


@require_POST
@page(permissions.PIECE_WRITE)
def machine_stop(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Stop it; what was translated by then stays."""
    found = translations.get_translation(piece, by=request.actor)
    translation_runs.cancel(found.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The machine stops. What it has translated stays."))
    return _back(organisation, piece)


def _given(request: TenantRequest) -> dict[str, Any]:
    form = FollowForm(request.POST)
    form.is_valid()
    names: dict[str, Any] = {"key": "", "seen": None, "number": None, "part": ""}
    return {**names, **form.cleaned_data}


def _back(organisation: str, piece: str, block: str = "") -> HttpResponse:
    place = f"#row-{block}" if block else ""
    return redirect(f"{reverse(EDITOR, args=[organisation, piece])}{place}")
