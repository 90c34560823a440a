"""Documents as pages and the API find them."""

from dataclasses import dataclass
from typing import Any

from content.models import Document, DocumentState, DocumentVersion, VersionKind
from content.selectors import confidential, veils
from synthai.core.access import Actor
from synthai.core.errors import NotFound

STATES = {
    "draft": [DocumentState.DRAFT],
    "review": [DocumentState.REVIEW],
    "approved": [DocumentState.APPROVED],
    "sent": [DocumentState.SENT, DocumentState.SIGNED, DocumentState.DECLINED],
}


@dataclass(frozen=True, kw_only=True)
class DocumentFilter:
    """What a list shows. `state` is one of STATES, `template` a ref without its version, `is_away` those put away instead."""

    words: str = ""
    state: str = ""
    template: str = ""
    is_away: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing was chosen."""
        return self == DocumentFilter(is_away=self.is_away)


def get_document(public_id: str, *, by: Actor) -> Document:
    """The document with this id, put away or not, if they may see it: the one door for pages and API. Needs its tenant. Raises
    NotFound."""
    rows = Document.objects.select_related("changed_by", "copied_from").filter(public_id=public_id)
    found = rows.filter(confidential.visible(by)).order_by("pk").first()
    if found is None:
        raise NotFound
    return veils.for_reader(found, by)


def documents(chosen: DocumentFilter, *, by: Actor) -> Any:
    """Documents that they may see, with who changed them last, without what they say. One query."""
    rows = Document.objects.away() if chosen.is_away else Document.objects.kept()
    rows = rows.filter(confidential.visible(by)).matching(chosen.words)
    if chosen.state in STATES:
        rows = rows.filter(state__in=STATES[chosen.state])
    if chosen.template:
        rows = rows.filter(ref__startswith=f"{chosen.template}:")
    return rows.select_related("changed_by").defer("answers", "texts", "facts", "touched")


def versions(document: Document) -> Any:
    """Versions of a document with who made them, without what they say. One query."""
    rows = DocumentVersion.objects.filter(document_id=document.pk).select_related("made_by")
    return rows.defer("answers", "texts", "facts")


def sent_before(document: Document, *, by: Actor) -> DocumentVersion | None:
    """The version that went out of the document that this one is the next version of, for who may see that one. Two queries at most."""
    source = document.copied_from
    if source is None or not source.is_locked or not confidential.may_see(source, by):
        return None
    rows = DocumentVersion.objects.filter(document_id=source.pk, kind=VersionKind.SENT)
    found: DocumentVersion | None = rows.order_by("-number").first()
    if found is not None:
        found.is_veiled = not veils.may_see_private(source, by)
    return found


def get_version(document: Document, number: int) -> DocumentVersion:
    """One version with all it says, for the reader that the document is for. Raises NotFound."""
    rows = DocumentVersion.objects.filter(document_id=document.pk, number=number)
    found: DocumentVersion | None = rows.select_related("made_by").order_by("pk").first()
    if found is None:
        raise NotFound
    found.is_veiled = document.is_veiled
    return found
