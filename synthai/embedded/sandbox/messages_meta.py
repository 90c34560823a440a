"""Meta's WhatsApp Cloud API: templates, the 24-hour window, signed webhooks and their handshake."""

import hashlib
import hmac
import json
import os
import re
import time
from collections.abc import Mapping
from typing import Any, ClassVar

import requests
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.gateway import CALLBACK_TIMEOUT
from synthai.embedded.sandbox.messages import MessageService, Refused, Taken, json_object

TOKEN, NUMBER, SECRET = "EAA0000", "100000000000001", "0" * 32
SHOWN = "27600000002"
TYPES = {400: "OAuthException", 401: "OAuthException", 403: "OAuthException"}


class Meta(MessageService):
    """The played number. `templates` are the approved ones: languages and count of values. `talking` wrote within 24 hours,
    `absent` are not on WhatsApp. `tells_at_once`: a closed window is refused in the answer, else by a webhook.
    `takes_any_template`: the laptop's, which has had every template approved."""

    code: ClassVar[str] = "meta"
    states: ClassVar[tuple[str, ...]] = ("sent", "delivered", "read")
    lie: ClassVar[str] = "failed:131026"

    def __init__(self, *, webhook_url: str = "", takes_any_template: bool = False) -> None:
        super().__init__(webhook_url=webhook_url)
        self.takes_any_template = takes_any_template
        self.token = os.environ.get("META_WHATSAPP_TOKEN", "") or TOKEN
        self.number = os.environ.get("META_WHATSAPP_PHONE_NUMBER_ID", "") or NUMBER
        self.secret = os.environ.get("META_APP_SECRET", "") or SECRET
        self.templates: dict[str, tuple[set[str], int]] = {}
        self.talking: set[str] = set()
        self.absent: set[str] = set()
        self.tells_at_once = False

    def routes(self) -> list[BaseRoute]:
        """The one address."""
        return [Route("/{version}/{number}/messages", self.endpoint(self._send), methods=["POST"])]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """An error of the Graph API."""
        code = 130429 if refused.status == 429 else refused.code
        error = {
            "message": f"(#{code}) {refused.message}",
            "type": TYPES.get(refused.status, "OAuthException"),
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": refused.message},
            "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
        }
        return JSONResponse({"error": error}, status_code=refused.status, headers=dict(headers))

    def _send(self, request: Request, body: bytes) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            raise Refused(401, 190, "Invalid OAuth access token.")
        if not re.match(r"v\d{2}\.0\Z", request.path_params["version"]):
            raise Refused(400, 2635, "This version is not known.")
        if request.path_params["number"] != self.number:
            raise Refused(400, 100, "Object with this ID does not exist.")
        fields = json_object(body)
        to = str(fields.get("to", ""))
        if fields.get("messaging_product") != "whatsapp" or not re.match(r"[1-9]\d{7,14}\Z", to):
            raise Refused(400, 100, "Invalid parameter")
        if len(str(fields.get("biz_opaque_callback_data", ""))) > 512:
            raise Refused(400, 100, "biz_opaque_callback_data is too long")
        outcome = self._checked(fields, f"+{to}")
        wamid = f"wamid.HBgL{next(self.numbers):020d}"
        text = str(fields.get("text", {}).get("body", "") or fields.get("template", {}).get("name", ""))
        key = str(fields.get("biz_opaque_callback_data", ""))
        self.take(Taken(id=wamid, to=to, text=text, key=key, fields=fields), outcome=outcome)
        made = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": wamid, "message_status": "accepted"}],
        }
        return JSONResponse(made)

    def _checked(self, fields: Mapping[str, Any], to: str) -> str:
        """What a webhook will tell of it when not all is well."""
        if fields.get("type") == "template":
            self._check_template(fields.get("template", {}))
        elif fields.get("type") == "text":
            if not 1 <= len(str(fields.get("text", {}).get("body", ""))) <= 4096:
                raise Refused(400, 100, "Param text['body'] must be at most 4096 characters long.")
            if to not in self.talking:
                if self.tells_at_once:
                    raise Refused(
                        400, 131047, "More than 24 hours have passed since the customer last replied."
                    )
                return "failed:131047"
        else:
            raise Refused(400, 131051, "Unsupported message type")
        return "failed:131026" if to in self.absent else ""

    def _check_template(self, template: Mapping[str, Any]) -> None:
        if self.takes_any_template:
            return
        languages, values = self.templates.get(str(template.get("name")), (set(), 0))
        if template.get("language", {}).get("code") not in languages:
            raise Refused(404, 132001, "Template name does not exist in the translation")
        bodies = [each for each in template.get("components", []) if each.get("type") == "body"]
        given = [parameter for each in bodies for parameter in each.get("parameters", [])]
        if len(given) != values or any(set(each) != {"type", "text"} for each in given):
            raise Refused(400, 132000, "Number of parameters does not match the expected number of params")

    def told(self, message: Taken, state: str) -> None:
        """A webhook about the message."""
        status, _, error = state.partition(":")
        told: dict[str, Any] = {
            "id": message.id,
            "status": status,
            "timestamp": str(int(time.time())),
            "recipient_id": message.to,
            "biz_opaque_callback_data": message.key,
        }
        if error:
            data = {"details": f"Message to {message.to} failed."}
            told["errors"] = [{"code": int(error), "title": "Message undeliverable", "error_data": data}]
        self._call({"statuses": [told]})

    def write(self, *, sender: str, text: str) -> None:
        """A person writes to us, which opens the window."""
        self.talking.add(sender)
        said = {
            "from": sender.lstrip("+"),
            "id": f"wamid.IN{next(self.numbers)}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        self._call({"contacts": [{"wa_id": sender.lstrip("+")}], "messages": [said]})

    def tell_of_template(self, name: str, event: str, *, language: str = "en", reason: str = "NONE") -> None:
        """WhatsApp has looked at a template: approved, rejected, paused."""
        value = {
            "event": event,
            "message_template_id": 594425479261596,
            "message_template_name": name,
            "message_template_language": language,
            "reason": reason,
        }
        self._post("message_template_status_update", value)

    def shake_hands(self, token: str, challenge: str = "1158201444") -> tuple[int, str]:
        """Ask the webhook whether it knows the token: status and body of its answer."""
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
        answer = requests.get(self.webhook_url, params=query, timeout=CALLBACK_TIMEOUT)
        return answer.status_code, answer.text

    def _call(self, value: Mapping[str, Any]) -> None:
        metadata = {"display_phone_number": SHOWN, "phone_number_id": self.number}
        self._post("messages", {"messaging_product": "whatsapp", "metadata": metadata, **value})

    def _post(self, about: str, value: Mapping[str, Any]) -> None:
        changes = [{"field": about, "value": value}]
        entry = {"id": "200000000000002", "time": int(time.time()), "changes": changes}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}
        self.post(self.webhook_url, body, headers)
