"""What every change of a document has in common: who may, whether it still may be changed, who was first, and what the change undoes."""

from collections.abc import Callable, Iterable
from datetime import datetime

from content import events, locks, permissions
from content.models import Approval, Document, DocumentState, Verdict
from content.refusals import ChangedMeanwhile, Clash, DocumentLocked, DocumentPutAway
from content.selectors import confidential, found
from synthai.core.access import Actor, require
from synthai.core.errors import PreconditionFailed
from synthai.core.events import publish
from synthai.core.search import index

TITLE = "title"
FACTS = "facts"
_NOT_JUDGED = {
    "answers",
    "texts",
    "facts",
    "touched",
    "created_by",
    "changed_by",
    "copied_from",
    "organisation",
}


def text(key: str) -> str:
    """What `touched` calls a section."""
    return f"text:{key}"


def answer(key: str) -> str:
    """What `touched` calls an answer."""
    return f"answer:{key}"


def lock(document_id: int, *, by: Actor) -> Document:
    """The document, locked, if they may see it: no key that was learnt elsewhere opens what a page would not show. Raises NotFound."""
    document = locks.lock_document(document_id)
    confidential.refuse_hidden(document, by)
    return document


def changeable(document_id: int, *, by: Actor) -> Document:
    """The document, locked, for a change. Part of a transaction. Raises NotFound, NotAllowed, DocumentPutAway, DocumentLocked."""
    document = lock(document_id, by=by)
    require(by, permissions.DOCUMENT_WRITE)
    if document.removed_at is not None:
        raise DocumentPutAway
    if document.is_locked:
        raise DocumentLocked
    return document


def judge(document: Document, seen: int | None, clashes: Callable[[], Iterable[Clash]]) -> None:
    """Raise ChangedMeanwhile when one of these parts was changed after the version its editor saw. None: nobody saw any."""
    if seen is None or seen >= document.version:
        return
    lost = [clash for clash in clashes() if document.was_touched_after(clash.part, seen)]
    if lost:
        raise ChangedMeanwhile(lost, version=document.version)


def refuse_unseen(document: Document, seen: int | None) -> None:
    """Raise PreconditionFailed when anything was changed after the version that somebody saw: they would say yes to what they never read."""
    if seen is not None and seen != document.version:
        raise PreconditionFailed


def changed(
    document: Document, parts: Iterable[str], *, by: Actor, now: datetime, is_title: bool = False
) -> None:
    """Count the change, note who made it, and store the document. What it says being another now (`is_title`: it says the same), nobody has
    confirmed it any more, and an approval counts no more. Needs the document's lock."""
    document.version += 1
    document.touched = {**document.touched, **dict.fromkeys(parts, document.version)}
    document.changed_at = now
    if by.user_id is not None:
        document.changed_by_id = by.user_id
    if not is_title:
        document.confirmed_at = None
        _void_approval(document, now=now)
    check(document)
    document.save()
    index.changed(found.NAME, document.public_id)


def check(document: Document) -> None:
    """Raise ValidationError for a title that is none. What it says may be empty, and is judged where it comes in."""
    document.full_clean(exclude=_NOT_JUDGED)


def _void_approval(document: Document, *, now: datetime) -> None:
    """A change after approval was asked for, or given."""
    if document.state not in {DocumentState.REVIEW, DocumentState.APPROVED}:
        return
    document.state = DocumentState.DRAFT
    for approval in Approval.objects.in_force().filter(document_id=document.pk).order_by("pk"):
        approval.verdict, approval.decided_at = Verdict.VOID, now
        approval.save(update_fields=["verdict", "decided_at"])
        publish(
            events.ApprovalVoided(
                document_id=document.pk, public_id=document.public_id, approval_id=approval.pk
            )
        )
