"""What a judge of documents says: one finding each, with the field, the sentence and the section it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.shapes import Document
from synthai.core.errors import DomainError


class Severity(StrEnum):
    """A blocker stops the issue; a warning is shown and may be gone past."""

    BLOCKER = "blocker"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`code` is stable, `field` a dotted path into the document, `message` what is wrong and how to mend it."""

    code: str
    field: str
    message: str
    section: str = ""  # of the VAT Act, unless it says another law
    severity: Severity = Severity.BLOCKER

    @property
    def is_blocker(self) -> bool:
        return self.severity is Severity.BLOCKER


class DocumentIncomplete(DomainError):
    """A document that may not be issued as it is; `findings` holds everything that is missing or wrong."""

    code = "billing.document.incomplete"
    title = _("The document cannot be issued yet")
    message = _("This document cannot be issued yet: %(reasons)s")
    remedy = _("Each entry of errors names what is missing or wrong and says how to mend it.")

    def __init__(self, document: Document, findings: Iterable[Finding]) -> None:
        self.document = document
        self.findings = tuple(findings)
        super().__init__(
            field=self.findings[0].field, reasons=" ".join(finding.message for finding in self.findings)
        )

    @property
    def errors(self) -> list[dict[str, str]]:
        """For the API's problem document."""
        return [
            {
                "pointer": "#/" + finding.field.replace(".", "/"),
                "code": finding.code,
                "detail": finding.message,
            }
            for finding in self.findings
        ]
