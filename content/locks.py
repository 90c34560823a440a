"""Every row lock of content. Order: document, then what hangs on it."""

from content.models import Document
from synthai.core.errors import NotFound


def lock_document(document_id: int) -> Document:
    """The document, locked until the transaction ends. Raises NotFound."""
    found = Document.objects.select_for_update().filter(pk=document_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
