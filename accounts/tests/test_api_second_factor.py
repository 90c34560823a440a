"""The mobile sign-in with a second factor, its devices, and proof before dangerous acts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from accounts.models import TokenFamily, User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.passkeys import SoftPasskey
from notifications.models import Mail, Notification

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)
SECRET = pyotp.random_base32()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def post(path: str, token: str = "", **data: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(f"/api/v1/{path}", data, content_type="application/json", headers=headers)


def first_step(user: User, device: str = "Phone") -> Any:
    return post("token/", email=user.email, password=PASSWORD, device=device)


def with_app(user: User) -> pyotp.TOTP:
    TOTP.activate(user, SECRET)
    return pyotp.TOTP(SECRET)


class TestCode:
    def test_the_password_alone_gives_no_token(self, user: User) -> None:
        with_app(user)
        RecoveryCodes.activate(user)
        reply = first_step(user)
        assert reply.status_code == 401
        body = reply.json()
        assert body["code"] == "accounts.token.second_factor_needed"
        assert body["factors"] == ["totp", "recovery_codes"]
        assert "access" not in body
        assert not TokenFamily.objects.exists()

    def test_a_wrong_password_says_nothing_of_factors(self, user: User) -> None:
        with_app(user)
        reply = post("token/", email=user.email, password="wrong")
        assert reply.json()["code"] == "accounts.token.sign_in_refused"
        assert "challenge" not in reply.json()

    def test_challenge_and_code_give_a_token(self, user: User) -> None:
        app = with_app(user)
        challenge = first_step(user, device="Thandi's phone").json()["challenge"]
        reply = post("token/second-factor/", challenge=challenge, code=app.now())
        assert reply.status_code == 200, reply.content
        assert TokenFamily.objects.get().device == "Thandi's phone"
        assert reply.headers["Cache-Control"] == "no-store"

    def test_a_recovery_code_does_too_once(self, user: User) -> None:
        with_app(user)
        code = RecoveryCodes.activate(user).generate_codes()[0]
        for status in (200, 401):
            challenge = first_step(user).json()["challenge"]
            assert post("token/second-factor/", challenge=challenge, code=code).status_code == status

    def test_a_code_is_not_taken_twice(self, user: User) -> None:
        app = with_app(user)
        with time_machine.travel(NOON, tick=False):
            code = app.now()
            challenge = first_step(user).json()["challenge"]
            assert post("token/second-factor/", challenge=challenge, code=code).status_code == 200
            other = first_step(user).json()["challenge"]
            refused = post("token/second-factor/", challenge=other, code=code)
        assert refused.status_code == 401
        assert refused.json()["code"] == "accounts.token.second_factor_wrong"
        assert "used already" in refused.json()["detail"]
        assert refused.json()["errors"][0]["pointer"] == "#/code"

    def test_a_challenge_is_not_taken_twice(self, user: User) -> None:
        app = with_app(user)
        codes = RecoveryCodes.activate(user).generate_codes()
        challenge = first_step(user).json()["challenge"]
        assert post("token/second-factor/", challenge=challenge, code=app.now()).status_code == 200
        again = post("token/second-factor/", challenge=challenge, code=codes[0])
        assert again.json()["code"] == "accounts.token.challenge_refused"

    def test_a_challenge_lives_five_minutes(self, user: User) -> None:
        app = with_app(user)
        with time_machine.travel(NOON, tick=False):
            challenge = first_step(user).json()["challenge"]
        with time_machine.travel(NOON + timedelta(minutes=5, seconds=1), tick=False):
            reply = post("token/second-factor/", challenge=challenge, code=app.now())
        assert reply.json()["code"] == "accounts.token.challenge_refused"

    @pytest.mark.parametrize("challenge", ["", "nonsense", "eyJ9:1abc:def"])
    def test_a_forged_challenge_is_refused(self, challenge: str) -> None:
        assert post("token/second-factor/", challenge=challenge, code="123456").status_code in {400, 401}

    def test_a_new_password_ends_open_challenges(self, user: User) -> None:
        app = with_app(user)
        challenge = first_step(user).json()["challenge"]
        user.set_password("kraal-en-veld-99")
        user.save()
        assert post("token/second-factor/", challenge=challenge, code=app.now()).status_code == 401

    def test_a_clock_five_minutes_off(self, user: User) -> None:
        app = with_app(user)
        with time_machine.travel(NOON, tick=False):
            challenge = first_step(user).json()["challenge"]
            late = app.at(NOON - timedelta(minutes=5))
            reply = post("token/second-factor/", challenge=challenge, code=late)
        assert reply.status_code == 401
        assert "5 minutes slow" in reply.json()["detail"]

    def test_guessing_is_stopped(self, user: User) -> None:
        app = with_app(user)
        challenge = first_step(user).json()["challenge"]
        for _ in range(5):
            assert post("token/second-factor/", challenge=challenge, code="000000").status_code == 401
        assert post("token/second-factor/", challenge=challenge, code=app.now()).status_code == 429


class TestPasskey:
    def test_signs_the_options_of_the_challenge(self, user: User) -> None:
        key = SoftPasskey(user)
        key.store()
        needed = first_step(user).json()
        assert needed["factors"] == ["webauthn"]
        signed = key.sign(needed["passkey_options"]["challenge"])
        reply = post("token/second-factor/", challenge=needed["challenge"], credential=signed)
        assert reply.status_code == 200, reply.content

    def test_a_copy_is_refused(self, user: User) -> None:
        key = SoftPasskey(user)
        key.store()
        for counter, status in ((7, 200), (7, 401), (8, 401)):
            needed = first_step(user).json()
            signed = key.sign(needed["passkey_options"]["challenge"], counter=counter)
            reply = post("token/second-factor/", challenge=needed["challenge"], credential=signed)
            assert reply.status_code == status, reply.content
        assert "is suspended" in reply.json()["detail"]
        assert Notification.objects.filter(kind="accounts.passkey_cloned").exists()
        assert Mail.objects.get(kind="accounts/passkey_suspended").recipient == user.email

    def test_must_verify_its_owner(self, user: User) -> None:
        key = SoftPasskey(user)
        key.store()
        needed = first_step(user).json()
        assert needed["passkey_options"]["userVerification"] == "required"
        signed = key.sign(needed["passkey_options"]["challenge"], is_verified=False)
        assert (
            post("token/second-factor/", challenge=needed["challenge"], credential=signed).status_code == 401
        )

    def test_is_asked_for_in_words_of_what_one_has(self, user: User) -> None:
        SoftPasskey(user).store()
        assert first_step(user).json()["detail"].endswith("a second step: a passkey.")
        RecoveryCodes.activate(user)
        assert first_step(user).json()["detail"].endswith("a passkey or a recovery code.")
        with_app(user)
        assert "six digits from the authenticator app" in first_step(user).json()["detail"]

    def test_a_signature_of_another_challenge_is_refused(self, user: User) -> None:
        key = SoftPasskey(user)
        key.store()
        old, new = first_step(user).json(), first_step(user).json()
        signed = key.sign(old["passkey_options"]["challenge"])
        assert post("token/second-factor/", challenge=new["challenge"], credential=signed).status_code == 401

    @pytest.mark.parametrize("credential", [{}, {"id": 1}, {"rawId": "x", "response": {}}, {"response": []}])
    def test_nonsense_is_refused(self, user: User, credential: Any) -> None:
        SoftPasskey(user).store()
        needed = first_step(user).json()
        reply = post("token/second-factor/", challenge=needed["challenge"], credential=credential)
        assert reply.status_code in {400, 401}
        assert not TokenFamily.objects.exists()


class TestDevices:
    def bearer(self, user: User, device: str) -> str:
        return str(first_step(user, device).json()["access"])

    def test_are_listed_and_ended(self, user: User) -> None:
        phone, tablet = self.bearer(user, "Phone"), self.bearer(user, "Tablet")
        headers = {"Authorization": f"Bearer {phone}"}
        listed = Client().get("/api/v1/devices/", headers=headers).json()["results"]
        assert [(row["device"], row["is_this"]) for row in listed] == [("Tablet", False), ("Phone", True)]
        ended = Client().delete(f"/api/v1/devices/{listed[0]['id']}/", headers=headers)
        assert ended.status_code == 204
        reply = Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {tablet}"})
        assert reply.status_code == 401
        assert len(Client().get("/api/v1/devices/", headers=headers).json()["results"]) == 1

    def test_anothers_is_not_found(self, user: User) -> None:
        mine = self.bearer(user, "Phone")
        self.bearer(UserFactory.create(), "Theirs")
        theirs = TokenFamily.objects.get(device="Theirs")
        reply = Client().delete(
            f"/api/v1/devices/{theirs.public_id}/", headers={"Authorization": f"Bearer {mine}"}
        )
        assert reply.status_code == 404
        theirs.refresh_from_db()
        assert theirs.ended_at is None

    def test_a_new_one_is_told(self, user: User) -> None:
        self.bearer(user, "Phone")
        assert not Notification.objects.exists()
        self.bearer(user, "Phone")
        assert not Notification.objects.exists()
        self.bearer(user, "Somebody's laptop")
        assert Notification.objects.get().title == "New device: Somebody's laptop"


class TestProof:
    def test_holds_ten_minutes_and_can_be_given_again(self, user: User) -> None:
        app = with_app(user)
        with time_machine.travel(NOON, tick=False):
            challenge = first_step(user).json()["challenge"]
            token = post("token/second-factor/", challenge=challenge, code=app.now()).json()["access"]
        with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
            assert post("token/proof/", token, code="000000").status_code == 401
            assert post("token/proof/", token, code=app.now()).status_code == 204
        assert TokenFamily.objects.get().proved_at == NOON + timedelta(minutes=11)
        assert Authenticator.objects.get().last_used_at is not None

    def test_asks_for_one_of_the_two(self, user: User) -> None:
        token = first_step(user).json()["access"]
        assert post("token/proof/", token).status_code == 400
        assert post("token/proof/", token, password=PASSWORD, code="1").status_code == 400
        assert post("token/proof/", token, password="wrong").status_code == 403
        assert post("token/proof/", token, password=PASSWORD).status_code == 204
