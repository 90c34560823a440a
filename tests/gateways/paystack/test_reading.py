"""Judging callbacks: vectors, an independent implementation, forgeries, and any bytes at all."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypaystack2 import PaystackClient

from billing.gateways import RawMessage, Reading
from billing.gateways.paystack import Paystack
from billing.gateways.paystack.reading import sign

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/paystack-webhook-signature.json").read_text())
KEY = f"sk_test_{'0' * 40}"


def judge(
    body: bytes, signature: str | None, *, key: str = KEY, source: str = "52.31.139.75", **headers: str
) -> Reading:
    gateway = Paystack(
        {
            "secret_key": key,
            "api": "http://127.0.0.1:9",
            "networks": [f"{address}/32" for address in VECTORS["source_ips"]],
        }
    )
    if signature is not None:
        headers["x-paystack-signature"] = signature
    return gateway.read(
        RawMessage(body=body, headers=headers, source_ip=source, received_at=datetime.now(UTC))
    )


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_agrees_with_vectors(vector: dict[str, Any]) -> None:
    body = vector["raw_body"].encode()
    reading = judge(body, vector["x-paystack-signature"], key=vector["secret_key"])
    assert reading.is_genuine
    assert reading.kind == "charge.success"


@given(
    body=st.binary(max_size=500),
    key=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60),
)
def test_agrees_with_independent_implementation(body: bytes, key: str) -> None:
    signature = sign(body, key)
    assert PaystackClient(key).is_verified_webhook_payload(body, signature)
    changed = body + b" "
    assert not PaystackClient(key).is_verified_webhook_payload(changed, signature)
    passed = {check.name: check.passed for check in judge(body, signature, key=key).checks}
    assert passed["signature"]
    passed = {check.name: check.passed for check in judge(changed, signature, key=key).checks}
    assert not passed["signature"]


@given(
    body=st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["event", "data", "id", "reference"]) | st.text(), inner, max_size=4
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    signature=st.none() | st.text(max_size=140),
    source=st.text(max_size=50),
    is_signed=st.booleans(),
)
def test_never_raises_on_any_bytes(body: bytes, signature: str | None, source: str, is_signed: bool) -> None:
    reading = judge(
        body, sign(body, KEY) if is_signed else signature, source="52.31.139.75" if is_signed else source
    )
    assert 0 < len(reading.dedupe_key) <= 120
    assert reading.dedupe_key.isascii()
    if not is_signed:
        assert not reading.is_genuine


@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000, b'{"event":' + b"9" * 100_000 + b"}", b"{" + b" " * 300_000 + b"}", b"", b"\xff\xfe"],
)
def test_survives_hostile_bodies(body: bytes) -> None:
    assert not judge(body, sign(body, KEY)).is_genuine


def test_refuses_altered_and_reserialised_body() -> None:
    vector = VECTORS["vectors"][0]
    altered = vector["raw_body"].replace("49900", "49901").encode()
    assert not judge(altered, vector["x-paystack-signature"]).is_genuine
    reserialised = json.dumps(json.loads(vector["raw_body"])).encode()
    assert reserialised != vector["raw_body"].encode()
    assert not judge(reserialised, vector["x-paystack-signature"]).is_genuine


@pytest.mark.parametrize("source", ["52.31.139.76", "127.0.0.1", "", "unknown", "::1"])
def test_refuses_other_source(source: str) -> None:
    body = b'{"event":"charge.success"}'
    assert not judge(body, sign(body, KEY), source=source).is_genuine


def test_knows_source_behind_mapped_address() -> None:
    body = b'{"event":"charge.success"}'
    assert judge(body, sign(body, KEY), source="::ffff:52.31.139.75").is_genuine


@pytest.mark.parametrize("signature", [None, "", "é" * 128, "0" * 128])
def test_refuses_missing_and_wrong_signature(signature: str | None) -> None:
    assert not judge(b'{"event":"charge.success"}', signature).is_genuine


def test_refuses_everything_without_a_key() -> None:
    body = b'{"event":"charge.success"}'
    assert not judge(body, sign(body, ""), key="").is_genuine


def test_dedupe_key_names_event_and_payment() -> None:
    body = VECTORS["vectors"][0]["raw_body"].encode()
    assert judge(body, sign(body, KEY)).dedupe_key == "charge.success:302961"
    spaced = body.replace(b",", b", ")
    assert judge(spaced, sign(spaced, KEY)).dedupe_key == "charge.success:302961"
    by_reference = b'{"event":"charge.success","data":{"reference":"ABCD1234EFGH5678"}}'
    assert judge(by_reference, sign(by_reference, KEY)).dedupe_key == "charge.success:ABCD1234EFGH5678"


def test_forgery_cannot_take_the_place_of_the_genuine_message() -> None:
    body = VECTORS["vectors"][0]["raw_body"].encode()
    genuine, forged = judge(body, sign(body, KEY)), judge(body, "0" * 128)
    assert genuine.dedupe_key != forged.dedupe_key
    assert forged.dedupe_key.startswith("rejected:")


def test_subscription_ended_twice_is_two_messages() -> None:
    keys = set()
    for day in (1, 2):
        body = b'{"event":"subscription.disable","data":{"id":7,"at":%d}}' % day
        keys.add(judge(body, sign(body, KEY)).dedupe_key)
    assert len(keys) == 2
