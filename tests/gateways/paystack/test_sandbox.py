"""The played Paystack refuses what Paystack refuses, whoever asks."""

from typing import Any

import pytest
import requests

from synthai.embedded.sandbox.paystack import TEST_KEY
from synthai.embedded.sandbox.paystack import Paystack as PlayedPaystack
from synthai.embedded.sandbox.registry import gateways
from tests.gateways.paystack.conftest import Inbox, click

FIELDS: dict[str, Any] = {
    "email": "thandi@umoja.example",
    "amount": 49900,
    "currency": "ZAR",
    "reference": "R1",
}


def post(address: str, path: str, body: dict[str, Any], *, key: str = TEST_KEY) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return requests.post(f"{address}{path}", json=body, headers=headers, timeout=10)


@pytest.mark.parametrize("key", ["", "sk_test_other"])
def test_asks_for_the_key(address: str, key: str) -> None:
    reply = post(address, "/transaction/initialize", FIELDS, key=key)
    assert (reply.status_code, reply.json()["status"]) == (401, False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": ""}, "Invalid Email"),
        ({"email": None}, "Invalid Email"),
        ({"amount": "499.00"}, "must be an integer"),
        ({"amount": 499.5}, "must be an integer"),
        ({"amount": -1}, "must be an integer"),
        ({"amount": 0}, "valid amount"),
        ({"amount": True}, "must be an integer"),
        ({"currency": "NGN"}, "Currency not supported"),
        ({"reference": "no spaces"}, "Invalid character"),
        ({"channels": ["cash"]}, "Invalid channel"),
    ],
)
def test_looks_at_every_field(address: str, change: dict[str, Any], words: str) -> None:
    reply = post(address, "/transaction/initialize", {**FIELDS, **change})
    assert reply.status_code == 400
    assert words in reply.json()["message"]


def test_takes_a_reference_once(address: str) -> None:
    assert post(address, "/transaction/initialize", FIELDS).status_code == 200
    reply = post(address, "/transaction/initialize", FIELDS)
    assert (reply.status_code, reply.json()["code"]) == (400, "duplicate_reference")


def test_checkout_offers_only_its_channels(address: str) -> None:
    url = post(address, "/transaction/initialize", {**FIELDS, "channels": ["eft"]}).json()["data"][
        "authorization_url"
    ]
    page = requests.get(url, timeout=5).text
    assert "instant EFT" in page
    assert "card" not in page
    assert "Choose one" in click(url, "card").text
    assert "Choose one" in click(url, "nonsense").text
    assert requests.get(f"{address}/checkout/unknown", timeout=5).status_code == 404


def test_page_escapes_what_it_shows(address: str) -> None:
    fields = {**FIELDS, "email": "<b>@x"}
    page = requests.get(
        post(address, "/transaction/initialize", fields).json()["data"]["authorization_url"], timeout=5
    ).text
    assert "<b>" not in page


def test_dashboard_sets_callback_and_opens_dispute(address: str, inbox: Inbox) -> None:
    requests.post(f"{address}/dashboard/webhook", data={"url": inbox.url}, timeout=5)
    started = post(address, "/transaction/initialize", FIELDS).json()["data"]
    click(started["authorization_url"], "card")
    page = requests.get(f"{address}/dashboard/", timeout=5).text
    assert "R1 success 499.00" in page
    assert inbox.url in page
    requests.post(f"{address}/dashboard/disputes", data={"transaction": "R1"}, timeout=5)
    assert b"charge.dispute.create" in inbox.wait(2)[1].body


def test_faults_double_and_drop_callbacks(address: str, inbox: Inbox, played: PlayedPaystack) -> None:
    played.webhook_url = inbox.url
    played.faults.set({"callback_copies": 3})
    click(post(address, "/transaction/initialize", FIELDS).json()["data"]["authorization_url"], "qr")
    assert len({message.body for message in inbox.wait(3)}) == 1
    played.faults.set({"drops_callbacks": True})
    click(
        post(address, "/transaction/initialize", {**FIELDS, "reference": "R2"}).json()["data"][
            "authorization_url"
        ],
        "qr",
    )
    assert played.state.transactions["R2"].status == "success"
    assert len(inbox.messages) == 3


def test_is_played_on_the_laptop() -> None:
    assert "paystack" in {gateway.code for gateway in gateways()}
