"""Background work of sharing, signing and dates: fetch, one service call."""

from typing import Any

from django.utils import timezone

from content.models import SigningRequest
from content.services import obligations, sharing
from content.services.signing import ending, sealing, telling
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def dates_note(*, payload: dict[str, Any], **_: Any) -> None:
    """Note the dates of a document that went out."""
    obligations.from_version(payload["public_id"], payload["number"], now=timezone.now())


@tenant_task(queue="default")
def view_tell(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell the sender of the first look."""
    if payload["is_first"]:
        telling.viewed(event_id, payload["link"])


@tenant_task(queue="mail")
def signer_ask(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Mail a signer the link, and tell the sender when somebody passed it on."""
    telling.asked(event_id, payload["signer_id"], is_reminder=payload["is_reminder"])
    if not payload["is_reminder"]:
        telling.passed_on(event_id, payload["signer_id"])


@tenant_task(queue="default")
def signature_tell(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell the sender of one more signature."""
    telling.signed(event_id, payload["request"], payload["signer"], payload["left"])


@tenant_task(queue="default")
def signing_seal(*, payload: dict[str, Any], **_: Any) -> None:
    """Seal what everybody signed."""
    sealing.seal(payload["request_id"])


@tenant_task(queue="default")
def signing_tell_sealed(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Send the sealed file round."""
    telling.sealed(event_id, payload["request_id"])


@tenant_task(queue="default")
def signing_tell_ended(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell everybody that there is nothing to sign any more."""
    telling.ended(event_id, payload["request_id"], payload["how"])


@tenant_task(queue="default")
def date_tell(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell who looks after a date."""
    obligations.tell(event_id, payload["obligation_id"])


@tenant_task(queue="default")
def seals_sweep(**_: Any) -> None:
    """Seal what no worker is at any more."""
    for request_id in sealing.unsealed(now=timezone.now()):
        sealing.seal(request_id)


@tenant_task(queue="default")
def signings_sweep(**_: Any) -> None:
    """Remind, and end what is over."""
    now = timezone.now()
    for request_id in SigningRequest.objects.due(now=now).order_by("pk").values_list("pk", flat=True)[:200]:
        ending.look_after(request_id, now=now)


@tenant_task(queue="default")
def dates_sweep(**_: Any) -> None:
    """Announce dates whose day of telling has come."""
    obligations.announce(now=timezone.now())


@tenant_task(queue="default")
def views_forget(**_: Any) -> None:
    """Forget who looked, in time."""
    sharing.forget_old(now=timezone.now())
