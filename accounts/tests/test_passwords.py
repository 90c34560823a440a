"""How passwords are kept."""

from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from synthai.core.testing.cast import Cast
from synthai.settings import base


def test_new_passwords_are_argon2id(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    assert make_password(PASSWORD).startswith("argon2$argon2id$")


@pytest.mark.django_db
def test_older_hash_becomes_argon2id_with_the_next_sign_in(settings: Any, client: Client) -> None:
    user = UserFactory.create()
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"


GUESSABLE = [
    "password123",
    "P@ssw0rd2026!",
    "Springboks2023",
    "!!iloveyou!!",
    "mzansimzansi",
    "KaizerChiefs1970",
    "Welcome@2026",
    "qwertyuiop12",
    "1234567890123",
    "aaaaaaaaaaaa",
    "abababababab",
    "November2026!",
    "Sunshine1234",
    "sawubona-2026",
]
GOOD = [
    "kraal-en-veld-99",
    "correct horse battery staple",
    "umoja-ngumuntu-7",
    "die perd eet pap",
    "Ÿ✓ blou sker 12",
    "x" * 4 + "7Qd!pL2v",
    "een lang wagwoord van meer as vier en sestig tekens is heeltemal in orde hier",
]


@pytest.mark.parametrize("password", GUESSABLE)
def test_refuses_what_thieves_try_first(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "only you would put together" in str(refused.value)


@pytest.mark.parametrize("password", GOOD)
def test_takes_any_characters_and_lengths(password: str) -> None:
    validate_password(password)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    ["thandi@umoja.example", "Thandi-Umoja-2026", "umojafoods2026", "UMOJA FOODS 1", "thandimokoena"],
)
def test_refuses_the_persons_own_words(cast: Cast, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, cast.thandi.user)


@pytest.mark.django_db
def test_is_asked_at_sign_up(client: Client) -> None:
    reply = client.post("/accounts/signup/", {"email": "new@example.co.za", "password1": "P@ssw0rd2026!"})
    assert "thieves try first" in reply.content.decode()
    assert not User.objects.exists()
