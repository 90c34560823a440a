"""Background work of media: fetch, one service call."""

from typing import Any

from django.utils import timezone

from media.services import assets
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def assets_clean(**_: Any) -> None:
    """Delete what was put away for long."""
    assets.clean(now=timezone.now())
