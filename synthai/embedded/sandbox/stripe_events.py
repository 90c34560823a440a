"""Webhooks: which addresses want which events, the signature, and the tries."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable

import requests

from synthai.embedded.sandbox.gateway import CALLBACK_TIMEOUT
from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, words
from synthai.embedded.sandbox.stripe_forms import LISTING, needed
from synthai.embedded.sandbox.stripe_world import VERSION, Object, World

# Stripe tries for days with growing pauses; here seconds, so that one sees it happen.
RESEND_AFTER = (1.0, 3.0, 10.0, 30.0)
AGENT = "Stripe/1.0 (sandbox)"


def signed(payload: bytes, secret: str, *, at: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over the second and the body."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def letters(world: World, event: Object) -> list[Callable[[], requests.Response]]:
    """One sender for each address that wants this event; each try is signed anew."""
    payload = json.dumps(event, indent=2).encode()
    return [
        _letter(endpoint["url"], payload, world.objects[f"secret:{endpoint['id']}"]["secret"])
        for endpoint in world.all("webhook_endpoint")
        if endpoint["status"] == "enabled" and _wants(endpoint["enabled_events"], event["type"])
    ]


def _letter(url: str, payload: bytes, secret: str) -> Callable[[], requests.Response]:
    def send() -> requests.Response:
        signature = signed(payload, secret, at=int(time.time()))
        headers = {
            "Stripe-Signature": signature,
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": AGENT,
        }
        return requests.post(
            url, data=payload, headers=headers, timeout=CALLBACK_TIMEOUT, allow_redirects=False
        )

    return send


def _wants(enabled: list[str], kind: str) -> bool:
    return "*" in enabled or kind in enabled


def add_address(world: World, url: str, *, events: list[str], secret: str = "") -> Object:
    """Send these events there from now on. The secret is told only now."""
    endpoint = world.make(
        "webhook_endpoint",
        "we",
        nulls="application description",
        api_version=VERSION,
        enabled_events=events,
        metadata={},
        status="enabled",
        url=url,
    )
    secret = secret or f"whsec_{secrets.token_hex(16)}"
    world.objects[f"secret:{endpoint['id']}"] = {"object": "secret", "secret": secret}
    return endpoint | {"secret": secret}


def _create(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "url", "enabled_events")
    return add_address(world, str(given["url"]), events=list(given["enabled_events"]))


def _delete(world: World, names: dict[str, str], given: Object) -> Object:
    endpoint = world.get("webhook_endpoint", names["id"])
    del world.objects[endpoint["id"]]
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


ENDPOINTS = (
    Endpoint(
        "POST", "webhook_endpoints", _create, words("url enabled_events.* description metadata.* api_version")
    ),
    Endpoint("GET", "webhook_endpoints", lister("webhook_endpoint", "/v1/webhook_endpoints"), LISTING),
    Endpoint("GET", "webhook_endpoints/{id}", reader("webhook_endpoint")),
    Endpoint("DELETE", "webhook_endpoints/{id}", _delete),
    Endpoint("GET", "events", lister("event", "/v1/events", "type"), (*LISTING, "type")),
    Endpoint("GET", "events/{id}", reader("event")),
)
