"""What may be done with documents, and who may do it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability

_EVERYBODY = ("owner", "administrator", "manager", "member", "viewer")
_WRITERS = ("owner", "administrator", "manager", "member")
_MANAGERS = ("owner", "administrator", "manager")
_LEADERS = ("owner", "administrator")

DOCUMENT_VIEW: Final = capability("content.document.view", title=_("Read documents"), roles=_EVERYBODY)
DOCUMENT_WRITE: Final = capability("content.document.write", title=_("Write documents"), roles=_WRITERS)
CONFIDENTIAL_VIEW: Final = capability(
    "content.confidential.view", title=_("See confidential documents of others"), roles=_MANAGERS
)
PRIVATE_VIEW: Final = capability(
    "content.private.view", title=_("See private details in documents of others"), roles=_MANAGERS
)
DOCUMENT_APPROVE: Final = capability(
    "content.document.approve", title=_("Approve documents"), roles=_MANAGERS
)
DOCUMENT_SEND: Final = capability(
    "content.document.send", title=_("Send documents, share them and have them signed"), roles=_MANAGERS
)
TEMPLATE_CHANGE: Final = capability(
    "content.template.change", title=_("Write templates and clauses"), roles=_MANAGERS
)

AI_VIEW: Final = capability(
    "content.ai.view", title=_("See what went to language models and what it cost"), roles=_MANAGERS
)
AI_MANAGE: Final = capability(
    "content.ai.manage", title=_("Switch machine writing on and off, and cap it"), roles=_LEADERS
)
SETTINGS_CHANGE: Final = capability(
    "content.settings.change", title=_("Say whether documents need approval"), roles=_LEADERS
)

READING_USE: Final = capability(
    "content.reading.use", title=_("Read documents of others in, and see them"), roles=_WRITERS
)
COPY_USE: Final = capability("content.copy.use", title=_("Write marketing texts"), roles=_WRITERS)
COPY_WORDS: Final = capability(
    "content.copy.words", title=_("Say which words marketing texts never use"), roles=_MANAGERS
)
