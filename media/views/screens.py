"""What the page of a file shows: its context, without rules and without writes."""

from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from media import permissions
from media.forms.library import ACCEPTED_BY_KIND, DescribeForm
from media.models import Asset
from media.models.assets import KEPT_AWAY
from media.selectors import assets as selectors
from media.selectors import shown, uses
from media.services.adding import most_bytes
from media.terms import AssetKind
from synthai.core.access import TenantRequest
from synthai.core.media.forms import CaptionForm
from synthai.core.media.states import Trouble
from synthai.core.versions import version_of

SPOT_WIDTH: Final = 240  # the picture to click on is this wide on every screen
SENDING: Final[dict[str, Any]] = {  # of a form that sends files in pieces
    "pause_attrs": {"data_upload_pause": True},
    "go_on_attrs": {"data_upload_go_on": True, "hidden": True},
}


def asset(request: TenantRequest, row: Asset, form: DescribeForm) -> dict[str, Any]:
    """Everything that the page of a file shows."""
    may_change = request.actor.can(permissions.ASSET_CHANGE)
    return {
        **film(request, row),
        **SENDING,
        "form": form,
        "version": version_of(row),
        "is_picture": row.kind == AssetKind.IMAGE,
        "spot_width": SPOT_WIDTH,
        "spot_height": round(row.height * SPOT_WIDTH / row.width) if row.width else SPOT_WIDTH,
        "focus": (row.focus_x // 10, row.focus_y // 10),
        "mark": _mark(row),
        "rand_per_mb": Decimal(settings.DATA_CENTS_PER_MB) / 100,
        "deleted_on": (row.removed_at + KEPT_AWAY).date() if row.removed_at else None,
        "uses": uses.where(row, request.organisation.slug),
        "twin": selectors.twin_of(row),
        "download_url": shown.upload_link(row, now=timezone.now()),
        "most": most_bytes(row.kind),
        "accept": ACCEPTED_BY_KIND[row.kind],
        "caption_form": CaptionForm(auto_id="captions-%s"),
        "can_change": may_change,
        "can_replace": may_change and row.removed_at is None,
    }


def film(request: TenantRequest, row: Asset) -> dict[str, Any]:
    """What is there of a file, and how far its smaller sizes are."""
    [(_row, told)] = shown.shown_rows([row], now=timezone.now())
    return {
        "asset": row,
        "shown": told,
        "made": selectors.made_of(row),
        "trouble": _trouble(row),
        "can_describe": request.actor.can(permissions.ASSET_ADD) and row.removed_at is None,
    }


def _trouble(row: Asset) -> str:
    if row.trouble == Trouble.NO_PICTURE:
        return _("There is sound in this file, but no picture. Save it as MP3 or M4A and add that.")
    return str(Trouble(row.trouble).label) if row.trouble else ""


def _mark(row: Asset) -> dict[str, str]:
    """A circle around the focus, in a box of 1000 by 1000 that is stretched over the picture."""
    reach = 80 * min(row.width, row.height)
    across, down = round(reach / (row.width or 1)), round(reach / (row.height or 1))
    return {"cx": str(row.focus_x), "cy": str(row.focus_y), "rx": str(across), "ry": str(down)}
