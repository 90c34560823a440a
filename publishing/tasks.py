"""Background work of publishing: fetch, one service call."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts import selectors as people
from publishing.services import answering, asking, page_cache
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def pages_forget(*, organisation_id: int, **_: Any) -> None:
    """Public pages of the shelf are drawn anew."""
    slug = people.slug_of(organisation_id)
    page_cache.forget(slug, is_platform=slug == settings.PLATFORM_ORGANISATION)


@tenant_task(queue="ai", time_limit=300)
def question_answer(*, payload: dict[str, Any], **_: Any) -> None:
    """Answer a question."""
    answering.answer(payload["question_id"])


@tenant_task(queue="default")
def questions_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give questions whose worker died to another worker."""
    for question_id in asking.abandoned(now=timezone.now()):
        question_answer.enqueue(organisation_id=organisation_id, payload={"question_id": question_id})


@tenant_task(queue="default")
def questions_purge(**_: Any) -> None:
    """Delete questions whose time is over."""
    asking.purge(now=timezone.now())
