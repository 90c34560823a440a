"""Which providers are on, in which order; and the whole sandbox as `make run` starts it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.core.exceptions import ImproperlyConfigured

from notifications.channels import http, registry
from notifications.channels.protocol import (
    Busy,
    CanFind,
    Channel,
    Misconfigured,
    Parcel,
    TakesMany,
    TellsLater,
    Unclear,
)
from synthai.embedded.sandbox.registry import carriers, gateways
from synthai.settings import messages
from tests.gateways.sandbox import running


@pytest.fixture
def sandbox() -> Iterator[str]:
    with running(*gateways()) as root:
        yield root


def test_nothing_but_mail_is_on_while_nothing_is_set(settings: Any) -> None:
    settings.NOTIFICATION_PROVIDERS = messages.providers()
    assert list(registry.channels()) == [Channel.IN_APP, Channel.EMAIL]
    with pytest.raises(registry.ProviderUnknown):
        registry.get(Channel.SMS, "bulksms")


def test_libraries_of_providers_that_are_off_are_not_loaded() -> None:
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'synthai.settings.test';"
        "from notifications.channels import registry; registry.channels();"
        "print(registry.__name__, [name for name in ('google.auth', 'anymail') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "notifications.channels.registry []"


def test_the_environment_chooses_and_orders(
    settings: Any, monkeypatch: pytest.MonkeyPatch, sandbox: str
) -> None:
    monkeypatch.setenv("NOTIFY_EMAIL", "ses, sendgrid, smtp")
    monkeypatch.setenv("NOTIFY_SMS", "twilio,bulksms")
    monkeypatch.setenv("NOTIFY_WHATSAPP", "")
    settings.NOTIFICATION_PROVIDERS = messages.providers(sandbox)
    assert [each.code for each in registry.active(Channel.EMAIL)] == ["ses", "sendgrid", "smtp"]
    assert [each.code for each in registry.active(Channel.SMS)] == ["twilio", "bulksms"]
    assert not registry.active(Channel.WHATSAPP)
    assert registry.get(Channel.SMS, "bulksms").channel == Channel.SMS
    with pytest.raises(registry.ProviderUnknown):
        registry.get(Channel.SMS, "clickatell")


def test_a_name_that_is_none_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SMS", "bulksms,smsportal")
    with pytest.raises(ImproperlyConfigured, match=r"NOTIFY_SMS may name .*; not smsportal"):
        messages.providers()


def test_costs_and_rates_come_from_the_environment(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SMS_COSTS", "bulksms=0.29, twilio=0.85")
    monkeypatch.setenv("NOTIFY_SMS_RATES", "bulksms=50")
    settings.NOTIFICATION_PROVIDERS = messages.providers()
    assert registry.terms(Channel.SMS, "bulksms") == registry.Terms(cost=Decimal("0.29"), per_second=50)
    assert registry.terms(Channel.SMS, "twilio") == registry.Terms(cost=Decimal("0.85"))
    assert registry.terms(Channel.PUSH, "other") == registry.Terms()
    for wrong in ("bulksms", "bulksms=R1", "bulksms=-1", "bulksms=NaN"):
        monkeypatch.setenv("NOTIFY_SMS_COSTS", wrong)
        with pytest.raises(ImproperlyConfigured, match="NOTIFY_SMS_COSTS"):
            messages.providers()


def test_the_sandbox_takes_what_the_settings_point_at_it(
    settings: Any, sandbox: str, parcel: Callable[..., Parcel]
) -> None:
    """No contract and no key to type: `make run` is enough to see a message of each provider leave."""
    settings.NOTIFICATION_PROVIDERS = messages.providers(sandbox)
    for provider in registry.active(Channel.SMS):
        assert provider.send(parcel()).provider_id
    for provider in registry.active(Channel.WHATSAPP):
        assert provider.send(parcel(Channel.WHATSAPP)).provider_id
    shown = requests.get(f"{sandbox}/control/bulksms/", timeout=5).json()
    assert [(each["to"], each["key"]) for each in shown["taken"]] == [("27821234567", "n-0001.sms")]
    assert {each.code for each in carriers()} == {
        *("twilio", "bulksms", "clickatell", "meta", "fcm", "webpush", "sendgrid", "ses"),
    }


def test_faults_are_switched_over_http(settings: Any, sandbox: str, parcel: Callable[..., Parcel]) -> None:
    settings.NOTIFICATION_PROVIDERS = messages.providers(sandbox)
    requests.post(f"{sandbox}/control/twilio/", json={"busy": "12"}, timeout=5)
    with pytest.raises(Busy) as caught:
        registry.get(Channel.SMS, "twilio").send(parcel())
    assert caught.value.retry_after == timedelta(seconds=12)
    requests.post(f"{sandbox}/control/twilio/", json={}, timeout=5)
    assert registry.get(Channel.SMS, "twilio").send(parcel()).provider_id


def test_says_which_providers_can_do_what(settings: Any, sandbox: str) -> None:
    settings.NOTIFICATION_PROVIDERS = messages.providers(sandbox)
    providers = [each for channel in Channel for each in registry.active(channel)]
    names = {f"{each.channel}.{each.code}" for each in providers if isinstance(each, TellsLater)}
    assert names == {
        "email.smtp",
        "sms.bulksms",
        "sms.clickatell",
        "sms.twilio",
        "whatsapp.meta",
        "whatsapp.twilio",
    }
    assert [each.code for each in providers if isinstance(each, CanFind)] == ["bulksms"]
    assert [each.code for each in providers if isinstance(each, TakesMany)] == ["clickatell"]


class TestHttp:
    """What goes wrong on the way, with servers that speak no HTTP."""

    @pytest.fixture
    def rude(self) -> Iterator[Callable[[bytes], str]]:
        """A server that reads a request, says these bytes and hangs up."""
        listening: list[socket.socket] = []

        def serve(words: bytes) -> str:
            server = socket.create_server(("127.0.0.1", 0))
            listening.append(server)

            def answer() -> None:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(words)

            threading.Thread(target=answer, daemon=True).start()
            return f"http://127.0.0.1:{server.getsockname()[1]}/"

        yield serve
        for server in listening:
            server.close()

    @pytest.mark.parametrize(
        "words",
        [
            b"",
            b"garbage\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n200001\r\n"
            + b"a" * 0x200001
            + b"\r\n0\r\n\r\n",
        ],
    )
    def test_what_may_have_been_taken_is_unclear(self, rude: Callable[[bytes], str], words: bytes) -> None:
        with pytest.raises(Unclear):
            http.exchange("X", "POST", rude(words), json={})

    def test_a_question_may_be_asked_again(self, rude: Callable[[bytes], str]) -> None:
        with pytest.raises(Busy):
            http.exchange("X", "GET", rude(b""), is_question=True)

    @pytest.mark.parametrize("url", ["nowhere", "ftp://x/", "http://", "http://[::1/"])
    def test_settings_of_which_no_request_can_be_made(self, url: str) -> None:
        with pytest.raises(Misconfigured):
            http.exchange("X", "POST", url)
        with pytest.raises(Misconfigured):
            http.exchange("X", "POST", "http://127.0.0.1:9/", headers={"Authorization": "Bearer a\nb"})

    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ("To +27 82 123 4567 is bad", "To … is bad"),
            ("thandi@umoja.example refused", "… refused"),
            ("see https://x.example/?token=1", "see …"),
            ("550 5.1.1 unknown", "550 5.1.1 unknown"),
            ("27821234567", "…"),
        ],
    )
    def test_staff_read_no_address(self, words: str, shown: str) -> None:
        assert http.told(400, words=words) == f"400 {shown}"

    @pytest.mark.parametrize("given", ["", "soon", "-5", "1" * 20, "٣"])
    def test_a_retry_after_that_is_none(self, given: str) -> None:
        assert http.retry_after({"retry-after": given}, now=datetime(2026, 11, 29, tzinfo=UTC)) is None
