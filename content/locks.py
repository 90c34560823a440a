"""Every row lock of content. Order: document, then what hangs on it; template, clause."""

from datetime import datetime

from content.models import (
    AiSettings,
    Clause,
    Document,
    DocumentSettings,
    Template,
    WordTemplate,
    WritingRun,
)
from synthai.core.errors import NotFound


def lock_document(document_id: int) -> Document:
    """The document, locked until the transaction ends. Raises NotFound."""
    found = Document.objects.select_for_update().filter(pk=document_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_writing_run(run_id: int) -> WritingRun:
    """The run, locked until the transaction ends. Raises NotFound."""
    rows = WritingRun.objects.select_for_update(of=("self",), no_key=True)
    found: WritingRun | None = rows.filter(pk=run_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_ai_settings(organisation_id: int | None, *, now: datetime) -> AiSettings:
    """What the organisation chose about language models, made when it never chose."""
    fresh = AiSettings(organisation_id=organisation_id, changed_at=now)
    AiSettings.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = AiSettings.objects.select_for_update(of=("self",), no_key=True)
    found: AiSettings = rows.order_by("pk").get()
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
