"""What the pages of a document show: contexts of templates, without rules and without writes."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from content import permissions
from content.forms.documents import SectionForm
from content.models import Document, DocumentState
from content.selectors import approvals, blueprints, clauses, confidential, papers, sending
from content.selectors.papers import DocumentPage, Section
from content.views import writing_screens
from synthai.core.access import TenantRequest


def document(request: TenantRequest, found: Document, *, active: str) -> dict[str, Any]:
    """What every page of a document shows: its state, its tabs, what may be done."""
    may_write = request.actor.can(permissions.DOCUMENT_WRITE)
    return {
        "document": found,
        "tabs": _tabs(request, found, active),
        "can_write": may_write and not found.is_locked and found.removed_at is None,
        "can_copy": may_write,
        "can_hide": may_write and may_hide(request, found),
        "can_send": request.actor.can(permissions.DOCUMENT_SEND),
    }


def may_hide(request: TenantRequest, found: Document) -> bool:
    """Whether this person says who sees the document."""
    return found.created_by_id == request.actor.user_id or confidential.may_see_all(request.actor)


def detail(request: TenantRequest, found: Document) -> dict[str, Any]:
    """The page with the paper."""
    page = papers.of_document(found)
    writing = writing_screens.part(request, found, drafted=any(each.draft for each in page.sections))
    shown = {
        **document(request, found, active="document"),
        **state(request, found, page),
        "page": page,
        "paper": page.composition.paper,
        "laid": page.laid,
        "can_settle": request.actor.can(permissions.SETTINGS_CHANGE),
        "writing": writing,
        **_its_template(request, found),
    }
    return shown | {"next_step": _next_step(shown), "being_signed": _being_signed(found)}


def _its_template(request: TenantRequest, found: Document) -> dict[str, str]:
    """For who may write templates: the own template that it is made of, or the one of ours that can become one."""
    if not request.actor.can(permissions.TEMPLATE_CHANGE):
        return {}
    ours = blueprints.newest(found.ref) if blueprints.is_of_library(found.ref) else ""
    return {"own_template": blueprints.own_id(found.ref), "our_template": ours}


def _being_signed(found: Document) -> sending.Standing | None:
    """How far an open request for signatures is."""
    newest = sending.requests(found).first() if found.state == DocumentState.SENT else None
    return sending.standing(newest) if newest is not None and newest.is_open else None


def _next_step(shown: dict[str, Any]) -> str:
    """The one thing that this document waits for; empty where approval says it, or a run is writing."""
    found: Document = shown["document"]
    writing = shown["writing"]
    if found.removed_at is not None or writing["active"]:
        return ""
    if found.is_locked:
        return str(found.state)
    if shown["page"].missing:
        return "questions"
    if not found.is_confirmed:
        return "write" if writing["can_draft"] and not found.texts else "confirm"
    return "send" if shown["is_ready"] else ""


def state(request: TenantRequest, found: Document, page: DocumentPage) -> dict[str, Any]:
    """What stands above the paper: what is missing, who has to say yes."""
    needs_approval = approvals.is_needed(found)
    return {
        "page": page,
        "changed_clauses": clauses.changed_since(found, blueprints.get(found.ref)),
        "needs_approval": needs_approval,
        "standing": approvals.standing(found, request.actor),
        "newest_approval": next(iter(approvals.history(found.pk)), None),
        "is_ready": found.is_confirmed and (not needs_approval or found.state == "approved"),
    }


def section(request: TenantRequest, found: Document, section_: Section, **more: Any) -> dict[str, Any]:
    """The editor of a section."""
    form = SectionForm(initial={"body": section_.body, "seen": found.version})
    return {
        **document(request, found, active="document"),
        "section": section_,
        "form": form,
        **more,
    }


def _tabs(request: TenantRequest, found: Document, active: str) -> list[dict[str, Any]]:
    ids = [request.organisation.slug, found.public_id]
    pages = [
        ("document", _("Document"), "content:document"),
        ("questions", _("Questions"), "content:questions"),
        ("versions", _("Versions"), "content:versions"),
        ("sending", _("Sending"), "content:sending"),
    ]
    return [
        {"label": label, "url": reverse(view, args=ids), "active": key == active, "count": None}
        for key, label, view in pages
        if key != "questions" or not (found.is_locked or found.removed_at)
    ]
