"""Where an app may be answered, and what a known app is told: nothing ever goes to an address that is not registered."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts import app_clients
from accounts.models import AppCode, User
from accounts.tests.app_client import App, signed_in
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


FOREIGN = [
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "synthai://signed-in.evil.example",
    "synthai://signed-in/../x",
    "synthai://signed-in?x=1",
    "synthai://signed-in#x",
    "SYNTHAI://signed-in",
    " synthai://signed-in",
    "synthai://signed-in\n",
    "http://127.0.0.1/",
    "http://127.0.0.1:80:80/signed-in",
    "http://127.0.0.1:123456/signed-in",
    "http://127.0.0.1:x@evil.example/signed-in",
    "http://127.0.0.1@evil.example/signed-in",
    "http://127.0.0.1.evil.example/signed-in",
    "http://127.0.0.1\\@evil.example/signed-in",
    "http://127.0.0.1:8080/signed-in?next=1",
    "http://localhost:8080/signed-in",
    "https://127.0.0.1/signed-in",
    "http://2130706433/signed-in",
    "",
    None,
]


class TestAddresses:
    def is_a_page_of_ours(self, reply: Any) -> bool:
        content = reply.content.decode()
        assert "Location" not in reply.headers
        assert "http-equiv" not in content
        assert "evil.example" not in content
        return reply.status_code == 400 and "This app is not known here" in content

    @pytest.mark.parametrize("address", FOREIGN)
    def test_a_foreign_address_never_gets_an_answer(self, user: User, address: str | None) -> None:
        asked = App().address(redirect_uri=address)
        browser = signed_in(user)
        assert self.is_a_page_of_ours(Client().get(asked))
        assert self.is_a_page_of_ours(browser.get(asked))
        assert self.is_a_page_of_ours(browser.post(asked, {"answer": "yes"}))
        assert self.is_a_page_of_ours(browser.post(asked, {"answer": "no"}))
        assert not AppCode.objects.exists()

    @pytest.mark.parametrize("client_id", ["", None, "another", "SYNTHAI-APP", "synthai-app "])
    def test_neither_does_an_unknown_app(self, user: User, client_id: str | None) -> None:
        assert self.is_a_page_of_ours(signed_in(user).get(App().address(client_id=client_id)))

    def test_nor_one_that_sends_two_addresses(self, user: User) -> None:
        for more in ("redirect_uri=https://evil.example/", "client_id=another"):
            assert self.is_a_page_of_ours(signed_in(user).get(f"{App().address()}&{more}"))

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"state": None}, "invalid_request"),
            ({"state": ""}, "invalid_request"),
            ({"state": "x" * 501}, "invalid_request"),
            ({"state": "a\r\nSet-Cookie: x"}, "invalid_request"),
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge": "short"}, "invalid_request"),
            ({"code_challenge": "x" * 43 + "\n"}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
        ],
    )
    def test_a_known_app_is_told_what_is_wrong(self, user: User, change: dict[str, Any], error: str) -> None:
        app = App()
        for reply in (
            Client().get(app.address(**change)),
            signed_in(user).post(app.address(**change), {"answer": "yes"}),
        ):
            told = app.told(reply)
            assert told["error"] == error
            assert next(iter(change)) in told["error_description"]
            assert told["iss"] == "http://localhost:8000"
            assert told.get("state") == (None if "state" in change else app.state)
        assert not AppCode.objects.exists()

    def test_a_parameter_sent_twice(self, user: User) -> None:
        app = App()
        for name in ("state", "code_challenge"):
            told = app.told(signed_in(user).get(f"{app.address()}&{name}=again"))
            assert told["error"] == "invalid_request"

    def test_only_post_agrees(self, user: User) -> None:
        page = signed_in(user).get(f"{App().address()}&answer=yes")
        assert "http-equiv" not in page.content.decode()
        assert not AppCode.objects.exists()


class TestRegistered:
    @pytest.mark.parametrize(
        "address",
        [
            "javascript:/alert(1)",
            "data:/x",
            "file:///etc/passwd",
            "http://shop.example/back",
            "http://localhost/back",
            "http://127.0.0.1:8080/back",
            "http://127.0.0.1@evil.example/",
            "https://shop.example/back?x=1",
            "https://user@shop.example/back",
            "synthai://signed-in#x",
            "/accounts/",
            "",
        ],
    )
    def test_an_address_that_cannot_be_is_said_at_the_start(self, settings: Any, address: str) -> None:
        settings.APP_CLIENTS = json.dumps([{"id": "app", "name": "App", "redirect_uris": [address]}])
        with pytest.raises(ImproperlyConfigured, match="APP_CLIENTS"):
            app_clients.registered()

    @pytest.mark.parametrize(
        "text",
        ["", "nonsense", "{}x", '["a"]', '[{"id": "a"}]', '[{"id":"a","name":"b","redirect_uris":[]}]'],
    )
    def test_so_is_nonsense(self, settings: Any, text: str) -> None:
        settings.APP_CLIENTS = text
        with pytest.raises(ImproperlyConfigured, match="APP_CLIENTS"):
            app_clients.registered()

    def test_an_app_link_does(self, user: User, settings: Any) -> None:
        link = "https://app.synthai.example/signed-in"
        settings.APP_CLIENTS = json.dumps([{"id": "synthai-app", "name": "Shop", "redirect_uris": [link]}])
        app = App(redirect_uri=link)
        assert app.exchange(app.agreed(signed_in(user))["code"]).status_code == 200
