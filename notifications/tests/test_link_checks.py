"""The addresses of a template are looked at by HEAD, through the client that reaches no network of ours."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from notifications.models import TemplateVersion
from notifications.services import link_checks, template_reading
from notifications.services.template_reading import Given
from notifications.tests.kinds import NOON, STOCK

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    """Somebody else's site: one page, one heavy picture, one page that does not know HEAD."""

    seen: ClassVar[list[str]] = []
    answers: ClassVar[dict[str, tuple[int, int]]] = {
        "/": (200, 10),
        "/big.png": (200, 240_000),
        "/old/": (410, 0),
    }

    def do_HEAD(self) -> None:
        self.seen.append(f"HEAD {self.path}")
        status, size = self.answers.get(self.path, (405, 0))
        self.send_response(status)
        self.send_header("Content-Length", str(size))
        self.end_headers()

    def do_GET(self) -> None:
        self.seen.append(f"GET {self.path}")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def template(site: str) -> TemplateVersion:
    html = (
        f'<p><a href="{site}/">a</a> <a href="{site}/old/">b</a> <a href="{site}/get/">c</a>'
        f' <a href="{site}/%(product)s/">d</a> <img src="{site}/big.png" alt="Bread"></p>'
    )
    return TemplateVersion.objects.create(
        kind=STOCK,
        channel="email",
        locale="en-za",
        number=1,
        title="x",
        body="y",
        html=html,
        created_at=NOON,
        changed_at=NOON,
    )


def codes(row: TemplateVersion) -> set[str]:
    return {each.code for each in template_reading.findings(Given.of(row))}


def test_each_is_looked_at_once_and_lint_tells(site: str, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE_ADDRESSES = True
    row = template(site)
    assert link_checks.check(row.pk, now=NOON) == 4
    assert sorted(Site.seen) == ["GET /get/", "HEAD /", "HEAD /big.png", "HEAD /get/", "HEAD /old/"]
    row.refresh_from_db()
    assert {"link_error", "image_heavy"} <= codes(row)
    assert row.fetched_at == NOON


def test_our_own_network_is_not_reached(site: str, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE_ADDRESSES = False
    row = template(site)
    link_checks.check(row.pk, now=NOON)
    assert Site.seen == []
    row.refresh_from_db()
    assert {each["status"] for each in row.fetched} == {0}
