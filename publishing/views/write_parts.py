"""The editor of a draft. Every part saves itself while one types; every button works without a script."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from publishing import permissions
from publishing.engine.blocks import Block
from publishing.forms.writing import HeadForm
from publishing.models import Piece
from publishing.refusals import BlockGone, ChangedMeanwhile
from publishing.selectors import writing
from publishing.services import parts
from publishing.services.parts import HEADS, Content
from publishing.views import write_screens as screens
from publishing.views.write_answers import first_error, in_place, said, to_block
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError, NotFound

PAGE, PART, SAVED = "publishing/write_piece.html", "publishing/write_part.html", "publishing/write_saved.html"


@require_GET
@page(permissions.PIECE_WRITE)
def edit(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The draft as its writer sees it."""
    found = writing.get_piece(piece, by=request.actor)
    return render(request, PAGE, screens.editor(request, found))


@require_POST
@page(permissions.PIECE_WRITE)
def head_save(request: TenantRequest, organisation: str, piece: str, part: str) -> HttpResponse:
    """Keep the title or the summary."""
    found = writing.get_piece(piece, by=request.actor)
    if part not in HEADS:
        raise NotFound
    form = HeadForm(request.POST, part=part)
    return _saved(request, found, form, _HeadPart(request, found, part))


@require_POST
@page(permissions.PIECE_WRITE)
def block_save(request: TenantRequest, organisation: str, piece: str, block: str) -> HttpResponse:
    """Keep what was typed in a block: a line that says so for HTMX, else the editor again."""
    found = writing.get_piece(piece, by=request.actor)
    held = writing.block_of(found, block)
    sent = [*request.POST.getlist("asset"), *request.POST.getlist("assets")]
    offers = screens.offered([held], by=request.actor, found=found, sent=sent[:40])
    form = screens.block_form(found, held, offers, request.POST)
    return _saved(request, found, form, _BlockPart(request, found, held, offers))


@require_POST
@page(permissions.PIECE_WRITE)
def block_add(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """An empty block, at the end or after another one."""
    found = writing.get_piece(piece, by=request.actor)
    kind, after = request.POST.get("kind", ""), request.POST.get("after", "")
    if kind not in screens.ICONS:
        messages.error(request, _("Choose what to add."))
        return to_block(organisation, piece)
    _piece, made = parts.add_block(found.pk, kind, by=request.actor, now=timezone.now(), after=after)
    return to_block(organisation, piece, made)


@require_POST
@page(permissions.PIECE_WRITE)
def block_move(request: TenantRequest, organisation: str, piece: str, block: str) -> HttpResponse:
    """A step up or down, or before another."""
    found = writing.get_piece(piece, by=request.actor)
    step = {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)
    before = request.POST.get("before", "")[:16]
    parts.move_block(found.pk, block, step=step, before=before, by=request.actor, now=timezone.now())
    return to_block(organisation, piece, block)


@require_POST
@page(permissions.PIECE_WRITE)
def block_remove(request: TenantRequest, organisation: str, piece: str, block: str) -> HttpResponse:
    """Out of the draft, with the way back at hand."""
    found = writing.get_piece(piece, by=request.actor)
    parts.remove_block(found.pk, block, by=request.actor, now=timezone.now())
    return to_block(organisation, piece, query=f"?undo={block}")


@require_POST
@page(permissions.PIECE_WRITE)
def block_restore(request: TenantRequest, organisation: str, piece: str, block: str) -> HttpResponse:
    """Undo."""
    found = writing.get_piece(piece, by=request.actor)
    parts.restore_block(found.pk, block, by=request.actor, now=timezone.now())
    messages.success(request, _("It is back."))
    return to_block(organisation, piece, block)


@require_POST
@page(permissions.PIECE_WRITE)
def block_put_back(request: TenantRequest, organisation: str, piece: str, block: str) -> HttpResponse:
    """A block that somebody took out, with the words of who was still writing in it."""
    found = writing.get_piece(piece, by=request.actor)
    held = writing.block_of(found, block)
    form = screens.block_form(
        found, held, screens.offered([held], by=request.actor, found=found), request.POST
    )
    if not form.is_valid():
        messages.error(request, first_error(form))
        return to_block(organisation, piece)
    mine = Block(id=block, kind=held["kind"], text=form.cleaned_data["text"], data=form.data_of_kind())
    parts.put_back_block(found.pk, mine, by=request.actor, now=timezone.now())
    return to_block(organisation, piece, block)


class _HeadPart:
    """Title or summary."""

    def __init__(self, request: TenantRequest, found: Piece, name: str) -> None:
        self.request, self.found, self.name = request, found, name

    def write(self, form: Any) -> Piece:
        text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
        by, now = self.request.actor, timezone.now()
        return parts.write_head(self.found.pk, self.name, text, by=by, now=now, seen=seen)

    def shown(self, found: Piece, form: Any = None, **more: Any) -> dict[str, Any]:
        return screens.head(found, self.name, form, **more)

    def again(self, late: ChangedMeanwhile) -> HeadForm:
        return HeadForm(part=self.name, initial={"text": late.mine, "seen": late.version})


class _BlockPart:
    """A block."""

    def __init__(self, request: TenantRequest, found: Piece, held: Block, offers: dict[str, Any]) -> None:
        self.request, self.found, self.held, self.offers = request, found, held, offers
        self.name = held["id"]

    def write(self, form: Any) -> Piece:
        content = Content(text=form.cleaned_data["text"], data=form.data_of_kind())
        by, now, seen = self.request.actor, timezone.now(), form.cleaned_data["seen"]
        return parts.write_block(self.found.pk, self.name, content, by=by, now=now, seen=seen)

    def shown(self, found: Piece, form: Any = None, **more: Any) -> dict[str, Any]:
        held = writing.block_of(found, self.name)
        return screens.part(found, held, self.offers, form, **more)

    def again(self, late: ChangedMeanwhile) -> Any:
        sent = self.request.POST.copy()
        sent["seen"] = str(late.version)
        return screens.block_form(self.found, self.held, self.offers, sent)


def _saved(
    request: TenantRequest, found: Piece, form: forms.Form, part: _HeadPart | _BlockPart
) -> HttpResponse:
    """Write a part and answer: the line below it, or the part anew with both texts."""
    ids = (request.organisation.slug, found.public_id)
    back = "publishing:write-translate" if "beside" in request.POST else "publishing:write-piece"
    try:
        written = part.write(form) if form.is_valid() else None
    except ChangedMeanwhile as late:
        shown = part.shown(found, part.again(late), clash=screens.clash(late.mine, late.theirs))
        return _whole(request, found, shown)
    except BlockGone as late:
        return _whole(request, found, part.shown(found, form, is_gone=True, why=str(late)))
    except (DomainError, ValidationError) as refused:
        form.add_error(None, refused if isinstance(refused, ValidationError) else str(refused))
        written = None
    if written is not None and "settles" in request.POST:
        return (
            _whole(request, written, part.shown(written))
            if request.htmx
            else said(request, _("Saved."), back, *ids, at=f"#block-{part.name}")
        )
    if request.htmx:
        context = {
            "name": part.name,
            "version": written.version if written else None,
            "error": first_error(form),
            "now": timezone.now(),
        }
        return render(request, SAVED, context)
    if written is None:
        return _whole(request, found, part.shown(found, form))
    return said(request, _("Saved."), back, *ids, at=f"#block-{part.name}")


def _whole(request: TenantRequest, found: Piece, shown: dict[str, Any]) -> HttpResponse:
    """The part anew where it stands; without HTMX the editor with it."""
    if request.htmx:
        context = {**screens.piece(request, found, active="write"), "part": shown}
        response = render(request, PART, {**context, "beside": "beside" in request.POST})
        return in_place(request, response, f"block-{shown['name']}")
    return render(request, PAGE, screens.editor(request, found, instead={shown["name"]: shown}))
