"""Firebase Cloud Messaging, HTTP v1: a service account's signed claim buys a token of an hour, which buys messages."""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote

import requests
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials

from notifications.channels import genuine, http
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Verdict,
)

SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
MAX_BYTES: Final = 4096
_LONGEST_LIFE: Final = 28 * 24 * 3600
_COLLAPSE: Final = 64  # bytes of apns-collapse-id
_GONE: Final = {"UNREGISTERED", "SENDER_ID_MISMATCH"}
_SETTINGS: Final = {"THIRD_PARTY_AUTH_ERROR", "PERMISSION_DENIED", "UNAUTHENTICATED"}


class Fcm:
    """One Firebase project."""

    code: ClassVar[str] = "fcm"
    channel: ClassVar[Channel] = Channel.PUSH
    title = _("Firebase")
    is_idempotent: ClassVar[bool] = False

    def __init__(self, account: Mapping[str, Any], config: Mapping[str, Any]) -> None:
        project = quote(str(account["project_id"]))
        self._url = f"{str(config['api']).rstrip('/')}/v1/projects/{project}/messages:send"
        self._credentials = Credentials.from_service_account_info(account, scopes=[SCOPE])  # type: ignore[no-untyped-call]
        self._lock = threading.Lock()
        self._timeout = config.get("timeout")

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the push over. Raises AddressGone for tokens that no device has any more."""
        message = _message(parcel)
        if len(json.dumps(message, ensure_ascii=False).encode()) > MAX_BYTES:
            raise Refused(f"The message is larger than {MAX_BYTES} bytes.")
        answer = http.exchange(
            "Firebase",
            "POST",
            self._url,
            json={"message": message},
            headers={"Authorization": f"Bearer {self._token()}"},
            timeout=self._timeout,
        )
        if not answer.is_yes:
            raise self._refusal(answer)
        name = http.text(answer.record().get("name"), 300)
        return Receipt(
            verdict=Verdict.ACCEPTED, provider_id=name, answer=http.told(answer.status, "accepted")
        )

    def _token(self) -> str:
        """The access token; a new one when it has run out. One thread fetches it, the others wait."""
        with self._lock:
            if not self._credentials.valid:
                self._refresh()
            return str(self._credentials.token)

    def _refresh(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            try:
                self._credentials.refresh(Request(session))
            except RefreshError as error:
                if error.retryable:
                    raise Busy("Google gives no access token now.") from None
                raise Misconfigured("Google refuses the service account.") from None
            except GoogleAuthError:
                raise Busy("Google cannot be reached for an access token.") from None

    def _refusal(self, answer: http.Answer) -> ProviderError:
        found = answer.record().get("error")
        error: Mapping[str, Any] = found if isinstance(found, dict) else {}
        codes = [http.text(each.get("errorCode")) for each in http.records(error.get("details"))]
        code = next((each for each in codes if each), "") or http.text(error.get("status"))
        words = http.text(error.get("message"))
        said = http.told(answer.status, code, words)
        if answer.status == requests.codes.unauthorized:
            with self._lock:
                self._credentials.token = None  # taken back before its time
        if code in _GONE or (code == "INVALID_ARGUMENT" and "registration token" in words):
            return AddressGone(said)
        if code in _SETTINGS or answer.status in {401, 403, 404}:
            return Misconfigured(said)
        return Refused(said)


def from_settings(config: Mapping[str, Any]) -> Fcm | None:
    """Firebase, or nothing while no service account is set. Raises ImproperlyConfigured for what is no account."""
    if not config["service_account"]:
        return None
    try:
        return Fcm(json.loads(str(config["service_account"])), config)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        kind = type(error).__name__
        raise ImproperlyConfigured(
            f"FCM_SERVICE_ACCOUNT must be the JSON of a service account's key: {kind}."
        ) from None


def _message(parcel: Parcel) -> dict[str, object]:
    data = {"key": parcel.key, "url": parcel.url, "thread": parcel.thread}
    android: dict[str, object] = {"priority": "HIGH" if parcel.urgent else "NORMAL"}
    headers = {"apns-priority": "10" if parcel.urgent else "5"}
    aps: dict[str, object] = {"sound": "default"} if parcel.urgent else {}
    if parcel.lives_for is not None:
        seconds = min(max(int(parcel.lives_for.total_seconds()), 0), _LONGEST_LIFE)
        android["ttl"] = f"{seconds}s"
        headers["apns-expiration"] = str(int(time.time()) + seconds if seconds else 0)
    if parcel.thread:
        android |= {"collapse_key": parcel.thread, "notification": {"tag": parcel.thread}}
        headers["apns-collapse-id"] = genuine.reference(parcel.thread, _COLLAPSE)
        aps["thread-id"] = parcel.thread
    return {
        "token": parcel.to,
        "notification": {"title": parcel.subject, "body": parcel.text},
        "data": {name: value for name, value in data.items() if value},
        "android": android,
        "apns": {"headers": headers, "payload": {"aps": aps}},
    }
