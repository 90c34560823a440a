"""The keys that sign tokens: published, rolled over, and nothing else is believed."""

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from joserfc import jwt as third_jwt
from joserfc.jwk import KeySet

from accounts import jwt_keys
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db

ISSUER = "https://synthai.test"
JWKS = "/.well-known/jwks.json"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.SITE_URL = ISSUER


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def pem(key: Any = None) -> str:
    key = key or ec.generate_private_key(ec.SECP256R1())
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def damaged() -> str:
    lines = pem().splitlines()
    return "\n".join([lines[0], "AAAA", lines[-1]])


def public_pem(private: str) -> str:
    key = load_pem_private_key(private.encode(), password=None).public_key()
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def pair_of(user: User) -> dict[str, Any]:
    body = {"email": user.email, "password": PASSWORD, "device": "Phone"}
    return dict(Client().post("/api/v1/token/", body, content_type="application/json").json())


def me(access: str) -> int:
    return Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {access}"}).status_code


def refreshed(refresh: str) -> int:
    body = {"refresh": refresh}
    return Client().post("/api/v1/token/refresh/", body, content_type="application/json").status_code


def claims_of(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def published() -> list[dict[str, str]]:
    return list(Client().get(JWKS).json()["keys"])


class TestPublished:
    def test_anybody_may_fetch_and_keep_them_and_nothing_secret_is_in(self) -> None:
        with assert_max_queries(0):
            reply = Client().get(JWKS)
        assert reply.status_code == 200
        assert reply.headers["Content-Type"] == "application/json"
        assert reply.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in reply.headers
        (key,) = reply.json()["keys"]
        assert set(key) == {"kty", "crv", "use", "alg", "x", "y", "kid"}
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")

    def test_pyjwt_fetches_them_over_http_and_verifies_a_token(self, user: User, live_server: Any) -> None:
        access = pair_of(user)["access"]
        key = jwt.PyJWKClient(f"{live_server.url}{JWKS}").get_signing_key_from_jwt(access)
        claims = jwt.decode(
            access, key.key, algorithms=["ES256"], issuer=ISSUER, audience=f"{ISSUER}/api/v1/"
        )
        assert claims["sub"] == user.public_id
        assert claims["exp"] - claims["iat"] == 900

    def test_joserfc_verifies_it_too(self, user: User) -> None:
        access = pair_of(user)["access"]
        keys = KeySet.import_key_set(Client().get(JWKS).json())
        token = third_jwt.decode(access, keys, algorithms=["ES256"])
        assert token.header["kid"] == published()[0]["kid"]
        assert token.claims["iss"] == ISSUER
        assert keys.keys[0].thumbprint() == token.header["kid"], "RFC 7638"

    def test_a_refresh_token_is_not_for_the_api_wherever_it_is_verified(self, user: User) -> None:
        pair = pair_of(user)
        assert claims_of(pair["access"])["aud"] != claims_of(pair["refresh"])["aud"]
        key = jwt.PyJWK(published()[0]).key
        with pytest.raises(jwt.InvalidAudienceError):
            jwt.decode(pair["refresh"], key, algorithms=["ES256"], audience=f"{ISSUER}/api/v1/")
        assert me(pair["refresh"]) == 401


class TestRollOver:
    def test_a_new_first_key_signs_and_the_old_one_still_verifies_until_it_is_removed(
        self, user: User, settings: Any
    ) -> None:
        old, new = pem(), pem()
        settings.JWT_SIGNING_KEYS = old
        before = pair_of(user)
        settings.JWT_SIGNING_KEYS = f"{new}\n{old}"
        after = pair_of(user)
        kids = [jwt.get_unverified_header(each["access"])["kid"] for each in (before, after)]
        assert [key["kid"] for key in published()] == [kids[1], kids[0]]
        assert [me(before["access"]), me(after["access"])] == [200, 200]
        assert refreshed(before["refresh"]) == 200
        settings.JWT_SIGNING_KEYS = new
        assert [me(before["access"]), me(after["access"])] == [401, 200]
        assert [key["kid"] for key in published()] == [kids[1]]

    def test_the_key_of_the_laptop_follows_from_secret_key_and_rolls_with_it(
        self, user: User, settings: Any
    ) -> None:
        settings.SECRET_KEY = "the first secret of this installation"
        before, kid = pair_of(user)["access"], published()[0]["kid"]
        settings.SECRET_KEY_FALLBACKS = ["the first secret of this installation"]
        settings.SECRET_KEY = "the second secret of this installation"
        assert [key["kid"] for key in published()][1] == kid, "the same secret gives the same key"
        assert me(before) == 200
        settings.SECRET_KEY_FALLBACKS = []
        assert me(before) == 401

    def test_a_retired_key_may_be_public_and_openssls_other_block_is_skipped(
        self, user: User, settings: Any
    ) -> None:
        old, new = pem(), pem()
        settings.JWT_SIGNING_KEYS = old
        before = pair_of(user)["access"]
        parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
        settings.JWT_SIGNING_KEYS = (parameters + new + public_pem(old)).replace("\n", "\\n")
        assert me(before) == 200
        assert me(pair_of(user)["access"]) == 200

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("not a key at all, but a sentence that somebody typed here", "as PEM"),
            (pem() + "and more", "as PEM"),
            (damaged(), "no P-256 key"),
            (pem(ec.generate_private_key(ec.SECP384R1())), "no P-256 key"),
            (pem(rsa.generate_private_key(65537, 2048)), "no P-256 key"),
            (public_pem(pem()), "must be a private key"),
        ],
    )
    def test_what_cannot_sign_is_said_in_words_and_not_shown(
        self, settings: Any, text: str, said: str
    ) -> None:
        settings.JWT_SIGNING_KEYS = text
        with pytest.raises(ImproperlyConfigured, match=said) as caught:
            jwt_keys.ring()
        assert "JWT_SIGNING_KEYS" in str(caught.value)
        assert text[30:60] not in str(caught.value)


class TestForgeries:
    """Each is made from the claims of a token that works."""

    def forged(self, good: str, **header: Any) -> str:
        key, algorithm = header.pop("key"), header.pop("alg")
        return jwt.encode(claims_of(good), key, algorithm=algorithm, headers=header)

    def test_no_signature_at_all(self, user: User) -> None:
        good = pair_of(user)["access"]
        kid = published()[0]["kid"]
        assert me(self.forged(good, key=None, alg="none", kid=kid)) == 401
        header = _part({"alg": "none", "kid": kid})
        assert me(f"{header}.{good.split('.')[1]}.") == 401
        assert me(f"{good.rpartition('.')[0]}.") == 401

    def test_the_public_key_as_a_shared_secret(self, user: User, settings: Any) -> None:
        private = pem()
        settings.JWT_SIGNING_KEYS = private
        good, kid = pair_of(user)["access"], published()[0]["kid"]
        for secret in (public_pem(private).encode(), json.dumps(published()[0]).encode()):
            signed = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{good.split('.')[1]}"
            algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
            mark = base64.urlsafe_b64encode(algorithm.sign(signed.encode(), secret)).rstrip(b"=").decode()
            assert me(f"{signed}.{mark}") == 401

    def test_tokens_of_before_signed_with_secret_key(self, user: User, settings: Any) -> None:
        good = pair_of(user)["access"]
        assert me(self.forged(good, key=settings.SECRET_KEY, alg="HS256")) == 401

    @pytest.mark.parametrize(
        "kid", [None, "", "unknown", "../../../../dev/null", "' OR 1=1 --", "/etc/passwd", "0"]
    )
    def test_a_key_of_their_own_under_any_name(self, user: User, kid: str | None) -> None:
        good = pair_of(user)["access"]
        own = ec.generate_private_key(ec.SECP256R1())
        assert me(self.forged(good, key=own, alg="ES256", **({} if kid is None else {"kid": kid}))) == 401

    def test_a_key_of_their_own_under_our_name_or_brought_along(self, user: User) -> None:
        good, kid = pair_of(user)["access"], published()[0]["kid"]
        own = ec.generate_private_key(ec.SECP256R1())
        brought = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(own.public_key())) | {"kid": kid}
        assert me(self.forged(good, key=own, alg="ES256", kid=kid)) == 401
        assert me(self.forged(good, key=own, alg="ES256", kid=kid, jwk=brought)) == 401
        assert (
            me(self.forged(good, key=own, alg="ES256", kid=kid, jku="https://evil.example/jwks.json")) == 401
        )

    @pytest.mark.parametrize("kid", [["a"], {"a": 1}, 1, None])
    def test_a_name_that_is_no_text(self, user: User, kid: Any) -> None:
        good = pair_of(user)["access"]
        _header, payload, mark = good.split(".")
        assert me(f"{_part({'alg': 'ES256', 'kid': kid})}.{payload}.{mark}") == 401

    def test_a_header_of_many_brackets_is_refused_without_a_crash(self) -> None:
        deep = base64.urlsafe_b64encode(b"[" * 5000).rstrip(b"=").decode()
        assert me(f"{deep}.e30.AAAA") == 401

    @pytest.mark.parametrize(
        "change",
        [{"iss": "https://elsewhere.example"}, {"aud": "https://elsewhere.example/api/v1/"}]
        + [{name: None} for name in ("iss", "aud", "exp", "iat", "sub", "jti", "token_type", "fam")],
    )
    def test_signed_by_us_but_for_somebody_else_or_without_what_is_needed(
        self, user: User, change: dict[str, Any]
    ) -> None:
        claims = {**claims_of(pair_of(user)["access"]), **change}
        assert me(self.signed({name: value for name, value in claims.items() if value is not None})) == 401

    def test_the_same_claims_signed_by_us_are_taken(self, user: User) -> None:
        assert me(self.signed(claims_of(pair_of(user)["access"]))) == 200, (
            "or the refusals above prove nothing"
        )

    def signed(self, claims: dict[str, Any]) -> str:
        ring = jwt_keys.ring()
        return jwt.encode(claims, ring.signing, algorithm="ES256", headers={"kid": ring.kid})


def _part(header: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
