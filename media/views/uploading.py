"""Files of the library sent in pieces: what static/js/upload.js speaks with. The plain form does the same at once."""

from typing import Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from media import permissions
from media.selectors import assets as selectors
from media.services import uploads as of_media
from media.services.uploads import NEW, PURPOSE
from synthai.core.access import TenantRequest, page
from synthai.core.media import uploads
from synthai.core.media.sending import named_in, shown_standing, told


@require_POST
@page(permissions.ASSET_ADD, is_part=True)
def begin(request: TenantRequest, organisation: str) -> JsonResponse:
    """Make room: the address that tells how far it is."""
    named = named_in(request)
    if named is None:
        return JsonResponse({"error": _("Choose a file first.")}, status=400)

    def made() -> dict[str, Any]:
        upload = of_media.begin(named, by=request.actor, now=timezone.now())
        ids = [organisation, upload.public_id]
        return {
            "state": reverse("media:upload-state", args=ids),
            "end": reverse("media:upload-end", args=ids),
        }

    return told(made)


@require_GET
@page(permissions.ASSET_ADD, is_part=True)
def state(request: TenantRequest, organisation: str, upload: str) -> JsonResponse:
    """How far it is, and what to send next and where to."""
    return shown_standing(uploads.get(upload, purpose=PURPOSE, target=NEW, by=request.actor))


@require_POST
@page(permissions.ASSET_ADD, is_part=True)
def end(request: TenantRequest, organisation: str, upload: str) -> JsonResponse:
    """All of it is here: look at it, and take it into the library."""
    found = uploads.get(upload, purpose=PURPOSE, target=NEW, by=request.actor)

    def ended() -> dict[str, Any]:
        made = of_media.end(found, by=request.actor, now=timezone.now())
        return {"next": reverse("media:asset", args=[organisation, made]), "id": made}

    return told(ended)


@require_POST
@page(permissions.ASSET_CHANGE, is_part=True)
def replace_begin(request: TenantRequest, organisation: str, asset: str) -> JsonResponse:
    """Make room for a file that takes the place of another."""
    row, named = selectors.get_asset(asset), named_in(request)
    if named is None:
        return JsonResponse({"error": _("Choose a file first.")}, status=400)

    def made() -> dict[str, Any]:
        upload = of_media.begin(named, by=request.actor, now=timezone.now(), replaces=row)
        ids = [organisation, asset, upload.public_id]
        return {
            "state": reverse("media:replace-state", args=ids),
            "end": reverse("media:replace-end", args=ids),
        }

    return told(made)


@require_GET
@page(permissions.ASSET_CHANGE, is_part=True)
def replace_state(request: TenantRequest, organisation: str, asset: str, upload: str) -> JsonResponse:
    """How far it is, and what to send next and where to."""
    return shown_standing(uploads.get(upload, purpose=PURPOSE, target=asset, by=request.actor))


@require_POST
@page(permissions.ASSET_CHANGE, is_part=True)
def replace_end(request: TenantRequest, organisation: str, asset: str, upload: str) -> JsonResponse:
    """All of it is here: look at it, and put it in the place of the other."""
    row = selectors.get_asset(asset)
    found = uploads.get(upload, purpose=PURPOSE, target=asset, by=request.actor)

    def ended() -> dict[str, Any]:
        of_media.end(found, by=request.actor, now=timezone.now(), replaces=row)
        return {"next": reverse("media:asset", args=[organisation, asset])}

    return told(ended)
