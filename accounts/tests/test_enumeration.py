"""Whether an address is known shows neither in an answer, nor in its time, nor can limits be passed by lying."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.mails import mails_to

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@example.co.za", "unknown@example.co.za"


def looks(reply: Any) -> tuple[int, str, str]:
    """What a caller sees, without the address typed and the one-time tokens of forms."""
    body = re.sub(r'(csrf\w*"[^>]*value|X-CSRFToken": )="?[^"]+"?', "", reply.content.decode())
    body = re.sub(r"csrfmiddlewaretoken\" value=\"\w+\"", "", body)
    body = re.sub(r'"X-CSRFToken": "\w+"', "", body)
    body = re.sub(r'"challenge": "[\w-]+"', "", body)
    return reply.status_code, reply.headers.get("Location", ""), re.sub(r"\b(un)?known@", "@", body)


def both(path: str, field: str, **data: str) -> list[tuple[int, str, str]]:
    return [looks(Client().post(path, {field: address, **data}, follow=True)) for address in (KNOWN, UNKNOWN)]


@pytest.fixture(autouse=True)
def known() -> User:
    return UserFactory.create(email=KNOWN)


def test_sign_up_looks_alike_and_tells_the_owner_of_the_address() -> None:
    known, unknown = both("/accounts/signup/", "email", password1=PASSWORD)
    assert known == unknown
    assert "account_already_exists" in mails_to(KNOWN)[0].kind
    assert "confirmation" in mails_to(UNKNOWN)[0].kind
    assert User.objects.filter(email=KNOWN).count() == 1


def test_reset_looks_alike_and_both_get_a_mail() -> None:
    known, unknown = both("/accounts/password/reset/", "email")
    assert known == unknown
    assert len(mails_to(KNOWN)) == len(mails_to(UNKNOWN)) == 1


def test_sign_in_looks_alike() -> None:
    known, unknown = both("/accounts/login/", "login", password="not-the-password")
    assert known == unknown


def test_token_looks_alike() -> None:
    replies = [
        Client().post(
            "/api/v1/token/", {"email": address, "password": "not-it"}, content_type="application/json"
        )
        for address in (KNOWN, UNKNOWN)
    ]
    bodies = [{**reply.json(), "request_id": ""} for reply in replies]
    assert replies[0].status_code == replies[1].status_code == 401
    assert bodies[0] == bodies[1]


class CountingHasher(Argon2PasswordHasher):
    """Counts the expensive part: nearly all the time of an answer is one pass of Argon2."""

    passes = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).passes += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        type(self).passes += 1
        return super().verify(password, encoded)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/login/", {"login": "{}", "password": "not-the-password"}),
        ("/accounts/signup/", {"email": "{}", "password1": PASSWORD}),
    ],
)
def test_time_is_alike(settings: Any, path: str, data: dict[str, str]) -> None:
    """Known and unknown addresses cost the same number of passes of the real hasher, at least one."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    known = User.objects.get(email=KNOWN)
    known.set_password(PASSWORD)
    known.save()
    passes = []
    for address in (KNOWN, "unknown@example.co.za"):
        CountingHasher.passes = 0
        Client().post(path, {key: value.format(address) for key, value in data.items()})
        passes.append(CountingHasher.passes)
    assert passes[0] == passes[1] >= 1


class TestLimits:
    def fail(self, number: int, address: str, **headers: str) -> Any:
        forged = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}", **headers}
        return Client().post("/accounts/login/", {"login": address, "password": "not-it"}, headers=forged)

    def test_five_failures_lock_an_address_whatever_the_caller_claims(self) -> None:
        for number in range(5):
            assert "Too many attempts" not in self.fail(number, KNOWN).content.decode()
        assert "Too many attempts" in self.fail(77, KNOWN).content.decode()
        right = Client().post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})
        assert "Too many attempts" in right.content.decode()

    def test_forged_headers_do_not_make_new_callers(self) -> None:
        """Ten failures a minute for one connection, each with another address and another claimed origin."""
        for number in range(10):
            self.fail(number, f"somebody{number}@example.co.za")
        assert "Too many attempts" in self.fail(99, "fresh@example.co.za").content.decode()

    def test_behind_our_proxy_the_entry_it_wrote_counts(self, settings: Any) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for number in range(10):
            chain = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
            self.fail(number, f"somebody{number}@example.co.za", **chain)
        same = self.fail(99, "fresh@example.co.za", **{"X-Forwarded-For": "203.0.113.99, 198.51.100.7"})
        other = self.fail(99, "fresh@example.co.za", **{"X-Forwarded-For": "203.0.113.99, 198.51.100.8"})
        assert "Too many attempts" in same.content.decode()
        assert "Too many attempts" not in other.content.decode()

    def test_sign_up_and_reset_are_limited(self) -> None:
        for path, field in (("/accounts/signup/", "email"), ("/accounts/password/reset/", "email")):
            codes = [
                Client()
                .post(
                    path,
                    {field: f"flood{number}@example.co.za", "password1": PASSWORD},
                    headers={"X-Forwarded-For": f"203.0.113.{number}"},
                )
                .status_code
                for number in range(21)
            ]
            assert codes[-1] == 429, path
            assert 429 not in codes[:20]
