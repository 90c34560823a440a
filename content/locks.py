"""Every row lock of content. Order: bulk run, document, then what hangs on it; request before signer; template, clause."""

from datetime import datetime

from content.models import (
    AiSettings,
    BulkRun,
    Clause,
    CopyRequest,
    CopyVariant,
    Document,
    DocumentSettings,
    Obligation,
    ReadDocument,
    ShareLink,
    Signer,
    SigningRequest,
    Template,
    WordTemplate,
    WritingRun,
)
from synthai.core.errors import NotFound


def lock_bulk(run_id: int) -> BulkRun:
    """A table that becomes documents, locked until the transaction ends. Raises NotFound."""
    rows = BulkRun.objects.select_for_update(of=("self",), no_key=True)
    found: BulkRun | None = rows.filter(pk=run_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_expired_bulk(*, now: datetime, limit: int) -> list[BulkRun]:
    """Tables whose days are over, locked until the transaction ends; those that somebody else holds are left for the next time."""
    rows = BulkRun.objects.expired(now=now).select_for_update(of=("self",), skip_locked=True)
    return list(rows.order_by("pk")[:limit])


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


def lock_link(link_id: int) -> ShareLink:
    """A link, locked until the transaction ends. Raises NotFound."""
    found = ShareLink.objects.select_for_update().filter(pk=link_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_request(request_id: int) -> SigningRequest:
    """A request for signatures, locked until the transaction ends: whoever signs, declines or withdraws waits here. Raises NotFound."""
    found = SigningRequest.objects.select_for_update().filter(pk=request_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_signer(signer_id: int) -> Signer:
    """A signer, locked until the transaction ends; the request is locked before, where both are. Raises NotFound."""
    found = Signer.objects.select_for_update().filter(pk=signer_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_obligation(obligation_id: int) -> Obligation:
    """A date in a document, locked until the transaction ends. Raises NotFound."""
    found = Obligation.objects.select_for_update().filter(pk=obligation_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_word_template(template_id: int) -> WordTemplate:
    """The Word template, locked until the transaction ends. Raises NotFound."""
    found = WordTemplate.objects.select_for_update().filter(pk=template_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_read(read_id: int) -> ReadDocument:
    """The document that was read in, locked until the transaction ends. Raises NotFound."""
    rows = ReadDocument.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found: ReadDocument | None = rows.filter(pk=read_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_copy(copy_id: int) -> CopyRequest:
    """The marketing text that was asked for, locked until the transaction ends. Raises NotFound."""
    rows = CopyRequest.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found: CopyRequest | None = rows.filter(pk=copy_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_variant(variant_id: int) -> CopyVariant:
    """One variant, locked until the transaction ends; its request is locked before. Raises NotFound."""
    rows = CopyVariant.objects.select_for_update(of=("self",), no_key=True).select_related("request")
    found: CopyVariant | None = rows.filter(pk=variant_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
