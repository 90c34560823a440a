"""Clickatell's One API. It signs no callback: their address carries a secret instead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from notifications.channels import genuine, http
from notifications.channels.protocol import (
    AddressGone,
    Busy,
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
    Unclear,
    Verdict,
)
from notifications.engine import segments

# Error codes of the One API, and its table of message states.
_BUSY: Final = {"19", "43"}
_UNCLEAR: Final = {"18"}
_GONE: Final = {"26", "27"}  # opted out; not on this channel
_SETTINGS: Final = {"1", "2", "3", "7", "20", "28", "38", "39", "44", "45", "46", "101"}
_STATES: Final = {
    "2": Verdict.ACCEPTED,
    "3": Verdict.ACCEPTED,
    "4": Verdict.SENT,
    "5": Verdict.DELIVERED,
    "6": Verdict.READ,
    "21": Verdict.BOUNCED,  # stopped by the person
    "29": Verdict.BOUNCED,  # no such number
    **dict.fromkeys(["20", "22", "23", "25", "26", "27", "28", "60", "61", "100"], Verdict.FAILED),
}


class Clickatell:
    """One integration of a Clickatell account."""

    code: ClassVar[str] = "clickatell"
    channel: ClassVar[Channel] = Channel.SMS
    title = _("Clickatell")
    is_idempotent: ClassVar[bool] = False
    batch_size: ClassVar[int] = 100

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._key = str(config["api_key"])
        self._url = f"{str(config['api']).rstrip('/')}/message"
        self._sender = str(config.get("sender") or "")
        self._secret = str(config.get("callback_secret") or "")
        self._timeout = config.get("timeout")

    def send(self, parcel: Parcel) -> Receipt:
        """Hand one SMS over."""
        (outcome,) = self.send_many([parcel])
        if isinstance(outcome, ProviderError):
            raise outcome
        return outcome

    def send_many(self, parcels: Sequence[Parcel]) -> Sequence[Receipt | ProviderError]:
        """Hand a batch over: each has an answer of its own, whatever became of the others (207)."""
        answer = http.exchange(
            "Clickatell",
            "POST",
            self._url,
            json={"messages": [self._message(parcel) for parcel in parcels]},
            headers={"Authorization": self._key, "Accept": "application/json"},
            timeout=self._timeout,
        )
        found = answer.record()
        outcomes = http.records(found.get("messages"))
        if len(outcomes) != len(parcels):
            if answer.is_yes:
                raise Unclear(
                    http.told(answer.status, words="Clickatell's answer is not about our messages.")
                )
            raise _refusal(answer.status, found.get("error"))
        pairs = zip(parcels, outcomes, strict=True)
        return [_outcome(parcel, outcome, answer.status) for parcel, outcome in pairs]

    def judge(self, callback: Callback) -> Judged:
        """The secret in the address, then states and what people wrote."""
        refusal = genuine.carries_secret(callback, self._secret)
        if refusal:
            return refusal
        found = genuine.loaded(callback.body)
        event = found.get("event") if isinstance(found, dict) else None
        event = event if isinstance(event, dict) else {}
        states = http.records(event.get("messageStatusUpdate"))
        news = (_news(state, callback.received_at) for state in states)
        texts = http.records(event.get("moText"))
        return Judged(
            news=tuple(each for each in news if each is not None),
            replies=tuple(_reply(each, callback.received_at) for each in texts),
        )

    def _message(self, parcel: Parcel) -> dict[str, object]:
        message: dict[str, object] = {
            "channel": "sms",
            "to": parcel.to.lstrip("+"),
            "content": parcel.text,
            "clientMessageId": parcel.key,
        }
        if parcel.sender or self._sender:
            message["from"] = (parcel.sender or self._sender).lstrip("+")
        if parcel.lives_for is not None:
            message["validityPeriod"] = max(1, int(parcel.lives_for.total_seconds() // 60))
        return message


def from_settings(config: Mapping[str, Any]) -> Clickatell | None:
    """Clickatell, or nothing while no key is set."""
    return Clickatell(config) if config["api_key"] else None


def _outcome(parcel: Parcel, outcome: Mapping[str, Any], status: int) -> Receipt | ProviderError:
    if outcome.get("accepted") is not True:
        return _refusal(status, outcome.get("error"))
    return Receipt(
        verdict=Verdict.ACCEPTED,
        provider_id=http.text(outcome.get("apiMessageId")),
        answer=http.told(status, "accepted"),
        parts=segments.count(parcel.text).parts,
    )


def _refusal(status: int, error: object) -> ProviderError:
    """By the code: Clickatell answers a rate limit and a wrong number with the same 400."""
    found = error if isinstance(error, dict) else {}
    code = http.text(found.get("code"))
    said = http.told(status, code, found.get("description"))
    for codes, kind in ((_BUSY, Busy), (_UNCLEAR, Unclear), (_GONE, AddressGone), (_SETTINGS, Misconfigured)):
        if code in codes:
            return kind(said)
    return Misconfigured(said) if status in {401, 402, 403, 404} else Refused(said)


def _news(state: Mapping[str, Any], received_at: datetime) -> News | None:
    code = http.text(state.get("statusCode"))
    verdict = _STATES.get(code)
    if verdict is None:
        return None
    return News(
        provider_id=http.text(state.get("messageId")),
        key=http.text(state.get("clientMessageId")),
        verdict=verdict,
        at=genuine.instant(state.get("timestamp"), received_at),
        answer=http.told(code, http.text(state.get("status"))),
    )


def _reply(found: Mapping[str, Any], received_at: datetime) -> Reply:
    return Reply(
        provider_id=http.text(found.get("messageId")),
        sender=f"+{http.text(found.get('from'), 20).lstrip('+')}",
        to=f"+{http.text(found.get('to'), 20).lstrip('+')}",
        text=http.text(found.get("content"), 4096),
        at=genuine.instant(found.get("timestamp"), received_at),
    )
