"""Every row lock of content. Order: document, then what hangs on it; template, clause."""

from content.models import Clause, Document, DocumentSettings, Template, WordTemplate
from synthai.core.errors import NotFound


def lock_document(document_id: int) -> Document:
    """The document, locked until the transaction ends. Raises NotFound."""
    found = Document.objects.select_for_update().filter(pk=document_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_settings(settings_id: int) -> DocumentSettings:
    """The organisation's settings of documents, locked until the transaction ends. Raises NotFound."""
    rows = DocumentSettings.objects.select_for_update().filter(pk=settings_id)
    found: DocumentSettings | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_word_template(template_id: int) -> WordTemplate:
    """The Word template, locked until the transaction ends. Raises NotFound."""
    found = WordTemplate.objects.select_for_update().filter(pk=template_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_template(template_id: int) -> Template:
    """The template, locked until the transaction ends. Raises NotFound."""
    rows = Template.objects.select_for_update(of=("self",)).select_related("changed_by")
    found = rows.filter(pk=template_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_clause(clause_id: int) -> Clause:
    """The clause, locked until the transaction ends. Raises NotFound."""
    rows = Clause.objects.select_for_update(of=("self",)).select_related("changed_by")
    found = rows.filter(pk=clause_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
