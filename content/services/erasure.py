"""What content deletes when an organisation ends: every row and file of it (POPIA s24)."""

from content.models import (
    AiSettings,
    Approval,
    BannedWord,
    BulkPart,
    BulkRow,
    BulkRun,
    Clause,
    ClauseVersion,
    CopyRequest,
    CopyVariant,
    Document,
    DocumentSettings,
    DocumentVersion,
    ModelCall,
    ModelSpend,
    Obligation,
    ReadDocument,
    ReadPage,
    RememberedAnswer,
    RunSection,
    ShareLink,
    ShareView,
    Signer,
    SigningEvent,
    SigningRequest,
    Template,
    TemplateVersion,
    WordTemplate,
    WordTemplateVersion,
    WritingRun,
)
from content.services import bulk_ending
from synthai.core import files
from synthai.core.after_commit import after_commit

# Children first: nothing is left for a foreign key to protect.
_MODELS = (
    BulkPart,
    BulkRow,
    BulkRun,
    ModelCall,
    ModelSpend,
    AiSettings,
    RunSection,
    WritingRun,
    Obligation,
    ShareView,
    ShareLink,
    SigningEvent,
    Signer,
    SigningRequest,
    ReadPage,
    ReadDocument,
    CopyVariant,
    CopyRequest,
    BannedWord,
    RememberedAnswer,
    DocumentSettings,
    Approval,
    DocumentVersion,
    Document,
    TemplateVersion,
    Template,
    ClauseVersion,
    Clause,
    WordTemplateVersion,
    WordTemplate,
)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and its files after the commit. Needs its tenant."""
    for path in _paths(organisation_id):
        after_commit(files.delete, path)
    for model in _MODELS:
        model.objects.filter(organisation_id=organisation_id).delete()


def _paths(organisation_id: int) -> set[str]:
    kept = DocumentVersion.objects.filter(organisation_id=organisation_id).exclude(pdf="")
    sealed = SigningRequest.objects.filter(organisation_id=organisation_id).exclude(sealed_path="")
    uploaded = WordTemplateVersion.objects.filter(organisation_id=organisation_id)
    read = ReadDocument.objects.filter(organisation_id=organisation_id).exclude(path="")
    return {
        *read.values_list("path", flat=True),
        *bulk_ending.paths(organisation_id),
        *kept.values_list("pdf", flat=True),
        *sealed.values_list("sealed_path", flat=True),
        *uploaded.values_list("path", flat=True),
    }
