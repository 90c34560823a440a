"""Carriers of messages on loopback, and a web server that takes their callbacks."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from notifications.channels.protocol import Callback, Channel, Judged, Parcel, TellsLater
from synthai.embedded.sandbox.gateway import SandboxGateway
from tests.gateways.sandbox import running


@dataclass
class Inbox:
    """Keeps what is sent to it as our door would see it; answers a GET as `judge` says."""

    url: str = ""
    callbacks: list[Callback] = field(default_factory=list)
    judge: Callable[[Callback], Judged] | None = None

    def wait(self, count: int = 1, seconds: float = 5) -> list[Callback]:
        """The callbacks, once there are `count`."""
        deadline = time.monotonic() + seconds
        while len(self.callbacks) < count:
            assert time.monotonic() < deadline, f"only {len(self.callbacks)} of {count} callbacks came"
            time.sleep(0.005)
        return self.callbacks

    def judged(self, provider: object, count: int = 1) -> list[Judged]:
        """What the provider's adapter makes of the first `count` callbacks."""
        assert isinstance(provider, TellsLater)
        return [provider.judge(each) for each in self.wait(count)]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            callback = Callback(
                method=self.command,
                url=f"{box.url.removesuffix('/callback/')}{self.path}",
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("content-length", 0))),
                received_at=datetime.now(UTC),
            )
            judged = box.judge(callback) if box.judge else Judged()
            words = judged.answer.encode()
            box.callbacks.append(callback)
            self.send_response(200 if judged.is_genuine else 403)
            self.send_header("content-length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def do_POST(self) -> None:
            self._take()

        def do_GET(self) -> None:
            self._take()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    box.url = f"http://127.0.0.1:{server.server_address[1]}/callback/"
    yield box
    server.shutdown()
    server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[[SandboxGateway], str]]:
    """Serves a carrier until the test ends; answers with the root's address."""
    open_now: list[Any] = []

    def start(carrier: SandboxGateway) -> str:
        context = running(carrier)
        open_now.append(context)
        return str(context.__enter__())

    yield start
    for context in open_now:  # nobody waits for a server's 0.2 s of goodbye
        threading.Thread(target=context.__exit__, args=(None, None, None)).start()


@pytest.fixture
def parcel() -> Callable[..., Parcel]:
    def make(channel: Channel = Channel.SMS, **changes: Any) -> Parcel:
        values: dict[str, Any] = {
            "key": "n-0001.sms",
            "channel": channel,
            "to": "+27821234567",
            "text": "Umoja Foods: maize meal is low, 4 bags left.",
        }
        return Parcel(**{**values, **changes})

    return make


def changed(callback: Callback, **changes: Any) -> Callback:
    """The same callback with something else in it."""
    names = ("method", "url", "headers", "body", "received_at")
    return Callback(**{**{name: getattr(callback, name) for name in names}, **changes})
