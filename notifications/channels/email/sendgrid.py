"""SendGrid's v3 API through django-anymail, and its signed event webhook.

Anymail writes the request; what SendGrid answers and tells later is judged here, on raw bytes. See docs/notifications-providers.md.
"""

import base64
import binascii
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

import requests
from anymail.backends.sendgrid import EmailBackend
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailNotSupportedWarning
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext_lazy as _

from notifications.channels import genuine, http
from notifications.channels.email import message as mails
from notifications.channels.email import sendgrid_domains
from notifications.channels.protocol import (
    Busy,
    Callback,
    Channel,
    DnsRecord,
    Judged,
    Misconfigured,
    News,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Signing,
    Unclear,
    Verdict,
)

TIMEOUT: Final = (5.0, 20.0)
SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"
# SendGrid tries a callback again for 24 hours; an older one, or one from the future, is somebody else's.
OLDEST: Final = timedelta(hours=25)
_AHEAD: Final = timedelta(minutes=5)
# "delivered" is the word of the other mail server, which is what our SENT means; opens are not asked for.
_EVENTS: Final = {"processed": Verdict.ACCEPTED, "delivered": Verdict.SENT, "spamreport": Verdict.COMPLAINED}
_DROPPED_FOR: Final = {
    "bounced address": Verdict.BOUNCED,
    "invalid": Verdict.BOUNCED,
    "spam reporting address": Verdict.COMPLAINED,
}
_NO_TRACKING: Final = {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}}


class SendGrid:
    """One SendGrid account."""

    code: ClassVar[str] = "sendgrid"
    channel: ClassVar[Channel] = Channel.EMAIL
    title = _("SendGrid")
    is_idempotent: ClassVar[bool] = False
    signs_itself: ClassVar[bool] = True

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._key = str(config["api_key"])
        self._api = str(config["api"])
        self._public_key = _public_key(str(config.get("verification_key") or ""))
        self._timeout = config.get("timeout") or TIMEOUT

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the mail over."""
        message = mails.build(parcel)
        message.metadata = {"key": parcel.key}  # type: ignore[attr-defined]  # anymail's own attributes
        message.esp_extra = {"tracking_settings": _NO_TRACKING}  # type: ignore[attr-defined]
        try:
            self._backend().send_messages([message])
        except AnymailAPIError as error:
            raise _explained(error) from None
        except AnymailError as error:
            raise Refused(f"The mail cannot be handed over: {type(error).__name__}.") from None
        except UnicodeError:
            raise Misconfigured("The key of SendGrid is none.") from None
        status = getattr(message, "anymail_status", None)
        return Receipt(
            verdict=Verdict.ACCEPTED,
            provider_id=str(getattr(status, "message_id", "") or ""),
            answer="202 taken by SendGrid",
        )

    def claim(self, domain: str, *, signing: Signing) -> Sequence[DnsRecord]:
        """Aliases that lead to SendGrid's own keys and return path: ours signs nothing."""
        del signing
        return sendgrid_domains.claim(self._api, self._key, domain)

    def confirms(self, domain: str) -> bool:
        """Whether SendGrid has found them."""
        return sendgrid_domains.confirms(self._api, self._key, domain)

    def judge(self, callback: Callback) -> Judged:
        """ECDSA over the timestamp and the raw bytes, then the events."""
        refusal = self._refusal(callback)
        if refusal:
            return Judged(refusal=refusal)
        events = http.records(genuine.loaded(callback.body))
        news = (_news(event, callback.received_at) for event in events)
        return Judged(news=tuple(each for each in news if each is not None))

    def _refusal(self, callback: Callback) -> str:
        if self._public_key is None:
            return "No verification key is set."
        if len(callback.body) > genuine.MAX_BODY:
            return genuine.TOO_LARGE.refusal
        stamp = callback.headers.get(TIMESTAMP, "")
        try:
            signature = base64.b64decode(callback.headers.get(SIGNATURE, ""), validate=True)
            self._public_key.verify(signature, stamp.encode() + callback.body, ec.ECDSA(hashes.SHA256()))
        except (binascii.Error, InvalidSignature, ValueError):
            return "The signature does not agree."
        at = genuine.instant(stamp, datetime(1970, 1, 1, tzinfo=UTC))
        if not callback.received_at - OLDEST <= at <= callback.received_at + _AHEAD:
            return "The callback is too old."
        return ""

    def _backend(self) -> EmailBackend:
        with warnings.catch_warnings():
            # Anymail keeps SendGrid working but no longer supports it officially: a warning at every mail helps nobody.
            warnings.simplefilter("ignore", AnymailNotSupportedWarning)
            return _Backend(api_key=self._key, api_url=self._api, timeout=self._timeout)


class _Backend(EmailBackend):  # type: ignore[misc]  # anymail is not typed
    """Anymail's, that follows no redirect and no proxy of the environment."""

    def create_session(self) -> requests.Session:
        session: requests.Session = super().create_session()
        session.trust_env = False
        session.max_redirects = 0
        return session


def from_settings(config: Mapping[str, Any]) -> SendGrid | None:
    """SendGrid, or nothing while no key is set."""
    return SendGrid(config) if config["api_key"] else None


def _public_key(given: str) -> ec.EllipticCurvePublicKey | None:
    """The key as SendGrid shows it: base64 of its DER form."""
    try:
        found = serialization.load_der_public_key(base64.b64decode(given, validate=True)) if given else None
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, ec.EllipticCurvePublicKey) else None


def _explained(error: AnymailAPIError) -> ProviderError:
    response = error.response
    if response is None:
        kind = Busy if error.__cause__ is not None and http.was_not_sent(error.__cause__) else Unclear
        return kind(f"SendGrid did not answer: {type(error.__cause__).__name__}.")
    status = int(response.status_code)
    said = http.told(status, words=_words(response))
    headers = {name.lower(): value for name, value in response.headers.items()}
    if status in {429, 503}:
        return Busy(said, retry_after=_wait(headers))
    if status in {401, 402, 403}:
        return Misconfigured(said)
    return Refused(said) if 400 <= status < 500 else Unclear(said)


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After, or the second of X-RateLimit-Reset, as SendGrid has it."""
    now = datetime.now(UTC)
    reset = headers.get("x-ratelimit-reset", "")
    if "retry-after" not in headers and reset.isdigit():
        return max(genuine.instant(reset, now) - now, timedelta(0))
    return http.retry_after(headers, now=now)


def _words(response: requests.Response) -> str:
    found = genuine.loaded(response.content)
    errors = http.records(found.get("errors") if isinstance(found, dict) else None)
    return "; ".join(http.text(each.get("message")) for each in errors)


def _news(event: Mapping[str, Any], received_at: datetime) -> News | None:
    verdict = _verdict(event)
    if verdict is None:
        return None
    words = event.get("reason") or event.get("response") or ""
    return News(
        provider_id=http.text(event.get("anymail_id")) or http.text(event.get("sg_message_id")),
        key=http.text(event.get("key")),
        verdict=verdict,
        at=genuine.instant(event.get("timestamp"), received_at),
        answer=http.told(
            http.text(event.get("event")), http.text(event.get("status")), http.text(words, 400)
        ),
    )


def _verdict(event: Mapping[str, Any]) -> Verdict | None:
    """A bounce is for ever, a block is not: both come as "bounce", told apart by their type."""
    name = http.text(event.get("event"))
    if name == "bounce":
        return Verdict.FAILED if http.text(event.get("type")) == "blocked" else Verdict.BOUNCED
    if name == "dropped":
        return _DROPPED_FOR.get(http.text(event.get("reason")).lower(), Verdict.FAILED)
    return genuine.later(_EVENTS, name)
