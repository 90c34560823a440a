"""Facts of documents. Only ever extended. `PUBLIC_NAMES` is what others know them by (docs/content.md)."""

from typing import Final

from content.bulk_events import BULK_NAMES, BulkAsked, BulkFailed, BulkFinished
from content.document_events import (
    DOCUMENT_NAMES,
    ApprovalAsked,
    ApprovalVoided,
    DocumentApproved,
    DocumentBegun,
    DocumentBroughtBack,
    DocumentConfirmed,
    DocumentPutAway,
    DocumentRestored,
    DocumentSent,
    DocumentSentBack,
    DocumentUpgraded,
)
from content.reading_events import (
    READING_NAMES,
    CopyAsked,
    CopyUsed,
    ReadFailed,
    ReadFinished,
    ReadSummaryAsked,
    ReadUploaded,
)
from content.sending_events import (
    SENDING_NAMES,
    DocumentDeclined,
    DocumentDue,
    DocumentShared,
    DocumentSigned,
    DocumentViewed,
    SignatureAsked,
    SigningCompleted,
    SigningEnded,
    SigningSealed,
)
from content.template_events import TEMPLATE_NAMES, ClauseApproved, TemplatePublished
from content.word_events import WORD_NAMES, WordTemplateAdded, WordTemplateChanged
from content.writing_events import (
    WRITING_NAMES,
    AiSwitched,
    WritingCancelled,
    WritingFailed,
    WritingFinished,
    WritingRequested,
)
from synthai.core.events import Event

PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    **DOCUMENT_NAMES,
    **WRITING_NAMES,
    **SENDING_NAMES,
    **TEMPLATE_NAMES,
    **WORD_NAMES,
    **READING_NAMES,
    **BULK_NAMES,
}

__all__ = ["PUBLIC_NAMES"]
__all__ += ["ApprovalAsked", "ApprovalVoided", "DocumentApproved", "DocumentBegun", "DocumentBroughtBack"]
__all__ += ["DocumentConfirmed", "DocumentPutAway", "DocumentRestored", "DocumentSent", "DocumentSentBack"]
__all__ += ["BulkAsked", "BulkFailed", "BulkFinished"]
__all__ += ["DocumentUpgraded"]
__all__ += ["AiSwitched", "WritingCancelled", "WritingFailed", "WritingFinished", "WritingRequested"]
__all__ += ["DocumentDeclined", "DocumentDue", "DocumentShared", "DocumentSigned", "DocumentViewed"]
__all__ += ["SignatureAsked", "SigningCompleted", "SigningEnded", "SigningSealed"]
__all__ += ["WordTemplateAdded", "WordTemplateChanged"]
__all__ += ["CopyAsked", "CopyUsed", "ReadFailed", "ReadFinished", "ReadSummaryAsked", "ReadUploaded"]
__all__ += ["ClauseApproved", "TemplatePublished"]
