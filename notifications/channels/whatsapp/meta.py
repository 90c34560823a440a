"""WhatsApp straight from Meta's Cloud API: templates, free text within 24 hours, signed webhooks and their handshake."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlsplit

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
    TemplateNews,
    Unclear,
    Verdict,
    WindowClosed,
)

SIGNATURE: Final = "x-hub-signature-256"
_LONGEST: Final = 4096
_CHALLENGE: Final = 200
# Codes of the Cloud API: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
_BUSY: Final = {4, 80007, 130429, 131048, 131056, 131057, 133004}
_UNCLEAR: Final = {1, 2, 131000, 131016}
_GONE: Final = {131026, 131050}  # not on WhatsApp; wants no marketing
_SETTINGS: Final = {0, 3, 10, 33, 190, 368, 130497, 131005, 131031, 131042, 131045, 133000, 133010, 133015}
_WINDOW: Final = {131047, 470}
_STATES: Final = {
    "sent": Verdict.SENT,
    "delivered": Verdict.DELIVERED,
    "read": Verdict.READ,
    "failed": Verdict.FAILED,
}
# Events of message_template_status_update; whatever is not here says nothing about whether it may be sent.
_TEMPLATES: Final = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "UNARCHIVED": "approved",
    "PENDING": "pending",
    "IN_APPEAL": "rejected",
    "REJECTED": "rejected",
    "PAUSED": "paused",
    "LIMIT_EXCEEDED": "paused",
    "LOCKED": "paused",
    "DISABLED": "rejected",
    "ARCHIVED": "rejected",
    "DELETED": "rejected",
    "PENDING_DELETION": "rejected",
}


class Meta:
    """One business number on WhatsApp."""

    code: ClassVar[str] = "meta"
    channel: ClassVar[Channel] = Channel.WHATSAPP
    title = _("WhatsApp by Meta")
    is_idempotent: ClassVar[bool] = False

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._number = str(config["phone_number_id"])
        api = str(config["api"]).rstrip("/")
        self._url = f"{api}/{config['version']}/{quote(self._number)}/messages"
        self._headers = {"Authorization": f"Bearer {config['token']}"}
        self._app_secret = str(config.get("app_secret") or "")
        self._verify_token = str(config.get("verify_token") or "")
        self._timeout = config.get("timeout")

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the message over. Meta may take free text outside the 24 hours and tell by a webhook that it failed."""
        if not parcel.template and len(parcel.text) > _LONGEST:
            raise Refused(f"The text is longer than {_LONGEST} letters.")
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": parcel.to.lstrip("+"),
            "biz_opaque_callback_data": parcel.key,
            **(_template(parcel) if parcel.template else _free(parcel)),
        }
        answer = http.exchange(
            "Meta", "POST", self._url, json=body, headers=self._headers, timeout=self._timeout
        )
        if not answer.is_yes:
            raise _refusal(answer)
        messages = http.records(answer.record().get("messages"))
        if not messages:
            raise Unclear(http.told(answer.status, words="Meta's answer names no message."))
        return Receipt(
            verdict=Verdict.ACCEPTED,
            provider_id=http.text(messages[0].get("id")),
            answer=http.told(answer.status, http.text(messages[0].get("message_status")) or "accepted"),
        )

    def judge(self, callback: Callback) -> Judged:
        """The handshake of a new webhook, or HMAC-SHA256 over the raw bytes and then what they say."""
        if callback.method == "GET":
            return self._handshake(callback)
        if len(callback.body) > genuine.MAX_BODY:
            return genuine.TOO_LARGE
        if not genuine.same(callback.headers.get(SIGNATURE, ""), sign(callback.body, self._app_secret)):
            return Judged(refusal="The signature does not agree.")
        news: list[News] = []
        replies: list[Reply] = []
        loaded = genuine.loaded(callback.body)
        for value in _values(loaded):
            metadata = value.get("metadata")
            to = metadata if isinstance(metadata, dict) else {}
            if http.text(to.get("phone_number_id")) != self._number:
                continue  # another number of the same business
            states = (_news(state, callback.received_at) for state in http.records(value.get("statuses")))
            news += [each for each in states if each is not None]
            replies += [
                _reply(each, to, callback.received_at) for each in http.records(value.get("messages"))
            ]
        templates = tuple(_templates(loaded, callback.received_at))
        return Judged(news=tuple(news), replies=tuple(replies), templates=templates)

    def _handshake(self, callback: Callback) -> Judged:
        """Meta asks once, when the webhook is set up, whether we know the token that staff typed there."""
        challenge = genuine.parameter(callback.url, "hub.challenge")
        is_known = genuine.same(genuine.parameter(callback.url, "hub.verify_token"), self._verify_token)
        if genuine.parameter(callback.url, "hub.mode") != "subscribe" or not is_known:
            return Judged(refusal="The handshake does not carry our token.")
        if not (challenge.isascii() and challenge.isalnum() and len(challenge) <= _CHALLENGE):
            return Judged(refusal="The handshake's challenge is no word.")
        return Judged(answer=challenge)


def from_settings(config: Mapping[str, Any]) -> Meta | None:
    """Meta, or nothing while token or number is not set."""
    return Meta(config) if config["token"] and config["phone_number_id"] else None


def sign(body: bytes, app_secret: str) -> str:
    """What Meta writes into its signature header for these bytes."""
    return f"sha256={hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()}" if app_secret else ""


def _free(parcel: Parcel) -> dict[str, object]:
    return {"type": "text", "text": {"preview_url": False, "body": parcel.text}}


def _template(parcel: Parcel) -> dict[str, object]:
    """An approved template with its values; a link becomes the end of its first button's address."""
    components: list[dict[str, object]] = []
    if parcel.template_values:
        values = [{"type": "text", "text": value} for value in parcel.template_values]
        components.append({"type": "body", "parameters": values})
    if parcel.url:
        parts = urlsplit(parcel.url)
        end = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
        parameters = [{"type": "text", "text": end}]
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": parameters})
    language = {"code": parcel.template_language or "en"}
    template = {"name": parcel.template, "language": language, "components": components}
    return {"type": "template", "template": template}


def _kind(code: int) -> type[ProviderError] | None:
    kinds: tuple[tuple[set[int], type[ProviderError]], ...] = (
        (_BUSY, Busy),
        (_UNCLEAR, Unclear),
        (_GONE, AddressGone),
        (_SETTINGS, Misconfigured),
        (_WINDOW, WindowClosed),
    )
    return next((kind for codes, kind in kinds if code in codes), None)


def _refusal(answer: http.Answer) -> ProviderError:
    found = answer.record().get("error")
    error: Mapping[str, Any] = found if isinstance(found, dict) else {}
    code, words = _code(error), _words(error)
    said = http.told(answer.status, code, words)
    kind = _kind(code)
    if kind is None:
        # Six digits are WhatsApp's own codes: of this message, its template, its values. An unknown template is a 404 with one.
        is_of_account = answer.status in {401, 403, 404} and code < 100_000
        kind = Misconfigured if is_of_account or 200 <= code <= 299 else Refused
    return kind(said)


def _code(error: Mapping[str, Any]) -> int:
    stated = http.text(error.get("code"))
    return int(stated) if stated.isdigit() else -1


def _words(error: Mapping[str, Any]) -> str:
    data = error.get("error_data")
    details = http.text(data.get("details"), 300) if isinstance(data, dict) else ""
    return details or http.text(error.get("message"), 300) or http.text(error.get("title"), 300)


def _values(found: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(found, dict) or found.get("object") != "whatsapp_business_account":
        return
    for entry in http.records(found.get("entry")):
        for change in http.records(entry.get("changes")):
            value = change.get("value")
            if change.get("field") == "messages" and isinstance(value, dict):
                yield value


def _templates(found: object, received_at: datetime) -> Iterator[TemplateNews]:
    """What is told of templates. They are the business's: no number is named."""
    if not isinstance(found, dict) or found.get("object") != "whatsapp_business_account":
        return
    for entry in http.records(found.get("entry")):
        for change in http.records(entry.get("changes")):
            value = change.get("value")
            if change.get("field") != "message_template_status_update" or not isinstance(value, dict):
                continue
            name, state = http.text(value.get("message_template_name"), 120), http.text(value.get("event"))
            if name and state in _TEMPLATES:
                reason = http.text(value.get("reason"), 200)
                yield TemplateNews(
                    name=name,
                    language=http.text(value.get("message_template_language"), 10) or "en",
                    state=_TEMPLATES[state],
                    at=genuine.instant(entry.get("time"), received_at),
                    reason="" if reason == "NONE" else reason,
                )


def _news(state: Mapping[str, Any], received_at: datetime) -> News | None:
    name = http.text(state.get("status"))
    verdict = genuine.later(_STATES, name)
    if verdict is None:
        return None
    errors = http.records(state.get("errors"))
    error = errors[0] if errors else {}
    if verdict == Verdict.FAILED and _code(error) in _GONE:
        verdict = Verdict.BOUNCED
    return News(
        provider_id=http.text(state.get("id")),
        key=http.text(state.get("biz_opaque_callback_data"), 512),
        verdict=verdict,
        at=genuine.instant(state.get("timestamp"), received_at),
        answer=http.told(name, _code(error) if errors else "", _words(error)),
        is_window_closed=verdict == Verdict.FAILED and _code(error) in _WINDOW,
    )


def _reply(message: Mapping[str, Any], to: Mapping[str, Any], received_at: datetime) -> Reply:
    shown = "".join(each for each in http.text(to.get("display_phone_number"), 30) if each.isdigit())
    return Reply(
        provider_id=http.text(message.get("id")),
        sender=f"+{http.text(message.get('from'), 20)}",
        to=f"+{shown}",
        text=_said(message),
        at=genuine.instant(message.get("timestamp"), received_at),
    )


def _said(message: Mapping[str, Any]) -> str:
    """What the person wrote, or the words of the button that was pressed; empty for pictures and the like."""
    for name, part in (("text", "body"), ("button", "text")):
        found = message.get(name)
        if isinstance(found, dict):
            return http.text(found.get(part), 4096)
    found = message.get("interactive")
    replies = [found.get(name) for name in ("button_reply", "list_reply")] if isinstance(found, dict) else []
    return next((http.text(each.get("title"), 200) for each in replies if isinstance(each, dict)), "")
