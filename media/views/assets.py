"""One file of the library: what it shows, what it weighs, where it is shown, and what is done with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from media import permissions
from media.forms.library import CropForm, DescribeForm, FileForm
from media.models import Asset
from media.selectors import assets as selectors
from media.services import assets, replacing
from media.views import screens
from media.views.answers import attempt, said_first
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.files import refuse_if_too_large


@require_GET
@page(permissions.ASSET_VIEW)
def asset(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """The page of a file."""
    row = selectors.get_asset(asset)
    return render(request, "media/asset.html", screens.asset(request, row, DescribeForm(asset=row)))


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
    return render(request, "media/asset.html", screens.asset(request, row, form))


@require_POST
@page(permissions.ASSET_ADD)
def crop(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """What of a picture stays in sight."""
    row = selectors.get_asset(asset)
    form = CropForm(request.POST)
    focus = form.focus(row, shown_width=screens.SPOT_WIDTH) if form.is_valid() else None
    if focus is None:
        form.add_error(None, _("Click on the picture, or give both numbers from 0 to 100."))
    elif attempt(form, lambda: assets.crop(row.pk, focus, by=request.actor, now=timezone.now())):
        messages.success(request, _("Cut anew around what you chose."))
    said_first(request, form)
    return redirect(reverse("media:asset", args=[organisation, asset]) + "#crop")


@require_POST
@page(permissions.ASSET_CHANGE)
def replace(request: TenantRequest, organisation: str, asset: str) -> HttpResponse:
    """Another file of the same kind in its place."""
    row = selectors.get_asset(asset)
    refuse_if_too_large(request)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: _replaced(request, row, form)) is not None:
        told = _("The new file is shown everywhere now. Does what is said of it still fit?")
        messages.success(request, told)
    said_first(request, form)
    return redirect("media:asset", organisation, asset)


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


def _replaced(request: TenantRequest, row: Asset, form: FileForm) -> Asset:
    file = form.cleaned_data["file"]
    return replacing.replace(row, file, name=file.name, by=request.actor, now=timezone.now())


def _described(request: TenantRequest, row: Asset, form: DescribeForm) -> Asset:
    version = form.cleaned_data["version"] or None
    return assets.describe(row.pk, form.said(), by=request.actor, now=timezone.now(), version=version)
