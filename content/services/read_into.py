"""Facts that were taken over from a document of others, put into a document of one's own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content import permissions
from content.models import Document, ReadDocument
from content.selectors import reads as selectors
from content.selectors.documents import get_document
from content.services import changing
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.facts import storing


class NothingTaken(Conflict):
    """No fact was ticked."""

    code = "content.read.nothing_taken"
    message = _("No fact of this document was ticked yet. Tick what you want to use, and save that first.")


class NoDocument(DomainError):
    """None was chosen."""

    code = "content.read.no_document"
    title = _("No document was chosen")
    status = 422
    field = "document"
    message = _("Choose the document that the facts are to stand in.")


def chosen(public_id: str, *, by: Actor) -> Document:
    """The document that somebody chose. Raises NoDocument, NotFound."""
    if not public_id:
        raise NoDocument
    return get_document(public_id, by=by)


@transaction.atomic
def use_in(found: ReadDocument, document_id: int, *, by: Actor, now: datetime) -> Document:
    """Add the facts to a document that may still change; one of the same name that came before is replaced. Idempotent.

    Raises NotAllowed, NothingTaken, and what `changing.changeable` refuses.
    """
    require(by, permissions.READING_USE)
    document = changing.changeable(document_id, by=by)
    taken = selectors.facts_of(found.pk)
    if not taken:
        raise NothingTaken
    before = {fact.key: fact for fact in storing.load(document.facts)}
    merged = {**before, **{fact.key: fact for fact in taken}}
    if storing.dump(merged.values()) == storing.dump(before.values()):
        return document
    document.facts = storing.dump(merged.values())
    changing.changed(document, [changing.FACTS], by=by, now=now)
    audit(document, "content.document.facts_added", by=by, changes={"facts": [None, len(taken)]})
    return document
