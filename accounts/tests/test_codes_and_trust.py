"""Signing in with a code by e-mail, and devices that are trusted with the second step."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from allauth.mfa.internal.flows import trust
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from accounts import actors
from accounts.models import User
from accounts.services import sessions, tokens
from accounts.tests.factories import PASSWORD, UserFactory
from notifications.models import Mail
from synthai.core.models import AuditEntry

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def ask(email: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/accounts/login/code/", {"email": email})


def code_in(mail: Mail) -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


class TestCode:
    def test_signs_in_once(self, user: User) -> None:
        client, reply = ask(user.email)
        assert reply.headers["Location"] == "/accounts/login/code/confirm/"
        code = code_in(Mail.objects.get())
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert is_signed_in(client)
        other, _reply = ask(user.email)
        other.post("/accounts/login/code/confirm/", {"code": code})
        assert not is_signed_in(other), "the code of another request"

    def test_works_in_the_browser_that_asked_only(self, user: User) -> None:
        ask(user.email)
        thief = Client()
        thief.post("/accounts/login/code/confirm/", {"code": code_in(Mail.objects.get())})
        assert not is_signed_in(thief)

    def test_lives_ten_minutes(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            client, _reply = ask(user.email)
        code = code_in(Mail.objects.get())
        with time_machine.travel(NOON + timedelta(minutes=10, seconds=1), tick=False):
            client.post("/accounts/login/code/confirm/", {"code": code})
            assert not is_signed_in(client)

    def test_three_guesses_end_it(self, user: User) -> None:
        client, _reply = ask(user.email)
        code = code_in(Mail.objects.get())
        for _ in range(3):
            client.post("/accounts/login/code/confirm/", {"code": "WRNG42"})
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert not is_signed_in(client)

    def test_an_unknown_address_looks_alike(self, user: User) -> None:
        known, first = ask(user.email)
        unknown, second = ask("nobody@example.co.za")
        assert (first.status_code, first.headers["Location"]) == (
            second.status_code,
            second.headers["Location"],
        )
        pages = [
            re.sub(
                r'value="[^"]+"|[\w.]+@[\w.]+',
                "",
                client.get("/accounts/login/code/confirm/").content.decode(),
            )
            for client in (known, unknown)
        ]
        assert pages[0] == pages[1]
        kinds = set(Mail.objects.values_list("kind", flat=True))
        assert kinds == {"account/email/login_code", "account/email/unknown_account"}

    def test_does_not_replace_the_second_step(self, user: User) -> None:
        TOTP.activate(user, pyotp.random_base32())
        client, _reply = ask(user.email)
        reply = client.post("/accounts/login/code/confirm/", {"code": code_in(Mail.objects.get())})
        assert reply.headers["Location"].startswith("/accounts/2fa/authenticate/")
        assert not is_signed_in(client)


class TestTrust:
    @pytest.fixture
    def secret(self, user: User) -> str:
        secret = pyotp.random_base32()
        TOTP.activate(user, secret)
        return secret

    @pytest.fixture
    def trusted(self, user: User, secret: str) -> Client:
        """A browser trusted at noon, signed out since."""
        client = Client()
        with time_machine.travel(NOON, tick=False):
            self.sign_in(client, user)
            client.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
            client.post("/accounts/2fa/trust/", {"action": "trust"})
            assert is_signed_in(client)
            client.post("/accounts/logout/")
        return client

    def sign_in(self, client: Client, user: User) -> bool:
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        return is_signed_in(client)

    def test_is_not_asked_again_for_thirty_days(self, trusted: Client, user: User) -> None:
        with time_machine.travel(NOON + timedelta(days=29), tick=False):
            assert self.sign_in(trusted, user)
        trusted.post("/accounts/logout/")
        with time_machine.travel(NOON + timedelta(days=30, minutes=1), tick=False):
            assert not self.sign_in(trusted, user)

    def test_does_not_replace_the_password(self, trusted: Client, user: User) -> None:
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            trusted.post("/accounts/login/", {"login": user.email, "password": "wrong"})
            assert not is_signed_in(trusted)

    @pytest.mark.parametrize("name", ["password", "factor"])
    def test_ends_with_any_change_of_the_protection(self, trusted: Client, user: User, name: str) -> None:
        if name == "password":
            user.set_password(PASSWORD)
            user.save()
        else:
            Authenticator.objects.all().delete()
            TOTP.activate(user, pyotp.random_base32())
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            assert not self.sign_in(trusted, user)

    def test_is_for_one_person(self, trusted: Client) -> None:
        other = UserFactory.create()
        TOTP.activate(other, pyotp.random_base32())
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            assert not self.sign_in(trusted, other)

    def is_told_of_trust(self, client: Client) -> bool:
        return ">Trusted<" in re.sub(r"<svg.*?</svg>", "", client.get("/profile/devices/").content.decode())

    def ask_elsewhere(self, user: User, secret: str) -> Client:
        """Another browser, with the second step done."""
        other = Client()
        self.sign_in(other, user)
        other.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
        other.post("/accounts/2fa/trust/", {"action": "skip"})
        assert is_signed_in(other)
        return other

    @pytest.mark.parametrize("road", ["one", "others", "app", "button", "api"])
    def test_ends_when_a_device_is_signed_out(
        self, trusted: Client, user: User, secret: str, road: str
    ) -> None:
        """Whoever holds the laptop that was signed out from afar is asked for the second step again."""
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            assert self.sign_in(trusted, user)
            assert self.is_told_of_trust(trusted)
            owner = self.ask_elsewhere(user, secret)
            pair = tokens.start(user, device="Phone", by=actors.of_person(user), now=NOON)
            if road == "api":
                tablet = tokens.start(user, device="Tablet", by=actors.of_person(user), now=NOON)
                headers = {"Authorization": f"Bearer {tablet.access}"}
                address = f"/api/v1/devices/{pair.family.public_id}/"
                assert Client().delete(address, headers=headers).status_code == 204
            else:
                row = UserSession.objects.get(session_key=trusted.session.session_key)
                address = {
                    "one": f"/profile/devices/browsers/{sessions.public_name(row)}/sign-out/",
                    "others": "/profile/devices/sign-out-others/",
                    "app": f"/profile/devices/{pair.family.public_id}/sign-out/",
                    "button": "/profile/devices/trust/withdraw/",
                }[road]
                assert owner.post(address).status_code == 302
            if road in {"app", "button", "api"}:
                assert not self.is_told_of_trust(trusted), "signed in still, but not trusted"
                trusted.post("/accounts/logout/")
            assert not self.sign_in(trusted, user)
            assert trusted.get("/accounts/2fa/authenticate/").status_code == 200

    def test_a_browser_that_said_no_is_not_called_trusted(self, user: User, secret: str) -> None:
        with time_machine.travel(NOON, tick=False):
            client = self.ask_elsewhere(user, secret)
            assert not self.is_told_of_trust(client)
            assert "Trust no device any more" in client.get("/profile/devices/").content.decode()

    def test_withdrawing_is_on_record(self, trusted: Client, user: User) -> None:
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            self.sign_in(trusted, user)
            trusted.post("/profile/devices/trust/withdraw/")
        assert AuditEntry.objects.get(code="accounts.trust.withdrawn").actor_label == user.label

    def test_a_cookie_of_before_the_stamp_counts_no_more(self, user: User, secret: str) -> None:
        issued = trust.IssuedTrust(
            fingerprint=trust.create_config_fingerprint(user), at=int(NOON.timestamp())
        )
        client = Client()
        client.cookies["mfa_trusted"] = client.cookies["trusted_device"] = trust.encode_trust_cookie([issued])
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            assert not self.sign_in(client, user)
