"""A webhook address that keeps what it gets, and may answer badly first."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from billing.gateways import RawMessage

PATIENCE = 5.0


@dataclass
class Inbox:
    """Messages in the order they came. `answers` are the next replies; then 200."""

    messages: list[RawMessage] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def of(self, kind: str) -> list[RawMessage]:
        """Those delivered of one kind."""
        return [message for message in list(self.messages) if json.loads(message.body)["type"] == kind]

    def wait_for(self, kind: str, *, nth: int = 1) -> RawMessage:
        """The nth of a kind; fails after five seconds."""
        deadline = time.monotonic() + PATIENCE
        while len(found := self.of(kind)) < nth:
            kinds = [json.loads(message.body)["type"] for message in self.messages]
            assert time.monotonic() < deadline, f"{kind} did not come; there are {kinds}"
            time.sleep(0.02)
        return found[nth - 1]


@contextmanager
def listening(inbox: Inbox) -> Iterator[str]:
    """Serve the inbox on loopback; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            message = RawMessage(
                body=body, headers=headers, source_ip=self.client_address[0], received_at=datetime.now(UTC)
            )
            inbox.messages.append(message)
            self.send_response(inbox.answers.pop(0) if inbox.answers else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hooks/stripe/"
    finally:
        server.shutdown()
        server.server_close()
