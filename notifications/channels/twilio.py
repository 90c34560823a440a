"""Twilio's Messages resource, which carries SMS and WhatsApp alike, and its signed callbacks."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from notifications.channels import genuine, http
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Callback,
    Judged,
    Misconfigured,
    News,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Reply,
    Verdict,
    WindowClosed,
)

SIGNATURE: Final = "x-twilio-signature"
LONGEST_VALIDITY: Final = 36_000  # seconds
STATES: Final = {
    "accepted": Verdict.ACCEPTED,
    "scheduled": Verdict.ACCEPTED,
    "queued": Verdict.ACCEPTED,
    "sending": Verdict.ACCEPTED,
    "sent": Verdict.SENT,
    "delivered": Verdict.DELIVERED,
    "read": Verdict.READ,
    "undelivered": Verdict.FAILED,
    "failed": Verdict.FAILED,
    "canceled": Verdict.FAILED,
}
# Twilio's dictionary of errors, www.twilio.com/docs/api/errors/<code>.
_BUSY: Final = {14107, 20429, 21611, 30001, 63018, 63022}
_GONE: Final = {21610, 21614, 30005, 30006, 63003}  # said STOP, no mobile, unknown, landline, not on WhatsApp
_SETTINGS: Final = {
    *(20003, 20005, 20404, 21408, 21603, 21606, 21612, 21659, 21660, 21661, 21703, 21705),
    *(30002, 30034, 63007, 63010, 63025, 90010),
}
WINDOW: Final = 63016


class Account:
    """One Twilio account: the auth token signs callbacks, and is the password while no API key is set."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._sid = str(config["account_sid"])
        self._token = str(config["auth_token"])
        key, secret = str(config.get("key_sid") or ""), str(config.get("key_secret") or "")
        self._auth = (key, secret) if key and secret else (self._sid, self._token)
        self._url = f"{str(config['api']).rstrip('/')}/2010-04-01/Accounts/{quote(self._sid)}/Messages.json"
        self._timeout = config.get("timeout")

    def create(self, parcel: Parcel, fields: Mapping[str, str]) -> Receipt:
        """Create a message. Our key travels in the address of the callback, which Twilio signs."""
        form = {name: value for name, value in fields.items() if value}
        if parcel.callback_url:
            form["StatusCallback"] = genuine.with_parameter(parcel.callback_url, genuine.KEY, parcel.key)
        if parcel.lives_for is not None:
            seconds = int(parcel.lives_for.total_seconds())
            form["ValidityPeriod"] = str(min(max(seconds, 1), LONGEST_VALIDITY))
        answer = http.exchange("Twilio", "POST", self._url, data=form, auth=self._auth, timeout=self._timeout)
        found = answer.record()
        if not answer.is_yes:
            raise _refusal(answer.status, found)
        return _receipt(answer.status, found)

    def judge(self, callback: Callback) -> Judged:
        """HMAC-SHA1 over the address and the sorted fields, then what they say."""
        if len(callback.body) > genuine.MAX_BODY:
            return genuine.TOO_LARGE
        try:
            pairs = parse_qsl(callback.body.decode(), keep_blank_values=True, max_num_fields=200)
        except (UnicodeDecodeError, ValueError):
            return Judged(refusal="The callback is no form.")
        if not genuine.same(callback.headers.get(SIGNATURE, ""), sign(callback.url, pairs, self._token)):
            return Judged(refusal="The signature does not agree.")
        fields = dict(pairs)
        if fields.get("AccountSid", self._sid) != self._sid:
            return Judged(refusal="The callback is of another account.")
        if "MessageStatus" not in fields and "Body" in fields:
            return Judged(replies=(_reply(fields, callback),))
        news = _news(fields, callback)
        return Judged(news=(news,) if news else ())


def sign(url: str, pairs: list[tuple[str, str]], token: str) -> str:
    """What Twilio writes into its signature header for these fields."""
    if not token:
        return ""
    signed = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(
        hmac.new(token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1).digest()
    ).decode()


def _refusal(status: int, found: Mapping[str, Any]) -> ProviderError:
    code = int(found["code"]) if str(found.get("code", "")).isdigit() else 0
    said = http.told(status, code or "", found.get("message"))
    for codes, kind in (
        (_BUSY, Busy),
        (_GONE, AddressGone),
        (_SETTINGS, Misconfigured),
        ({WINDOW}, WindowClosed),
    ):
        if code in codes:
            return kind(said)
    return Misconfigured(said) if status in {401, 402, 403, 404} else Refused(said)


def _receipt(status: int, found: Mapping[str, Any]) -> Receipt:
    """A message is made as queued; one with an error at birth is refused like any other."""
    state, code = http.text(found.get("status")), found.get("error_code")
    verdict = STATES.get(state, Verdict.ACCEPTED)
    if verdict == Verdict.FAILED:
        raise _refusal(400, {"code": code, "message": found.get("error_message")})
    parts = http.text(found.get("num_segments"))
    return Receipt(
        verdict=verdict,
        provider_id=http.text(found.get("sid")),
        answer=http.told(status, state),
        cost=_cost(found.get("price")),
        currency=http.text(found.get("price_unit"), 3).upper() or "USD",
        parts=int(parts) if parts.isdigit() and int(parts) else 0,
    )


def _cost(price: object) -> Decimal | None:
    """Twilio writes what it takes as a negative price, and null while it does not know."""
    try:
        return abs(Decimal(http.text(price))) if price is not None else None
    except InvalidOperation:
        return None


def _news(fields: Mapping[str, str], callback: Callback) -> News | None:
    state = fields.get("MessageStatus", "")
    verdict = genuine.later(STATES, state)
    if verdict is None:
        return None
    code = fields.get("ErrorCode", "")
    if verdict == Verdict.FAILED and code.isdigit() and int(code) in _GONE:
        verdict = Verdict.BOUNCED
    return News(
        provider_id=fields.get("MessageSid", "")[:64],
        key=genuine.parameter(callback.url, genuine.KEY),
        verdict=verdict,
        at=callback.received_at,
        answer=http.told(state, code, fields.get("ErrorMessage") or fields.get("ChannelStatusMessage")),
        is_window_closed=code == str(WINDOW),
    )


def _reply(fields: Mapping[str, str], callback: Callback) -> Reply:
    return Reply(
        provider_id=fields.get("MessageSid", "")[:64],
        sender=fields.get("From", "").removeprefix("whatsapp:")[:20],
        to=fields.get("To", "").removeprefix("whatsapp:")[:20],
        text=fields.get("Body", "")[:4096],
        at=callback.received_at,
    )
