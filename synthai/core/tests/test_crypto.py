"""Secrets at rest open with the right key and purpose only."""

import pytest
from django.test import override_settings

from synthai.core import crypto


def test_opens_what_it_closed() -> None:
    token = crypto.encrypt("JBSWY3DPEHPK3PXP", purpose="totp")
    assert "JBSW" not in token
    assert crypto.decrypt(token, purpose="totp") == "JBSWY3DPEHPK3PXP"


def test_another_purpose_does_not_open_it() -> None:
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(crypto.encrypt("secret", purpose="totp"), purpose="saml")


def test_a_changed_token_does_not_open() -> None:
    token = crypto.encrypt("secret", purpose="totp")
    changed = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(changed, purpose="totp")


def test_the_key_can_be_changed() -> None:
    with override_settings(SECRET_KEY="old" * 20):
        token = crypto.encrypt("secret", purpose="totp")
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=["old" * 20]):
        assert crypto.decrypt(token, purpose="totp") == "secret"
    with override_settings(SECRET_KEY="new" * 20), pytest.raises(crypto.Undecryptable):
        crypto.decrypt(token, purpose="totp")
