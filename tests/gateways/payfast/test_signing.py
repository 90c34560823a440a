"""PayFast's signatures, against published vectors and against what others wrote."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payfast.api import (  # type: ignore[import-untyped]  # django-payfast
    checkout_signature,
    itn_signature,
    itn_signature_field_order,
)
from payfast_client.client import PayfastClient

from billing.gateways.payfast import signing
from synthai.embedded.sandbox import payfast_contract

VECTORS = Path(__file__).parents[1] / "vectors"


def vectors(name: str) -> list[Any]:
    found = json.loads((VECTORS / f"payfast-{name}-signature.json").read_text(encoding="utf-8"))["vectors"]
    assert found
    return [pytest.param(vector, id=vector["id"]) for vector in found]


@pytest.mark.parametrize("vector", vectors("form"))
def test_signs_each_published_form(vector: dict[str, Any]) -> None:
    fields = [(name, value) for name, value in vector["fields_in_order"]]
    assert signing.form_signature(fields, vector["passphrase"] or "") == vector["signature"]


@pytest.mark.parametrize("vector", vectors("form"))
def test_puts_each_published_form_in_order(vector: dict[str, Any]) -> None:
    shuffled = dict(sorted(tuple(pair) for pair in vector["fields_in_order"]))
    ordered = signing.in_order(shuffled)
    assert [name for name, _value in ordered] == [
        name for name, value in vector["fields_in_order"] if value.strip()
    ]
    assert signing.form_signature(ordered, vector["passphrase"] or "") == vector["signature"]


@pytest.mark.parametrize("vector", vectors("api"))
def test_signs_each_api_vector(vector: dict[str, Any]) -> None:
    values = vector["headers_body_query"]
    assert signing.api_signature(values, vector["passphrase"]) == vector["signature"]
    more = {**values, "testing": "true", "signature": "x", "empty": ""}
    assert signing.api_signature(more, vector["passphrase"]) == vector["signature"]


@pytest.mark.parametrize("vector", vectors("itn"))
def test_signs_each_published_notification(vector: dict[str, Any]) -> None:
    signed = vector["raw_body_without_signature"].encode()
    found = signing.notification_signature(signed, vector["passphrase"] or "")
    assert (found == vector["signature"]) is vector["expect_valid"]


def test_zero_is_not_blank() -> None:
    assert signing.in_order({"cycles": "0", "item_name": " \t "}) == (("cycles", "0"),)
    with_zero = {"cycles": "0", "version": "v1"}
    assert signing.api_signature(with_zero, "p") != signing.api_signature({"version": "v1"}, "p")


def test_refuses_a_field_it_does_not_know_the_place_of() -> None:
    with pytest.raises(KeyError, match="fica_idnumber"):
        signing.in_order({"fica_idnumber": "8001015009087"})


def test_no_passphrase_and_an_empty_one_are_the_same() -> None:
    fields = [("merchant_id", "10000100"), ("item_name", "Item")]
    assert signing.form_signature(fields, "") == payfast_contract.sign(
        "merchant_id=10000100&item_name=Item", ""
    )
    assert signing.notification_signature(b"a=1", "") == payfast_contract.sign("a=1", "")


# NUL never leaves us: names are made printable before they are signed.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
# What both of them get wrong, and nothing else: Python's quote_plus leaves the tilde alone, PHP's urlencode does not.
WITHOUT_TILDE = st.text(st.characters(codec="utf-8", exclude_characters="\0~"), max_size=20)
# django-payfast drops "" before trimming, so a value of blanks only is signed as `name=`.
NOT_ONLY_BLANKS = WITHOUT_TILDE.filter(lambda text: not text or bool(text.strip(" \t\n\r\x0b")))
THEIR_FIELDS = [name for name in signing.FORM_ORDER if not name.startswith("subscription_notify")]


@given(st.dictionaries(st.sampled_from(THEIR_FIELDS), NOT_ONLY_BLANKS))
def test_form_agrees_with_django_payfast(fields: dict[str, str]) -> None:
    assert signing.form_signature(signing.in_order(fields), "") == checkout_signature(fields)


@given(st.dictionaries(st.sampled_from(itn_signature_field_order), WITHOUT_TILDE, min_size=1))
def test_notification_agrees_with_django_payfast(fields: dict[str, str]) -> None:
    pairs = [(name, fields[name]) for name in itn_signature_field_order if name in fields]
    body = "&".join(f"{name}={signing.encode(value)}" for name, value in pairs).encode()
    assert signing.notification_signature(body, "") == itn_signature(fields)


NAMES = st.text("abcdefghijklmnopqrstuvwxyz_-", min_size=1, max_size=12).filter(
    lambda name: name not in {"testing", "signature", "passphrase"}
)


@given(st.dictionaries(NAMES, WITHOUT_TILDE.filter(bool)), WITHOUT_TILDE.filter(bool))
def test_api_agrees_with_payfast_client(values: dict[str, str], passphrase: str) -> None:
    """payfast-client signs empty values too, so none are given to it."""
    theirs = PayfastClient(merchant_id=10000100, merchant_passphrase=passphrase)
    assert signing.api_signature(values, passphrase) == theirs._generate_signature(dict(values))


@given(st.dictionaries(st.sampled_from(signing.FORM_ORDER), TEXT), TEXT)
def test_form_agrees_with_the_sandbox(fields: dict[str, str], passphrase: str) -> None:
    """Both ours, written apart: tilde, blanks, "0" and passphrase included."""
    fields = {**fields, "merchant_id": "10000100"}
    kept = {name: value.strip(payfast_contract.BLANKS) for name, value in fields.items()}
    theirs = payfast_contract.joined((name, kept[name]) for name in payfast_contract.FIELDS if kept.get(name))
    ours = signing.form_signature(signing.in_order(fields), passphrase)
    assert ours == payfast_contract.sign(theirs, passphrase)


@given(st.dictionaries(NAMES, TEXT), TEXT)
def test_api_agrees_with_the_sandbox(values: dict[str, str], passphrase: str) -> None:
    assert signing.api_signature(values, passphrase) == payfast_contract.sign_api(values, passphrase)
