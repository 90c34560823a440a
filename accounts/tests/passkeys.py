"""A passkey in software: signs as a phone would, after the standard (WebAuthn, level 2), with a counter of our choice."""

import base64
import hashlib
import json
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from django.utils.http import int_to_base36
from fido2 import cbor
from fido2.cose import ES256

from accounts.models import User

HOST = "testserver"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def _web(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


class SoftPasskey:
    """One key pair for one person on one host."""

    def __init__(self, user: User, *, host: str = HOST, counter: int = 0) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user, self.host, self.counter = user, host, counter

    def create(self, challenge: str = "") -> dict[str, Any]:
        """What `navigator.credentials.create()` gives, as JSON."""
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(_PRESENT | _VERIFIED | _ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            {
                "attestationObject": _web(attestation),
                "clientDataJSON": self._client("webauthn.create", challenge),
            },
            {"credProps": {"rk": True}},
        )

    def sign(self, challenge: str, *, counter: int | None = None, is_verified: bool = True) -> dict[str, Any]:
        """What `navigator.credentials.get()` gives, as JSON. Counts one up and verifies its owner unless told otherwise."""
        self.counter = self.counter + 1 if counter is None else counter
        data, client = (
            self._data(_PRESENT | (_VERIFIED if is_verified else 0)),
            self._client("webauthn.get", challenge),
        )
        raw = base64.urlsafe_b64decode(client + "=" * (-len(client) % 4))
        signature = self.key.sign(data + hashlib.sha256(raw).digest(), ec.ECDSA(hashes.SHA256()))
        handle = int_to_base36(self.user.pk).encode()
        return self._credential(
            {
                "authenticatorData": _web(data),
                "clientDataJSON": client,
                "signature": _web(signature),
                "userHandle": _web(handle),
            },
            {},
        )

    def store(self, name: str = "Phone") -> Authenticator:
        """As if it had been added on the page."""
        return Authenticator.objects.create(
            user=self.user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": name, "credential": self.create()},
            created_at=timezone.now(),
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> str:
        said = {"type": kind, "challenge": challenge, "origin": f"http://{self.host}", "crossOrigin": False}
        return _web(json.dumps(said).encode())

    def _credential(self, response: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": _web(self.id),
            "rawId": _web(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": extensions,
            "authenticatorAttachment": "platform",
        }
