"""Requests to addresses that customers type, against a server on this machine."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from synthai.core.outbound import MAX_BYTES, Unreachable, fetch, fetch_json


class Handler(BaseHTTPRequestHandler):
    """Answers by path; notes what was asked."""

    asked: list[str] = []  # noqa: RUF012 - one list for the test's server

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        self.asked.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/json")
            self.end_headers()
            return
        body = {"/json": b'{"a": 1}', "/list": b"[]", "/large": b"x" * (MAX_BYTES + 1)}.get(self.path)
        self.send_response(200 if body else 500)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    Handler.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_fetches(site: str, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE_ADDRESSES = True
    assert fetch(f"{site}/json") == b'{"a": 1}'
    assert fetch_json(f"{site}/json") == {"a": 1}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/large", "larger than 1 MB"),
        ("/away", "the status 302"),
        ("/broken", "the status 500"),
    ],
)
def test_says_why_not(site: str, settings: Any, path: str, why: str) -> None:
    settings.OUTBOUND_PRIVATE_ADDRESSES = True
    with pytest.raises(Unreachable, match=why):
        fetch(f"{site}{path}")
    assert Handler.asked == [path], "redirects are not followed"


@pytest.mark.parametrize("path", ["/list", "/large"])
def test_json_means_an_object(site: str, settings: Any, path: str) -> None:
    settings.OUTBOUND_PRIVATE_ADDRESSES = True
    with pytest.raises(Unreachable):
        fetch_json(f"{site}{path}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"])  # noqa: S104
def test_never_into_our_own_network(site: str, settings: Any, host: str) -> None:
    """Nothing is sent: the other end is judged on the standing connection."""
    settings.OUTBOUND_PRIVATE_ADDRESSES = False
    with pytest.raises(Unreachable):
        fetch(f"https://{host}:{site.rpartition(':')[2]}/json")
    assert Handler.asked == []


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "ftp://x.example/", "file:///etc/passwd", "x", ""])
def test_only_https(settings: Any, address: str) -> None:
    settings.OUTBOUND_PRIVATE_ADDRESSES = False
    with pytest.raises(Unreachable, match="https://"):
        fetch(address)
