"""A passkey that may have been copied waits for its owner, on every road; and proof is asked for in words that fit."""

import json
import re
from typing import Any

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.mails import last_mail_to, link_in
from accounts.tests.passkeys import SoftPasskey
from synthai.core.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST = "/accounts/2fa/webauthn/"
AGAIN = "/accounts/2fa/webauthn/reauthenticate/"
SECOND = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


@pytest.fixture
def key(user: User) -> SoftPasskey:
    """A passkey that counted to five."""
    key = SoftPasskey(user)
    row = key.store("Shop tablet")
    row.data["sign_count"] = 5
    row.save()
    RecoveryCodes.activate(user)
    return key


def challenge_on(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    found = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page)
    assert found, page
    return str(json.loads(found[1])["request_options"]["publicKey"]["challenge"])


def sign_in(key: SoftPasskey, counter: int) -> tuple[Client, Any]:
    client = Client()
    begun = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    signed = key.sign(begun["request_options"]["publicKey"]["challenge"], counter=counter)
    sent = {"credential": json.dumps(signed)}
    return client, client.post("/accounts/2fa/webauthn/login/", sent, follow=True)


def half_in(user: User) -> Client:
    client = Client()
    reply = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert reply.headers["Location"].startswith(SECOND)
    return client


def second_step(client: Client, key: SoftPasskey, counter: int, **how: Any) -> Any:
    signed = key.sign(challenge_on(client, SECOND), counter=counter, **how)
    return client.post(SECOND, {"credential": json.dumps(signed)})


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def suspend(key: SoftPasskey) -> None:
    sign_in(key, 5)
    assert "suspended_at" in Authenticator.objects.get(type="webauthn").data


def keep_address(client: Client) -> str:
    found = re.search(r'action="([^"]+/keep/)"', client.get(LIST).content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("counter", [4, 6, 400])
def test_neither_signs_in_nor_is_a_second_step_meanwhile(user: User, key: SoftPasskey, counter: int) -> None:
    suspend(key)
    client, reply = sign_in(key, counter)
    assert not is_signed_in(client)
    assert "This passkey is suspended" in reply.content.decode()
    client = half_in(user)
    assert "This passkey is suspended" in second_step(client, key, counter).content.decode()
    assert not is_signed_in(client)
    assert AuditEntry.objects.filter(code="accounts.passkey.refused").count() == 2


def test_proves_nothing_meanwhile(user: User, key: SoftPasskey) -> None:
    suspend(key)
    client = Client()
    client.force_login(user)
    signed = key.sign(challenge_on(client, AGAIN), counter=9)
    reply = client.post(AGAIN, {"credential": json.dumps(signed)})
    assert reply.status_code == 200
    assert "This passkey is suspended" in reply.content.decode()
    assert "Use a recovery code" in reply.content.decode()


def test_its_owner_signs_in_another_way_and_keeps_it(user: User, key: SoftPasskey) -> None:
    codes = RecoveryCodes.activate(user).get_unused_codes()
    suspend(key)
    client = half_in(user)
    client.post(SECOND, {"code": codes[0]})
    client.post("/accounts/2fa/trust/", {"action": "skip"})
    page = client.get(LIST).content.decode()
    assert "Suspended" in page
    assert client.post(keep_address(client)).headers["Location"] == LIST
    assert AuditEntry.objects.filter(code="accounts.passkey.kept").exists()
    client, _reply = sign_in(key, 6)
    assert is_signed_in(client)


def test_a_session_that_a_passkey_opened_cannot_keep_it(user: User, key: SoftPasskey) -> None:
    """A thief whose copy was the first to count on is signed in already when the genuine one is refused."""
    thief, _reply = sign_in(key, 6)
    assert is_signed_in(thief)
    sign_in(key, 6)
    reply = thief.post(keep_address(thief))
    assert reply.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert "suspended_at" in Authenticator.objects.get(type="webauthn").data


def test_it_can_be_removed(user: User, key: SoftPasskey) -> None:
    suspend(key)
    client = Client()
    client.force_login(user)
    address = keep_address(client).replace("/keep/", "/remove/")
    assert client.post(address).status_code == 302
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_another_persons_cannot_be_kept(user: User, key: SoftPasskey) -> None:
    suspend(key)
    owner, other = Client(), Client()
    owner.force_login(user)
    other.force_login(UserFactory.create())
    assert other.post(keep_address(owner)).status_code == 404


def test_the_mail_says_where_it_was_and_what_to_do(user: User, key: SoftPasskey) -> None:
    suspend(key)
    mail = last_mail_to(user.email)
    assert "“Shop tablet”" in mail.text
    assert link_in(mail, "webauthn") == LIST
    assert "A new password alone does not remove a passkey" in mail.text


def test_as_second_step_it_must_verify_its_owner(user: User, key: SoftPasskey) -> None:
    client = half_in(user)
    assert second_step(client, key, 6, is_verified=False).status_code == 200
    assert not is_signed_in(client)
    assert second_step(client, key, 6).status_code == 302


def test_the_second_step_asks_for_what_one_has(user: User, key: SoftPasskey) -> None:
    page = half_in(user).get(SECOND).content.decode()
    assert "Six digits" not in page
    assert page.index("Use a passkey") < page.index("One of the recovery codes you kept")
    wrong = half_in(user).post(SECOND, {"code": "12345678"}).content.decode()
    assert "Use your passkey, or type a recovery code" in wrong
    Authenticator.objects.filter(type="recovery_codes").delete()
    assert 'name="code"' not in half_in(user).get(SECOND).content.decode()
    TOTP.activate(user, pyotp.random_base32())
    assert "Six digits from your authenticator app." in half_in(user).get(SECOND).content.decode()
