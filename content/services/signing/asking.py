"""Signatures asked for: who signs in which place of the paper, in which order, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from content import events, permissions
from content import sending_refusals as refusals
from content import signing_terms as terms
from content.models import (
    DocumentVersion,
    RequestState,
    Signer,
    SignerState,
    SigningRequest,
)
from content.services import changing, request_keys, secrets
from content.services.signing import chain
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One signer, as the sender wants it."""

    name: str
    email: str
    label: str
    role: str = ""
    capacity: str = ""
    place: int = 1


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How it goes. `remind_after`: days after somebody was asked."""

    expires_at: datetime
    in_turn: bool = True
    message: str = ""
    remind_after: tuple[int, ...] = terms.REMIND_AFTER
    request_key: str = ""


@transaction.atomic
def begin(
    version: DocumentVersion, signers: Sequence[Wanted], agreed: Terms, *, by: Actor, now: datetime
) -> SigningRequest:
    """Ask for signatures on a version that was sent; the mails leave after the commit.

    The same `request_key` again gives the request of the first call. Raises NotAllowed, NotSent, SignersWrong, SigningBegun,
    IdempotencyKeyReused.
    """
    document = changing.lock(version.document_id, by=by)
    require(by, permissions.DOCUMENT_SEND)
    if not version.sha256:
        raise refusals.NotSent
    key = request_keys.fingerprint(by, agreed.request_key)
    known: SigningRequest | None = request_keys.made_before(SigningRequest.objects, key)
    if known is not None:
        request_keys.refuse_other(is_same=known.document_id == document.pk)
        return known
    if not 1 <= len(signers) <= terms.MOST_SIGNERS or not all(each.name and each.email for each in signers):
        raise refusals.SignersWrong
    if SigningRequest.objects.open().filter(document=document).exists():
        raise refusals.SigningBegun
    request = SigningRequest(
        document=document,
        shown=version,
        in_turn=agreed.in_turn,
        message=agreed.message,
        expires_at=agreed.expires_at,
        remind_after=sorted(set(agreed.remind_after))[: terms.MOST_REMINDERS],
        created_by_id=by.user_id,
        created_at=now,
        request_key=key,
    )
    request.full_clean()
    request.save()
    for each in signers:
        add(request, each)
    chain.note(request, "begun", by.label, now=now, file=version.sha256, signers=len(signers))
    audit(request, "content.signing.begun", by=by, changes={"document": [None, document.public_id]})
    ask_next(request, now=now)
    return request


def add(request: SigningRequest, wanted: Wanted, *, instead_of: Signer | None = None) -> Signer:
    """One signer more. Assumes that the request is locked, or new."""
    signer = Signer(
        request=request,
        role=wanted.role,
        label=wanted.label,
        capacity=wanted.capacity,
        place=wanted.place,
        name=wanted.name,
        email=wanted.email,
        instead_of=instead_of,
    )
    signer.token_hash = secrets.fingerprint(secrets.token_of(signer))
    signer.full_clean()
    signer.save()
    return signer


def ask_next(request: SigningRequest, *, now: datetime) -> None:
    """Ask whose turn it is: all at once, or those of the lowest place that have not signed. Assumes that the request is locked."""
    waiting = Signer.objects.standing().filter(request=request).exclude(state=SignerState.SIGNED)
    rows = list(waiting.order_by("place", "id"))
    turn = [row for row in rows if not request.in_turn or row.place == rows[0].place]
    for signer in turn:
        if signer.state == SignerState.WAITING:
            ask(request, signer, now=now)
    plan_reminder(request, now=now)


def ask(request: SigningRequest, signer: Signer, *, now: datetime) -> None:
    """Ask one signer. Assumes that the request is locked."""
    signer.state, signer.asked_at = SignerState.ASKED, now
    signer.save(update_fields=["state", "asked_at"])
    chain.note(request, "asked", signer.name, now=now, signer=signer, address=signer.email)
    publish_ask(request, signer, is_reminder=False)


def publish_ask(request: SigningRequest, signer: Signer, *, is_reminder: bool) -> None:
    """The mail follows from it, in a worker."""
    publish(
        events.SignatureAsked(
            request_id=request.pk,
            signer_id=signer.pk,
            request=request.public_id,
            signer=signer.public_id,
            is_reminder=is_reminder,
        )
    )


def plan_reminder(request: SigningRequest, *, now: datetime) -> None:
    """When the sweep has to look again: the next reminder of anybody who was asked. Assumes that the request is locked."""
    asked = Signer.objects.filter(request=request, state=SignerState.ASKED)
    moments = [moment for signer in asked if (moment := next_reminder(request, signer)) is not None]
    request.remind_at = min(moments, default=None)
    request.save(update_fields=["remind_at"])


def next_reminder(request: SigningRequest, signer: Signer) -> datetime | None:
    """When a signer is reminded next; None when all reminders are spent."""
    if signer.asked_at is None or signer.reminders >= len(request.remind_after):
        return None
    return signer.asked_at + timedelta(days=int(request.remind_after[signer.reminders]))


def is_running(request: SigningRequest, *, now: datetime) -> bool:
    """Whether a signature is still taken."""
    return request.state == RequestState.OPEN and now < request.expires_at
