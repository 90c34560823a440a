"""What holds everywhere: no address leads away, headers and cookies are strict, a forged header changes no limit."""

from typing import Any

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as present
from django.core.cache import cache
from django.test import Client

from accounts import networks
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_second_factors import half_signed_in
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db

AWAY = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    " https://evil.example",
]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def stays(location: str) -> bool:
    return (
        location.startswith("/")
        and not location.startswith(("//", "/\\"))
        and "evil" not in location.split("?", maxsplit=1)[0]
    )


@pytest.mark.parametrize("away", AWAY)
class TestNext:
    def test_of_sign_in(self, user: User, away: str) -> None:
        reply = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": away})
        assert stays(reply.headers["Location"])

    def test_of_sign_in_through_the_second_step(self, user: User, away: str) -> None:
        secret = pyotp.random_base32()
        TOTP.activate(user, secret)
        client = Client()
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": away})
        client.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
        reply = client.post("/accounts/2fa/trust/", {"action": "skip", "next": away})
        assert stays(reply.headers["Location"])

    def test_of_signing_in_when_signed_in(self, user: User, away: str) -> None:
        client = Client()
        client.force_login(user)
        assert stays(client.get("/accounts/login/", {"next": away}).headers["Location"])

    def test_of_sign_out(self, user: User, away: str) -> None:
        client = Client()
        client.force_login(user)
        assert stays(client.post("/accounts/logout/", {"next": away}).headers["Location"])

    def test_of_proof(self, user: User, away: str) -> None:
        client = Client()
        client.force_login(user)
        reply = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": away})
        assert stays(reply.headers["Location"])

    def test_of_a_passkey(self, user: User, away: str) -> None:
        reply = Client().post("/accounts/2fa/webauthn/login/", {"credential": "{}", "next": away})
        assert stays(reply.headers["Location"])


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/profile/", "/o/umoja-foods/", "/nowhere/"])
def test_security_headers(cast: Cast, path: str) -> None:
    headers = cast.thandi.client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe-" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_sign_in_page_with_a_secret_is_not_kept(user: User) -> None:
    secret = pyotp.random_base32()
    TOTP.activate(user, secret)
    client = half_signed_in(user)
    assert "no-store" in client.get("/accounts/2fa/authenticate/").headers["Cache-Control"]


def test_cookies(user: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    for name in (present.SESSION_COOKIE_NAME, "known_device"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/2fa/webauthn/login/",
        "/accounts/login/code/",
        "/profile/devices/sign-out-others/",
    ],
)
def test_forms_are_protected_against_forgery(user: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(path, {}).status_code == 403


def test_a_forged_address_does_not_lift_the_limit(user: User) -> None:
    secret = pyotp.random_base32()
    TOTP.activate(user, secret)
    client = half_signed_in(user)
    for number in range(5):
        client.post(
            "/accounts/2fa/authenticate/",
            {"code": "000000"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
    reply = client.post(
        "/accounts/2fa/authenticate/",
        {"code": pyotp.TOTP(secret).now()},
        headers={"X-Forwarded-For": "192.0.2.99"},
    )
    assert "Too many attempts" in reply.content.decode()


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
    ],
)
def test_networks(ip: str, network: str) -> None:
    assert networks.of(ip) == network


def test_a_prefix_full_of_addresses_is_one_network(settings: Any) -> None:
    """Each try from another address, for another person: only the network is the same."""
    settings.SIGN_IN_FAILURES_OF_NETWORK = "5/300s/key"
    people = [UserFactory.create() for _ in range(7)]

    def attempt(number: int, password: str, prefix: str = "2001:db8:1") -> Any:
        data = {"login": people[number].email, "password": password}
        return Client(REMOTE_ADDR=f"{prefix}:{number:x}::1").post("/accounts/login/", data)

    for number in range(5):
        assert "is wrong" in attempt(number, "wrong").content.decode()
    assert "Too many attempts" in attempt(5, PASSWORD).content.decode()
    assert attempt(6, PASSWORD, prefix="2001:db8:2").status_code == 302
