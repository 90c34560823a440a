"""What content deletes when an organisation ends: every row and file of it (POPIA s24)."""

from content.models import (
    AiSettings,
    Approval,
    Clause,
    ClauseVersion,
    Document,
    DocumentSettings,
    DocumentVersion,
    ModelCall,
    ModelSpend,
    RememberedAnswer,
    RunSection,
    Template,
    TemplateVersion,
    WordTemplate,
    WordTemplateVersion,
    WritingRun,
)
from synthai.core import files
from synthai.core.after_commit import after_commit

# Children first: nothing is left for a foreign key to protect.
_MODELS = (
    ModelCall,
    ModelSpend,
    AiSettings,
    RunSection,
    WritingRun,
    RememberedAnswer,
    DocumentSettings,
    Approval,
    DocumentVersion,
    Document,
    WordTemplateVersion,
    WordTemplate,
    TemplateVersion,
    Template,
    ClauseVersion,
    Clause,
)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and its files after the commit. Needs its tenant."""
    for path in _paths(organisation_id):
        after_commit(files.delete, path)
    for model in _MODELS:
        model.objects.filter(organisation_id=organisation_id).delete()


def _paths(organisation_id: int) -> set[str]:
    kept = DocumentVersion.objects.filter(organisation_id=organisation_id).exclude(pdf="")
    uploaded = WordTemplateVersion.objects.filter(organisation_id=organisation_id)
    return {*kept.values_list("pdf", flat=True), *uploaded.values_list("path", flat=True)}
