"""What staff see of a message: money and references, never who paid or what could be charged."""

import json

import pytest

from billing.admin.masking import MASK, masked, masked_headers

PAYFAST = (
    b"m_payment_id=SY4K7QXB2M9A&pf_payment_id=1089250&payment_status=COMPLETE&item_name=SynthAI&amount_gross=199.00"
    b"&amount_fee=-4.58&name_first=Thandi&name_last=O%27Neil~&email_address=thandi%40umoja.example&token=dc0521d3"
    b"&signature=ad8e7685c9522c24365d7ccea8cb3db7"
)
PAYSTACK = {
    "event": "charge.success",
    "data": {
        "reference": "SY4K7QXB2M9A",
        "amount": 19900,
        "ip_address": "41.0.0.1",
        "customer": {"first_name": "Thandi", "email": "thandi@umoja.example", "phone": "+27821234567"},
        "authorization": {
            "authorization_code": "AUTH_8dfhjjdt",
            "bin": "408408",
            "last4": "4081",
            "brand": "visa",
        },
        "log": {"history": [{"message": "Sent to thandi@umoja.example"}]},
    },
}
STRIPE = {
    "id": "evt_1",
    "data": {
        "object": {
            "amount": 19900,
            "payment_method": "pm_1Nabc",
            "client_secret": "pi_1_secret_2",
            "billing_details": {"address": {"country": "ZA"}, "name": "Thandi"},
        }
    },
}


@pytest.mark.parametrize(
    ("body", "shown", "hidden"),
    [
        (
            PAYFAST,
            {"m_payment_id": "SY4K7QXB2M9A", "amount_gross": "199.00", "item_name": "SynthAI"},
            ["Thandi", "O'Neil", "umoja.example", "dc0521d3", "ad8e7685"],
        ),
        (
            json.dumps(PAYSTACK).encode(),
            {"data.reference": "SY4K7QXB2M9A", "data.amount": "19900", "data.authorization.last4": "4081"},
            ["Thandi", "umoja.example", "2782", "AUTH_", "408408", "41.0.0.1"],
        ),
        (
            json.dumps(STRIPE).encode(),
            {"id": "evt_1", "data.object.amount": "19900"},
            ["pm_1Nabc", "secret_2", "Thandi", "ZA"],
        ),
    ],
)
def test_money_is_shown_and_people_are_not(body: bytes, shown: dict[str, str], hidden: list[str]) -> None:
    found = dict(masked(body))
    assert shown.items() <= found.items()
    for words in hidden:
        assert words not in str(found)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"{broken", b"   ", b"[]"])
def test_what_cannot_be_read_is_only_measured(body: bytes) -> None:
    ((name, measured),) = masked(body)
    assert name == "(unreadable)"
    assert f"{len(body)} bytes" in measured


def test_headers_without_signatures_and_an_emptied_body() -> None:
    found = dict(masked_headers({"x-paystack-signature": "abc", "user-agent": "Paystack"}))
    assert found == {"x-paystack-signature": MASK, "user-agent": "Paystack"}
    assert masked(b"") == []


def test_a_huge_message_is_cut() -> None:
    assert len(masked(json.dumps({"list": list(range(5000))}).encode())) == 200
