"""What people are told about documents that went out, and the mails to people outside. Sentences are written in services/signing/telling.py."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from content.services import obligations
from content.services.signing import telling
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind
from notifications.services import mail_kinds

SENT = category(
    "documents_sent",
    title=_("Documents you sent"),
    text=_("Who opened, signed or declined what you sent, and dates in documents that come near."),
)
OUTSIDE = category(
    "documents_received",
    title=_("Documents from others"),
    text=_("Documents that an organisation sent you to read or to sign, and codes that open them."),
)
_ALL: Final = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.NOW,
    Channel.PUSH: Frequency.NOW,
    Channel.WEB_PUSH: Frequency.NOW,
}
_QUIET: Final = {**_ALL, Channel.EMAIL: Frequency.OFF}
kind(
    telling.VIEWED,
    category=SENT,
    title=_("A document you sent was opened"),
    channels=_QUIET,
    example={
        "title": _("Kasi Café opened Quotation for Kasi Café"),
        "body": _("The link you sent was opened for the first time."),
    },
    because=_("you sent this document"),
)
kind(
    telling.SIGNED,
    category=SENT,
    title=_("Somebody signed, or passed it on"),
    channels=_QUIET,
    example={
        "title": _("Lindiwe Nkosi signed Agreement with Kasi Café"),
        "body": _("Signatures still missing: 1."),
    },
    because=_("you asked for these signatures"),
)
kind(
    telling.ENDED,
    category=SENT,
    title=_("A document will not be signed"),
    channels=_ALL,
    example={
        "title": _("Agreement with Kasi Café was not signed: somebody declined"),
        "body": _("The notice period is too long for us."),
    },
    because=_("you asked for these signatures"),
)
kind(
    telling.SEALED,
    category=SENT,
    title=_("A document is signed by everybody"),
    channels=_ALL,
    example={
        "title": _("Agreement with Kasi Café is signed by everybody"),
        "body": _("The sealed file is on the document's page, and went to everybody who signed."),
    },
    because=_("you asked for these signatures"),
)
kind(
    obligations.KIND,
    category=SENT,
    title=_("A date in a document comes near"),
    channels=_ALL,
    example={"title": _("31 January 2027: Agreement with Kasi Café"), "body": _("The lease ends")},
    because=_("you look after this date"),
)
for _code, _title, _subject in (
    ("share", _("A document for somebody outside"), _("Umoja Foods sent you a document")),
    ("sign", _("A document to be signed"), _("Umoja Foods asks for your signature")),
    ("code", _("Code that opens a document"), _("Your code")),
    ("signed", _("The signed document"), _("Signed by everybody")),
    ("signing_over", _("Nothing to sign any more"), _("Nothing to sign any more")),
):
    kind(
        f"content.{_code}",
        category=OUTSIDE,
        title=_title,
        channels={Channel.EMAIL: Frequency.NOW},
        example={"title": _subject, "body": ""},
        because=_("somebody named your address for this document"),
        is_critical=True,
        own_mail=True,
    )
mail_kinds.name(
    {
        "content/share": _("A document for somebody outside"),
        "content/sign": _("A document to be signed"),
        "content/code": _("Code that opens a document"),
        "content/signed": _("The signed document"),
        "content/signing_over": _("Nothing to sign any more"),
    }
)
