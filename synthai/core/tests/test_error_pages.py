import json
from typing import Any

import pytest
from django.template import loader
from django.test import Client

from synthai.core.testing.cast import Cast
from synthai.core.tests import page_views

pytestmark = [pytest.mark.django_db, pytest.mark.urls(page_views.__name__)]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("refused", 409),
        ("forbidden", 403),
        ("denied", 403),
        ("missing", 404),
        ("odd", 400),
        ("crash", 500),
        ("locked", 409),
        ("database", 503),
    ],
)
def test_page_with_sentence_and_reference_and_nothing_else(client: Client, name: str, status: int) -> None:
    response = client.get(f"/fail/{name}/")
    text = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert response["X-Request-ID"] in text
    for leaked in ("Traceback", "secret", "10.0.0.1", "RuntimeError"):
        assert leaked not in text
    assert "unsafe" not in response["Content-Security-Policy"]


def test_database_out_of_reach_says_when_to_come_back(client: Client) -> None:
    assert client.get("/fail/database/")["Retry-After"] == "30"


def test_refused_form_goes_back_with_the_sentence(client: Client) -> None:
    response = client.post("/fail/refused/", headers={"Referer": "http://testserver/told/"})
    assert (response.status_code, response["Location"]) == (302, "http://testserver/told/")
    assert client.get("/told/").content.decode() == "The shelf is full: take 3 off first."


@pytest.mark.parametrize("referer", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_refused_form_never_goes_elsewhere(client: Client, referer: str) -> None:
    response = client.post("/fail/refused/", headers={"Referer": referer})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_htmx_gets_a_toast_and_swaps_nothing(client: Client) -> None:
    response = client.post("/fail/refused/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Reswap"]) == (409, "none")
    toast = json.loads(response["HX-Trigger"])["toast"]
    assert toast == {"level": "error", "message": "The shelf is full: take 3 off first."}


def test_caches_keep_pages_and_fragments_apart(client: Client) -> None:
    assert "HX-Request" in client.get("/plans/")["Vary"]
    assert "HX-Request" not in client.get("/site.webmanifest").get("Vary", "")


def test_form_without_token_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/fail/refused/")
    assert response.status_code == 403
    assert b"expired" in response.content


def test_unknown_page_is_404_for_everybody(client: Client, cast: Cast) -> None:
    assert client.get("/no/such/page/").status_code == 404
    assert cast.thandi.client().get("/o/umoja-foods/no/such/").status_code == 404


def test_broken_error_template_still_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OSError("templates are gone")

    monkeypatch.setattr(loader, "select_template", broken)
    response = client.get("/fail/crash/")
    assert response.status_code == 500
    assert response["X-Request-ID"].encode() in response.content
    assert b"templates" not in response.content
