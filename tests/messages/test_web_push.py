"""Web Push over RFC 8030 and 8292; what we encrypt is decrypted by somebody else's library (http-ece)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    Refused,
    Unclear,
    Verdict,
)
from notifications.channels.web_push import encryption, vapid
from synthai.embedded.sandbox.messages_webpush import Browser, PushService

Make = Callable[..., Parcel]


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def decrypted(record: bytes, browser: Browser) -> bytes:
    return bytes(
        http_ece.decrypt(record, private_key=browser.key, auth_secret=browser.secret, version="aes128gcm")
    )


@pytest.fixture
def service() -> PushService:
    return PushService()


@pytest.fixture
def root(service: PushService, serve: Callable[[PushService], str]) -> str:
    return serve(service)


@pytest.fixture
def config() -> dict[str, Any]:
    return {
        "private_key": vapid.new_private_key(),
        "subject": "mailto:push@synthai.example",
        "hosts": ["127.0.0.1"],
        "timeout": 0.5,
    }


@pytest.fixture
def web_push(config: dict[str, Any]) -> vapid.WebPush:
    made = vapid.from_settings(config)
    assert made is not None
    return made


@pytest.fixture
def push(parcel: Make, service: PushService, root: str, web_push: vapid.WebPush) -> Make:
    browser = service.browser(site=web_push.application_server_key)

    def make(**changes: Any) -> Parcel:
        values = {"to": browser.subscription(root), "subject": "Stock is low", "url": "/o/umoja/"}
        return parcel(Channel.WEB_PUSH, **{**values, **changes})

    return make


def test_the_browser_reads_what_we_sent(web_push: vapid.WebPush, service: PushService, push: Make) -> None:
    receipt = web_push.send(
        push(thread="stock", urgent=True, lives_for=timedelta(hours=4), text="Mupo u ṱoḓea ḓuvha")
    )
    assert (receipt.verdict, receipt.provider_id) == (Verdict.ACCEPTED, service.taken[0].id)
    browser = service.browsers[service.taken[0].to]
    shown = json.loads(decrypted(service.records[0], browser))
    assert shown == {
        "title": "Stock is low",
        "body": "Mupo u ṱoḓea ḓuvha",
        "url": "/o/umoja/",
        "tag": "stock",
        "key": "n-0001.sms",
    }
    headers = service.taken[0].fields
    assert (headers["ttl"], headers["urgency"], len(headers["topic"])) == ("14400", "high", 32)


def test_agrees_with_the_example_of_the_rfc() -> None:
    """RFC 8291, section 5 and appendix A."""
    to = encryption.Subscription(
        endpoint="https://push.example.net/",
        public=decoded(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        secret=decoded("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    number = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    record = encryption.encrypt(
        b"When I grow up, I want to be a watermelon",
        to,
        key=ec.derive_private_key(number, ec.SECP256R1()),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert encryption.to_base64url(record) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=encryption.MOST))
def test_whatever_is_encrypted_is_read_again(text: bytes) -> None:
    browser = Browser()
    assert (
        decrypted(
            encryption.encrypt(text, encryption.read(browser.subscription("https://push.example"))), browser
        )
        == text
    )


def test_each_message_has_a_key_of_its_own() -> None:
    to = encryption.read(Browser().subscription("https://push.example"))
    one, two = encryption.encrypt(b"same", to), encryption.encrypt(b"same", to)
    assert one[:16] != two[:16]
    assert one[21:86] != two[21:86]


def test_what_is_too_large_never_leaves(web_push: vapid.WebPush, service: PushService, push: Make) -> None:
    with pytest.raises(Refused):
        web_push.send(push(text="ḓ" * 2000))
    assert not service.log
    web_push.send(push(text="a" * 3800))
    assert len(service.records[0]) <= 4096


def test_subscriptions_that_have_ended(
    web_push: vapid.WebPush, service: PushService, root: str, push: Make
) -> None:
    parcel = push()
    next(iter(service.browsers.values())).is_gone = True
    with pytest.raises(AddressGone, match="410"):
        web_push.send(parcel)
    with pytest.raises(AddressGone, match="404"):
        web_push.send(push(to=Browser().subscription(root)))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"endpoint": 1, "keys": {}}', '{"endpoint":"x","keys":{"p256dh":"AAAA","auth":"é"}}'],
)
def test_what_is_no_subscription_is_dropped(web_push: vapid.WebPush, push: Make, text: str) -> None:
    with pytest.raises(AddressGone):
        web_push.send(push(to=text))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1.attacker.example/push",
        "https://attacker.example/127.0.0.1",
        "https://user:pass@127.0.0.1/push",
        "https://[::1]/push",
        "file:///etc/passwd",
        "https://push.example:99999/",
    ],
)
def test_goes_to_known_push_services_only(web_push: vapid.WebPush, push: Make, endpoint: str) -> None:
    subscription = json.dumps({**json.loads(Browser().subscription("")), "endpoint": endpoint})
    with pytest.raises(AddressGone):
        web_push.send(push(to=subscription))


def test_a_known_host_must_be_reached_over_tls(config: dict[str, Any], push: Make) -> None:
    made = vapid.from_settings({**config, "hosts": ["push.apple.com"]})
    assert made is not None
    subscription = json.dumps(
        {**json.loads(Browser().subscription("")), "endpoint": "http://web.push.apple.com/x"}
    )
    with pytest.raises(AddressGone, match="not secure"):
        made.send(push(to=subscription))


def test_a_subscription_made_with_another_key(
    config: dict[str, Any], service: PushService, push: Make
) -> None:
    parcel = push()
    other = vapid.from_settings({**config, "private_key": vapid.new_private_key()})
    assert other is not None
    with pytest.raises(Misconfigured, match="403"):
        other.send(parcel)
    assert not service.taken


def test_too_fast_and_in_doubt(web_push: vapid.WebPush, service: PushService, push: Make) -> None:
    service.faults.busy = "15"
    with pytest.raises(Busy) as caught:
        web_push.send(push())
    assert caught.value.retry_after == timedelta(seconds=15)
    service.faults.set({"busy": "", "hangs_after_taking": 1.0})
    with pytest.raises(Unclear):
        web_push.send(push())
    assert len(service.taken) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("private_key", "no key"), ("private_key", "AAAA"), ("subject", "push@synthai.example")],
)
def test_settings_that_are_no_key_are_told_at_start(config: dict[str, Any], name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"VAPID_{name.upper()}"):
        vapid.from_settings({**config, name: value})
