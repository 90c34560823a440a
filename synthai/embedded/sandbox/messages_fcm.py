"""Firebase Cloud Messaging, HTTP v1, with Google's token address."""

import json
import os
import re
import time
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken, json_object

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
AUDIENCE = (
    "https://oauth2.googleapis.com/token"  # of the claim, wherever the token address of the key file points
)
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
STATUSES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
KNOWN = {"token", "notification", "data", "android", "apns", "webpush", "fcm_options"}
ANDROID = {"priority", "ttl", "collapse_key", "notification", "data"}


class Fcm(MessageService):
    """The played project. `dead` tokens are of apps that were removed, `foreign` ones of other projects."""

    code: ClassVar[str] = "fcm"
    states: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, project: str = "sandbox") -> None:
        super().__init__()
        self.project = project
        self.key = _key_of_environment() or rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.bought: dict[str, float] = {}
        self.dead: set[str] = set()
        self.foreign: set[str] = set()

    def account(self, root: str) -> dict[str, str]:
        """The service account's key file, whose token address is here."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return {
            "type": "service_account",
            "project_id": self.project,
            "private_key_id": "1",
            "private_key": pem,
            "client_email": f"push@{self.project}.iam.gserviceaccount.com",
            "token_uri": f"{root}/fcm/token",
        }

    def routes(self) -> list[BaseRoute]:
        """Buying a token, and sending."""
        return [
            Route("/token", self.endpoint(self._token), methods=["POST"]),
            Route("/v1/projects/{project}/messages:send", self.endpoint(self._send), methods=["POST"]),
        ]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """A google.rpc.Status with FCM's own code among its details."""
        code = "QUOTA_EXCEEDED" if refused.status == 429 else str(refused.code)
        detail = {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}
        error = {
            "code": refused.status,
            "message": refused.message,
            "status": STATUSES.get(refused.status, "RESOURCE_EXHAUSTED"),
            "details": [detail],
        }
        return JSONResponse({"error": error}, status_code=refused.status, headers=dict(headers))

    def _token(self, _request: Request, body: bytes) -> Response:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        try:
            claims = jwt.decode(
                form.get("assertion", ""), self.key.public_key(), algorithms=["RS256"], audience=AUDIENCE
            )
        except jwt.PyJWTError:
            claims = {}
        if form.get("grant_type") != GRANT or claims.get("scope") != SCOPE:
            return JSONResponse({"error": "invalid_grant", "error_description": "Bad claim"}, status_code=400)
        bought = f"ya29.{uuid4().hex}"
        self.bought[bought] = time.time() + 3600
        return JSONResponse({"access_token": bought, "expires_in": 3600, "token_type": "Bearer"})

    def _send(self, request: Request, body: bytes) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.bought.get(token, 0) < time.time():
            raise Refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if request.path_params["project"] != self.project:
            raise Refused(403, "PERMISSION_DENIED", "Permission denied on resource project.")
        message = json_object(body).get("message")
        if not isinstance(message, dict):
            raise Refused(400, "INVALID_ARGUMENT", "The message is missing.")
        _check(message)
        to = str(message["token"])
        if to in self.dead:
            raise Refused(404, "UNREGISTERED", "Requested entity was not found.")
        if to in self.foreign:
            raise Refused(403, "SENDER_ID_MISMATCH", "SenderId mismatch")
        name = f"projects/{self.project}/messages/{next(self.numbers)}"
        shown = message.get("notification", {})
        key = str(message.get("data", {}).get("key", ""))
        self.take(Taken(id=name, to=to, text=str(shown.get("body", "")), key=key, fields=message))
        return JSONResponse({"name": name})


def _key_of_environment() -> rsa.RSAPrivateKey | None:
    """The key of the account that `make run` made, which our side signs with."""
    try:
        account = json.loads(os.environ.get("FCM_SERVICE_ACCOUNT", ""))
        key = load_pem_private_key(account["private_key"].encode(), None)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return key if isinstance(key, rsa.RSAPrivateKey) else None


def _check(message: Mapping[str, Any]) -> None:
    if set(message) - KNOWN or set(message.get("android", {})) - ANDROID:
        raise Refused(400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name.")
    if len(str(message.get("token", ""))) < 20:
        raise Refused(400, "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token")
    if any(not isinstance(value, str) for value in message.get("data", {}).values()):
        raise Refused(400, "INVALID_ARGUMENT", "Invalid value at 'message.data[0].value' (TYPE_STRING)")
    if not re.match(r"\d+(\.\d+)?s\Z", message.get("android", {}).get("ttl", "1s")):
        raise Refused(400, "INVALID_ARGUMENT", "Invalid value at 'message.android.ttl' (Duration)")
    if message.get("android", {}).get("priority", "NORMAL") not in {"NORMAL", "HIGH"}:
        raise Refused(400, "INVALID_ARGUMENT", "Invalid value at 'message.android.priority'")
    headers = message.get("apns", {}).get("headers", {})
    if any(not isinstance(value, str) for value in headers.values()):
        raise Refused(400, "INVALID_ARGUMENT", "Invalid value at 'message.apns.headers'")
    if len(headers.get("apns-collapse-id", "").encode()) > 64:
        raise Refused(400, "INVALID_ARGUMENT", "apns-collapse-id is longer than 64 bytes")
