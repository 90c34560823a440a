"""How passwords are kept."""

from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
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
