"""Making a document confidential, and open again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content import permissions
from content.models import Document, WritingRun
from content.selectors import confidential, found
from content.services import changing
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotAllowed
from synthai.core.search import index


class NotYours(NotAllowed):
    """Only its writer, or who may see all of them."""

    code = "content.document.not_yours_to_hide"
    title = _("You cannot change who sees this document")
    message = _(
        "Who began this document, or somebody who may see confidential documents, says whether it is confidential. Ask one of them."
    )
    remedy = _("Ask who began the document, or a manager.")


class StillWriting(Conflict):
    """Whoever reads along now was let in by what held before."""

    code = "content.document.still_writing"
    title = _("It is being written")
    message = _("This document is being written right now. Wait until that is done, then change who sees it.")
    remedy = _("Wait for the run, or cancel it.")


@transaction.atomic
def set_confidential(document_id: int, *, is_confidential: bool, by: Actor, now: datetime) -> Document:
    """Hide it from all but its writer and who may see such documents, or open it to everybody who reads documents. A document that was sent
    too: who sees it here is no part of what it says. Idempotent. Raises NotFound, NotAllowed, StillWriting."""
    document = changing.lock(document_id, by=by)
    require(by, permissions.DOCUMENT_WRITE)
    if document.is_confidential == is_confidential:
        return document
    is_theirs = by.user_id is not None and by.user_id == document.created_by_id
    if not (is_theirs or confidential.may_see_all(by)):
        raise NotYours
    if WritingRun.objects.active().filter(document=document).exists():
        raise StillWriting
    document.is_confidential = is_confidential
    document.save(update_fields=["is_confidential"])
    if is_confidential:
        index.hidden(found.NAME, document.public_id)
    code = "content.document.hidden" if is_confidential else "content.document.opened"
    audit(document, code, by=by, changes={"is_confidential": [not is_confidential, is_confidential]})
    return document
