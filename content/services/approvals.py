"""Approval before a document goes out: asked for, given, refused with words. Nobody approves their own work while somebody else may."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from accounts import selectors as people
from content import events, locks, permissions
from content.models import Approval, Document, DocumentSettings, DocumentState, Verdict
from content.refusals import AlreadyAsked, NotConfirmed, NothingToApprove, OwnWork, WordsNeeded
from content.selectors import approvals as asked
from content.services import changing
from content.terms import WORDS_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.versions import check_version

_Fact = TypeVar("_Fact", events.DocumentApproved, events.DocumentSentBack)


@transaction.atomic
def ask(document_id: int, *, by: Actor, now: datetime, note: str = "", seen: int | None = None) -> Approval:
    """Ask for approval of the document as it stands. Raises NotConfirmed, AlreadyAsked, PreconditionFailed, NotFound, NotAllowed,
    DocumentLocked, DocumentPutAway."""
    document = changing.changeable(document_id, by=by)
    changing.refuse_unseen(document, seen)
    if document.state != DocumentState.DRAFT:
        raise AlreadyAsked
    if not document.is_confirmed:
        raise NotConfirmed
    approval = Approval(
        organisation_id=document.organisation_id,
        document=document,
        of_version=document.version,
        note=note.strip()[:WORDS_LENGTH],
        asked_by_id=by.user_id,
        asked_at=now,
    )
    approval.full_clean(exclude=["asked_by", "organisation"])
    approval.save()
    _set_state(document, DocumentState.REVIEW)
    audit(document, "content.document.approval_asked", by=by)
    publish(
        events.ApprovalAsked(
            document_id=document.pk,
            public_id=document.public_id,
            approval_id=approval.pk,
            asked_by_id=by.user_id,
        )
    )
    return approval


@transaction.atomic
def approve(
    document_id: int, *, by: Actor, now: datetime, words: str = "", seen: int | None = None
) -> Approval:
    """It may go out as it stands. Raises NothingToApprove, OwnWork, PreconditionFailed, NotFound, NotAllowed."""
    document, approval = _decidable(document_id, by=by, seen=seen)
    _decide(approval, Verdict.APPROVED, words, by=by, now=now)
    _set_state(document, DocumentState.APPROVED)
    audit(document, "content.document.approved", by=by)
    publish(_decided(events.DocumentApproved, document, approval))
    return approval


@transaction.atomic
def send_back(document_id: int, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Approval:
    """It is to be changed first, and how. Raises WordsNeeded, and as `approve`."""
    document, approval = _decidable(document_id, by=by, seen=seen)
    if not words.strip():
        raise WordsNeeded
    _decide(approval, Verdict.SENT_BACK, words, by=by, now=now)
    _set_state(document, DocumentState.DRAFT)
    audit(document, "content.document.sent_back", by=by)
    publish(_decided(events.DocumentSentBack, document, approval))
    return approval


@transaction.atomic
def take_back(document_id: int, *, by: Actor, now: datetime) -> Document:
    """Ask no longer. Idempotent. Raises NotFound, NotAllowed, DocumentLocked, DocumentPutAway."""
    document = changing.changeable(document_id, by=by)
    approval = asked.in_force(document.pk)
    if approval is not None and not approval.verdict:
        _decide(approval, Verdict.WITHDRAWN, "", by=by, now=now)
        _set_state(document, DocumentState.DRAFT)
        audit(document, "content.document.approval_withdrawn", by=by)
    return document


@transaction.atomic
def set_needed(*, needs_approval: bool, by: Actor, version: str | None = None) -> DocumentSettings:
    """Whether documents need approval before they go out. Idempotent. Raises NotAllowed, PreconditionFailed."""
    require(by, permissions.SETTINGS_CHANGE)
    row, is_new = DocumentSettings.objects.get_or_create(organisation_id=by.organisation_id)
    row = locks.lock_settings(row.pk)
    if not is_new:  # else nobody can have seen another one
        check_version(row, version)
    if row.needs_approval != needs_approval:
        row.needs_approval, row.version = needs_approval, row.version + 1
        row.save(update_fields=["needs_approval", "version"])
        changes = {"needs_approval": [not needs_approval, needs_approval]}
        audit(row, "content.settings.changed", by=by, changes=changes)
    return row


def _decidable(document_id: int, *, by: Actor, seen: int | None) -> tuple[Document, Approval]:
    document = changing.lock(document_id, by=by)
    require(by, permissions.DOCUMENT_APPROVE)
    approval = asked.in_force(document.pk)
    if approval is None or approval.verdict or document.removed_at is not None:
        raise NothingToApprove
    changing.refuse_unseen(document, seen)
    deciding = asked.approvers(document, approval)
    if by.user_id not in deciding:
        raise OwnWork(names=", ".join(sorted(people.labels_of(deciding).values())))
    return document, approval


def _decide(approval: Approval, verdict: Verdict, words: str, *, by: Actor, now: datetime) -> None:
    approval.verdict, approval.words = verdict, words.strip()[:WORDS_LENGTH]
    approval.decided_by_id, approval.decided_at = by.user_id, now
    approval.save(update_fields=["verdict", "words", "decided_by", "decided_at"])


def _set_state(document: Document, state: DocumentState) -> None:
    document.state = state
    document.save(update_fields=["state"])


def _decided(fact: type[_Fact], document: Document, approval: Approval) -> _Fact:
    return fact(
        document_id=document.pk,
        public_id=document.public_id,
        approval_id=approval.pk,
        asked_by_id=approval.asked_by_id,
        decided_by_id=approval.decided_by_id,
    )
