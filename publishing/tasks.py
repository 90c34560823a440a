"""Background work of publishing: fetch, one service call."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts import selectors as people
from publishing import (
    check_tasks,  # noqa: F401 - registers them
    translation_tasks,  # noqa: F401 - registers them
    workflow_tasks,  # noqa: F401 - registers them
)
from publishing.services import (
    answering,
    asking,
    comment_moderation,
    comment_telling,
    comments,
    page_cache,
    reader_hints,
)
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def pages_forget(*, organisation_id: int, **_: Any) -> None:
    """Public pages of the shelf are drawn anew."""
    slug = people.slug_of(organisation_id)
    page_cache.forget(slug, is_platform=slug == settings.PLATFORM_ORGANISATION)


@tenant_task(queue="default")
def comments_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who is answered and who wrote the piece of a comment that readers see."""
    comment_telling.shown(payload["comment_id"], now=timezone.now())


@tenant_task(queue="default")
def comments_wait(*, organisation_id: int, **_: Any) -> None:
    """Tell moderators that something waits for them."""
    comment_telling.waits(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def comments_unsign(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Who left an organisation does not speak in its name any more."""
    comment_moderation.unsign(payload["user_id"], organisation_id)


@tenant_task(queue="default")
def comments_forget(**_: Any) -> None:
    """Empty comments that were taken back a month ago."""
    comments.forget_words(now=timezone.now())


@tenant_task(queue="default", max_retries=0)
def readers_hint_late(*, organisation_id: int, piece: str, **_: Any) -> None:
    """The hint at the end of a burst of readers."""
    reader_hints.ring_late(organisation_id, piece)


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
