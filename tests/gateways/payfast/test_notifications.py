"""Notifications: what is believed, what is not, and what they mean."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.gateways import AgreementFact, PaymentFact, RawMessage, Reading
from billing.gateways.payfast import PayFast, notification
from billing.gateways.payfast.config import networks
from billing.gateways.payfast.signing import encode
from tests.gateways.payfast.scene import NOW, PASSPHRASE, config

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "payfast-itn-signature.json").read_text(encoding="utf-8")
)
GATEWAY = PayFast(config())
PAID = (
    "m_payment_id=SA7K2M9QX4TB6WZD&pf_payment_id=1089250&payment_status=COMPLETE&item_name=Growth+plan"
    "&item_description=&amount_gross=499.00&amount_fee=-17.97&amount_net=481.03&custom_str1=&custom_int1="
    "&name_first=Thandi&name_last=O%27Reilly+%7E+Nkosi&email_address=thandi%2Bpay%40umoja.example"
    "&merchant_id=10000100"
)


def message(signed: str | bytes, *, source: str = "127.0.0.1", passphrase: str = PASSPHRASE) -> RawMessage:
    """Signed as PayFast does, without our code."""
    text = signed.encode() if isinstance(signed, str) else signed
    salted = text + (f"&passphrase={passphrase}".encode() if passphrase else b"")
    body = text + b"&signature=" + hashlib.md5(salted).hexdigest().encode()  # noqa: S324 - PayFast's choice
    return raw(body, source)


def raw(body: bytes, source: str = "127.0.0.1") -> RawMessage:
    return RawMessage(body=body, headers={}, source_ip=source, received_at=NOW)


def failed(reading: Reading) -> list[str]:
    return [check.name for check in reading.checks if not check.passed]


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_judges_each_published_notification(vector: dict[str, Any]) -> None:
    gateway = PayFast(
        config(
            merchant_id=dict(vector["fields_in_received_order"])["merchant_id"],
            passphrase=vector["passphrase"] or "",
        )
    )
    body = f"{vector['raw_body_without_signature']}&signature={vector['signature']}".encode()
    assert failed(gateway.read(raw(body))) == ([] if vector["expect_valid"] else ["signature"])


def test_believes_blanks_apostrophe_and_tilde() -> None:
    reading = GATEWAY.read(message(PAID))
    assert reading.is_genuine
    assert (reading.kind, reading.dedupe_key) == ("itn.complete", "1089250:COMPLETE")


def test_the_place_of_the_signature_and_of_the_token_do_not_matter() -> None:
    first, _and, rest = PAID.partition("&")
    second = f"{first}&token=9aff14eb-65ea-a8ff-ca41-ef457c9c351a&{rest}"
    assert GATEWAY.read(message(second)).is_genuine
    rest_of_body, _and_, signature = message(second).body.rpartition(b"&")
    assert GATEWAY.read(raw(signature + b"&" + rest_of_body)).is_genuine


@pytest.mark.parametrize(
    "body",
    [
        message(PAID).body.replace(b"499.00", b"4.99"),
        message(PAID).body.replace(b"custom_str1=&", b""),  # blanks are signed
        message(PAID).body.replace(b"%7E", b"~"),  # the same text, other bytes
        message(PAID).body + b"&x=1",
        message(PAID).body + b"&",
        message(PAID).body.upper(),
        message(PAID, passphrase="").body,
        message(PAID, passphrase="another").body,
        message(PAID).body.rpartition(b"&")[0],
        message(PAID).body + b"&signature=",
        message(PAID).body + b"&" + message(PAID).body.rpartition(b"&")[2],
        message(PAID).body + b"&%73ignature=0",
        message(PAID + "&amount_gross=5.00").body,  # said twice
        b"signature=" + hashlib.md5(b"").hexdigest().encode(),  # noqa: S324
        b"signature=\xff\xfe",
        b"",
    ],
)
def test_does_not_believe_other_bytes(body: bytes) -> None:
    assert "signature" in failed(GATEWAY.read(raw(body)))


def test_says_how_many_signatures_there_were() -> None:
    twice = message(PAID).body + b"&signature=0"
    assert GATEWAY.read(raw(twice)).checks[0].detail == "2 signatures instead of one"


def test_a_forger_cannot_use_up_the_key_of_the_genuine_notification() -> None:
    forged = GATEWAY.read(message(PAID, passphrase="guess"))
    assert forged.dedupe_key != GATEWAY.read(message(PAID)).dedupe_key
    assert GATEWAY.read(message(PAID, source="8.8.8.8")).dedupe_key.startswith("refused:")


@pytest.mark.parametrize(
    ("source", "is_theirs"),
    [
        ("197.97.145.144", True),
        ("197.97.145.159", True),
        ("197.97.145.160", False),
        ("41.74.179.223", True),
        ("102.216.36.143", True),
        ("144.126.193.139", True),
        ("144.126.193.140", False),
        ("::ffff:41.74.179.192", True),
        ("2001:db8::1", False),
        ("127.0.0.1", False),
        ("", False),
        ("payfast.co.za", False),
    ],
)
def test_source_address(source: str, is_theirs: bool) -> None:
    published = networks(VECTORS["ip_ranges_reported_by_independent_projects_2026"])
    reading = PayFast(config(networks=published)).read(message(PAID, source=source))
    assert failed(reading) == ([] if is_theirs else ["source address"])


def test_somebody_elses_notification() -> None:
    assert failed(GATEWAY.read(message(PAID.replace("10000100", "10004241")))) == ["merchant"]


def cancelled(**values: str) -> str:
    fields = {"m_payment_id": "", "payment_status": "CANCELLED", "merchant_id": "10000100", **values}
    return "&".join(f"{name}={encode(value)}" for name, value in fields.items())


@pytest.mark.parametrize("ending", ["&billing_date=", "&billing_date", "&pf_payment_id=&billing_date="])
def test_a_cancelled_agreement_has_no_payment_and_no_day(ending: str) -> None:
    one = GATEWAY.read(message(cancelled(token="5a538bc0-ce28") + ending))
    other = GATEWAY.read(message(cancelled(token="9aff14eb-65ea") + ending))
    assert one.is_genuine
    assert one.kind == "itn.cancelled"
    assert one.dedupe_key != other.dedupe_key
    assert "5a538bc0" not in one.dedupe_key  # a token is a secret
    assert one.dedupe_key == GATEWAY.read(message(cancelled(token="5a538bc0-ce28") + ending)).dedupe_key
    facts = notification.findings(message(cancelled(token="5a538bc0-ce28") + ending)).facts
    assert facts == (AgreementFact(agreement="5a538bc0-ce28", status="ended", reason="CANCELLED"),)


def test_a_payment_becomes_a_fact() -> None:
    found = notification.findings(message(PAID + "&token=5a538bc0-ce28&billing_date="))
    assert found.is_believed
    (fact,) = found.facts
    assert isinstance(fact, PaymentFact)
    assert (fact.gateway_id, fact.reference, fact.status) == ("1089250", "SA7K2M9QX4TB6WZD", "confirmed")
    assert (fact.amount, fact.fee, fact.currency) == (Decimal("499.00"), Decimal("17.97"), "ZAR")
    assert fact.method
    assert (fact.method.token, fact.method.is_scheduled_by_gateway) == ("5a538bc0-ce28", False)


def test_a_once_off_payment_keeps_nothing() -> None:
    (fact,) = notification.findings(message(PAID)).facts
    assert isinstance(fact, PaymentFact)
    assert fact.method is None
    assert fact.agreement == ""


@pytest.mark.parametrize(
    "signed",
    [
        PAID + "&token=t&billing_date=2026-12-28",
        PAID.replace("custom_str1=", "custom_str1=schedule") + "&token=t",
    ],
)
def test_knows_a_schedule_of_payfast(signed: str) -> None:
    (fact,) = notification.findings(message(signed)).facts
    assert isinstance(fact, PaymentFact)
    assert fact.method
    assert fact.method.is_scheduled_by_gateway


@pytest.mark.parametrize(
    ("signed", "check"),
    [
        (PAID.replace("499.00", "499%2C00"), "amount"),
        (PAID.replace("499.00", ""), "amount"),
        (PAID.replace("499.00", "-499.00"), "amount"),
        (PAID.replace("499.00", "NaN"), "amount"),
        (PAID.replace("1089250", ""), "payment id"),
        (PAID.replace("COMPLETE", "PENDING"), "status"),
        (PAID.replace("COMPLETE", "complete"), "status"),
        (PAID.replace("COMPLETE", ""), "status"),
        (cancelled(), "token"),
    ],
)
def test_what_is_not_documented_is_left_to_staff(signed: str, check: str) -> None:
    found = notification.findings(message(signed))
    assert found.facts == ()
    assert [check.name for check in found.checks if not check.passed] == [check]


@given(st.binary(max_size=300), st.text(max_size=20))
def test_reading_never_raises(body: bytes, source: str) -> None:
    reading = GATEWAY.read(raw(body, source))
    assert not reading.is_genuine
    assert 0 < len(reading.dedupe_key) <= 120


NAMES = st.sampled_from(["m_payment_id", "pf_payment_id", "payment_status", "amount_gross", "token", "a", ""])
WIRE = st.binary(max_size=20).map(lambda part: part.replace(b"&", b"").replace(b"=", b""))


@given(st.lists(st.tuples(NAMES, WIRE), unique_by=lambda pair: pair[0]))
def test_believes_whatever_is_signed_and_makes_something_of_it(pairs: list[tuple[str, bytes]]) -> None:
    signed = b"&".join([*(name.encode() + b"=" + value for name, value in pairs), b"merchant_id=10000100"])
    reading = GATEWAY.read(message(signed))
    assert reading.is_genuine
    assert len(reading.dedupe_key) <= 120
    found = notification.findings(message(signed))
    assert len(found.facts) + len(found.checks) == 1


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
def test_one_changed_byte_is_noticed(where: int, byte: int) -> None:
    body = bytearray(message(PAID).body)
    before = bytes(body)
    body[where % len(body)] = byte
    assert GATEWAY.read(raw(bytes(body))).is_genuine is (bytes(body) == before)
