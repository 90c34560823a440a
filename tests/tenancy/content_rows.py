"""Rows of everything about documents, for the sweeps."""

from typing import Any

from django.utils import timezone

from content.models import Document, DocumentVersion
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person
from tests.tenancy import (
    content_bulk_rows,
    content_document_rows,
    content_reading_rows,
    content_sending_rows,
    content_template_rows,
    content_word_rows,
    content_writing_rows,
)


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Stores a row of every kind. Returns what addresses call them."""
    now = timezone.now()
    with tenant(organisation):
        document = Document.objects.create(
            title=f"Quotation of {organisation.name}",
            ref="library:quotation:1",
            created_by=owner.user,
            created_at=now,
            changed_at=now,
        )
        DocumentVersion.objects.create(
            document=document, number=1, title=document.title, ref=document.ref, language="en", made_at=now
        )
        found = {
            **content_document_rows.store(document, organisation, now=now),
            **content_sending_rows.store(organisation, owner, document),
            **content_template_rows.store(organisation, owner),
            **content_writing_rows.store(document, owner.user),
            **content_word_rows.store(organisation, owner),
            **content_reading_rows.store(organisation, owner),
            **content_bulk_rows.store(organisation, owner),
        }
    return {"content_document": document.public_id, **found}
