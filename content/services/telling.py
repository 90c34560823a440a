"""Tell approvers what waits for them, and askers what became of it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from content.models import Approval, Verdict
from content.selectors import approvals, confidential
from notifications.services import inbox


def asked(approval_id: int) -> None:
    """Ring the bell of who may decide. Idempotent; nobody is told of what was decided or changed meanwhile."""
    approval = _approval(approval_id)
    if approval is None or approval.verdict:
        return
    wanted = [
        each for each in approvals.approvers(approval.document, approval) if each != approval.asked_by_id
    ]
    name = approval.asked_by.label if approval.asked_by else _("Somebody")
    words = _("%(name)s asks for approval.") % {"name": name}
    said = f"{words} “{approval.note}”" if approval.note else words
    title = _("To approve: %(title)s") % {"title": approval.document.title}
    _tell("content.approval_asked", wanted, approval, title=title, body=said)


def decided(approval_id: int) -> None:
    """Tell who asked. Idempotent."""
    approval = _approval(approval_id)
    if approval is None or approval.asked_by_id is None or approval.asked_by_id == approval.decided_by_id:
        return
    asker = [
        each for each in people.user_ids_of(approval.organisation_id or 0) if each == approval.asked_by_id
    ]
    if not confidential.readers(approval.document, asker):
        return
    words = _("Approved: %(title)s") if approval.verdict == Verdict.APPROVED else _("Sent back: %(title)s")
    name = approval.decided_by.label if approval.decided_by else _("Somebody")
    said = f"{name}: “{approval.words}”" if approval.words else name
    title = words % {"title": approval.document.title}
    _tell("content.approval_given", [approval.asked_by_id], approval, title=title, body=said)


def _approval(approval_id: int) -> Approval | None:
    rows = Approval.objects.select_related("document", "asked_by", "decided_by").filter(pk=approval_id)
    return rows.order_by("pk").first()


def _tell(kind: str, wanted: Iterable[int], approval: Approval, *, title: str, body: str) -> None:
    slug = people.slug_of(approval.organisation_id or 0)
    inbox.notify(
        kind,
        wanted,
        title=title,
        body=body,
        url=reverse("content:document", args=[slug, approval.document.public_id]),
        organisation_id=approval.organisation_id,
        key=f"{kind}:{approval.public_id}",
    )
