"""An app signs in through the browser to an organisation whose own provider is the only way in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import TokenFamily
from accounts.services import sso_providers
from accounts.tests import oidc_peer
from accounts.tests.app_client import App, api
from accounts.tests.oidc_peer import Provider
from accounts.tests.sso_rows import oidc_row, own
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

NOON = datetime(2026, 11, 21, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_peer.running() as provider:
        yield provider


class TestSingleSignOn:
    """The organisation lets people in through its own provider only."""

    @pytest.fixture
    def umoja(self, cast: Cast) -> Cast:
        own(cast.umoja, "umoja.example")
        cast.umoja.requires_sso = True
        cast.umoja.save()
        return cast

    def through(self, server: Provider, app: App) -> dict[str, str]:
        """Bongani's app, through his organisation's provider."""
        browser = Client()
        sent = browser.get(app.address())
        (back,) = parse_qs(urlsplit(sent.headers["Location"]).query)["next"]
        sub = server.person("bongani", email="bongani@umoja.example")
        leaving = browser.post("/accounts/sso/", {"email": "bongani@umoja.example", "next": back})
        assert server.sign_in(browser, leaving, sub).headers["Location"] == back
        return dict(app.exchange(app.agreed(browser)["code"]).json())

    def test_an_app_that_came_through_the_provider_gets_in(self, server: Provider, umoja: Cast) -> None:
        row = oidc_row(umoja.umoja, server)
        pair = self.through(server, App())
        assert api(pair["access"], "o/umoja-foods/members/").status_code == 200
        body = {"refresh": pair["refresh"]}
        pair = Client().post("/api/v1/token/refresh/", body, content_type="application/json").json()
        assert api(pair["access"], "o/umoja-foods/members/").status_code == 200
        with tenant(umoja.umoja):
            assert TokenFamily.objects.get().providers == [f"sso-{umoja.umoja.public_id}-{row.public_id}"]

    def test_one_that_came_by_password_does_not(self, umoja: Cast, server: Provider) -> None:
        oidc_row(umoja.umoja, server)
        app = App()
        pair = app.exchange(app.agreed(umoja.bongani.client())["code"]).json()
        reply = api(pair["access"], "o/umoja-foods/members/")
        assert (reply.status_code, reply.json()["code"]) == (403, "accounts.sso.required")

    def test_a_browsers_session_lends_its_way_to_no_token(self, umoja: Cast, server: Provider) -> None:
        """A token of a password beside the cookie of a session that came through the provider."""
        oidc_row(umoja.umoja, server)
        app, browser = App(), Client()
        by_password = app.exchange(app.agreed(umoja.bongani.client())["code"]).json()["access"]
        sub = server.person("bongani", email="bongani@umoja.example")
        server.sign_in(browser, browser.post("/accounts/sso/", {"email": "bongani@umoja.example"}), sub)
        address = "/api/v1/o/umoja-foods/members/"
        assert browser.get(address).status_code == 200
        assert browser.get(address, headers={"Authorization": f"Bearer {by_password}"}).status_code == 403

    def test_the_provider_of_another_organisation_does_not_do(self, server: Provider, umoja: Cast) -> None:
        oidc_row(umoja.umoja, server)
        pair = self.through(server, App())
        umoja.karoo.memberships.create(user=umoja.bongani.user, role="viewer")
        umoja.karoo.requires_sso = True
        umoja.karoo.save()
        assert api(pair["access"], "o/karoo-cycles/members/").status_code == 403

    @pytest.mark.parametrize("how", ["switched off", "removed"])
    def test_ends_with_the_provider(self, server: Provider, umoja: Cast, how: str) -> None:
        row = oidc_row(umoja.umoja, server)
        pair = self.through(server, App())
        oidc_row(umoja.umoja, server, name="Another")
        with tenant(umoja.umoja):
            if how == "removed":
                sso_providers.remove(row.public_id, by=umoja.thandi.actor, now=NOON)
            else:
                sso_providers.switch(row.public_id, is_enabled=False, by=umoja.thandi.actor, now=NOON)
        assert api(pair["access"]).status_code == 401
        assert TokenFamily.objects.get().end_reason == "provider"

    def test_goes_to_the_provider_again_after_as_long_as_a_browser(
        self, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server)
        pair = self.through(server, App())
        began = TokenFamily.objects.get().created_at
        for days, status in ((7, 200), (13, 200), (15, 401)):
            with time_machine.travel(began + timedelta(days=days), tick=False):
                body = {"refresh": pair["refresh"]}
                reply = Client().post("/api/v1/token/refresh/", body, content_type="application/json")
                assert reply.status_code == status, days
                pair = reply.json()

    def test_who_has_no_password_here_proves_it_by_signing_in_again(
        self, server: Provider, umoja: Cast
    ) -> None:
        oidc_row(umoja.umoja, server)
        umoja.bongani.user.set_unusable_password()
        umoja.bongani.user.save()
        app, browser = App(), Client()
        sub = server.person("bongani", email="bongani@umoja.example")
        server.sign_in(browser, browser.post("/accounts/sso/", {"email": "bongani@umoja.example"}), sub)
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
            sent = browser.get(app.address()).headers["Location"]
            assert urlsplit(sent).path == "/profile/proof/sign-in-again/"
            (back,) = parse_qs(urlsplit(sent).query)["next"]
            sent = browser.post("/profile/proof/sign-in-again/", {"next": back}).headers["Location"]
            assert urlsplit(sent).path == "/accounts/login/"
            (back,) = parse_qs(urlsplit(sent).query)["next"]
            leaving = browser.post("/accounts/sso/", {"email": "bongani@umoja.example", "next": back})
            assert server.sign_in(browser, leaving, sub).headers["Location"] == app.address()
            pair = app.exchange(app.agreed(browser)["code"]).json()
            assert api(pair["access"], "o/umoja-foods/members/").status_code == 200
