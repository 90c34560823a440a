"""What the PayFast tests share: our account, a payment to be made, and a listener that notifications are sent to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from billing.gateways import Buyer, PaymentRequest, RawMessage
from billing.gateways.payfast import PayFastConfig
from billing.gateways.payfast.config import networks

PASSPHRASE = "jt7NOE43FZPn"
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def config(url: str = "http://127.0.0.1:9", **changes: Any) -> PayFastConfig:
    """Our sandbox account at this address, impatient."""
    values: dict[str, Any] = {
        "merchant_id": "10000100",
        "merchant_key": "46f0cd694581a",
        "passphrase": PASSPHRASE,
        "host": f"{url}/payfast",
        "api": f"{url}/payfast/api",
        "is_test": True,
        "networks": networks(["127.0.0.0/8", "::1/128"]),
        "connect_timeout": 1,
        "read_timeout": 5,
    }
    return PayFastConfig(**values | changes)


def payment(**changes: Any) -> PaymentRequest:
    """Umoja Foods pays R499, and keeps the card."""
    values: dict[str, Any] = {
        "reference": "SA7K2M9QX4TB6WZD",
        "amount": Decimal("499.00"),
        "currency": "ZAR",
        "description": "Growth plan (monthly) & VAT",
        "buyer": Buyer(email="thandi+pay@umoja.example", name_first="Thandi", name_last="O'Reilly ~ Nkosi"),
        "organisation": "Umoja Foods",
        "return_url": "https://app.example.co.za/billing/return",
        "cancel_url": "https://app.example.co.za/billing/cancel",
        "notify_url": "",
    }
    return PaymentRequest(**values | changes)


@dataclass
class Listener:
    """What arrived at our notify_url, as it came over the wire."""

    url: str = ""
    messages: list[RawMessage] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, count: int = 1) -> list[RawMessage]:
        """Wait for that many and hand them over."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.messages) >= count, timeout=5), self.messages
            taken, self.messages = self.messages, []
        return taken


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener that answers each notification with an empty 200."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            message = RawMessage(
                body=body,
                headers={name.lower(): value for name, value in self.headers.items()},
                source_ip=self.client_address[0],
                received_at=datetime.now(UTC),
            )
            with listener.arrived:
                listener.messages.append(message)
                listener.arrived.notify_all()
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with _serving(Handler) as url:
        listener.url = f"{url}/itn/"
        yield listener


@dataclass
class Script:
    """A server that answers whatever is asked with the same thing. `status` 0 hangs up without an answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    url: str = ""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def scripted(script: Script) -> Iterator[Script]:
    """Serve the script."""
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            script.asked.append((self.command, self.path, headers, body))
            done.wait(script.wait)
            if not script.status:
                self.close_connection = True
                return
            self.send_response(script.status)
            for name, value in {"content-length": str(len(script.body)), **script.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(script.body)

        do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with _serving(Handler) as url:
        script.url = url
        yield script
        done.set()


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(timeout=5)
