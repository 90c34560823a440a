"""One file of the library: what it shows, what it weighs, where it is shown, and what is done with it."""

from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from media import permissions
from media.forms.library import CropForm, DescribeForm
from media.models import Asset
from media.models.assets import KEPT_AWAY
from media.selectors import assets as selectors
from media.selectors import shown, uses
from media.services import assets
from media.terms import AssetKind
from media.views.answers import attempt, said_first
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.versions import version_of

SPOT_WIDTH: Final = 240  # the picture to click on is this wide on every screen


@require_GET
@page(permissions.ASSET_VIEW)
def asset(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """The page of a file."""
    row = selectors.get_asset(asset)
    return render(request, "media/asset.html", context(request, row, DescribeForm(asset=row)))


@require_http_methods(["GET", "POST"])
@page(permissions.ASSET_ADD)
def describe(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """The same page, saving what is said of the file."""
    row = selectors.get_asset(asset)
    form = DescribeForm(request.POST if request.method == "POST" else None, asset=row)
    saved = attempt(form, lambda: _described(request, row, form)) if form.is_valid() else None
    if saved is not None:
        messages.success(request, _("Saved. It shows at once, wherever the file is shown."))
        return redirect("media:asset", organisation, asset)
    return render(request, "media/asset.html", context(request, row, form))


@require_POST
@page(permissions.ASSET_ADD)
def crop(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """What of a picture stays in sight."""
    row = selectors.get_asset(asset)
    form = CropForm(request.POST)
    focus = form.focus(row, shown_width=SPOT_WIDTH) if form.is_valid() else None
    if focus is None:
        form.add_error(None, _("Click on the picture, or give both numbers from 0 to 100."))
    elif attempt(form, lambda: assets.crop(row.pk, focus, by=request.actor, now=timezone.now())):
        messages.success(request, _("Cut anew around what you chose."))
    said_first(request, form)
    return redirect(reverse("media:asset", args=[organisation, asset]) + "#crop")


@require_POST
@page(permissions.ASSET_CHANGE)
def put_away(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """Out of the library's lists; its page offers the way back."""
    row = selectors.get_asset(asset)
    try:
        assets.put_away(row.pk, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("media:asset", organisation, asset)


@require_POST
@page(permissions.ASSET_CHANGE)
def bring_back(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """Undo putting away."""
    row = selectors.get_asset(asset)
    assets.bring_back(row.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The file is in the library again."))
    return redirect("media:asset", organisation, asset)


@require_POST
@page(permissions.ASSET_CHANGE)
def delete(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """For good, of what was put away."""
    row = selectors.get_asset(asset)
    try:
        assets.delete(row.pk, by=request.actor)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("media:asset", organisation, asset)
    messages.success(request, _("“%(name)s” is deleted for good.") % {"name": row.name})
    return redirect("media:asset-list", organisation)


def context(request: TenantRequest, row: Asset, form: DescribeForm) -> dict[str, Any]:
    """Everything that the page of a file shows."""
    now = timezone.now()
    [(_row, told)] = shown.shown_rows([row], now=now)
    return {
        "asset": row,
        "shown": told,
        "form": form,
        "version": version_of(row),
        "is_picture": row.kind == AssetKind.IMAGE,
        "spot_width": SPOT_WIDTH,
        "spot_height": round(row.height * SPOT_WIDTH / row.width) if row.width else SPOT_WIDTH,
        "focus": (row.focus_x // 10, row.focus_y // 10),
        "mark": _mark(row),
        "rand_per_mb": Decimal(settings.DATA_CENTS_PER_MB) / 100,
        "deleted_on": (row.removed_at + KEPT_AWAY).date() if row.removed_at else None,
        "made": selectors.made_of(row),
        "uses": uses.where(row, request.organisation.slug),
        "twin": selectors.twin_of(row),
        "download_url": shown.upload_link(row, now=now),
        "can_describe": request.actor.can(permissions.ASSET_ADD) and row.removed_at is None,
        "can_change": request.actor.can(permissions.ASSET_CHANGE),
    }


def _mark(row: Asset) -> tuple[float, float]:
    """The radii of a circle in a box of 100 by 100 that is stretched over the picture."""
    short = min(row.width, row.height) or 1
    return 8 * short / (row.width or 1), 8 * short / (row.height or 1)


def _described(request: TenantRequest, row: Asset, form: DescribeForm) -> Asset:
    version = form.cleaned_data["version"] or None
    return assets.describe(row.pk, form.said(), by=request.actor, now=timezone.now(), version=version)
