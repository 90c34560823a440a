"""Background work of media: fetch, one service call."""

from typing import Any

from django.utils import timezone

from media.services import assets, films
from synthai.core.tasks import tenant_task


@tenant_task(queue="heavy", time_limit=3600)
def asset_render(*, payload: dict[str, Any], **_: Any) -> None:
    """Make a film or sound small enough for phones; pictures and files are done already."""
    films.render(payload["asset_id"])


@tenant_task(queue="default")
def assets_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give films whose worker died to another worker."""
    for asset_id in films.abandoned(now=timezone.now()):
        asset_render.enqueue(organisation_id=organisation_id, payload={"asset_id": asset_id})


@tenant_task(queue="default")
def assets_clean(**_: Any) -> None:
    """Delete what was put away for long."""
    assets.clean(now=timezone.now())
