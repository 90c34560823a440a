"""E-mail by SMTP, through Django's mail backend: the server of the settings, or the laptop's outbox page."""

import smtplib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Unclear,
    Verdict,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_NO_SUCH_MAILBOX = {550, 551, 553}
_PERMANENT = 500


class SmtpProvider:
    """Speaks to one mail server. It can be asked nothing afterwards, so a mail keeps its Message-ID at every try:
    mailboxes that get it twice show it once."""

    code: ClassVar[str] = "smtp"
    channel: ClassVar[Channel] = Channel.EMAIL
    title: ClassVar["_StrOrPromise"] = _("Mail server (SMTP)")
    is_idempotent: ClassVar[bool] = False

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one mail over. Raises as protocol.Provider says."""
        message = self._message(parcel)
        connection = message.connection = get_connection()
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError as error:
            raise Misconfigured(f"The mail server refuses our name ({error.smtp_code}).") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Busy(f"The mail server is out of reach ({type(error).__name__}).") from error
        try:
            message.send()
        except (OSError, smtplib.SMTPException) as error:
            raise _judged(error) from error
        finally:
            _close(connection)
        return Receipt(
            verdict=Verdict.ACCEPTED, provider_id=message.extra_headers["Message-ID"], answer="250"
        )

    def _message(self, parcel: Parcel) -> EmailMultiAlternatives:
        sender = parcel.sender or settings.DEFAULT_FROM_EMAIL
        domain = sender.rpartition("@")[2].strip("> ") or "localhost"
        message = EmailMultiAlternatives(
            parcel.subject,
            parcel.text,
            sender,
            [parcel.to],
            reply_to=[parcel.reply_to] if parcel.reply_to else None,
            headers={**parcel.headers, "Message-ID": f"<{parcel.key}@{domain}>"},
        )
        if parcel.html:
            message.attach_alternative(parcel.html, "text/html")
        for each in parcel.attachments:
            message.attach(each.name, each.content, each.media_type)
        return message


def _judged(error: Exception) -> ProviderError:
    """What a failure after the connection stood means."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        code = codes[0] if codes else _PERMANENT
        if code in _NO_SUCH_MAILBOX:
            return AddressGone(f"The mail server does not know the address ({code}).")
        return Refused(f"Recipient refused ({code}).") if code >= _PERMANENT else Busy(f"Not now ({code}).")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Misconfigured(f"The mail server refuses our sender ({error.smtp_code}).")
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        if code < 0:
            return Unclear("The mail server hung up.")
        return Refused(f"Refused ({code}).") if code >= _PERMANENT else Busy(f"Not now ({code}).")
    return Unclear(f"The line to the mail server broke ({type(error).__name__}).")


def _close(connection: Any) -> None:
    with suppress(
        OSError, smtplib.SMTPException
    ):  # the mail is through or is not: the way out changes nothing
        connection.close()
