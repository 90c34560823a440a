"""Background work around checks: pieces are looked at, addresses asked, writers told. Fetch, one service call."""

from typing import Any

from django.utils import timezone

from publishing.services import check_digests, check_wishes, checks, link_checks, suggesting
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def check_want(*, payload: dict[str, Any], **_: Any) -> None:
    """What readers see of a piece is another: look at it soon."""
    check_wishes.wanted(payload["piece_id"], now=timezone.now())


@tenant_task(queue="default")
def checks_run(**_: Any) -> None:
    """Look at pieces whose turn it is."""
    checks.run_due(now=timezone.now())


@tenant_task(queue="default")
def checks_adopt(**_: Any) -> None:
    """Take in pieces that nobody looked at yet."""
    check_wishes.adopt(now=timezone.now())


@tenant_task(queue="default", max_retries=0)
def links_ask(**_: Any) -> None:
    """Ask addresses elsewhere whether somebody answers."""
    link_checks.ask_due(now=timezone.now())


@tenant_task(queue="default")
def links_forget(**_: Any) -> None:
    """Forget addresses that nothing leads to."""
    link_checks.clean(now=timezone.now())


@tenant_task(queue="default")
def checks_tell(*, organisation_id: int, **_: Any) -> None:
    """Tell writers what waits to be mended."""
    check_digests.tell(organisation_id, now=timezone.now())


@tenant_task(queue="ai", max_retries=0)
def suggestion_write(*, payload: dict[str, Any], **_: Any) -> None:
    """Ask a language model for a suggestion."""
    suggesting.write(payload["suggestion_id"])


@tenant_task(queue="default")
def suggestions_give_up(**_: Any) -> None:
    """Say of suggestions whose worker is gone that they were taken from the text."""
    suggesting.give_up(now=timezone.now())
