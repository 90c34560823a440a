"""Pieces as their writers keep them: the list, a new one, settings, copies, putting away, the preview and publishing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from media.selectors import choices
from publishing import permissions
from publishing.engine.blocks import KEY
from publishing.forms.writing import FilterForm, PieceForm, SettingsForm
from publishing.models import Piece
from publishing.refusals import ChangedMeanwhile, NotReady
from publishing.selectors import pieces as drafts
from publishing.selectors import shelves, writing
from publishing.selectors.audiences import audiences
from publishing.services import keeping, live, pieces, previews, settings
from publishing.views import draft_drawing, drawing
from publishing.views import write_screens as screens
from publishing.views.draft_drawing import framed
from publishing.views.shelf_tabs import shelf_tabs
from publishing.views.write_answers import EDIT, REVIEW, attempt, published, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 50
LIST = "publishing:write-list"
PAGE = "publishing/write_list.html"


@require_GET
@page(permissions.PIECE_WRITE)
def piece_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What one writes, or as an editor what everybody does; the newest change first."""
    away = request.GET.get("shelf") == "away"
    form = FilterForm(request.GET)
    chosen = form.chosen(is_away=away)
    rows = keyset.page(
        writing.pieces(chosen, by=request.actor),
        ordering=("-changed_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"pieces:{chosen}",
    )
    context = {"page": rows, "form": form, "away": away, "is_plain": chosen.is_plain, **_rights(request)}
    context["nav_tabs"] = shelf_tabs(request, "pieces")
    return render(request, f"{PAGE}#rows" if request.htmx else PAGE, context)


def _rights(request: TenantRequest) -> dict[str, Any]:
    may = request.actor.can
    return {
        "is_editor": may(permissions.PIECE_EDIT),
        "may_rule": may(permissions.RULES_SET),
        "now": timezone.now(),
    }


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_WRITE)
def piece_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin a piece."""
    form = PieceForm(sent(request), audiences=audiences(request.actor.organisation_id))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: pieces.begin(**form.cleaned_data, by=request.actor, now=timezone.now()))
        if made is not None:
            return redirect(EDIT, organisation, made.public_id)
    return render(request, "publishing/write_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_WRITE)
def piece_settings(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Who may read it, its address, cover, tags, series and authors."""
    found = writing.get_piece(piece, by=request.actor)
    form = _settings_form(request, found)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _settled(request, found, form)) is not None
    ):
        return said(request, _("Settings saved."), "publishing:write-settings", organisation, piece)
    context = {**screens.piece(request, found, active="settings"), "form": form}
    return render(request, "publishing/write_settings.html", context)


def _settings_form(request: TenantRequest, found: Piece) -> SettingsForm:
    chosen = [found.cover.public_id] if found.cover else []
    chosen += KEY.findall(request.POST.get("cover", "")[:16])
    covers = choices.newest(["image"], chosen=chosen)
    return SettingsForm(
        sent(request),
        piece=found,
        audiences=audiences(request.actor.organisation_id),
        series=list(shelves.series().order_by("title", "pk")[:200]),
        covers=[(row.public_id, row.name) for row in covers],
        tags=shelves.tag_names(found),
        authors=writing.authors_of(found),
    )


def _settled(request: TenantRequest, found: Piece, form: SettingsForm) -> Piece | None:
    """The piece with these settings; None when somebody else was first, which the form says, ready to be saved again."""
    by, now = request.actor, timezone.now()
    try:
        return settings.change(found.pk, form.settings(), by=by, now=now, seen=form.cleaned_data["seen"])
    except ChangedMeanwhile as late:
        form.meet(late.theirs, version=late.version)
        return None


@require_POST
@page(permissions.PIECE_PUBLISH)
def piece_publish(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Let readers see the draft as it stands; what is not whole goes where it says what is missing."""
    found = drafts.get_piece(piece)
    try:
        live.publish(found.pk, by=request.actor, now=timezone.now())
    except NotReady as refused:
        return published(request, found, REVIEW, refused=str(refused))
    told = _("“%(title)s” is published. Readers see it as it stands here.") % {"title": found}
    return published(request, found, EDIT, said=told)


@require_POST
@page(permissions.PIECE_PUBLISH)
def piece_take_down(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Let readers see it no more; publishing again undoes it."""
    found = live.take_down(drafts.get_piece(piece).pk, by=request.actor, now=timezone.now())
    told = _("“%(title)s” was taken down. Nobody reads it until it is published again.") % {"title": found}
    return published(request, found, EDIT, said=told)


@require_POST
@page(permissions.PIECE_WRITE)
def piece_duplicate(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """A draft like this one."""
    found = writing.get_piece(piece, by=request.actor)
    made = keeping.duplicate(found.pk, by=request.actor, now=timezone.now())
    return said(
        request, _("This is the copy. Give it a title of its own."), EDIT, organisation, made.public_id
    )


@require_POST
@page(permissions.PIECE_WRITE)
def piece_put_away(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Out of every list; the page says how to bring it back."""
    found = keeping.put_away(
        writing.get_piece(piece, by=request.actor).pk, by=request.actor, now=timezone.now()
    )
    told = _("“%(title)s” was put away. Nobody reads it any more.") % {"title": found}
    return said(request, told, EDIT, organisation, piece)


@require_POST
@page(permissions.PIECE_WRITE)
def piece_bring_back(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Undo putting away."""
    found = keeping.bring_back(
        writing.get_piece(piece, by=request.actor).pk, by=request.actor, now=timezone.now()
    )
    return said(request, _("“%(title)s” is back.") % {"title": found}, EDIT, organisation, piece)


@require_GET
@page(permissions.PIECE_WRITE)
def piece_preview(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The draft as it reads, and a link to it for colleagues."""
    found = writing.get_piece(piece, by=request.actor)
    token = previews.token(found, by=request.actor, now=timezone.now())
    link = request.build_absolute_uri(reverse("publishing:write-linked", args=[organisation, token]))
    context = {
        **screens.piece(request, found, active="preview"),
        "blocks": _drawn(request, found),
        "link": link,
    }
    context["days"], context["plays"] = previews.LASTS.days, drawing.plays(context["blocks"])
    return framed(render(request, "publishing/write_preview.html", context))


def _drawn(request: TenantRequest, found: Piece) -> list[dict[str, Any]]:
    slug, played, by = request.organisation.slug, request.GET.get("play", ""), request.actor
    return draft_drawing.blocks(found.blocks, slug, by=by, now=timezone.now(), played=played)


@require_GET
@page(permissions.LIBRARY_READ)
def piece_linked(request: TenantRequest, organisation: str, token: str) -> HttpResponse:
    """A draft by a link that a writer handed on."""
    found = previews.opened(token, by=request.actor, now=timezone.now())
    blocks = _drawn(request, found)
    context = {"piece": found, "blocks": blocks, "plays": drawing.plays(blocks)}
    response = framed(render(request, "publishing/write_linked.html", context))
    response["Cache-Control"], response["X-Robots-Tag"] = "private, no-store", "noindex"
    return response
