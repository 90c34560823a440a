"""The form that starts a payment."""

from datetime import date
from decimal import Decimal

import pytest

from billing.gateways import Buyer, Gateway, GatewayRefused
from billing.gateways.payfast import PayFast, PayFastConfig, Schedule, signing
from billing.gateways.payfast.form import shorten
from tests.gateways.payfast.scene import PASSPHRASE, config, payment

GATEWAY: Gateway = PayFast(config())
MONTHLY = Schedule(
    frequency="monthly", recurring_amount=Decimal("499.00"), billing_date=date(2026, 12, 28), cycles=0
)


def started(**changes: object) -> dict[str, str]:
    return dict(PayFast(config()).start(payment(**changes)).fields)


def test_posts_signed_fields_in_the_documented_order() -> None:
    step = PayFast(config()).start(payment())
    names = [name for name, _value in step.fields]
    assert step.url == "http://127.0.0.1:9/payfast/eng/process"
    assert names[-1] == "signature"
    assert names[:-1] == [name for name in signing.FORM_ORDER if name in names]
    assert dict(step.fields)["signature"] == signing.form_signature(step.fields[:-1], PASSPHRASE)
    assert dict(step.fields)["amount"] == "499.00"
    assert "notify_url" not in names  # blank here


def test_a_kept_card_is_a_tokenisation() -> None:
    assert started()["subscription_type"] == "2"
    assert "subscription_type" not in started(keeps_method=False)


def test_a_schedule_says_all_of_itself() -> None:
    step = PayFast(config()).start_schedule(payment(amount=Decimal("0.00")), MONTHLY)
    fields = dict(step.fields)
    assert [name for name, _value in step.fields][-6:] == [
        *("subscription_type", "billing_date", "recurring_amount", "frequency", "cycles", "signature")
    ]
    assert (fields["amount"], fields["recurring_amount"]) == ("0.00", "499.00")
    assert (fields["billing_date"], fields["frequency"], fields["cycles"]) == ("2026-12-28", "3", "0")


def test_sends_no_cellphone_and_no_half_address() -> None:
    buyer = Buyer(email="a" * 95 + "@x.example", name_first="T" * 150, cellphone="+27821234567")
    fields = started(buyer=buyer)
    assert "email_address" not in fields
    assert "cell_number" not in fields
    assert len(fields["name_first"]) == 100


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal("4.99")}, "payfast.below_minimum"),
        ({"amount": Decimal("0.00"), "keeps_method": False}, "payfast.below_minimum"),
        ({"amount": Decimal("-5.00")}, "payfast.below_minimum"),
        ({"amount": Decimal("5.005")}, "payfast.amount"),
        ({"currency": "USD"}, "payfast.currency"),
    ],
)
def test_refuses_what_payfast_would_refuse(changes: dict[str, object], code: str) -> None:
    with pytest.raises(GatewayRefused) as refusal:
        GATEWAY.start(payment(**changes))
    assert refusal.value.code == code
    assert refusal.value.reason.endswith(".")


def test_takes_five_rand_and_a_free_first_period() -> None:
    assert started(amount=Decimal(5))["amount"] == "5.00"
    assert started(amount=Decimal(0))["amount"] == "0.00"


def test_keeps_no_card_without_a_passphrase() -> None:
    gateway = PayFast(config(passphrase=""))
    with pytest.raises(GatewayRefused, match=r"payfast\.no_passphrase"):
        gateway.start(payment())
    with pytest.raises(GatewayRefused, match=r"payfast\.no_passphrase"):
        gateway.start_schedule(payment(), MONTHLY)
    assert gateway.start(payment(keeps_method=False)).fields


def test_a_free_first_period_needs_a_day_for_the_next() -> None:
    endless = Schedule(frequency="monthly", recurring_amount=Decimal(499))
    with pytest.raises(GatewayRefused, match=r"payfast\.below_minimum"):
        PayFast(config()).start_schedule(payment(amount=Decimal(0)), endless)
    cheap = Schedule(frequency="monthly", recurring_amount=Decimal("4.99"), billing_date=date(2026, 12, 28))
    with pytest.raises(GatewayRefused, match=r"payfast\.below_minimum"):
        PayFast(config()).start_schedule(payment(), cheap)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Growth plan", 100, "Growth plan"),
        ("  Growth \n plan\0 ", 100, "Growth plan"),
        ("Growth plan with reports", 19, "Growth plan with…"),
        ("Growth plan with reports", 17, "Growth plan with…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("Môre-oggend " * 20, 100, ("Môre-oggend " * 8).strip() + "…"),
    ],
)
def test_shortens_between_words(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected
    assert len(shorten(text, limit)) <= limit


def test_settings_become_a_configuration_without_visible_secrets() -> None:
    found = PayFastConfig.from_settings(
        {
            "merchant_id": "10000100",
            "merchant_key": "46f0cd694581a",
            "passphrase": PASSPHRASE,
            "host": "https://www.payfast.co.za/",
            "api": "https://api.payfast.co.za",
            "is_test": False,
            "networks": ["197.97.145.144/28", "144.126.193.139/32"],
        }
    )
    assert found.host == "https://www.payfast.co.za"
    assert PASSPHRASE not in repr(found)
    assert "46f0cd694581a" not in repr(PayFast(found))
    with pytest.raises(ValueError, match="does not appear"):
        PayFastConfig.from_settings({**vars(found), "networks": ["everywhere"]})


def test_the_card_update_page_exists_live_only() -> None:
    live = PayFast(config(host="https://www.payfast.co.za", is_test=False))
    assert (
        live.card_update_url("a/b", return_url="https://app.example/?a=1")
        == "https://www.payfast.co.za/eng/recurring/update/a%2Fb?return=https%3A%2F%2Fapp.example%2F%3Fa%3D1"
    )
    theirs = PayFast(config(host="https://sandbox.payfast.co.za"))
    assert theirs.card_update_url("t", return_url="https://app.example/") == ""
    assert not theirs.replaces_cards
