"""What people are told about approval of documents. Sentences are written in services/telling.py."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

APPROVAL: Final = category(
    "content_approval",
    title=_("Approval of documents"),
    text=_("Documents that wait for your approval, and what became of yours."),
)
_AT_ONCE = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.NOW,
    Channel.PUSH: Frequency.NOW,
    Channel.WEB_PUSH: Frequency.NOW,
}
APPROVAL_ASKED: Final = kind(
    "content.approval_asked",
    category=APPROVAL,
    title=_("Somebody asks you to approve a document"),
    channels=_AT_ONCE,
    example={
        "title": _("To approve: Quotation Q-0042 for Kasi Café"),
        "body": _("Bongani asks for approval. “It goes out today.”"),
    },
    because=_("you may approve documents"),
)
APPROVAL_GIVEN: Final = kind(
    "content.approval_given",
    category=APPROVAL,
    title=_("Your document was approved or sent back"),
    channels=_AT_ONCE,
    example={
        "title": _("Sent back: Quotation Q-0042 for Kasi Café"),
        "body": _("Thandi: “Please give the deposit.”"),
    },
    because=_("you asked for approval of this document"),
)
