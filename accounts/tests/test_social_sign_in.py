"""Signing in through others, against a third-party OpenID Connect provider over real HTTP."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts import actors
from accounts.models import User
from accounts.services import passkeys
from accounts.tests import oidc_peer
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.mails import mails_to
from accounts.tests.oidc_peer import Provider, leads_to
from accounts.tests.passkeys import SoftPasskey
from synthai.core.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db
START = "/accounts/with/oidc/"
WAYS = "/profile/sign-in/"
CALLBACK = "/accounts/oidc/oidc/login/callback/"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_peer.running() as provider:
        yield provider


@pytest.fixture
def provider(server: Provider, settings: Any) -> Provider:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.operators(server)
    return server


def signed_in_as(client: Client) -> str:
    key = client.session.get("_auth_user_id")
    return str(User.objects.get(pk=key).email) if key else ""


def confirmed_user(email: str) -> Any:
    user = UserFactory(email=email)
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def recent(client: Client, user: Any) -> None:
    """Signed in with the password a moment ago, and asked again."""
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_a_provider_without_credentials_is_not_shown(client: Client) -> None:
    assert b"/accounts/with/" not in client.get("/accounts/login/").content
    for address in ("/accounts/with/google/", "/accounts/google/login/callback/?code=x&state=y"):
        assert client.get(address).status_code == 404


def test_signs_up_somebody_new(client: Client, provider: Provider) -> None:
    page = client.get("/accounts/login/")
    assert b"Sign in with Cape Identity" in page.content
    sub = provider.person("sipho", email="Sipho@Example.co.za", email_verified=True, name="Sipho Ndlovu")
    reply = provider.sign_in(client, client.post(START), sub)
    assert reply.headers["Location"] == "/home/"
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == (
        "sipho@example.co.za",
        "Sipho Ndlovu",
        False,
    )
    assert EmailAddress.objects.get(user=user).verified
    assert signed_in_as(client) == user.email
    assert AuditEntry.objects.filter(code="accounts.sign_in_way.linked").count() == 1
    assert OutboxEvent.objects.filter(name="accounts.SignInWayLinked").count() == 1
    kept = SocialAccount.objects.get().extra_data
    assert set(kept) == {"sub", "email", "name"}, "no more than is needed"


def test_an_unconfirmed_address_is_confirmed_by_mail_first(client: Client, provider: Provider) -> None:
    sub = provider.person("new", email="new@example.co.za", name="New")
    reply = provider.sign_in(client, client.post(START), sub)
    assert reply.headers["Location"] == "/accounts/confirm-email/"
    assert signed_in_as(client) == ""
    assert not EmailAddress.objects.get().verified


def test_sends_state_nonce_and_challenge(client: Client, provider: Provider) -> None:
    provider.sign_in(client, client.post(START), provider.person("a", email="a@example.co.za"))
    assert provider.sent["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(provider.sent[name][0]) >= 16
    assert provider.sent["redirect_uri"] == ["http://testserver/accounts/oidc/oidc/login/callback/"]


@pytest.mark.parametrize("state", ["", "state=", "state=forged"])
def test_refuses_a_missing_or_wrong_state(client: Client, provider: Provider, state: str) -> None:
    client.post(START)
    reply = client.get(f"/accounts/oidc/oidc/login/callback/?code=abc&{state}")
    assert reply.status_code == 400
    assert "was not started here" in reply.content.decode()
    assert signed_in_as(client) == ""
    assert not User.objects.exists()


def test_refuses_a_state_of_another_browser_and_a_used_one(client: Client, provider: Provider) -> None:
    sub = provider.person("a", email="a@example.co.za", email_verified=True)
    back = provider.visit(client.post(START), sub)
    assert Client().get(back).status_code == 400
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400, "once means once"


def test_refuses_an_answer_with_another_nonce(client: Client, provider: Provider) -> None:
    sub = provider.person("a", email="a@example.co.za", email_verified=True)
    address = leads_to(client.post(START)).replace("nonce=", "nonce=x")
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    reply = client.get(answer.headers["Location"].removeprefix("http://testserver"))
    assert reply.status_code == 401
    assert "could not be accepted" in reply.content.decode()
    assert not User.objects.exists()


def test_refuses_an_id_token_signed_by_somebody_else(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    real = requests.Response.json

    def forged(self: requests.Response, **kwargs: Any) -> Any:
        body = real(self, **kwargs)
        if isinstance(body, dict) and "id_token" in body:
            claims = jwt.decode(body["id_token"], options={"verify_signature": False})
            head = jwt.get_unverified_header(body["id_token"])
            body["id_token"] = jwt.encode(
                claims, stranger, "RS256", headers={"kid": head["kid"]} if "kid" in head else None
            )
        return body

    sub = provider.person("a", email="a@example.co.za", email_verified=True)
    back = provider.visit(client.post(START), sub)
    monkeypatch.setattr(requests.Response, "json", forged)
    assert client.get(back).status_code == 401
    assert not User.objects.exists()


def test_cancelling_there_says_so(client: Client, provider: Provider) -> None:
    page = client.post(START)
    state = parse_qs(urlsplit(leads_to(page)).query)["state"][0]
    reply = client.get(f"{CALLBACK}?error=access_denied&state={state}", follow=True)
    assert "You cancelled the sign-in" in reply.content.decode()


def test_a_provider_that_is_down_gives_a_page(client: Client, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.operators(Provider(url="http://localhost:1"))
    reply = client.post(START)
    assert reply.status_code == 503
    assert "Cape Identity does not answer at the moment" in reply.content.decode()


def test_going_there_needs_a_press_of_a_button(client: Client, provider: Provider) -> None:
    page = client.get(f"{START}?next=/profile/")
    assert page.status_code == 200
    assert b"http-equiv" not in page.content


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_elsewhere(client: Client, provider: Provider, place: str) -> None:
    sub = provider.person("a", email="a@example.co.za", email_verified=True)
    reply = provider.sign_in(client, client.post(START, {"next": place}), sub)
    assert reply.headers["Location"] == "/home/"


def test_next_leads_to_a_page_of_ours(client: Client, provider: Provider) -> None:
    sub = provider.person("a", email="a@example.co.za", email_verified=True)
    reply = provider.sign_in(client, client.post(START, {"next": "/profile/"}), sub)
    assert reply.headers["Location"] == "/profile/"


def test_a_confirmed_address_opens_its_account_and_tells_its_owner(
    client: Client, provider: Provider
) -> None:
    user = confirmed_user("nomsa@example.co.za")
    sub = provider.person("nomsa", email="nomsa@example.co.za", email_verified=True)
    provider.sign_in(client, client.post(START), sub)
    assert signed_in_as(client) == user.email
    assert user.has_usable_password()
    assert SocialAccount.objects.get().user == user
    assert any("new way to sign in" in mail.subject for mail in mails_to(user.email))


def test_an_address_the_provider_does_not_vouch_for_opens_nothing(client: Client, provider: Provider) -> None:
    confirmed_user("nomsa@example.co.za")
    sub = provider.person("thief", email="nomsa@example.co.za", email_verified=False)
    provider.sign_in(client, client.post(START), sub)
    assert signed_in_as(client) == ""
    assert not SocialAccount.objects.exists()


def test_a_provider_that_is_not_trusted_with_addresses_opens_nothing(
    client: Client, server: Provider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.operators(server, trusts_email=False)
    confirmed_user("nomsa@example.co.za")
    sub = server.person("thief", email="nomsa@example.co.za", email_verified=True)
    server.sign_in(client, client.post(START), sub)
    assert signed_in_as(client) == ""
    assert not SocialAccount.objects.exists()


def test_whoever_signed_up_with_a_strangers_address_loses_it_to_the_stranger(
    client: Client, provider: Provider
) -> None:
    Client().post("/accounts/signup/", {"email": "victim@example.co.za", "password1": PASSWORD})
    sub = provider.person("victim", email="victim@example.co.za", email_verified=True)
    provider.sign_in(client, client.post(START), sub)
    assert signed_in_as(client) == "victim@example.co.za"
    assert not User.objects.get().has_usable_password(), "the other one's password is gone"


class TestWays:
    """The page of linked accounts."""

    def test_links_and_unlinks(self, client: Client, provider: Provider) -> None:
        user = confirmed_user("nomsa@example.co.za")
        recent(client, user)
        assert b"Link Cape Identity" in client.get(WAYS).content
        sub = provider.person("n", email="private@example.co.za", email_verified=True)
        reply = provider.sign_in(client, client.post(f"{WAYS}link/oidc/"), sub)
        assert reply.headers["Location"] == WAYS
        page = client.get(WAYS)
        assert b"private@example.co.za" in page.content
        assert not EmailAddress.objects.filter(email="private@example.co.za").exists()
        reply = client.post(f"{WAYS}unlink/", {"way": page.context["ways"][0].handle})
        assert reply.headers["Location"] == WAYS
        assert not SocialAccount.objects.exists()
        codes = AuditEntry.objects.filter(code__startswith="accounts.sign_in_way").values_list(
            "code", flat=True
        )
        assert sorted(codes) == ["accounts.sign_in_way.linked", "accounts.sign_in_way.unlinked"]
        assert any("was removed" in mail.subject for mail in mails_to(user.email))

    def test_the_last_way_in_stays(self, client: Client, provider: Provider) -> None:
        sub = provider.person("only", email="only@example.co.za", email_verified=True)
        provider.sign_in(client, client.post(START), sub)
        page = client.get(WAYS)
        reply = client.post(f"{WAYS}unlink/", {"way": page.context["ways"][0].handle}, follow=True)
        assert "you could not sign in any more" in reply.content.decode()
        assert SocialAccount.objects.count() == 1

    def test_a_suspended_passkey_is_no_way_in(self, client: Client, provider: Provider) -> None:
        sub = provider.person("only", email="only@example.co.za", email_verified=True)
        provider.sign_in(client, client.post(START), sub)
        row = SoftPasskey(User.objects.get()).store()
        row.data["suspended_at"] = "2026-11-29T10:00:00+00:00"
        row.save()
        code = RecoveryCodes.activate(row.user).get_unused_codes()[0]
        client.post("/accounts/2fa/reauthenticate/", {"code": code})
        for left, said in ((1, "you could not sign in any more"), (0, "")):
            handle = client.get(WAYS).context["ways"][0].handle
            reply = client.post(f"{WAYS}unlink/", {"way": handle}, follow=True)
            assert said in reply.content.decode()
            assert SocialAccount.objects.count() == left
            passkeys.keep(row.pk, by=actors.of_person(row.user))

    def test_linking_asks_for_the_password_again(self, client: Client, provider: Provider) -> None:
        client.force_login(confirmed_user("nomsa@example.co.za"))
        reply = client.post(f"{WAYS}link/oidc/")
        assert reply.headers["Location"].startswith("/accounts/reauthenticate/")

    def test_an_account_of_somebody_else_is_not_linked(self, client: Client, provider: Provider) -> None:
        sub = provider.person("first", email="first@example.co.za", email_verified=True)
        other = Client()
        provider.sign_in(other, other.post(START), sub)
        recent(client, confirmed_user("nomsa@example.co.za"))
        reply = provider.sign_in(client, client.post(f"{WAYS}link/oidc/"), sub)
        assert reply.headers["Location"] == WAYS
        assert "belongs to another person" in client.get(WAYS).content.decode()
        assert SocialAccount.objects.get().user.email == "first@example.co.za"

    def test_a_strangers_link_cannot_be_unlinked(self, client: Client, provider: Provider) -> None:
        sub = provider.person("first", email="first@example.co.za", email_verified=True)
        other = Client()
        provider.sign_in(other, other.post(START), sub)
        handle = other.get(WAYS).context["ways"][0].handle
        recent(client, confirmed_user("nomsa@example.co.za"))
        for way in (handle, "nonsense", ""):
            client.post(f"{WAYS}unlink/", {"way": way})
        assert SocialAccount.objects.count() == 1
