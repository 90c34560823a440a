"""Answers that Paystack should never give: each ends in the error that says what may be tried again."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from billing.gateways import GatewayError, GatewayRefused, GatewayUnclear, GatewayUnreachable
from billing.gateways.paystack.client import MAX_BYTES, Client


class Odd(BaseHTTPRequestHandler):
    """Answers with what the test put here."""

    status: ClassVar[int] = 200
    content: ClassVar[bytes] = b""
    cuts_off: ClassVar[bool] = False

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"] or 0))
        self.send_response(self.status)
        self.send_header("location", "http://127.0.0.1:9/")
        self.send_header("content-length", str(len(self.content) + (100 if self.cuts_off else 0)))
        self.end_headers()
        self.wfile.write(self.content)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def odd() -> Iterator[tuple[type[Odd], Client]]:
    class Handler(Odd):
        pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Handler, Client({"secret_key": "sk_test_x", "api": f"http://127.0.0.1:{server.server_address[1]}"})
    server.shutdown()
    server.server_close()


CASES: list[tuple[int, bytes, type[GatewayError], type[GatewayError]]] = [
    (200, b"<html>maintenance</html>", GatewayUnclear, GatewayUnreachable),
    (200, b"[]", GatewayUnclear, GatewayUnreachable),
    (200, b'{"status":', GatewayUnclear, GatewayUnreachable),
    (302, b'{"status": true}', GatewayUnclear, GatewayUnreachable),
    (500, b'{"status": false, "message": "oops"}', GatewayUnclear, GatewayUnreachable),
    (504, b"", GatewayUnclear, GatewayUnreachable),
    (404, b"<html>no such page</html>", GatewayUnclear, GatewayUnreachable),
    (429, b"", GatewayUnreachable, GatewayUnreachable),
    (503, b"", GatewayUnreachable, GatewayUnreachable),
    (401, b'{"status": false, "message": "Invalid key"}', GatewayUnreachable, GatewayUnreachable),
    (400, b'{"status": false, "message": "Declined"}', GatewayRefused, GatewayRefused),
    (200, b'{"status": false, "message": "Declined"}', GatewayRefused, GatewayRefused),
    (200, b" " * (MAX_BYTES + 1), GatewayUnclear, GatewayUnreachable),
]


@pytest.mark.parametrize(("status", "content", "when_money", "when_asking"), CASES)
def test_odd_answers(
    odd: tuple[type[Odd], Client],
    status: int,
    content: bytes,
    when_money: type[GatewayError],
    when_asking: type[GatewayError],
) -> None:
    handler, client = odd
    handler.status, handler.content = status, content
    with pytest.raises(when_money):
        client.post("/refund", {}, moves_money=True)
    with pytest.raises(when_asking):
        client.get("/refund")


def test_connection_that_breaks_off_is_unclear(odd: tuple[type[Odd], Client]) -> None:
    handler, client = odd
    handler.content, handler.cuts_off = b'{"status": true', True
    with pytest.raises(GatewayUnclear):
        client.post("/refund", {}, moves_money=True)
