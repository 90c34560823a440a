"""Films and sounds of the library: how far the smaller sizes are, and captions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from media import permissions
from media.models import Asset, AssetCaption
from media.selectors import assets as selectors
from media.services import captions, films
from media.views import screens
from media.views.answers import attempt, said_first
from synthai.core.access import TenantRequest, page
from synthai.core.files import refuse_if_too_large
from synthai.core.media.forms import CaptionForm


@require_GET
@page(permissions.ASSET_VIEW, is_part=True)
def state(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """How far the smaller sizes are; the page asks again while they are being made."""
    return render(request, "media/film_state.html", screens.film(request, selectors.get_asset(asset)))


@require_POST
@page(permissions.ASSET_ADD)
def try_again(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """Have another go at what failed."""
    films.try_again(selectors.get_asset(asset), by=request.actor, now=timezone.now())
    return redirect("media:asset", organisation, asset)


@require_POST
@page(permissions.ASSET_ADD)
def captions_put(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """Captions out of a file."""
    row = selectors.get_asset(asset)
    refuse_if_too_large(request)
    form = CaptionForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: _put(request, row, form)) is not None:
        messages.success(request, _("The captions are in. They show at once, wherever it plays."))
    said_first(request, form)
    return redirect("media:asset", organisation, asset)


@require_POST
@page(permissions.ASSET_ADD)
def captions_remove(request: TenantRequest, organisation: str, asset: str, language: str) -> HttpResponse:
    """Take the captions of a language out."""
    captions.remove(selectors.get_asset(asset), language=language, by=request.actor)
    messages.success(request, _("The captions are out."))
    return redirect("media:asset", organisation, asset)


def _put(request: TenantRequest, row: Asset, form: CaptionForm) -> AssetCaption:
    given = form.cleaned_data
    return captions.put(
        given["file"], asset=row, language=given["language"], by=request.actor, now=timezone.now()
    )
