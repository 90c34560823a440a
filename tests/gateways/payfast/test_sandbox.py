"""The played PayFast refuses what PayFast refuses, and says why."""

import pytest
import requests

from billing.gateways.payfast import PayFast, signing
from synthai.embedded.sandbox.payfast_contract import joined, sign
from tests.gateways.payfast.browser import submit
from tests.gateways.payfast.scene import PASSPHRASE, payment

MISMATCH = "Generated signature does not match submitted signature"


def posted(
    gateway: PayFast,
    changes: dict[str, str] | None = None,
    *,
    passphrase: str = PASSPHRASE,
    in_order: bool = True,
) -> str:
    """The page for our form with these fields changed and signed again, in alphabetical order if wanted."""
    fields = dict(gateway.start(payment(notify_url="http://127.0.0.1:9/")).fields[:-1]) | (changes or {})
    pairs = list(signing.in_order(fields)) if in_order else sorted(fields.items())
    pairs.append(("signature", signing.form_signature(pairs, passphrase)))
    answer = requests.post(f"{gateway.config.host}/eng/process", data=pairs, timeout=5)
    assert answer.status_code == 400
    return answer.text


def test_names_alphabetical_order(gateway: PayFast) -> None:
    text = posted(gateway, in_order=False)
    assert MISMATCH in text
    assert "alphabetical order" in text


def test_names_a_forgotten_passphrase(gateway: PayFast) -> None:
    assert "it fits without the passphrase" in posted(gateway, passphrase="")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"merchant_key": "wrong"}, "merchant_id: Unknown"),
        ({"amount": "4.99"}, "amount: The minimum is R5.00"),
        ({"amount": "5"}, "amount: Write it with a point"),
        ({"amount": "0.00", "subscription_type": ""}, "amount: The minimum is R5.00"),
        ({"item_name": ""}, "item_name: This field is required"),
        ({"item_name": "x" * 101}, "item_name: No more than 100 characters"),
        ({"custom_str1": "x" * 256}, "custom_str1: No more than 255 characters"),
        ({"subscription_type": "1"}, "frequency: 1 to 6"),
        (
            {"subscription_type": "1", "frequency": "3", "cycles": "0", "recurring_amount": "1.00"},
            "recurring_amount",
        ),
    ],
)
def test_names_what_is_wrong_with_a_field(gateway: PayFast, changes: dict[str, str], words: str) -> None:
    text = posted(gateway, changes)
    assert words in text
    assert MISMATCH not in text


def test_an_altered_form_is_refused(gateway: PayFast) -> None:
    step = gateway.start(payment())
    cheaper = [(name, "5.00" if name == "amount" else value) for name, value in step.fields]
    answer = requests.post(step.url, data=cheaper, timeout=5)
    assert answer.status_code == 400
    assert MISMATCH in answer.text
    unsigned = requests.post(step.url, data=cheaper[:-1], timeout=5)
    assert "signature: This field is required" in unsigned.text


def test_the_page_shows_names_as_text(gateway: PayFast) -> None:
    page = submit(gateway.start(payment(description="<script>alert(1)</script> & more")))
    assert page.status == 200
    assert "<script>" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page.text
    assert "R 499.00" in page.text


def test_validates_only_what_it_sent(gateway: PayFast) -> None:
    answer = requests.post(f"{gateway.config.host}/eng/query/validate", data="pf_payment_id=1", timeout=5)
    assert (answer.status_code, answer.text) == (200, "INVALID")


@pytest.mark.parametrize(
    ("headers", "status", "words"),
    [
        ({"signature": ""}, 400, "Signature not present"),
        ({"version": "v2"}, 400, "version"),
        ({"timestamp": "now"}, 400, "Required variables"),
        ({"merchant-id": "10004241"}, 401, "Merchant not found"),
        ({"signature": "0" * 32}, 401, "Merchant authorisation failed"),
    ],
)
def test_the_api_checks_its_headers(
    gateway: PayFast, headers: dict[str, str], status: int, words: str
) -> None:
    sent = {"merchant-id": "10000100", "version": "v1", "timestamp": "2026-11-28T09:30:00+02:00"}
    signature = sign(joined(sorted([*sent.items(), ("passphrase", PASSPHRASE)])), "")
    good = {**sent, "signature": signature}
    address = f"{gateway.config.api}/ping?testing=true"
    assert requests.get(address, headers=good, timeout=5).json() == "API V1"
    answer = requests.get(address, headers=good | headers, timeout=5)
    assert answer.status_code == status
    assert words in answer.json()["data"]["message"]
