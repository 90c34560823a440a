"""Second factors at sign-in and on one's own pages, judged with a TOTP library and a passkey of other makers."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.passkeys import SoftPasskey
from notifications.models import Mail, Notification
from synthai.core.models import AuditEntry

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def confirmed(user: User) -> Client:
    """A browser that has just proved its person again."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def set_up_app(client: Client) -> str:
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'id="totp-key"[^>]*>([A-Z2-7]+)<', page)
    assert found, page
    reply = client.post("/accounts/2fa/totp/activate/", {"code": pyotp.TOTP(found[1]).now()})
    assert reply.status_code == 302, reply.content
    return found[1]


def half_signed_in(user: User) -> Client:
    """A browser that has given the right password and is asked for the second step."""
    client = Client()
    reply = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert reply.headers["Location"].startswith("/accounts/2fa/authenticate/"), reply.headers
    return client


def type_code(client: Client, code: str) -> Any:
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


class TestApp:
    def test_is_set_up_with_an_app_of_another_maker(
        self, user: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), time_machine.travel(NOON, tick=False):
            client = confirmed(user)
            page = client.get("/accounts/2fa/totp/activate/").content.decode()
            assert "<svg" in page
            assert "style=" not in page.split("<svg")[1].split("</svg>")[0]
            secret = set_up_app(client)
        stored = Authenticator.objects.get(user=user, type="totp")
        assert secret not in str(stored.data)
        codes = set(AuditEntry.objects.values_list("code", flat=True))
        assert "accounts.factor.added" in codes
        assert Mail.objects.filter(kind="mfa/email/totp_activated").exists()

    def test_asks_for_the_password_when_signing_in_was_long_ago(self, user: User) -> None:
        client = Client()
        with time_machine.travel(NOON, tick=False):
            client.force_login(user)
            assert client.get("/accounts/2fa/totp/activate/").status_code == 200
        with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
            reply = client.get("/accounts/2fa/totp/activate/")
        assert reply.status_code == 302
        assert reply.headers["Location"].startswith("/accounts/reauthenticate/")

    def test_the_password_alone_no_longer_signs_in(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            client = half_signed_in(user)
            assert not is_signed_in(client)
            assert type_code(client, pyotp.TOTP(secret).now()).headers["Location"] == "/accounts/2fa/trust/"
            client.post("/accounts/2fa/trust/", {"action": "skip"})
            assert is_signed_in(client)

    def test_a_code_works_once(self, user: User) -> None:
        """Also when the cache has forgotten it, and for as long as the tolerance would take it."""
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        later = NOON + timedelta(hours=1)
        with time_machine.travel(later, tick=False):
            code = pyotp.TOTP(secret).now()
            assert type_code(half_signed_in(user), code).status_code == 302
        cache.clear()
        with time_machine.travel(later + timedelta(seconds=31), tick=False):
            thief = half_signed_in(user)
            reply = type_code(thief, code)
            assert reply.status_code == 200
            assert "was used already" in reply.content.decode()
            assert not is_signed_in(thief)

    def test_an_older_code_than_the_last_one_does_not_work(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        later = NOON + timedelta(hours=1)
        with time_machine.travel(later, tick=False):
            app = pyotp.TOTP(secret)
            assert type_code(half_signed_in(user), app.now()).status_code == 302
            before = app.at(later - timedelta(seconds=30))
            assert "was used already" in type_code(half_signed_in(user), before).content.decode()

    def test_half_a_minute_off_is_forgiven(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        for hours, seconds in ((1, 30), (2, -30)):
            now = NOON + timedelta(hours=hours)
            with time_machine.travel(now, tick=False):
                code = pyotp.TOTP(secret).at(now + timedelta(seconds=seconds))
                assert type_code(half_signed_in(user), code).status_code == 302

    def test_five_minutes_slow_is_refused_and_named(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        now = NOON + timedelta(hours=1)
        with time_machine.travel(now, tick=False):
            code = pyotp.TOTP(secret).at(now - timedelta(minutes=5))
            reply = type_code(half_signed_in(user), code).content.decode()
            assert "about 5 minutes slow" in reply

    def test_five_minutes_fast_is_refused_without_saying_that_the_code_will_be_right(
        self, user: User
    ) -> None:
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        now = NOON + timedelta(hours=1)
        with time_machine.travel(now, tick=False):
            code = pyotp.TOTP(secret).at(now + timedelta(minutes=5))
            reply = type_code(half_signed_in(user), code).content.decode()
            assert "minutes fast" not in reply
            assert "must be set automatically" in reply

    def test_a_fast_clock_is_named_while_the_app_is_set_up(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            client = confirmed(user)
            page = client.get("/accounts/2fa/totp/activate/").content.decode()
            secret = re.search(r'id="totp-key"[^>]*>([A-Z2-7]+)<', page)
            assert secret
            code = pyotp.TOTP(secret[1]).at(NOON + timedelta(minutes=5))
            reply = client.post("/accounts/2fa/totp/activate/", {"code": code}).content.decode()
            assert "about 5 minutes fast" in reply
        assert not Authenticator.objects.exists()

    def test_guessing_is_stopped_after_five(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            secret = set_up_app(confirmed(user))
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            client = half_signed_in(user)
            for _ in range(5):
                type_code(client, "000000")
            reply = type_code(client, pyotp.TOTP(secret).now())
            assert "Too many attempts" in reply.content.decode()
            assert not is_signed_in(client)


class TestRecoveryCodes:
    def test_are_shown_once_and_work_once(self, user: User) -> None:
        client = confirmed(user)
        set_up_app(client)
        codes = re.findall(
            r"<li><code>(\d{8})</code>", client.get("/accounts/2fa/recovery-codes/").content.decode()
        )
        assert len(codes) == 10
        again = client.get("/accounts/2fa/recovery-codes/").content.decode()
        assert codes[0] not in again
        assert type_code(half_signed_in(user), codes[0]).status_code == 302
        assert type_code(half_signed_in(user), codes[0]).status_code == 200

    def test_cannot_be_downloaded_later(self, user: User) -> None:
        client = confirmed(user)
        set_up_app(client)
        client.get("/accounts/2fa/recovery-codes/")
        assert client.get("/accounts/2fa/recovery-codes/download/").status_code == 404


class TestPasskey:
    def options(self, client: Client) -> str:
        reply = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
        return str(reply.json()["request_options"]["publicKey"]["challenge"])

    def sign_in(self, key: SoftPasskey, *, counter: int | None = None) -> tuple[Client, Any]:
        client = Client()
        credential = json.dumps(key.sign(self.options(client), counter=counter))
        return client, client.post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True)

    def test_signs_in_without_a_password(self, user: User) -> None:
        key = SoftPasskey(user)
        stored = key.store()
        client, _reply = self.sign_in(key)
        assert is_signed_in(client)
        stored.refresh_from_db()
        assert stored.last_used_at is not None
        assert stored.data["sign_count"] == 1

    def test_the_page_itself_brings_what_the_e_mail_field_offers(self, user: User) -> None:
        # no request of a script may be under way while a form signs in: its cookie could come last
        key = SoftPasskey(user)
        key.store()
        client = Client()
        page = client.get("/accounts/login/").content.decode()
        offer = re.search(r'<script id="passkey-offer" type="application/json">(.*?)</script>', page)
        assert offer is not None
        assert 'data-passkey-autofill="#passkey-offer"' in page
        credential = json.dumps(key.sign(json.loads(offer[1])["publicKey"]["challenge"]))
        client.post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True)
        assert is_signed_in(client)

    @pytest.mark.parametrize("counter", [4, 5])
    def test_a_copy_is_refused_told_and_recorded(self, user: User, counter: int) -> None:
        key = SoftPasskey(user)
        key.store("Shop tablet")
        self.sign_in(key, counter=5)
        client, reply = self.sign_in(key, counter=counter)
        assert not is_signed_in(client)
        assert "when it was copied" in reply.content.decode()
        assert AuditEntry.objects.get(code="accounts.passkey.cloned").changes == {"counter": [5, counter]}
        assert "Shop tablet" in Notification.objects.get(kind="accounts.passkey_cloned").body
        assert Mail.objects.filter(kind="accounts/passkey_suspended", recipient=user.email).count() == 1
        client, reply = self.sign_in(key, counter=6)
        assert not is_signed_in(client), "trying again must not help"
        assert "is suspended" in reply.content.decode()

    def test_a_synchronised_passkey_never_counts(self, user: User) -> None:
        key = SoftPasskey(user)
        key.store()
        for _ in range(2):
            client, _reply = self.sign_in(key, counter=0)
            assert is_signed_in(client)

    def test_an_old_signature_is_refused(self, user: User) -> None:
        """Another challenge than the one this browser was given."""
        key = SoftPasskey(user)
        key.store()
        client = Client()
        old = self.options(client)
        self.options(client)
        reply = client.post(
            "/accounts/2fa/webauthn/login/", {"credential": json.dumps(key.sign(old))}, follow=True
        )
        assert not is_signed_in(client)
        assert "passkey did not work" in reply.content.decode()

    def test_another_site_is_refused(self, user: User) -> None:
        key = SoftPasskey(user, host="synthai.example.evil.test")
        key.store()
        client, _reply = self.sign_in(key)
        assert not is_signed_in(client)

    @pytest.mark.parametrize(
        "credential", ["", "{}", "[]", '{"id": 1}', "null", '{"response": {"userHandle": "x"}}']
    )
    def test_nonsense_is_refused(self, credential: str) -> None:
        client = Client()
        self.options(client)
        reply = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
        assert reply.status_code == 302
        assert reply.headers["Location"] == "/accounts/login/"


class TestPasskeyPages:
    def test_rename_and_remove(self, user: User) -> None:
        SoftPasskey(user).store("Phone")
        client = proved(user)
        address = sealed_address(client)
        assert client.post(f"{address}edit/", {"name": "Thandi's phone"}).status_code == 302
        assert "Thandi&#x27;s phone" in client.get("/accounts/2fa/webauthn/").content.decode()
        assert client.post(f"{address}remove/").status_code == 302
        assert not Authenticator.objects.exists(), "recovery codes go with the last factor"
        assert AuditEntry.objects.filter(code="accounts.factor.removed").exists()

    def test_anothers_is_not_found(self, user: User) -> None:
        other = UserFactory.create()
        SoftPasskey(other).store("Theirs")
        theirs = sealed_address(proved(other))
        assert proved(user).post(f"{theirs}remove/").status_code == 404
        assert Authenticator.objects.filter(user=other).exists()


def proved(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def sealed_address(client: Client) -> str:
    found = re.search(
        r'href="(/accounts/2fa/webauthn/keys/[^/]+/)edit/"',
        client.get("/accounts/2fa/webauthn/").content.decode(),
    )
    assert found
    return found[1]
