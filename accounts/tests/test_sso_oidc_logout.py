"""Signing out with OpenID Connect, there and by the back channel, against oidc-provider-mock and its real key."""

import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pyotp
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import SsoProvider, SsoVisit
from accounts.services import sso_upkeep
from accounts.sso import once, selectors
from accounts.tests import oidc_peer
from accounts.tests.app_client import App, api
from accounts.tests.oidc_peer import CLIENT_ID, Provider, leads_to
from accounts.tests.sso_rows import oidc_row, own
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
OUT = "/accounts/logout/"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_peer.running() as provider:
        yield provider


@pytest.fixture
def row(cast: Cast, server: Provider) -> SsoProvider:
    own(cast.umoja, "umoja.example")
    server.person("bongani", email="bongani@umoja.example")
    server.person("lerato", email="lerato@umoja.example", name="Lerato Khumalo")
    return oidc_row(cast.umoja, server, sign_out_url=f"{server.url}/oauth2/end_session")


def signed_in(server: Provider, sub: str = "bongani") -> Client:
    client = Client()
    page = client.post("/accounts/sso/", {"email": f"{sub}@umoja.example"})
    server.sign_in(client, page, sub)
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def id_of(row: SsoProvider) -> str:
    with tenant(row.organisation):
        return selectors.id_of(row)


class TestSignedOutHere:
    """From our sign-out on to the provider's, and back."""

    def test_there_and_back(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        address = leads_to(client.post(OUT))
        assert not is_in(client)
        assert address.startswith(f"{server.url}/oauth2/end_session?")
        back = self.confirmed(server, address)
        assert back.startswith(f"/accounts/oidc/{id_of(row)}/signed-out/?state=")
        assert "You are signed out here and at Umoja Identity" in client.get(back).content.decode()
        assert "we cannot tell" in client.get(back).content.decode()

    def test_names_the_session_by_the_token_of_the_sign_in(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        visit = SsoVisit.objects.get()
        query = parse_qs(urlsplit(leads_to(client.post(OUT))).query)
        assert query["client_id"] == [CLIENT_ID]
        keys = jwt.PyJWKSet.from_dict(requests.get(f"{server.url}/jwks", timeout=5).json()).keys
        said = jwt.decode(query["id_token_hint"][0], keys[0].key, algorithms=["RS256"], audience=CLIENT_ID)
        assert said["sub"] == "bongani"
        assert query["id_token_hint"][0] not in visit.sealed_token
        assert not SsoVisit.objects.exists()

    @pytest.mark.parametrize("state", ["", "?state=", "?state=forged"])
    def test_a_forged_return_proves_nothing(self, row: SsoProvider, client: Client, state: str) -> None:
        reply = client.get(f"/accounts/oidc/{id_of(row)}/signed-out/{state}")
        assert reply.status_code == 200
        assert "we cannot tell" in reply.content.decode()

    def test_whoever_is_signed_in_is_not_told_otherwise(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        reply = client.get(f"/accounts/oidc/{id_of(row)}/signed-out/?state=forged")
        assert (reply.status_code, reply.headers["Location"]) == (302, "/home/")
        assert is_in(client)

    def test_a_second_factor_in_between_changes_nothing(
        self, cast: Cast, server: Provider, row: SsoProvider
    ) -> None:
        secret = pyotp.random_base32()
        TOTP.activate(cast.bongani.user, secret)
        client = Client()
        server.sign_in(client, client.post("/accounts/sso/", {"email": "bongani@umoja.example"}), "bongani")
        assert not is_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
        client.post("/accounts/2fa/trust/", {"action": "skip"})
        assert is_in(client)
        assert leads_to(client.post(OUT)).startswith(f"{server.url}/oauth2/end_session?")

    def test_a_provider_that_is_down_keeps_nobody_signed_in(
        self, cast: Cast, server: Provider, row: SsoProvider
    ) -> None:
        client = signed_in(server)
        self.say(cast, sign_out_url="http://127.0.0.1:9/end_session")
        page = client.post(OUT)
        assert page.status_code == 200
        assert "does not answer at the moment" in page.content.decode()
        assert b"http-equiv" not in page.content
        assert not is_in(client)

    @pytest.mark.parametrize("address", ["", "javascript:alert(1)", "ftp://idp.example/out"])
    def test_one_that_names_no_usable_address_is_left_alone(
        self, cast: Cast, server: Provider, row: SsoProvider, address: str
    ) -> None:
        client = signed_in(server)
        self.say(cast, sign_out_url=address)
        assert client.post(OUT).status_code == 302
        assert not is_in(client)

    def test_where_it_signs_out_is_read_again_daily(
        self, cast: Cast, server: Provider, row: SsoProvider
    ) -> None:
        self.say(cast, sign_out_url="")
        with tenant(cast.umoja):
            sso_upkeep.look_after(now=timezone.now())
            row.refresh_from_db()
        assert row.sign_out_url == f"{server.url}/oauth2/end_session"

    def test_the_page_says_so_and_shows_the_addresses(self, cast: Cast, row: SsoProvider) -> None:
        page = cast.thandi.client().get(f"/o/umoja-foods/settings/sign-in/providers/{row.public_id}/")
        text = page.content.decode()
        assert f"http://testserver/accounts/oidc/{id_of(row)}/back-channel/" in text
        assert f"http://testserver/accounts/oidc/{id_of(row)}/signed-out/" in text
        assert "Whoever signs out here is signed out there too" in text
        self.say(cast, sign_out_url="")
        page = cast.thandi.client().get(f"/o/umoja-foods/settings/sign-in/providers/{row.public_id}/")
        assert "names no end_session_endpoint" in page.content.decode()

    def test_the_self_test_says_so(self, cast: Cast, server: Provider, row: SsoProvider) -> None:
        client = cast.thandi.client()
        page = client.post(f"/o/umoja-foods/settings/sign-in/providers/{row.public_id}/test/")
        report = server.sign_in(client, page, "bongani").content.decode()
        assert "Single logout" in report
        assert "Whoever signs out here is signed out there too" in report

    def confirmed(self, server: Provider, address: str) -> str:
        """The provider's own page, and its button."""
        page = requests.get(address, timeout=5)
        found = re.search(r'name="redirect_uri" value="([^"]+)"', page.text)
        assert found, page.text
        form = {"redirect_uri": html.unescape(found[1])}
        url = f"{server.url}/oauth2/end_session/confirm"
        answer = requests.post(url, data=form, allow_redirects=False, timeout=5)
        back = urlsplit(answer.headers["Location"])
        assert back.netloc == "testserver"
        return f"{back.path}?{back.query}"

    def say(self, cast: Cast, **fields: str) -> None:
        with tenant(cast.umoja):
            SsoProvider.objects.update(**fields)


class TestBackChannel:
    """The provider posts a logout token, server to server."""

    @pytest.fixture(autouse=True)
    def fresh(self) -> None:
        cache.clear()

    def claims(self, server: Provider, **changes: Any) -> dict[str, Any]:
        """A genuine token's; None drops one."""
        now = int(time.time())
        made = {
            "iss": server.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": f"token-{time.time_ns()}",
            "events": {EVENT: {}},
            "sub": "bongani",
            **changes,
        }
        return {name: value for name, value in made.items() if value is not None}

    def post(self, row: SsoProvider, token: str) -> Any:
        return Client(enforce_csrf_checks=True).post(
            f"/accounts/oidc/{id_of(row)}/back-channel/", {"logout_token": token}
        )

    def test_ends_every_browser_of_the_person(self, cast: Cast, server: Provider, row: SsoProvider) -> None:
        mine = [signed_in(server), signed_in(server)]
        others = [signed_in(server, "lerato"), cast.bongani.client()]
        reply = self.post(row, server.signed(self.claims(server), typ="logout+jwt"))
        assert (reply.status_code, reply.content) == (200, b"")
        assert "no-store" in reply.headers["Cache-Control"]
        assert [is_in(client) for client in mine] == [False, False]
        assert [is_in(client) for client in others] == [True, True]
        with tenant(cast.umoja):
            entry = AuditEntry.objects.get(code="accounts.sso.signed_out")
        assert entry.changes["browsers"] == [2, 0]

    @pytest.mark.parametrize("sub", [None, "bongani"])
    def test_ends_one_session_by_its_sid(self, server: Provider, row: SsoProvider, sub: str | None) -> None:
        one, other = self.with_sid(server, "sid-1"), self.with_sid(server, "sid-2")
        self.post(row, server.signed(self.claims(server, sub=sub, sid="sid-2")))
        assert (is_in(one), is_in(other)) == (True, False)

    def test_ends_the_apps_that_came_through_the_provider(self, server: Provider, row: SsoProvider) -> None:
        """By a message about the person; one about a session of theirs leaves apps alone, which know of none."""
        here, browser = App(), Client()
        (back,) = parse_qs(urlsplit(browser.get(here.address()).headers["Location"]).query)["next"]
        leaving = browser.post("/accounts/sso/", {"email": "bongani@umoja.example", "next": back})
        server.sign_in(browser, leaving, "bongani")
        access = here.exchange(here.agreed(browser)["code"]).json()["access"]
        for sid, status in (("another-session", 200), (None, 401)):
            self.post(row, server.signed(self.claims(server, sid=sid)))
            assert api(access, "me/").status_code == status
        assert not is_in(browser)

    def test_the_sid_of_somebody_else_ends_nothing(self, server: Provider, row: SsoProvider) -> None:
        client = self.with_sid(server, "sid-1")
        assert (
            self.post(row, server.signed(self.claims(server, sub="lerato", sid="sid-1"))).status_code == 200
        )
        assert is_in(client)

    def test_an_unknown_person_is_done_too(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        assert self.post(row, server.signed(self.claims(server, sub="nobody"))).status_code == 200
        assert is_in(client)

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "https://other.example"},
            {"aud": "another-client"},
            {"iat": int(time.time()) - 1200},
            {"exp": int(time.time()) - 600},
            {"exp": None},
            {"iat": None},
            {"jti": None},
            {"events": None},
            {"events": {}},
            {"events": {"http://schemas.openid.net/event/other": {}}},
            {"events": EVENT},
            {"nonce": "n"},
            {"sub": None},
            {"sub": ["bongani"]},
            {"sid": {"a": 1}},
        ],
        ids=str,
    )
    def test_refuses_what_is_not_a_logout_for_us_now(
        self, server: Provider, row: SsoProvider, changes: dict[str, Any]
    ) -> None:
        client = signed_in(server)
        self.refused(client, self.post(row, server.signed(self.claims(server, **changes))))

    def test_refuses_the_same_one_twice(self, server: Provider, row: SsoProvider) -> None:
        token = server.signed(self.claims(server))
        assert self.post(row, token).status_code == 200
        client = signed_in(server)
        self.refused(client, self.post(row, token))

    def test_refuses_one_signed_by_somebody_else(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        with oidc_peer.running() as other:
            forged = replace(other, url=server.url).signed(self.claims(server))
        self.refused(client, self.post(row, forged))

    def test_refuses_unsigned_and_symmetric_ones(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        claims = self.claims(server)
        self.refused(client, self.post(row, jwt.encode(claims, "", algorithm="none")))
        shared = jwt.encode(claims, "not-a-real-secret-not-a-real-secret", algorithm="HS256")
        self.refused(client, self.post(row, shared))

    def test_refuses_the_id_token_of_a_sign_in(self, server: Provider, row: SsoProvider) -> None:
        client = signed_in(server)
        query = parse_qs(urlsplit(leads_to(signed_in(server).post(OUT))).query)
        self.refused(client, self.post(row, query["id_token_hint"][0]))

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "A" * 20_000])
    def test_refuses_nonsense(self, server: Provider, row: SsoProvider, token: str) -> None:
        self.refused(signed_in(server), self.post(row, token))

    def test_asks_again_when_the_provider_cannot_be_reached(
        self, cast: Cast, server: Provider, row: SsoProvider
    ) -> None:
        client = signed_in(server)
        with tenant(cast.umoja):
            SsoProvider.objects.update(discovery_url="http://127.0.0.1:9/.well-known/openid-configuration")
        token = server.signed(self.claims(server))
        assert self.post(row, token).status_code == 503
        assert is_in(client)
        with tenant(cast.umoja):
            SsoProvider.objects.update(discovery_url=server.discovery_url)
        assert self.post(row, token).status_code == 200
        assert not is_in(client)

    def refused(self, client: Client, reply: Any) -> None:
        assert reply.status_code == 400
        assert reply.json()["error"] == "invalid_request"
        assert "no-store" in reply.headers["Cache-Control"]
        assert is_in(client)

    def with_sid(self, server: Provider, sid: str) -> Client:
        """A browser whose ID token names its session there."""
        server.person("bongani", email="bongani@umoja.example", sid=sid)
        client = signed_in(server)
        assert SsoVisit.objects.get(session__session_key=client.session.session_key).session_index == sid
        return client


def test_a_message_that_could_not_be_acted_on_may_come_again() -> None:
    cache.clear()

    def act(*, is_possible: bool) -> bool:
        with once.taken("sso-a-b", "token-1", seconds=60) as is_first:
            if not is_possible:
                raise RuntimeError("the database is away")
            return is_first

    with pytest.raises(RuntimeError):
        act(is_possible=False)
    assert [act(is_possible=True), act(is_possible=True)] == [True, False]
