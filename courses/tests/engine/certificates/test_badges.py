"""Credentials, judged by somebody else's verifier."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from courses.engine.certificates import badge, revocations, signing
from courses.engine.certificates.badge import Achievement, Awarded, Issuer

KEY = ec.generate_private_key(ec.SECP256R1())
KID = "https://synthai.example/badges/umoja-foods/keys/1"
LIST = "https://synthai.example/badges/umoja-foods/revoked/1"
ISSUER = Issuer(
    id="https://synthai.example/badges/umoja-foods", name="Umoja Foods", url="https://umoja.example"
)
ACHIEVEMENT = Achievement(
    id="https://synthai.example/badges/umoja-foods/courses/food-safety",
    name="Food safety for kitchens",
    description="Keeps food safe in a small kitchen.",
    criteria="Did every lesson and passed the quiz with 80 per cent.",
)


def _public(key: ec.EllipticCurvePrivateKey = KEY) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _awarded(**changes: Any) -> Awarded:
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "id": "https://synthai.example/verify/K7QF2M8X9RTDP4WZ3",
        "name": "Bongani Dlamini",
        "email": "Bongani@umoja.example",
        "salt": "b0c4",
        "valid_from": now - timedelta(days=1),
        "valid_until": now + timedelta(days=365),
        "list_url": LIST,
        "place": 42,
    }
    return Awarded(**values | changes)


def _signed(**changes: Any) -> str:
    return signing.sign(badge.credential(ISSUER, ACHIEVEMENT, _awarded(**changes)), key=KEY, kid=KID)


def _list(*revoked: int) -> bytes:
    now = datetime.now(UTC)
    body = revocations.status_list(
        ISSUER, LIST, revoked, at=now - timedelta(hours=1), until=now + timedelta(days=1)
    )
    return signing.sign(body, key=KEY, kid=KID).encode()


def test_an_independent_verifier_accepts_the_credential_and_its_list() -> None:
    fetched = []

    def download(url: str) -> bytes:
        fetched.append(url)
        return _list(41, 43)

    found = OB3Verifier(_public()).verify(_signed(), check_status=True, download=download)
    assert (found.issuer.name, found.achievement.name) == ("Umoja Foods", "Food safety for kitchens")
    assert fetched == [LIST]


def test_it_refuses_what_was_revoked() -> None:
    with pytest.raises(OB3VerificationError, match="revocation"):
        OB3Verifier(_public()).verify(_signed(), check_status=True, download=lambda _url: _list(42))


def test_it_refuses_what_expired_or_is_not_ours() -> None:
    past = datetime.now(UTC) - timedelta(days=30)
    with pytest.raises(OB3VerificationError, match="expired"):
        OB3Verifier(_public()).verify(_signed(valid_from=past - timedelta(days=30), valid_until=past))
    stranger = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(OB3VerificationError, match="signature"):
        OB3Verifier(_public(stranger)).verify(_signed())


def test_it_refuses_a_list_that_somebody_else_signed() -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    body = revocations.status_list(
        ISSUER, LIST, (), at=now - timedelta(hours=1), until=now + timedelta(days=1)
    )
    forged = signing.sign(body, key=stranger, kid=KID).encode()
    with pytest.raises(OB3VerificationError):
        OB3Verifier(_public()).verify(_signed(), check_status=True, download=lambda _url: forged)


def test_one_that_never_expires_has_no_end() -> None:
    token = _signed(valid_until=None)
    assert OB3Verifier(_public()).verify(token).expiration_date is None
    assert "exp" not in jwt.decode(token, options={"verify_signature": False})


def test_it_carries_no_mail_address_and_who_knows_it_can_check() -> None:
    token = _signed()
    body = jwt.decode(token, options={"verify_signature": False})
    assert "bongani@" not in str(body).lower()
    hashed = body["credentialSubject"]["identifier"][0]
    assert hashed == badge.identity("bongani@UMOJA.example ", "b0c4")
    assert hashed != badge.identity("thandi@umoja.example", "b0c4")


def test_we_read_our_own_and_nothing_else() -> None:
    keys = {KID: KEY.public_key()}
    assert signing.read(_signed(), keys)["id"] == _awarded().id
    head, body, tail = _signed().split(".")
    other = signing.sign(
        badge.credential(ISSUER, ACHIEVEMENT, _awarded(name="Somebody else")), key=KEY, kid=KID
    ).split(".")[1]
    unsigned = jwt.encode({"id": "x"}, "", algorithm="none", headers={"kid": KID})
    for wrong in (f"{head}.{other}.{tail}", "nonsense", unsigned, f"{head}.{body}."):
        with pytest.raises(signing.CredentialBroken):
            signing.read(wrong, keys)
    with pytest.raises(signing.CredentialBroken):
        signing.read(_signed(), {})


@given(st.sets(st.integers(0, revocations.PLACES - 1), max_size=30))
def test_another_reader_finds_the_same_places_in_the_list(places: set[int]) -> None:
    text = revocations.encoded(places)
    assert set_indices(decode_encoded_list(text)) == places
    assert revocations.encoded(sorted(places)) == text, "the same revocations, the same bytes"


def test_the_list_grows_with_the_certificates_that_were_given() -> None:
    now, place = datetime.now(UTC), 3 * revocations.PLACES
    body = revocations.status_list(ISSUER, LIST, [place], at=now, until=now + timedelta(days=1), last=place)
    bits = decode_encoded_list(body["credentialSubject"]["encodedList"])
    assert set_indices(bits) == {place}
    assert len(bits) * 8 == 4 * revocations.PLACES


@pytest.mark.parametrize("place", [-1, revocations.PLACES])
def test_a_place_outside_the_list_is_refused(place: int) -> None:
    with pytest.raises(ValueError, match="is no place"):
        revocations.encoded([place])
