"""How a request for signatures ends: signed by everybody, declined, withdrawn, or its time over. And its reminders on the way."""

from datetime import datetime

from django.db import transaction

from content import events, locks, permissions
from content import sending_refusals as refusals
from content import signing_terms as terms
from content.models import (
    Document,
    DocumentState,
    RequestState,
    SealState,
    Signer,
    SignerState,
    SigningRequest,
)
from content.selectors import confidential, found
from content.services.signing import asking, chain
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.search import index


def complete(request: SigningRequest, *, now: datetime) -> None:
    """Everybody signed: a worker seals the file. Assumes that the request is locked."""
    request.state, request.seal_state, request.ended_at = RequestState.COMPLETED, SealState.WAITING, now
    request.remind_at = None
    request.save(update_fields=["state", "seal_state", "ended_at", "remind_at"])
    chain.note(request, "completed", "SynthAI", now=now)
    Document.objects.filter(pk=request.document_id).update(state=DocumentState.SIGNED)
    document = request.document.public_id
    index.changed(found.NAME, document)
    publish(events.SigningCompleted(document=document, request=request.public_id, request_id=request.pk))


def declined(request: SigningRequest, reason: str, *, now: datetime) -> None:
    """Somebody said no. Assumes that the request is locked; its entry is written already."""
    _end(request, RequestState.DECLINED, reason, now=now)


@transaction.atomic
def withdraw(request_id: int, reason: str, *, by: Actor, now: datetime) -> SigningRequest:
    """Take the request back; who was asked is told. Raises NotFound, NotAllowed, SigningOver."""
    request = locks.lock_request(request_id)
    confidential.refuse_hidden(request.document, by)
    require(by, permissions.DOCUMENT_SEND)
    if request.state != RequestState.OPEN:
        raise refusals.SigningOver
    chain.note(request, "withdrawn", by.label, now=now, reason=reason)
    _end(request, RequestState.WITHDRAWN, reason, now=now)
    audit(request, "content.signing.withdrawn", by=by, changes={"reason": [None, reason]})
    return request


def look_after(request_id: int, *, now: datetime) -> None:
    """The sweep's visit: end what is over, remind who was asked and has not answered. Idempotent. Needs the tenant."""
    with transaction.atomic():
        request = locks.lock_request(request_id)
        if request.state != RequestState.OPEN:
            return
        if now >= request.expires_at:
            chain.note(request, "expired", "SynthAI", now=now)
            _end(request, RequestState.EXPIRED, "", now=now)
            return
        _remind(request, now=now)


@transaction.atomic
def remind_now(signer_id: int, *, by: Actor, now: datetime) -> None:
    """The sender's own reminder, which spends none of the planned ones. Raises NotFound, NotAllowed, SigningOver, NotYourTurn, RemindedJustNow."""
    request_id = Signer.objects.filter(pk=signer_id).values_list("request_id", flat=True).first()
    request = locks.lock_request(request_id or 0)
    confidential.refuse_hidden(request.document, by)
    require(by, permissions.DOCUMENT_SEND)
    if not asking.is_running(request, now=now):
        raise refusals.SigningOver
    signer = locks.lock_signer(signer_id)
    if signer.state != SignerState.ASKED:
        raise refusals.NotYourTurn
    if chain.was_told(signer, "reminded", since=now - terms.REMIND_PAUSE, until=now):
        raise refusals.RemindedJustNow
    chain.note(request, "reminded", by.label, now=now, signer=signer, address=signer.email)
    asking.publish_ask(request, signer, is_reminder=True)


def _remind(request: SigningRequest, *, now: datetime) -> None:
    for signer in Signer.objects.filter(request=request, state=SignerState.ASKED).order_by("place", "id"):
        due = asking.next_reminder(request, signer)
        if due is not None and due <= now:
            signer.reminders = len(_passed(request, signer, now))
            signer.save(update_fields=["reminders"])
            chain.note(request, "reminded", "SynthAI", now=now, signer=signer, address=signer.email)
            asking.publish_ask(request, signer, is_reminder=True)
    asking.plan_reminder(request, now=now)


def _passed(request: SigningRequest, signer: Signer, now: datetime) -> list[int]:
    """The days of reminding that are behind us: after a long standstill one reminder goes out, not all of them."""
    asked = signer.asked_at or now
    return [days for days in request.remind_after if (now - asked).total_seconds() >= int(days) * 86_400]


def _end(request: SigningRequest, state: RequestState, reason: str, *, now: datetime) -> None:
    request.state, request.ended_at, request.reason, request.remind_at = state, now, reason, None
    request.save(update_fields=["state", "ended_at", "reason", "remind_at"])
    publish(
        events.SigningEnded(
            document=request.document.public_id,
            request=request.public_id,
            request_id=request.pk,
            how=state.value,
        )
    )
