"""Twilio's Messages resource, for SMS and WhatsApp: form in, JSON out, callbacks signed over address and fields."""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken

SID = f"AC{'0' * 32}"
TOKEN = "0" * 32
NUMBER = re.compile(r"\+[1-9]\d{7,14}\Z")
KNOWN = {
    *("To", "From", "Body", "MessagingServiceSid", "StatusCallback", "ValidityPeriod"),
    *("ContentSid", "ContentVariables"),
}


class Twilio(MessageService):
    """The played account. `stopped` said STOP to Twilio, `landlines` are no mobiles, `talking` wrote on WhatsApp within 24 hours."""

    code: ClassVar[str] = "twilio"
    states: ClassVar[tuple[str, ...]] = ("sent", "delivered")
    lie: ClassVar[str] = "undelivered:30005"

    def __init__(self, *, sid: str = "", token: str = "") -> None:
        super().__init__()
        self.sid = sid or os.environ.get("TWILIO_ACCOUNT_SID", "") or SID
        self.token = token or os.environ.get("TWILIO_AUTH_TOKEN", "") or TOKEN
        self.stopped: set[str] = set()
        self.landlines: set[str] = set()
        self.talking: set[str] = set()

    def routes(self) -> list[BaseRoute]:
        """The one address."""
        path = "/2010-04-01/Accounts/{sid}/Messages.json"
        return [Route(path, self.endpoint(self._create), methods=["POST"])]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """Twilio's error, with a link to its dictionary."""
        code = 20429 if refused.status == 429 else refused.code
        info = f"https://www.twilio.com/docs/errors/{code}"
        error = {"code": code, "message": refused.message, "more_info": info, "status": refused.status}
        return JSONResponse(error, status_code=refused.status, headers=dict(headers))

    def _create(self, request: Request, body: bytes) -> Response:
        self._authenticate(request)
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise Refused(400, 20001, "The body must be a form.")
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self._check(fields)
        is_whatsapp = fields["To"].startswith("whatsapp:")
        message = Taken(
            id=f"SM{next(self.numbers):032x}",
            to=fields["To"].removeprefix("whatsapp:"),
            text=fields.get("Body", ""),
            fields=fields,
        )
        is_late = is_whatsapp and "ContentSid" not in fields and message.to not in self.talking
        self.take(message, outcome="failed:63016" if is_late else "")
        made = {
            "sid": message.id,
            "account_sid": self.sid,
            "to": fields["To"],
            "from": fields.get("From"),
            "messaging_service_sid": fields.get("MessagingServiceSid"),
            "body": message.text,
            "status": "accepted" if "MessagingServiceSid" in fields else "queued",
            "num_segments": "0" if "MessagingServiceSid" in fields else str(len(message.text) // 153 + 1),
            "price": None,
            "price_unit": "USD",
            "error_code": None,
            "error_message": None,
        }
        return JSONResponse(made, status_code=201)

    def _authenticate(self, request: Request) -> None:
        expected = base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            raise Refused(401, 20003, "Authenticate")
        if request.path_params["sid"] != self.sid:
            raise Refused(404, 20404, "The requested resource was not found")

    def _check(self, fields: Mapping[str, str]) -> None:
        to = fields.get("To", "")
        number = to.removeprefix("whatsapp:")
        if not NUMBER.match(number):
            raise Refused(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        self._check_sender(fields, is_whatsapp=to != number)
        if not fields.get("Body") and not fields.get("ContentSid"):
            raise Refused(400, 21602, "Message body is required.")
        if len(fields.get("Body", "")) > 1600:
            raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        if set(fields) - KNOWN:
            raise Refused(400, 20001, f"Unknown parameters {sorted(set(fields) - KNOWN)}")
        period = fields.get("ValidityPeriod", "1")
        if not period.isdigit() or not 1 <= int(period) <= 36000:
            raise Refused(400, 21623, "ValidityPeriod must be between 1 and 36000.")
        if not fields.get("StatusCallback", "http://").startswith(("http://", "https://")):
            raise Refused(400, 21609, "Invalid 'StatusCallback'")
        if number in self.stopped:
            raise Refused(400, 21610, f"Attempt to send to unsubscribed recipient {number}")
        if number in self.landlines:
            raise Refused(400, 21614, f"'To' number {number} is not a valid mobile number")

    def _check_sender(self, fields: Mapping[str, str], *, is_whatsapp: bool) -> None:
        sender = fields.get("From", "")
        if bool(sender) == bool(fields.get("MessagingServiceSid")):
            raise Refused(400, 21603, "A 'From' phone number is required.")
        if sender.startswith("whatsapp:") != is_whatsapp and sender:
            raise Refused(400, 63007, "Twilio could not find a Channel with the specified From address")

    def told(self, message: Taken, state: str) -> None:
        """A status callback to the address that the message named."""
        status, _, error = state.partition(":")
        fields = {
            "AccountSid": self.sid,
            "MessageSid": message.id,
            "SmsSid": message.id,
            "MessageStatus": status,
            "SmsStatus": status,
            "To": str(message.fields["To"]),
            "From": str(message.fields.get("From", "")),
            "ApiVersion": "2010-04-01",
            **({"ErrorCode": error} if error else {}),
        }
        self.signed(str(message.fields.get("StatusCallback", "")), fields)

    def write(self, url: str, *, sender: str, to: str, text: str) -> None:
        """A person writes to us: the callback that Twilio makes of it."""
        fields = {
            "AccountSid": self.sid,
            "MessageSid": f"SM{next(self.numbers):032x}",
            "SmsStatus": "received",
            "From": sender,
            "To": to,
            "Body": text,
            "NumMedia": "0",
        }
        self.signed(url, fields)

    def signed(self, url: str, fields: Mapping[str, Any]) -> None:
        """Post a form whose signature covers the address and the sorted fields."""
        plain = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        digest = hmac.new(self.token.encode(), plain.encode(), hashlib.sha1).digest()
        headers = {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            "x-twilio-signature": base64.b64encode(digest).decode(),
        }
        self.post(url, urlencode(fields).encode(), headers)
