"""Whether approval is needed, who may give it, and what was said."""

from dataclasses import dataclass

from accounts import selectors as people
from content import permissions
from content.models import Approval, Document, DocumentSettings, DocumentState
from content.selectors import confidential
from synthai.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The request that waits or holds, and whether this person may decide it; `others` are the names of those who may when this one may not."""

    approval: Approval | None
    may_decide: bool
    others: tuple[str, ...] = ()


def settings_of() -> DocumentSettings:
    """The organisation's settings; unsaved defaults where nobody set any. Needs the tenant. One query."""
    return DocumentSettings.objects.order_by("pk").first() or DocumentSettings()


def is_needed(document: Document) -> bool:
    """Whether somebody has to approve it before it goes out. One query."""
    return settings_of().needs_approval


def may_go_out(document: Document) -> bool:
    """Whether nothing stands against sending it but open questions: it is read, and approved where that is demanded. One query."""
    if document.removed_at is not None:
        return False
    if document.is_locked:
        return True
    return document.is_confirmed and (document.state == DocumentState.APPROVED or not is_needed(document))


def in_force(document_id: int) -> Approval | None:
    """The request that waits or holds, with the people. One query."""
    rows = Approval.objects.in_force().filter(document_id=document_id)
    return rows.select_related("asked_by", "decided_by").order_by("pk").first()


def history(document_id: int) -> list[Approval]:
    """All requests of a document, newest first. One query."""
    rows = Approval.objects.filter(document_id=document_id).select_related("asked_by", "decided_by")
    return list(rows.order_by("-asked_at", "-pk")[:50])


def workers_on(document: Document, approval: Approval) -> set[int]:
    """Keys of those whose own work it is: who began it, changed it last, and asked."""
    found = {document.created_by_id, document.changed_by_id, approval.asked_by_id}
    return {user_id for user_id in found if user_id is not None}


def approvers(document: Document, approval: Approval) -> list[int]:
    """Keys of those who may decide: everybody with the capability but those whose own work it is; only when nobody else is there, those too."""
    holders = people.member_ids_holding(document.organisation_id or 0, permissions.DOCUMENT_APPROVE)
    holders = confidential.readers(document, holders)
    others = [user_id for user_id in holders if user_id not in workers_on(document, approval)]
    return others or holders


def standing(document: Document, by: Actor) -> Standing:
    """What the page shows. Three queries at most."""
    approval = in_force(document.pk)
    if approval is None or approval.verdict:
        return Standing(approval=approval, may_decide=False)
    deciding = approvers(document, approval)
    if by.user_id in deciding and by.can(permissions.DOCUMENT_APPROVE):
        return Standing(approval=approval, may_decide=True)
    names = people.labels_of(deciding)
    return Standing(approval=approval, may_decide=False, others=tuple(sorted(names.values())))
