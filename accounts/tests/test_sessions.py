"""Browsers that are signed in: listed by name, ended one by one, ended by time, and told of when new."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import TokenFamily, User
from accounts.services import people, sessions
from accounts.tests.factories import PASSWORD, UserFactory
from notifications.models import Mail, Notification
from synthai.core import user_agents
from synthai.core.models import AuditEntry
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 21, 10, tzinfo=UTC)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
EDGE = WINDOWS + " Edg/142.0.0.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def sign_in(user: User, agent: str = WINDOWS, client: Client | None = None) -> Client:
    client = client or Client(headers={"User-Agent": agent})
    reply = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert reply.status_code == 302, reply.content
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def names(client: Client) -> list[str]:
    page = client.get("/profile/devices/").content.decode()
    return re.findall(r'<div class="line-item">\s*<div>\s*<strong>([^<]+)</strong>', page)


class TestList:
    def test_names_browsers_this_one_first(self, user: User) -> None:
        sign_in(user, PHONE)
        assert names(sign_in(user, EDGE)) == ["Edge on Windows", "Safari on iPhone"]

    def test_ends_one(self, user: User) -> None:
        phone, laptop = sign_in(user, PHONE), sign_in(user)
        found = UserSession.objects.get(user_agent=PHONE)
        page = laptop.get("/profile/devices/").content.decode()
        assert found.session_key not in page, "the key opens the account"
        laptop.post(f"/profile/devices/browsers/{sessions.public_name(found)}/sign-out/")
        assert not is_signed_in(phone)
        assert is_signed_in(laptop)
        assert AuditEntry.objects.get(code="accounts.session.ended").changes == {
            "device": ["Safari on iPhone", None]
        }

    def test_ends_this_one(self, user: User) -> None:
        laptop = sign_in(user)
        name = sessions.public_name(UserSession.objects.get())
        reply = laptop.post(f"/profile/devices/browsers/{name}/sign-out/")
        assert reply.headers["Location"] == "/accounts/login/"
        assert not is_signed_in(laptop)

    def test_ends_all_others_and_apps(self, user: User) -> None:
        phone, laptop = sign_in(user, PHONE), sign_in(user)
        TokenFamily.objects.create(user=user, current_jti="x", expires_at=timezone.now() + timedelta(days=1))
        assert "sign-out-others" in laptop.get("/profile/devices/").content.decode()
        laptop.post("/profile/devices/sign-out-others/")
        assert "sign-out-others" not in laptop.get("/profile/devices/").content.decode(), "nobody is left"
        assert not is_signed_in(phone)
        assert is_signed_in(laptop)
        assert TokenFamily.objects.get().ended_at is not None

    def test_anothers_session_is_not_found(self, user: User) -> None:
        other = UserFactory.create()
        theirs = sign_in(other)
        name = sessions.public_name(UserSession.objects.get())
        reply = sign_in(user).post(f"/profile/devices/browsers/{name}/sign-out/")
        assert reply.status_code == 404
        assert is_signed_in(theirs)


class TestEnds:
    def test_when_unused_for_three_days(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            client = sign_in(user)
        with time_machine.travel(NOON + timedelta(hours=71), tick=False):
            assert is_signed_in(client)
        with time_machine.travel(NOON + timedelta(hours=71 + 73), tick=False):
            assert not is_signed_in(client)
            assert not UserSession.objects.exists()
            assert "unused or open for too long" in client.get("/accounts/login/").content.decode()

    def test_after_two_weeks_however_busy(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            client = sign_in(user)
        for days in range(2, 15, 2):
            with time_machine.travel(NOON + timedelta(days=days, seconds=-1), tick=False):
                assert is_signed_in(client), days
        with time_machine.travel(NOON + timedelta(days=14, seconds=1), tick=False):
            assert not is_signed_in(client)

    def test_staff_after_an_hour_unused(self, user: User) -> None:
        User.objects.filter(pk=user.pk).update(is_staff=True)
        with time_machine.travel(NOON, tick=False):
            client = sign_in(user)
        with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
            assert not is_signed_in(client)

    def test_of_everybody_else_with_a_new_password(self, user: User) -> None:
        phone, laptop = sign_in(user, PHONE), sign_in(user)
        laptop.post("/accounts/reauthenticate/", {"password": PASSWORD})
        reply = laptop.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "kraal-en-veld-99", "password2": "kraal-en-veld-99"},
        )
        assert reply.status_code == 302, reply.content
        assert not is_signed_in(phone)
        assert is_signed_in(laptop)
        assert names(laptop) == ["Chrome on Windows"]

    def test_when_the_person_may_no_longer_sign_in(self, user: User) -> None:
        from synthai.core.access import system_actor  # noqa: PLC0415

        client = sign_in(user)
        people.set_active(user.pk, is_active=False, by=system_actor(), now=timezone.now())
        assert not is_signed_in(client)


class TestKey:
    def test_rotates_at_sign_in(self, user: User) -> None:
        """A key that somebody planted beforehand opens nothing afterwards."""
        client = Client()
        client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
        planted = client.session.session_key
        sign_in(user, client=client)
        assert client.session.session_key != planted
        assert not Session.objects.filter(session_key=planted).exists()

    def test_rotates_with_a_new_password(self, user: User) -> None:
        client = sign_in(user)
        before = client.session.session_key
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "kraal-en-veld-99", "password2": "kraal-en-veld-99"},
        )
        assert client.session.session_key != before

    def test_dies_at_sign_out(self, user: User) -> None:
        client = sign_in(user)
        key = client.session.session_key
        client.post("/accounts/logout/")
        assert not Session.objects.filter(session_key=key).exists()


class TestNewDevice:
    def test_the_first_sign_in_is_no_news(self, user: User) -> None:
        sign_in(user)
        assert not Notification.objects.exists()

    def test_another_browser_is(self, user: User) -> None:
        sign_in(user)
        sign_in(user, PHONE)
        assert Notification.objects.get().title == "New device: Safari on iPhone"
        mail = Mail.objects.get(kind="accounts/new_device")
        assert mail.recipient == user.email
        assert "Safari on iPhone" in mail.text

    def test_the_same_browser_again_is_not(self, user: User) -> None:
        client = sign_in(user)
        client.post("/accounts/logout/")
        sign_in(user, client=client)
        assert not Notification.objects.exists()

    def test_a_forged_cookie_does_not_silence_it(self, user: User) -> None:
        sign_in(user)
        thief = Client(headers={"User-Agent": PHONE})
        thief.cookies["known_device"] = f'["{user.public_id}"]:forged'
        sign_in(user, client=thief)
        assert Notification.objects.count() == 1


class TestCost:
    def test_nothing_within_five_minutes(self, user: User) -> None:
        client = sign_in(user)
        client.get("/profile/devices/")
        with assert_max_queries(2):  # the person, and what the page asks
            client.get("/accounts/2fa/trust/")

    def test_of_signing_in(self, user: User) -> None:
        """Beside the hash, which costs most by far."""
        client = sign_in(user)
        client.post("/accounts/logout/")
        with assert_max_queries(24):
            sign_in(user, client=client)

    def test_last_use_is_kept(self, user: User) -> None:
        with time_machine.travel(NOON, tick=False):
            client = sign_in(user)
        later = NOON + timedelta(minutes=10)
        with time_machine.travel(later, tick=False):
            client.get("/profile/")
        assert UserSession.objects.get().last_seen_at == later


def test_old_sessions_are_forgotten(user: User) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_in(user)
    assert sessions.forget_ended(now=NOON + timedelta(days=15)) == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (WINDOWS, "Chrome on Windows"),
        (EDGE, "Edge on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-A165F) SamsungBrowser/28 Chrome/130 Safari",
            "Samsung Internet on Android",
        ),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_names_of_browsers(agent: str, name: str) -> None:
    assert user_agents.name_of(agent) == name
