"""Which providers the environment offers, and the ways to Google, Microsoft and Apple."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.tests.factories import UserFactory
from accounts.tests.oidc_peer import leads_to
from synthai.settings import social

GOOGLE = {"GOOGLE_CLIENT_ID": "google-client", "GOOGLE_CLIENT_SECRET": "x"}
MICROSOFT = {"MICROSOFT_CLIENT_ID": "microsoft-client", "MICROSOFT_CLIENT_SECRET": "x"}
APPLE = {
    "APPLE_CLIENT_ID": "apple-client",
    "APPLE_KEY_ID": "k",
    "APPLE_TEAM_ID": "t",
    "APPLE_PRIVATE_KEY": "not-a-key",
}
OIDC = {
    "OIDC_CLIENT_ID": "own-client",
    "OIDC_CLIENT_SECRET": "x",
    "OIDC_DISCOVERY_URL": "https://sso.example",
    "OIDC_NAME": "Cape Identity",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*GOOGLE, *MICROSOFT, *APPLE, *OIDC):
        monkeypatch.delenv(name, raising=False)


def offered(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> dict[str, Any]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return {name: config["APPS"] for name, config in social.providers().items() if config["APPS"]}


def test_without_credentials_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(monkeypatch, {}) == {}


def test_each_by_its_own_client_id(monkeypatch: pytest.MonkeyPatch) -> None:
    found = offered(monkeypatch, {**GOOGLE, **MICROSOFT, **APPLE, **OIDC})
    assert {name: apps[0]["client_id"] for name, apps in found.items()} == {
        "google": "google-client",
        "microsoft": "microsoft-client",
        "apple": "apple-client",
        "openid_connect": "own-client",
    }


def test_addresses_are_believed_where_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    found = offered(monkeypatch, {**GOOGLE, **MICROSOFT, **APPLE, **OIDC})
    trusted = {name for name, (app,) in found.items() if app["settings"].get("email_authentication")}
    assert trusted == {"google", "apple"}


def test_a_client_id_without_its_secret_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="GOOGLE_CLIENT_SECRET"):
        offered(monkeypatch, {"GOOGLE_CLIENT_ID": "x"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("provider", "values", "host"),
    [
        ("google", GOOGLE, "accounts.google.com"),
        ("microsoft", MICROSOFT, "login.microsoftonline.com"),
        ("apple", APPLE, "appleid.apple.com"),
    ],
)
def test_the_way_there_carries_state_and_challenge(
    client: Client,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    values: dict[str, str],
    host: str,
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = social.providers()
    assert f"/accounts/with/{provider}/" in client.get("/accounts/login/").content.decode()
    address = urlsplit(
        leads_to(client.post(f"/accounts/with/{provider}/?scope=everything&auth_params=prompt%3Dnone"))
    )
    sent = parse_qs(address.query)
    assert address.netloc == host
    assert sent["client_id"] == [f"{provider}-client"]
    assert sent["redirect_uri"] == [f"http://testserver/accounts/{provider}/login/callback/"]
    assert sent["code_challenge_method"] == ["S256"]
    assert len(sent["state"][0]) >= 16
    assert "everything" not in sent["scope"][0], "what is asked there is not the visitor's to say"
    assert "prompt" not in sent
    place = "finish/" if provider == "apple" else ""
    forged = client.get(f"/accounts/{provider}/login/callback/{place}?code=x&state=forged")
    assert forged.status_code == 400
    assert "was not started here" in forged.content.decode()


@pytest.mark.django_db
def test_apples_post_comes_back_by_a_page_with_the_session(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in APPLE.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = social.providers()
    reply = client.post("/accounts/apple/login/callback/", {"code": "x", "state": "forged"})
    assert reply.headers["Location"].startswith("http://testserver/accounts/apple/login/callback/finish/?")
    assert client.get(reply.headers["Location"]).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("claims", "opens"),
    [
        ({"email": "nomsa@gmail.com"}, True),
        ({"email": "nomsa@umoja.example", "hd": "umoja.example"}, True),
        ({"email": "nomsa@umoja.example"}, False),
        ({"email": "nomsa@gmail.com", "email_verified": False}, False),
    ],
)
def test_google_is_believed_about_addresses_it_gives_out(
    rf: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], opens: bool
) -> None:
    for name, value in GOOGLE.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = social.providers()
    user: Any = UserFactory(email=claims["email"])
    EmailAddress.objects.update_or_create(
        user=user, email=claims["email"], defaults={"verified": True, "primary": True}
    )
    request = rf.get("/")
    with context.request_context(request):
        said = {"sub": "1", "email_verified": True, "name": "Nomsa", "picture": "x", "locale": "en", **claims}
        login = get_adapter().get_provider(request, "google").sociallogin_from_response(request, said)
        login.lookup()
    assert (login.user.pk == user.pk) is opens
    assert "picture" not in login.account.extra_data
