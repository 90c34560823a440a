"""EFT instructions: what the customer copies into a banking app."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from billing.gateways import Buyer, Findings, GatewayRefused, Instructions, PaymentRequest, RawMessage
from billing.gateways.eft import Eft
from billing.gateways.eft.banks import UNIVERSAL_CODES, universal_code

BANKS = json.loads((Path(__file__).parents[1] / "vectors/za-banks.json").read_text())["banks"]
ACCOUNT = {
    "account_name": "SynthAI (Pty) Ltd",
    "bank": "Standard Bank",
    "branch_code": "",
    "account_number": "0123456789",
    "account_type": "Current",
}
REQUEST = PaymentRequest(
    reference="ABCD1234EFGH5678",
    amount=Decimal("1499.00"),
    currency="ZAR",
    description="Growth",
    buyer=Buyer(email="thandi@umoja.example"),
    organisation="umoja-foods",
)


def test_shows_where_to_pay() -> None:
    step = Eft(ACCOUNT).start(REQUEST)
    assert isinstance(step, Instructions)
    assert dict(step.lines) == {
        "Account name": "SynthAI (Pty) Ltd",
        "Bank": "Standard Bank",
        "Branch code": "051001",
        "Account number": "0123456789",
        "Account type": "Current",
        "Reference": "ABCD1234EFGH5678",
        "Amount": "R\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}499.00",
    }


def test_stated_branch_code_counts() -> None:
    step = Eft({**ACCOUNT, "branch_code": "632005"}).start(REQUEST)
    assert isinstance(step, Instructions)
    assert ("Branch code", "632005") in step.lines


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank["bank"])
def test_knows_universal_codes(bank: dict[str, str]) -> None:
    name = bank["bank"].split(" (")[0]
    assert UNIVERSAL_CODES[name] == bank["code"]
    assert universal_code(name.upper()) == bank["code"]


def test_unknown_bank_has_no_code() -> None:
    assert universal_code("Bank of Nowhere") == ""
    assert universal_code("") == ""


def test_nothing_else_is_possible() -> None:
    eft = Eft(ACCOUNT)
    message = RawMessage(body=b"paid!", headers={}, source_ip="127.0.0.1", received_at=datetime.now(UTC))
    assert not eft.read(message).is_genuine
    assert eft.findings(message) == Findings()
    assert eft.fetch(REQUEST.reference) is None
    assert not eft.can_charge_again
    assert not eft.can_refund
    with pytest.raises(GatewayRefused):
        eft.charge("token", REQUEST)
    with pytest.raises(GatewayRefused):
        eft.refund("1", amount=Decimal(1), currency="ZAR", reason="", request_key="k")
    with pytest.raises(GatewayRefused):
        eft.start(PaymentRequest(**{**vars(REQUEST), "currency": "USD"}))
