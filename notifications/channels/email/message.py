"""A parcel as Django's mail message: plain text always, HTML beside it, its headers as they are."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.utils.functional import cached_property

from notifications.channels.email import dkim
from notifications.channels.protocol import Parcel, Refused

_LINE: Final = 900


class Message(EmailMultiAlternatives):
    """A mail of one parcel."""

    parcel: Parcel

    @cached_property
    def message_id(self) -> str:
        """The same at every try, so that mail servers and people see one mail where two were sent."""
        return message_id(self.parcel.key)

    def message(self, **options: Any) -> Any:
        """The mail as it travels. A long address stays on the line of its header's name (RFC 5322 allows 998 letters): where it
        starts a line of its own, some mail programs miss the button to unsubscribe."""
        written = super().message(**options)
        written.policy = written.policy.clone(max_line_length=_LINE)
        if self.parcel.signing is not None:
            raw: bytes = written.as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
            written["DKIM-Signature"] = dkim.signature(raw, self.parcel.signing, now=datetime.now(UTC))
        return written


def build(parcel: Parcel) -> Message:
    """The mail. Raises Refused for headers that cannot be."""
    message = Message(
        subject=parcel.subject,
        body=parcel.text,
        from_email=parcel.sender or settings.DEFAULT_FROM_EMAIL,
        to=[parcel.to],
        reply_to=[parcel.reply_to] if parcel.reply_to else None,
        headers={"Message-ID": message_id(parcel.key), **parcel.headers},
    )
    message.parcel = parcel
    if parcel.signing is not None:
        # Letters beyond ASCII travel as such otherwise, and a server that writes them anew breaks the signature.
        message.encoding = utf8_charset_qp
    if parcel.html:
        message.attach_alternative(parcel.html, "text/html")
    for each in parcel.attachments:
        if each.media_type.startswith("text/calendar; method="):
            # Mail programs offer "accept" for an alternative of the text; as a file anybody can put it into a calendar.
            message.attach_alternative(each.content.decode(), each.media_type)
            message.attach(each.name, each.content, "application/ics")
        else:
            message.attach(each.name, each.content, each.media_type)
    try:
        message.message()
    except (BadHeaderError, ValueError, UnicodeError) as error:
        raise Refused(f"The mail cannot be written: {type(error).__name__}.") from None
    return message


def message_id(key: str) -> str:
    """A Message-ID for this key. It tells nothing of the key."""
    digest = hashlib.sha256(f"mail:{key}".encode()).hexdigest()[:40]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return f"<{digest}@{domain}>"
