"""Mail by the server that Django is set up with (EMAIL_HOST and its neighbours; EMAIL_BACKEND on the laptop)."""

import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import parseaddr
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_lazy as _

from notifications.channels import genuine
from notifications.channels.email import bounces, dkim
from notifications.channels.email import message as mails
from notifications.channels.http import told
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Callback,
    Channel,
    DnsRecord,
    Judged,
    Misconfigured,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Signing,
    Unclear,
    Verdict,
)
from synthai.core.mail_domains import domain_of

# RFC 3463: no such mailbox, no such system, moved, bad address; and 5.2.1, a mailbox that is closed for good.
_GONE: Final = re.compile(rb"\b5\.(1\.[1236]|1\.10|2\.1)\b")
_NOBODY: Final = re.compile(
    rb"(no such|unknown|invalid|does ?n.t exist|not found).{0,40}(user|mailbox|recipient|address)|user unknown",
    re.I,
)


class Smtp:
    """The site's own mail server. What comes back goes to the sender's mailbox; or to our return path, and from there to `judge`."""

    code: ClassVar[str] = "smtp"
    channel: ClassVar[Channel] = Channel.EMAIL
    title = _("Our mail server")
    is_idempotent: ClassVar[bool] = False
    signs_itself: ClassVar[bool] = False

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        said = config or {}
        self._spf = str(said.get("spf") or "")
        self._bounce_secret = str(said.get("bounce_secret") or "")
        self._return_path = str(said.get("return_path") or "")
        self._signing = _own_signing(str(said.get("dkim_key") or ""), str(said.get("dkim_selector") or ""))

    def judge(self, callback: Callback) -> Judged:
        """A mail that came back, handed over as it is by the mail server that takes our return path."""
        refusal = genuine.carries_secret(callback, self._bounce_secret)
        return refusal or Judged(news=bounces.read(callback.body, at=callback.received_at))

    def _signed(self, parcel: Parcel) -> Parcel:
        """With our own key, when the mail comes from our own domain and the settings give one."""
        ours = self._signing
        if parcel.signing is not None or ours is None:
            return parcel
        sender = domain_of(parseaddr(parcel.sender or settings.DEFAULT_FROM_EMAIL)[1])
        return replace(parcel, signing=ours) if sender == ours.domain else parcel

    def claim(self, domain: str, *, signing: Signing) -> Sequence[DnsRecord]:
        """Our server in the domain's SPF record, when the settings name it and mails come back to the domain; and the key that signs."""
        key = DnsRecord(
            purpose="dkim",
            kind="TXT",
            name=f"{signing.selector}._domainkey.{domain}",
            value=dkim.public_text(signing.key),
        )
        text = f"v=spf1 include:{self._spf} ~all"
        allowed = DnsRecord(purpose="spf", kind="TXT", name=domain, value=text)
        return [allowed, key] if self._spf and not self._return_path else [key]

    def confirms(self, domain: str) -> bool:
        """Nobody else has to know of it."""
        del domain
        return True

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the mail over. Once the connection stands, a break is Unclear: the server may have taken the mail."""
        message = mails.build(self._signed(parcel))
        if self._return_path:
            message.extra_headers["From"], message.from_email = message.from_email, self._return_path
        connection = _connected()
        try:
            message.connection = connection
            message.send()
        except smtplib.SMTPException as error:
            raise _explained(error) from None
        except OSError as error:
            raise Unclear(f"The mail server's line broke: {type(error).__name__}.") from None
        except UnicodeError:
            raise Refused("The address cannot be written in a mail.") from None
        finally:
            _close(connection)
        return Receipt(
            verdict=Verdict.ACCEPTED, provider_id=message.message_id, answer="250 taken by the mail server"
        )


def from_settings(config: Mapping[str, Any]) -> Smtp | None:
    """Always: mail goes somewhere on every site, on the laptop to its own page."""
    return Smtp(config)


def _own_signing(key: str, selector: str) -> Signing | None:
    """The key for our own address. Raises ImproperlyConfigured for one that cannot sign."""
    if not key:
        return None
    signing = Signing(domain=domain_of(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]), selector=selector, key=key)
    try:
        dkim.public_text(key)
    except Misconfigured as error:
        raise ImproperlyConfigured("SMTP_DKIM_KEY must be a private RSA key in PEM.") from error
    if not selector or not signing.domain:
        raise ImproperlyConfigured(
            "SMTP_DKIM_KEY needs SMTP_DKIM_SELECTOR and a domain in DEFAULT_FROM_EMAIL."
        )
    return signing


def _connected() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise Misconfigured(told(error.smtp_code, words="The mail server refuses our user.")) from None
    except smtplib.SMTPNotSupportedError:
        raise Misconfigured("The mail server does not offer what the settings ask for.") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Busy(f"The mail server cannot be reached: {type(error).__name__}.") from None
    return connection


def _close(connection: BaseEmailBackend) -> None:
    """Saying goodbye may fail when the line is gone; the mail's fate is known by then."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return


def _explained(error: smtplib.SMTPException) -> ProviderError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()), (550, b""))
        return _of_recipient(int(code), words)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Unclear("The mail server hung up.")
    if isinstance(error, smtplib.SMTPResponseException):
        said = told(error.smtp_code, words=_text(error.smtp_error))
        if 400 <= error.smtp_code < 500:
            return Busy(said)
        return Misconfigured(said) if isinstance(error, smtplib.SMTPSenderRefused) else Refused(said)
    return Refused(f"The mail cannot be handed over: {type(error).__name__}.")


def _of_recipient(code: int, words: bytes) -> ProviderError:
    said = told(code, words=_text(words))
    if 400 <= code < 500:
        return Busy(said)
    return AddressGone(said) if _GONE.search(words) or _NOBODY.search(words) else Refused(said)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
