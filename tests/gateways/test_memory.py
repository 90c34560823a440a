"""The played gateways remember over a restart: cards that were kept before it are charged after it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.messages import Taken
from synthai.embedded.sandbox.messages_bulksms import BulkSms
from synthai.embedded.sandbox.payfast import PayFastSandbox
from synthai.embedded.sandbox.paystack import TEST_KEY, Paystack
from synthai.embedded.sandbox.registry import gateways
from synthai.embedded.sandbox.stripe import SandboxStripe
from synthai.embedded.sandbox.stripe_world import VERSION
from tests.gateways.sandbox import running

KEY = {"Authorization": f"Bearer sk_test_{'7' * 24}", "Stripe-Version": VERSION}


@contextmanager
def begun(gateway: SandboxGateway, folder: Path) -> Iterator[str]:
    """One that remembers in the folder, as a process of `make run` begins it."""
    gateway.keep_in(folder)
    with running(gateway) as address:
        yield f"{address}/{gateway.code}"


def stripe(address: str, path: str, *, key: str = "", **data: Any) -> dict[str, Any]:
    headers = KEY | ({"Idempotency-Key": key} if key else {})
    answer = requests.post(f"{address}/v1/{path}", data=data, headers=headers, timeout=5)
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found


def charged(address: str, customer: str, method: str, key: str) -> str:
    paid = stripe(
        address,
        "payment_intents",
        key=key,
        amount="100",
        currency="zar",
        customer=customer,
        payment_method=method,
        confirm="true",
        off_session="true",
    )
    assert paid["status"] == "succeeded"
    return str(paid["id"])


def test_stripe(tmp_path: Path) -> None:
    with begun(SandboxStripe(webhook_url="http://127.0.0.1:9/old/"), tmp_path) as address:
        customer = stripe(address, "customers", email="thandi@umoja.example")["id"]
        method = stripe(address, "payment_methods/pm_card_visa/attach", customer=customer)["id"]
        price = stripe(
            address,
            "prices",
            currency="zar",
            unit_amount="19900",
            **{"recurring[interval]": "month", "product_data[name]": "Starter"},
        )["id"]
        running_there = stripe(
            address,
            "subscriptions",
            customer=customer,
            default_payment_method=method,
            **{"items[0][price]": price},
        )
        first = charged(address, customer, method, "REF1")
    again = SandboxStripe(webhook_url="http://127.0.0.1:9/new/")
    with begun(again, tmp_path) as address:
        assert charged(address, customer, method, "REF1") == first  # the key's answer, not a second charge
        assert charged(address, customer, method, "REF2") != first
        renewed = requests.post(f"{address}/sandbox/renew/{running_there['id']}", timeout=5).json()
        (item,) = renewed["items"]["data"]
        assert again.world.objects[item["id"]]["current_period_end"] == item["current_period_end"]
        urls = [each["url"] for each in again.world.all("webhook_endpoint")]
        assert urls == ["http://127.0.0.1:9/new/"]


def test_paystack(tmp_path: Path) -> None:
    first = Paystack()
    with begun(first, tmp_path) as address:
        begun_there = paystack(address, "transaction/initialize", reference="SYA")
        requests.post(begun_there["authorization_url"], data={"pay": "card"}, timeout=5)
        (card,) = first.state.cards.values()
    with begun(Paystack(), tmp_path) as address:
        paid = paystack(
            address, "transaction/charge_authorization", reference="SYB", authorization_code=card.code
        )
        assert paid["status"] == "success"
        refund = paystack(address, "refund", transaction=paid["id"], merchant_note="RF1")
    third = Paystack()
    third.keep_in(tmp_path)
    assert third.state.refunds[refund["id"]].transaction is third.state.transactions["SYB"]
    assert third.state.transactions["SYA"].card is third.state.cards[card.code]


def paystack(address: str, path: str, **body: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"email": "thandi@umoja.example", "amount": 5000, "currency": "ZAR"}
    answer = requests.post(
        f"{address}/{path}",
        json=asked | body,
        headers={"Authorization": f"Bearer {TEST_KEY}"},
        timeout=5,
    )
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def test_payfast(tmp_path: Path) -> None:
    played = PayFastSandbox()
    played.keep_in(tmp_path)
    fields = {"subscription_type": "2", "amount": "199.00", "item_name": "x", "m_payment_id": "SYA"}
    agreement = played.books.agree(fields, played.books.take(fields, Decimal("199.00")).made_at.date())
    played.notifier.sent["a=1&b=2"] = None
    played.remember()
    again = PayFastSandbox()
    again.keep_in(tmp_path)
    assert again.books.agreements == {agreement.token: agreement}
    assert list(again.books.payments.values()) == list(played.books.payments.values())
    assert again.notifier.was_sent("a=1&b=2")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"books": {}}'])
def test_a_file_that_cannot_be_read_is_left_aside(text: str, tmp_path: Path) -> None:
    (tmp_path / "payfast.json").write_text(text)
    played = PayFastSandbox()
    played.keep_in(tmp_path)
    assert played.books.agreements == {}
    assert (tmp_path / "payfast.unreadable").read_text() == text
    played.remember()
    assert json.loads((tmp_path / "payfast.json").read_text())["sent"] == []


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Paystack().remember()
    assert list(tmp_path.iterdir()) == []


def test_a_carrier_of_messages_knows_after_a_restart_what_it_took(tmp_path: Path) -> None:
    played = BulkSms()
    played.keep_in(tmp_path)
    played.take(Taken(id="1", to="27821234567", text="Bread is low", key="a"))
    with (tmp_path / "bulksms.messages").open("a", encoding="utf-8") as file:
        file.write('{"id": "2", "to": "27')  # killed while it wrote
    again = BulkSms()
    again.keep_in(tmp_path)
    assert [each.key for each in again.taken] == ["a"]
    assert "bulksms" in {each.code for each in gateways()}, "all of them can be played"
