"""Amazon SES through django-anymail, and the notifications that Amazon SNS brings of it. See docs/notifications-providers.md."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Final

import boto3
from anymail.backends.amazon_ses import EmailBackend
from anymail.exceptions import AnymailAPIError, AnymailError
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)
from django.utils.translation import gettext_lazy as _

from notifications.channels import genuine, http
from notifications.channels.email import message as mails
from notifications.channels.email import ses_domains, sns
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

_BUSY: Final = {
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
}
_REFUSED: Final = {"MessageRejected", "BadRequestException", "InvalidParameterValue", "ValidationException"}
_SOON: Final = timedelta(seconds=1)  # SES counts mails by the second
_EVENTS: Final = {
    "send": Verdict.ACCEPTED,
    "delivery": Verdict.SENT,  # the other mail server took it
    "complaint": Verdict.COMPLAINED,
    "reject": Verdict.FAILED,
    "rendering failure": Verdict.FAILED,
}


class Ses:
    """SES in one region."""

    code: ClassVar[str] = "ses"
    channel: ClassVar[Channel] = Channel.EMAIL
    title = _("Amazon SES")
    is_idempotent: ClassVar[bool] = False
    signs_itself: ClassVar[bool] = True

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._session = {
            "aws_access_key_id": config["access_key"],
            "aws_secret_access_key": config["secret_key"],
            "region_name": config["region"],
        }
        timeout = float(config.get("timeout") or 20)
        # The library sends a mail again by itself when the line breaks; only we know whether that is wanted.
        once = {"retries": {"total_max_attempts": 1}, "connect_timeout": 5, "read_timeout": timeout}
        self._client: dict[str, Any] = {
            "config": once,
            **({"endpoint_url": config["api"]} if config.get("api") else {}),
        }
        self._configuration_set = config.get("configuration_set") or None
        self._topic = sns.Topic(
            arn=str(config.get("topic") or ""), certificates=str(config.get("certificates") or "")
        )

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the mail over."""
        message = mails.build(parcel)
        message.metadata = {"key": parcel.key}  # type: ignore[attr-defined]  # anymail's own attribute
        backend = EmailBackend(
            session_params=self._session,
            client_params=dict(self._client),
            configuration_set_name=self._configuration_set,
        )
        try:
            backend.send_messages([message])
        except AnymailAPIError as error:
            raise _explained(error) from None
        except AnymailError as error:
            raise Refused(f"The mail cannot be handed over: {type(error).__name__}.") from None
        except (BotoCoreError, ValueError) as error:
            raise Misconfigured(f"SES cannot be asked with these settings: {type(error).__name__}.") from None
        status = getattr(message, "anymail_status", None)
        return Receipt(
            verdict=Verdict.ACCEPTED,
            provider_id=str(getattr(status, "message_id", "") or ""),
            answer="200 taken by SES",
        )

    def claim(self, domain: str, *, signing: Signing) -> Sequence[DnsRecord]:
        """Aliases that lead to SES's own keys, and a return path: our key signs nothing."""
        del signing
        with _explaining():
            return ses_domains.claim(self._asking, str(self._session["region_name"]), domain)

    def confirms(self, domain: str) -> bool:
        """Whether SES has found them."""
        with _explaining():
            return ses_domains.confirms(self._asking, domain)

    @cached_property
    def _asking(self) -> Any:
        """The client that asks about domains; to make one takes longer than to ask."""
        params = {**self._client, "config": Config(**self._client["config"])}
        return boto3.session.Session(**self._session).client("sesv2", **params)

    def judge(self, callback: Callback) -> Judged:
        """SNS's signature for our topic, then what SES says in it."""
        message = self._topic.read(callback.body)
        if isinstance(message, str):
            return Judged(refusal=message)
        if message.kind == "SubscriptionConfirmation":
            return Judged(visit=message.subscribe_url)
        event = genuine.loaded(message.text.encode()) if message.kind == "Notification" else None
        if not isinstance(event, dict):
            return Judged()
        news = _news(event, message)
        return Judged(news=(news,) if news else ())


def from_settings(config: Mapping[str, Any]) -> Ses | None:
    """SES, or nothing while its keys are not set."""
    return Ses(config) if config["access_key"] and config["secret_key"] else None


@contextmanager
def _explaining() -> Iterator[None]:
    """Questions about domains: what goes wrong in the protocol's words."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise _of_cause(error) from None


def _explained(error: AnymailAPIError) -> ProviderError:
    return _of_cause(error.__cause__)


def _of_cause(cause: BaseException | None) -> ProviderError:
    if isinstance(cause, EndpointConnectionError | ConnectTimeoutError):
        return Busy(f"SES cannot be reached: {type(cause).__name__}.")
    if isinstance(cause, NoCredentialsError | PartialCredentialsError):
        return Misconfigured("SES has no keys.")
    if isinstance(cause, ParamValidationError):
        return Refused("The mail is not one that SES takes.")
    if not isinstance(cause, ClientError):
        return Unclear(f"SES did not answer: {type(cause).__name__}.")
    status = cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    found = cause.response.get("Error", {})
    code = str(found.get("Code", ""))
    said = http.told(status, code, found.get("Message", ""))
    if code in _BUSY or status in {429, 503}:
        return Busy(said, retry_after=_SOON)
    if status >= 500:
        return Unclear(said)
    return Refused(said) if code in _REFUSED else Misconfigured(said)


def _news(event: Mapping[str, Any], message: sns.Message) -> News | None:
    kind = http.text(event.get("eventType") or event.get("notificationType")).lower()
    found = event.get("mail")
    mail: Mapping[str, Any] = found if isinstance(found, dict) else {}
    details = event.get(kind.split(" ", maxsplit=1)[0])
    detail: Mapping[str, Any] = details if isinstance(details, dict) else {}
    is_hard = http.text(detail.get("bounceType")) == "Permanent"
    verdict = (
        (Verdict.BOUNCED if is_hard else Verdict.FAILED) if kind == "bounce" else genuine.later(_EVENTS, kind)
    )
    if verdict is None:
        return None
    return News(
        provider_id=http.text(mail.get("messageId")),
        key=_key(mail),
        verdict=verdict,
        at=genuine.instant(detail.get("timestamp"), genuine.instant(message.at, message.default_at)),
        answer=http.told(kind, http.text(detail.get("bounceSubType")), _words(detail)),
    )


def _words(detail: Mapping[str, Any]) -> str:
    recipients = http.records(detail.get("bouncedRecipients"))
    said = (
        recipients[0].get("diagnosticCode")
        if recipients
        else detail.get("smtpResponse") or detail.get("reason")
    )
    return http.text(said or detail.get("complaintFeedbackType"), 400)


def _key(mail: Mapping[str, Any]) -> str:
    """Our key, which anymail wrote into a header of the mail."""
    for header in http.records(mail.get("headers")):
        if http.text(header.get("name")).lower() == "x-metadata":
            try:
                found = json.loads(http.text(header.get("value"), 1000))
            except ValueError:
                return ""
            return http.text(found.get("key")) if isinstance(found, dict) else ""
    return ""
