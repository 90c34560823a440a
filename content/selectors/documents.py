"""Documents as pages and the API find them."""

from content.models import Document
from synthai.core.errors import NotFound


def get_document(public_id: str) -> Document:
    """The document with this id, put away or not: the one door for pages and API. Needs its tenant. Raises NotFound."""
    found = Document.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
