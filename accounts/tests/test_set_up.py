"""Setting a second factor up: the way back to where one was sent from, its first code, and the mails about it."""

import json
import re
from typing import Any
from urllib.parse import quote, unquote

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.mails import last_mail_to, link_in
from accounts.tests.passkeys import SoftPasskey
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
APP, ADD, INDEX = "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/"
CODES = "/accounts/2fa/recovery-codes/"
WISH = "/o/umoja-foods/team/?page=2"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def signed_in(user: User) -> Client:
    client = Client(headers={"User-Agent": FIREFOX})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def links_of(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return [found.replace("&amp;", "&") for found in re.findall(r'(?:href|action)="([^"]+)"', page)]


def set_up_app(client: Client, address: str) -> tuple[str, str, Any]:
    page = client.get(address).content.decode()
    secret = re.search(r'id="totp-key"[^>]*>([A-Z2-7]+)<', page)
    action = re.search(rf'action="({APP}[^"]*)"', page)
    assert secret
    assert action
    code = pyotp.TOTP(secret[1]).now()
    reply = client.post(action[1].replace("&amp;", "&"), {"code": code})
    return secret[1], code, reply


def test_the_app_leads_back_by_way_of_the_recovery_codes(user: User) -> None:
    client, back = signed_in(user), f"?next={quote(WISH, safe='')}"
    assert APP + back in links_of(client, INDEX + back)
    assert INDEX + back in links_of(client, APP + back)
    _secret, _code, reply = set_up_app(client, APP + back)
    assert reply.headers["Location"] == CODES + back
    assert WISH in links_of(client, CODES + back)


def test_a_passkey_leads_back_too(user: User) -> None:
    client, back = signed_in(user), f"?next={quote(WISH, safe='')}"
    page = client.get(ADD + back).content.decode()
    options = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page)
    assert options
    public = json.loads(options[1])["creation_options"]["publicKey"]
    assert public["authenticatorSelection"]["userVerification"] == "required"
    created = SoftPasskey(user).create(public["challenge"])
    sent = {"name": "Phone", "passwordless": "on", "credential": json.dumps(created)}
    assert client.post(ADD + back, sent).headers["Location"] == CODES + back


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_never_leads_away(user: User, away: str) -> None:
    client, back = signed_in(user), f"?next={quote(away, safe='')}"
    assert not [link for link in links_of(client, INDEX + back) if "evil" in link or "alert" in link]
    assert set_up_app(client, APP + back)[2].headers["Location"] == CODES
    assert not [link for link in links_of(client, CODES + back) if "evil" in link or "alert" in link]


def test_the_code_it_was_set_up_with_is_used_up(user: User) -> None:
    client = signed_in(user)
    secret, code, _reply = set_up_app(client, APP)
    step = int(Authenticator.objects.get(type="totp").data["used_counter"])
    assert pyotp.TOTP(secret).generate_otp(step) == code
    other = Client()
    other.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    reply = other.post("/accounts/2fa/authenticate/", {"code": code})
    assert "was used already" in reply.content.decode()
    assert other.get("/profile/").status_code == 302


def test_the_code_does_not_count_by_api_either(user: User) -> None:
    _secret, code, _reply = set_up_app(signed_in(user), APP)
    sent = {"email": user.email, "password": PASSWORD}
    challenge = Client().post("/api/v1/token/", sent, "application/json").json()["challenge"]
    again = {"challenge": challenge, "code": code}
    assert Client().post("/api/v1/token/second-factor/", again, "application/json").status_code == 401


def test_the_mails_say_what_to_do_and_name_the_device(
    user: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(user)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client, APP)
    told = last_mail_to(user.email)
    assert told.kind == "mfa/email/totp_activated"
    for words in ("Firefox on Windows", "If it was not you: turn it off", "does not turn it off"):
        assert words in told.text
        assert words in told.html
    assert "Mozilla" not in told.text + told.html
    assert link_in(told, "/2fa/") == INDEX


def test_an_intruders_passkey_outlives_a_new_password_as_the_mail_says(user: User) -> None:
    client = signed_in(user)
    page = client.get(ADD).content.decode()
    options = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page)
    assert options
    challenge = json.loads(options[1])["creation_options"]["publicKey"]["challenge"]
    created = json.dumps(SoftPasskey(user).create(challenge))
    client.post(ADD, {"name": "Theirs", "passwordless": "on", "credential": created})
    told = last_mail_to(user.email)
    assert told.kind == "mfa/email/webauthn_added"
    assert "A new password alone does not remove it" in told.text
    assert link_in(told, "webauthn") == "/accounts/2fa/webauthn/"
    new = "kraal-en-veld-99"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert Authenticator.objects.filter(type="webauthn").exists()


class TestStaff:
    @pytest.fixture
    def client(self, cast: Cast, settings: Any) -> Client:
        settings.STAFF_SECOND_FACTOR = True
        cast.thandi.user.is_staff = cast.thandi.user.is_superuser = True
        cast.thandi.user.save()
        return signed_in(cast.thandi.user)

    def test_reads_why_one_is_here_and_goes_back(self, client: Client) -> None:
        reply = client.get("/admin/", follow=True)
        assert "opens only for who signed in with a second factor" in reply.content.decode()
        address = reply.redirect_chain[-1][0].replace(INDEX, APP)
        reply = set_up_app(client, address)[2]
        assert reply.headers["Location"].startswith(f"{CODES}?next=%2Fadmin%2F")

    def test_is_asked_for_what_one_has(self, client: Client, cast: Cast) -> None:
        key = SoftPasskey(cast.thandi.user)
        row = key.store()
        door = client.get("/admin/", follow=True)
        assert door.redirect_chain[-1][0].startswith("/accounts/2fa/webauthn/reauthenticate/?next=")
        assert "opens only for who signed in with a second factor" in door.content.decode()
        row.data["suspended_at"] = "2026-11-29T10:00:00+00:00"
        row.save()
        door = client.get("/admin/", follow=True)
        assert door.redirect_chain[-1][0].startswith("/accounts/2fa/webauthn/?next=")
        codes = RecoveryCodes.activate(cast.thandi.user).get_unused_codes()
        wish = "/admin/accounts/organisation/"
        address = client.get(wish, follow=True).redirect_chain[-1][0]
        assert address.startswith("/accounts/2fa/reauthenticate/?next=")
        back = unquote(address.partition("next=")[2])
        door = client.post("/accounts/2fa/reauthenticate/", {"code": codes[0], "next": back}, follow=True)
        assert door.request["PATH_INFO"] == wish

    @pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/"])
    def test_the_door_leads_nowhere_else(self, client: Client, settings: Any, away: str) -> None:
        settings.STAFF_SECOND_FACTOR = False
        assert client.get("/admin/login/", {"next": away}).headers["Location"] == "/admin/"
