"""Background work of publishing: fetch, one service call."""

from typing import Any

from django.conf import settings

from accounts import selectors as people
from publishing import translation_tasks  # noqa: F401 - registers them
from publishing.services import page_cache
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def pages_forget(*, organisation_id: int, **_: Any) -> None:
    """Public pages of the shelf are drawn anew."""
    slug = people.slug_of(organisation_id)
    page_cache.forget(slug, is_platform=slug == settings.PLATFORM_ORGANISATION)
