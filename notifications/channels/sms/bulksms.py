"""BulkSMS's JSON API, version 1. It signs no callback: their address carries a secret instead, as BulkSMS advises."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from notifications.channels import genuine, http
from notifications.channels.protocol import (
    Callback,
    Channel,
    Judged,
    Misconfigured,
    News,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Reply,
    Verdict,
)
from notifications.engine import segments

_MOST_PARTS: Final = 10
_REFERENCE: Final = 20  # letters of userSuppliedId
_STATES: Final = {
    "accepted": Verdict.ACCEPTED,
    "scheduled": Verdict.ACCEPTED,
    "sent": Verdict.SENT,
    "delivered": Verdict.DELIVERED,
    "failed": Verdict.FAILED,
}
_GONE: Final = {"BLOCKED"}  # the person said STOP to BulkSMS, which charges for each further try


class BulkSms:
    """One BulkSMS account.

    Its deduplication-id is a 32-bit number for 12 hours: two of our keys might share one, and the second SMS would be lost in
    silence. So a parcel in doubt is looked for by `find`, under its own reference.
    """

    code: ClassVar[str] = "bulksms"
    channel: ClassVar[Channel] = Channel.SMS
    title = _("BulkSMS")
    is_idempotent: ClassVar[bool] = False

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._auth = (str(config["token_id"]), str(config["token_secret"]))
        self._url = f"{str(config['api']).rstrip('/')}/messages"
        self._sender = str(config.get("sender") or "")
        self._secret = str(config.get("callback_secret") or "")
        self._price = _decimal(config.get("credit_price"))
        self._timeout = config.get("timeout")

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the SMS over. Without a sender the answer can be replied to, if the account says so."""
        body: dict[str, object] = {
            "to": parcel.to,
            "body": parcel.text,
            "encoding": "UNICODE" if segments.count(parcel.text).encoding == "ucs2" else "TEXT",
            "longMessageMaxParts": _MOST_PARTS,
            "userSuppliedId": genuine.reference(parcel.key, _REFERENCE),
        }
        if parcel.sender or self._sender:
            body["from"] = parcel.sender or self._sender
        answer = http.exchange(
            "BulkSMS", "POST", self._url, json=[body], auth=self._auth, timeout=self._timeout
        )
        if not answer.is_yes:
            raise _refusal(answer)
        made = http.records(answer.value())
        return self._receipt(made[0] if made else {}, answer.status, parcel.text)

    def find(self, key: str, *, to: str, since: datetime) -> Receipt | None:
        """The message under our reference; None when there is none."""
        wanted = genuine.reference(key, _REFERENCE)
        clauses = f"userSuppliedId={wanted}&submission.date>={since.isoformat(timespec='seconds')}"
        answer = http.exchange(
            "BulkSMS",
            "GET",
            self._url,
            params={"filter": clauses, "limit": 10},
            auth=self._auth,
            timeout=self._timeout,
            is_question=True,
        )
        if not answer.is_yes:
            raise _refusal(answer)
        numbers = (each for each in http.records(answer.value()) if _digits(each.get("to")) == _digits(to))
        found = next((each for each in numbers if http.text(each.get("userSuppliedId")) == wanted), None)
        return self._receipt(found, answer.status, http.text(found.get("body"), 5000)) if found else None

    def judge(self, callback: Callback) -> Judged:
        """The secret in the address, then a list of messages: ours with their states, or what people wrote."""
        refusal = genuine.carries_secret(callback, self._secret)
        if refusal:
            return refusal
        found = http.records(genuine.loaded(callback.body))
        received = [each for each in found if _is_received(each, callback.headers)]
        sent = [each for each in found if each not in received]
        news = [self._news(each, callback.received_at) for each in sent]
        return Judged(
            news=tuple(each for each in news if each is not None),
            replies=tuple(_reply(each, callback.received_at) for each in received),
        )

    def _receipt(self, found: Mapping[str, Any], status: int, text: str) -> Receipt:
        state, subtype = _state(found)
        parts = found.get("numberOfParts")
        return Receipt(
            verdict=_verdict(state, subtype) or Verdict.ACCEPTED,
            provider_id=http.text(found.get("id")),
            answer=http.told(status, state, subtype),
            cost=self._cost(found),
            parts=parts if isinstance(parts, int) and parts > 0 else segments.count(text).parts,
        )

    def _cost(self, found: Mapping[str, Any]) -> Decimal | None:
        """Credits at what one costs us in rand, once the network has told how many it took."""
        credit = _decimal(found.get("creditCost"))
        return None if credit is None or self._price is None else credit * self._price

    def _news(self, found: Mapping[str, Any], received_at: datetime) -> News | None:
        state, subtype = _state(found)
        verdict = _verdict(state, subtype)
        if verdict is None:
            return None
        status = found.get("status")
        told_at = status.get("date") if isinstance(status, dict) else None
        return News(
            provider_id=http.text(found.get("id")),
            key=http.text(found.get("userSuppliedId")),
            verdict=verdict,
            at=genuine.instant(told_at, received_at),
            answer=http.told(state, subtype),
            cost=self._cost(found),
        )


def from_settings(config: Mapping[str, Any]) -> BulkSms | None:
    """BulkSMS, or nothing while no token is set."""
    return BulkSms(config) if config["token_id"] and config["token_secret"] else None


def _refusal(answer: http.Answer) -> ProviderError:
    found = answer.record()
    said = http.told(answer.status, found.get("title"), found.get("detail"))
    return Refused(said) if answer.status in {400, 413, 422} else Misconfigured(said)


def _state(found: Mapping[str, Any]) -> tuple[str, str]:
    """State and its reason: `type` and `subtype` in the API, `condition` and `cause` in the guide to webhooks."""
    status = found.get("status")
    if not isinstance(status, dict):
        return "", ""
    return (
        http.text(status.get("type")) or http.text(status.get("condition")),
        http.text(status.get("subtype")) or http.text(status.get("cause")),
    )


def _verdict(state: str, subtype: str) -> Verdict | None:
    verdict = genuine.later(_STATES, state)
    return Verdict.BOUNCED if verdict == Verdict.FAILED and subtype in _GONE else verdict


def _is_received(found: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    stated = http.text(found.get("type"))
    return stated == "RECEIVED" if stated else headers.get("x-bulksms-event") == "incoming-message"


def _reply(found: Mapping[str, Any], received_at: datetime) -> Reply:
    submission = found.get("submission")
    body = found.get("body")
    return Reply(
        provider_id=http.text(found.get("id")),
        sender=f"+{_digits(found.get('from'))}",
        to=f"+{_digits(found.get('to'))}",
        text=http.text(body.get("value") if isinstance(body, dict) else body, 4096),
        at=genuine.instant(submission.get("date") if isinstance(submission, dict) else None, received_at),
    )


def _digits(number: object) -> str:
    """A number without its plus; the API writes it plain, the guide as an object."""
    stated = number.get("address") if isinstance(number, dict) else number
    return http.text(stated, 20).lstrip("+")


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in {None, ""} else None
    except InvalidOperation:
        return None
