"""An app signs in through the browser: from its first request to tokens, and what must not work."""

import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from accounts.models import AppCode, TokenFamily, User
from accounts.services import app_codes, factor_rules, people, tokens
from accounts.tests.app_client import App, api, signed_in
from accounts.tests.factories import PASSWORD, UserFactory
from notifications.models import Mail, Notification
from synthai.core.access import system_actor
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

NOON = datetime(2026, 11, 21, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


class TestWholeFlow:
    def test_by_password_from_the_app_to_the_app(self, user: User) -> None:
        app, browser = App(), Client()
        sent = browser.get(app.address())
        assert (sent.status_code, urlsplit(sent.headers["Location"]).path) == (302, "/accounts/login/")
        (back,) = parse_qs(urlsplit(sent.headers["Location"]).query)["next"]
        assert back == app.address()
        reply = browser.post(
            sent.headers["Location"], {"login": user.email, "password": PASSWORD, "next": back}
        )
        assert reply.headers["Location"] == back
        page = browser.get(back).content.decode()
        assert "Sign in to the SynthAI app on Thandi&#x27;s phone?" in page
        assert user.email in page
        assert not AppCode.objects.exists(), "looking agrees to nothing"
        told = app.agreed(browser)
        assert set(told) == {"code", "state", "iss"}
        assert (told["state"], told["iss"]) == (app.state, "http://localhost:8000")
        reply = app.exchange(told["code"])
        assert reply.status_code == 200, reply.content
        assert reply.headers["Cache-Control"] == "no-store"
        assert set(reply.json()) == {"access", "refresh", "token_type", "expires_in"}
        assert api(reply.json()["access"]).json()["email"] == user.email

    def test_is_on_record_told_and_ended_like_any_other(self, user: User) -> None:
        User.objects.filter(pk=user.pk).update(last_login=NOON)
        app, browser = App(), signed_in(user)
        pair = app.exchange(app.agreed(browser)["code"]).json()
        codes = set(
            AuditEntry.objects.filter(code__startswith="accounts.token").values_list("code", flat=True)
        )
        assert codes == {"accounts.token.allowed", "accounts.token.started"}
        allowed = AuditEntry.objects.get(code="accounts.token.allowed")
        assert allowed.changes == {"app": [None, "SynthAI app"], "device": [None, "Thandi's phone"]}
        assert Notification.objects.get(kind="accounts.new_device").title == "New device: Thandi's phone"
        assert Mail.objects.filter(recipient=user.email).count() == 1
        family = TokenFamily.objects.get()
        browser.post(f"/profile/devices/{family.public_id}/sign-out/")
        assert api(pair["access"]).status_code == 401

    def test_rotates_like_any_other(self, user: User) -> None:
        app = App()
        pair = app.exchange(app.agreed(signed_in(user))["code"]).json()
        body = {"refresh": pair["refresh"]}
        reply = Client().post("/api/v1/token/refresh/", body, content_type="application/json")
        assert api(reply.json()["access"]).status_code == 200

    def test_cancel_tells_the_app(self, user: User) -> None:
        app = App()
        told = app.agreed(signed_in(user), answer="no")
        assert told == {"error": "access_denied", "state": app.state, "iss": "http://localhost:8000"}
        assert not AppCode.objects.exists()

    def test_a_name_of_the_device_at_the_exchange_does_when_the_browser_got_none(self, user: User) -> None:
        app = App(device="")
        page = signed_in(user).get(app.address()).content.decode()
        assert "Sign in to the SynthAI app?" in page
        app.exchange(app.agreed(signed_in(user))["code"], device="Pixel 9")
        assert TokenFamily.objects.get().device == "Pixel 9"

    def test_the_name_of_the_device_is_shown_as_text(self, user: User) -> None:
        app = App(device="<b>Pixel</b>\u202e\n" + "x" * 200)
        page = signed_in(user).get(app.address()).content.decode()
        (heading,) = re.findall(r"<h1>(.*)</h1>", page)
        assert heading == f"Sign in to the SynthAI app on &lt;b&gt;Pixel&lt;/b&gt;{'x' * 68}?"

    def test_a_program_on_the_same_machine_may_listen_on_any_port(self, user: User) -> None:
        app = App(redirect_uri="http://127.0.0.1:51734/signed-in")
        assert app.exchange(app.agreed(signed_in(user))["code"]).status_code == 200

    def test_the_api_says_how_the_sign_in_was_opened(self, user: User) -> None:
        secret = pyotp.random_base32()
        TOTP.activate(user, secret)
        app, browser = App(), Client()
        form = {"login": user.email, "password": PASSWORD, "next": app.address()}
        assert browser.post("/accounts/login/", form).headers["Location"].startswith("/accounts/2fa/")
        reply = browser.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
        assert reply.headers["Location"] == "/accounts/2fa/trust/"
        assert browser.post("/accounts/2fa/trust/", {"action": "none"}).headers["Location"] == app.address()
        pair = app.exchange(app.agreed(browser)["code"]).json()
        assert api(pair["access"], "devices/").json()["results"][0]["used_second_factor"] is True

    def test_is_worth_no_more_than_the_browsers_own_proof(self, user: User) -> None:
        app, browser = App(), None
        with time_machine.travel(NOON, tick=False):
            browser = signed_in(user)
        with time_machine.travel(NOON + timedelta(minutes=9), tick=False):
            app.exchange(app.agreed(browser)["code"])
        assert TokenFamily.objects.get().proved_at == NOON
        with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
            for reply in (browser.get(app.address()), browser.post(app.address(), {"answer": "yes"})):
                assert urlsplit(reply.headers["Location"]).path == "/accounts/reauthenticate/"
                assert parse_qs(urlsplit(reply.headers["Location"]).query)["next"] == [app.address()]
            assert not AppCode.objects.filter(used_at=None).exists()
            browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
            assert "code" in app.agreed(browser)

    def test_says_which_organisation_asks_for_a_second_factor(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            factor_rules.set_rule(roles=["member"], grace_days=0, by=cast.thandi.actor, now=NOON)
        app, browser = App(), cast.bongani.client()
        assert "Umoja Foods requires two-step sign-in" in browser.get(app.address()).content.decode()
        pair = app.exchange(app.agreed(browser)["code"]).json()
        reply = api(pair["access"], "o/umoja-foods/members/")
        assert (reply.status_code, reply.json()["code"]) == (403, "accounts.second_factor_required")

    def test_the_form_is_protected_against_forgery(self, user: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(user)
        assert browser.post(App().address(), {"answer": "yes"}).status_code == 403
        assert not AppCode.objects.exists()


class TestExchange:
    @pytest.fixture
    def app(self) -> App:
        return App()

    @pytest.fixture
    def code(self, app: App, user: User) -> str:
        return app.agreed(signed_in(user))["code"]

    def refused(self, reply: Any) -> bool:
        return bool(reply.status_code == 401 and reply.json()["code"] == "accounts.token.code_refused")

    def test_a_wrong_verifier_is_refused_and_uses_the_code_up(self, app: App, code: str) -> None:
        assert self.refused(app.exchange(code, code_verifier=secrets.token_urlsafe(48)))
        assert self.refused(app.exchange(code))
        assert not TokenFamily.objects.exists()

    def test_the_challenge_is_no_verifier(self, app: App, code: str) -> None:
        assert self.refused(app.exchange(code, code_verifier=app_codes.challenge_of(app.verifier)))

    def test_a_second_use_ends_what_the_first_gave(self, app: App, code: str, user: User) -> None:
        pair = app.exchange(code).json()
        assert api(pair["access"]).status_code == 200
        assert self.refused(app.exchange(code))
        assert api(pair["access"]).status_code == 401
        assert TokenFamily.objects.get().end_reason == "reused"
        assert Notification.objects.get(kind="accounts.token_reused").user_id == user.pk
        assert Mail.objects.filter(kind="accounts/sign_in_copied", recipient=user.email).count() == 1

    def test_so_does_one_by_a_thief_without_the_verifier(self, app: App, code: str) -> None:
        pair = app.exchange(code).json()
        assert self.refused(app.exchange(code, code_verifier=secrets.token_urlsafe(48)))
        assert api(pair["access"]).status_code == 401

    def test_it_lives_sixty_seconds(self, user: User) -> None:
        for seconds, status in ((59, 200), (60, 401)):
            app = App()
            with time_machine.travel(NOON, tick=False):
                code = app.agreed(signed_in(user))["code"]
            with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
                assert app.exchange(code).status_code == status, seconds

    @pytest.mark.parametrize(
        "change",
        [
            {"client_id": "another-app"},
            {"redirect_uri": "http://127.0.0.1/signed-in"},
            {"redirect_uri": "synthai://signed-in/"},
        ],
    )
    def test_it_is_bound_to_app_and_address(self, app: App, code: str, change: dict[str, str]) -> None:
        assert self.refused(app.exchange(code, **change))

    @pytest.mark.parametrize("verifier", ["", "short", "x" * 129, "ä" * 43, "x" * 43 + "\n"])
    def test_a_damaged_verifier_is_said_and_costs_nothing(self, app: App, code: str, verifier: str) -> None:
        reply = app.exchange(code, code_verifier=verifier)
        assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (400, "#/code_verifier")
        assert app.exchange(code).status_code == 200

    def test_a_code_of_nobody(self, app: App) -> None:
        assert self.refused(app.exchange("x" * 43))

    def test_only_its_digest_is_kept(self, code: str) -> None:
        row = AppCode.objects.get()
        assert code not in json.dumps(
            {field.name: str(getattr(row, field.name)) for field in row._meta.fields}
        )

    @pytest.mark.parametrize("how", ["new password", "blocked", "sign out everywhere"])
    def test_what_ends_sign_ins_ends_a_code_on_its_way(
        self, app: App, code: str, user: User, how: str
    ) -> None:
        if how == "new password":
            people.set_password(user, "another-word-77", by=system_actor(), now=NOON)
        elif how == "blocked":
            people.set_active(user.pk, is_active=False, by=system_actor(), now=NOON)
        else:
            signed_in(user).post("/profile/devices/sign-out-others/")
        assert self.refused(app.exchange(code))
        assert not AppCode.objects.exists()

    def test_answers_on_the_page_are_limited(self, app: App, user: User) -> None:
        browser = signed_in(user)
        replies = [browser.post(app.address(), {"answer": "no"}).status_code for _attempt in range(31)]
        assert replies == [200] * 30 + [429]

    def test_attempts_are_limited(self, app: App) -> None:
        replies = [app.exchange("x" * 43).status_code for _attempt in range(31)]
        assert replies == [401] * 30 + [429]

    def test_codes_are_forgotten_after_a_day(self, code: str) -> None:
        now = AppCode.objects.get().expires_at
        tokens.forget_old(now=now + timedelta(hours=23))
        assert AppCode.objects.exists()
        tokens.forget_old(now=now + timedelta(hours=25))
        assert not AppCode.objects.exists()
