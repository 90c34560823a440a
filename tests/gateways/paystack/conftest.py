"""A Paystack of our own on loopback, and the adapter that speaks to it."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from billing.gateways import Buyer, PaymentRequest, RawMessage
from billing.gateways.paystack import Paystack
from synthai.embedded.sandbox.paystack import TEST_KEY
from synthai.embedded.sandbox.paystack import Paystack as PlayedPaystack
from tests.gateways.sandbox import running


@dataclass
class Inbox:
    """A web server that keeps what is posted to it. `answers` are the next statuses; then always 200."""

    url: str = ""
    messages: list[RawMessage] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def wait(self, count: int = 1, seconds: float = 5) -> list[RawMessage]:
        """The messages, once there are `count`."""
        deadline = time.monotonic() + seconds
        while len(self.messages) < count:
            assert time.monotonic() < deadline, f"only {len(self.messages)} of {count} callbacks came"
            time.sleep(0.01)
        return self.messages


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = box.answers.pop(0) if box.answers else 200
            box.messages.append(
                RawMessage(
                    body=body,
                    headers=headers,
                    source_ip=self.client_address[0],
                    received_at=datetime.now(UTC),
                )
            )
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    box.url = f"http://127.0.0.1:{server.server_address[1]}/callback"
    yield box
    server.shutdown()
    server.server_close()


@pytest.fixture
def played() -> PlayedPaystack:
    gateway = PlayedPaystack(secret_key=TEST_KEY)
    gateway.resend_after = (0.05, 0.05, 0.05)
    return gateway


@pytest.fixture
def address(played: PlayedPaystack) -> Iterator[str]:
    with running(played) as root:
        yield f"{root}/paystack"


@pytest.fixture
def config(address: str) -> dict[str, Any]:
    return {"secret_key": TEST_KEY, "api": address, "networks": ["127.0.0.0/8"]}


@pytest.fixture
def paystack(config: dict[str, Any]) -> Paystack:
    return Paystack(config)


@pytest.fixture
def asked(inbox: Inbox) -> Callable[..., PaymentRequest]:
    def make(reference: str = "ABCD1234EFGH5678", **changes: Any) -> PaymentRequest:
        values: dict[str, Any] = {
            "reference": reference,
            "amount": Decimal("499.00"),
            "currency": "ZAR",
            "description": "SynthAI Growth, one month",
            "buyer": Buyer(email="thandi@umoja.example", name_first="Thandi"),
            "organisation": "umoja-foods",
            "return_url": "https://shop.example/paid/?o=umoja",
            "cancel_url": "https://shop.example/cancelled/",
            "notify_url": inbox.url,
        }
        return PaymentRequest(**{**values, **changes})

    return make


def click(url: str, choice: str) -> requests.Response:
    """What the customer's browser does on the checkout page."""
    return requests.post(url, data={"pay": choice}, allow_redirects=False, timeout=10)
