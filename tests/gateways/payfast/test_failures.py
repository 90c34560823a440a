"""What each way of failing means: may the same request be sent again?"""

import json
import socket
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from billing.gateways import GatewayRefused, GatewayUnclear, GatewayUnreachable
from billing.gateways.payfast import PayFast, refusals
from billing.gateways.payfast.history import parse
from tests.gateways.payfast import test_notifications
from tests.gateways.payfast.scene import Script, config, payment, scripted

TOKEN = "9aff14eb-65ea-a8ff-ca41-ef457c9c351a"
DATA = {"code": 200, "status": "success", "data": {"response": True, "pf_payment_id": "1324567"}}


def answering(status: int, body: object = b"", **more: Any) -> Script:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Script(status=status, body=content, **more)


def charge(script: Script, **changes: Any) -> object:
    with scripted(script):
        return PayFast(config(script.url, **{"read_timeout": 0.3, **changes})).charge(TOKEN, payment())


@pytest.mark.parametrize(
    ("script", "meaning"),
    [
        (answering(503), GatewayUnreachable),
        (answering(429), GatewayUnreachable),
        (answering(500), GatewayUnclear),
        (answering(502), GatewayUnclear),
        (answering(504), GatewayUnclear),
        (answering(408), GatewayUnclear),
        (answering(302, headers={"location": "/elsewhere"}), GatewayUnclear),
        (answering(0), GatewayUnclear),
        (answering(200, b"", wait=1), GatewayUnclear),
        (answering(200, b"short", headers={"content-length": "99"}), GatewayUnclear),
        (answering(200, b"<html>"), GatewayUnclear),
        (answering(200, b"[" * 100_000), GatewayUnclear),
        (answering(200, {"data": {"response": True}}), GatewayUnclear),  # taken, under no number
        (answering(200, {"data": {"response": 1, "pf_payment_id": "1"}}), GatewayUnclear),
        (answering(400, {"data": {"response": True, "pf_payment_id": "1"}}), GatewayUnclear),
        (answering(401, {"data": {"response": False}}), GatewayRefused),
        (answering(400, {"data": {"response": 4, "message": "no"}}), GatewayRefused),
        (answering(400, b"<html>"), GatewayRefused),
        (answering(404), GatewayRefused),
        (answering(200, {"code": 400, "data": {"response": 4}}), GatewayRefused),
        (answering(200, {"data": {"response": False}}), GatewayRefused),
        (answering(200, {"data": {"response": "false"}}), GatewayRefused),
    ],
)
def test_what_became_of_a_charge(script: Script, meaning: type[Exception]) -> None:
    with pytest.raises(meaning) as raised:
        charge(script)
    assert type(raised.value) is meaning
    assert TOKEN not in str(raised.value)
    assert len(script.asked) == 1  # nothing is tried again by itself


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    for address in (url, "http://payfast.invalid"):
        with pytest.raises(GatewayUnreachable):
            PayFast(config(address)).charge(TOKEN, payment())


def test_a_charge_as_it_goes_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    script = answering(200, DATA)
    charge(script)
    ((method, path, headers, body),) = script.asked
    assert (method, path) == ("POST", f"/payfast/api/subscriptions/{TOKEN}/adhoc?testing=true")
    assert json.loads(body) == {
        "amount": 49900,
        "item_name": "Growth plan (monthly) & VAT",
        "item_description": "Umoja Foods",
        "m_payment_id": "SA7K2M9QX4TB6WZD",
    }
    assert (headers["merchant-id"], headers["version"]) == ("10000100", "v1")
    assert headers["timestamp"].endswith("+02:00")
    assert "." not in headers["timestamp"]
    assert len(headers["signature"]) == 32


def test_the_live_api_is_asked_without_testing() -> None:
    script = answering(200, DATA)
    charge(script, is_test=False)
    assert script.asked[0][1].endswith("/adhoc")


def test_a_request_without_a_body_says_so() -> None:
    script = answering(200, {"data": {"response": True}})
    with scripted(script):
        PayFast(config(script.url)).end_agreement(TOKEN)
    ((method, _path, headers, body),) = script.asked
    assert (method, headers["content-length"], body) == ("PUT", "0", b"")
    assert "content-type" not in headers


@pytest.mark.parametrize(
    "script", [answering(500), answering(0), answering(200, b"?", wait=1), answering(200)]
)
def test_ending_may_be_tried_again_after_anything(script: Script) -> None:
    with scripted(script), pytest.raises(GatewayUnreachable):
        PayFast(config(script.url, read_timeout=0.3)).end_agreement(TOKEN)


def test_an_agreement_refused_in_other_words_is_looked_at() -> None:
    script = answering(400, {"data": {"response": False, "message": "It cannot be cancelled"}})
    with scripted(script), pytest.raises(GatewayRefused, match="cannot be cancelled"):
        PayFast(config(script.url)).end_agreement(TOKEN)
    assert [path.split("/")[-1] for _method, path, _headers, _body in script.asked] == [
        *("cancel?testing=true", "fetch?testing=true")
    ]


@pytest.mark.parametrize(
    "script",
    [
        answering(500),
        answering(302, headers={"location": "/"}),
        answering(404),
        answering(200, b"VALID\n<html>"),
        answering(200, b"valid"),
        answering(200, b" VALID"),
        answering(200, b""),
        answering(0),
        answering(200, b"VALID", wait=1),
    ],
)
def test_only_valid_is_valid(script: Script) -> None:
    message = test_notifications.message(test_notifications.PAID)
    with scripted(script), pytest.raises(GatewayUnreachable):
        PayFast(config(script.url, read_timeout=0.3)).findings(message)


def test_the_post_back_repeats_the_bytes_without_signature() -> None:
    script = answering(200, b"VALID")
    with scripted(script):
        found = PayFast(config(script.url)).findings(test_notifications.message(test_notifications.PAID))
    assert found.is_believed
    ((method, path, headers, body),) = script.asked
    assert (method, path) == ("POST", "/payfast/eng/query/validate")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert body == test_notifications.PAID.encode()


AVAILABLE = {
    "status": "REFUNDABLE",
    "amount_original": 49900,
    "amount_available_for_refund": "49900",
    "errors": [],
    "refund_full": {"method": "PAYMENT_SOURCE"},
    "refund_partial": {"method": "NOT_AVAILABLE"},
}


@pytest.mark.parametrize(
    ("found", "amount", "meaning"),
    [
        (AVAILABLE, "100.00", r"payfast\.not_refundable"),
        (AVAILABLE | {"status": "NOT_AVAILABLE", "errors": ["Too old"]}, "499.00", "Too old"),
        (AVAILABLE | {"refund_full": {"method": "BANK_PAYOUT"}}, "499.00", r"payfast\.refund_needs_bank"),
        (AVAILABLE | {"amount_available_for_refund": 100}, "499.00", r"payfast\.refund_too_large"),
    ],
)
def test_a_refund_that_payfast_rules_out_is_not_tried(found: object, amount: str, meaning: str) -> None:
    script = answering(200, found)
    with scripted(script), pytest.raises(GatewayRefused, match=meaning):
        PayFast(config(script.url)).refund(
            "1", amount=Decimal(amount), currency="ZAR", reason="Twice", request_key="k"
        )
    assert [method for method, *_rest in script.asked] == ["GET"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", {"status": "REFUNDABLE"}, AVAILABLE | {"amount_original": "4.99"}]
)
def test_a_refund_query_that_says_nothing_is_asked_again(body: object) -> None:
    script = answering(200, body)
    with scripted(script), pytest.raises(GatewayUnreachable):
        PayFast(config(script.url)).refund(
            "1", amount=Decimal(5), currency="ZAR", reason="Twice", request_key="k"
        )


HEADER = (
    '"Date","Type","Sign","Party","Name","Description","Currency","Funding Type","Gross","Fee","Net","Balance",'
    '"M Payment ID","PF Payment ID","custom str1"\n'
)
ROW = '"2020-03-02 14:31:30",FUNDS_RECEIVED,CREDIT,"Test User 01","item, name",,ZAR,CC,"1,121.00",-7.73,113.27,"22,780.50",pay_1,995893,\n'


def test_reads_the_documented_history() -> None:
    payout = '"2020-03-02 14:31:30",PAYOUT,DEBIT,,,,ZAR,,-500.00,-8.70,-508.70,"22,271.80",pay_1,995894,\n'
    unreadable = "2020,FUNDS_RECEIVED,CREDIT\n"
    page = parse(HEADER + payout + unreadable + ROW)
    assert page.rows == 3
    first, line = page.lines
    assert not first.is_payment
    assert line.is_payment
    assert (line.reference, line.gateway_id, line.gross, line.fee) == (
        *("pay_1", "995893", Decimal("1121.00"), Decimal("7.73")),
    )
    assert line.occurred_at
    assert line.occurred_at.isoformat() == "2020-03-02T14:31:30+02:00"


@pytest.mark.parametrize(
    "wrapped",
    [
        (HEADER + ROW).encode(),
        {"code": 200, "status": "success", "response": HEADER.replace("PF P", "Pf P") + ROW},
        {"code": 200, "data": {"response": HEADER + ROW}},
    ],
)
def test_finds_the_payment_however_the_history_is_wrapped(wrapped: object) -> None:
    script = answering(200, wrapped)
    with scripted(script):
        found = PayFast(config(script.url)).fetch("pay_1")
    assert found
    assert found.amount == Decimal("1121.00")


@pytest.mark.parametrize("body", [b"<html>Maintenance</html>", b"\0\0", b'{"response": "none"}', b"{}"])
def test_an_unreadable_history_does_not_mean_that_nothing_was_paid(body: bytes) -> None:
    script = answering(200, body)
    with scripted(script), pytest.raises(GatewayUnreachable):
        PayFast(config(script.url)).fetch("pay_1")


def test_turns_the_pages_of_a_long_history() -> None:
    full = HEADER + ROW.replace("pay_1", "other") * 1000
    script = answering(200, full.encode())
    with scripted(script), pytest.raises(GatewayUnreachable, match="too long"):
        PayFast(config(script.url)).fetch("pay_1")
    offsets = [path.split("offset=")[1].split("&")[0] for _method, path, *_rest in script.asked]
    assert offsets == [str(page * 1000) for page in range(20)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Transaction was declined (51)", "Transaction was declined (51)"),
        ("Card 5200 0000 0000 0007 of thandi@umoja.example", "Card … of …"),
        (f"No agreement {TOKEN}.", "No agreement …"),
        ("a\nb\x00c", "a b c"),
        ("x" * 500, "x" * 200),
    ],
)
def test_payfasts_words_lose_what_is_private(message: str, expected: str) -> None:
    assert refusals.said(message) == expected


CALLS: list[Callable[[PayFast], object]] = [
    lambda gateway: gateway.charge(TOKEN, payment(currency="USD")),
    lambda gateway: gateway.refund("1", amount=Decimal(5), currency="USD", reason="", request_key="k"),
]


@pytest.mark.parametrize("call", CALLS)
def test_rand_only(call: Callable[[PayFast], object]) -> None:
    with pytest.raises(GatewayRefused, match=r"payfast\.currency"):
        call(PayFast(config()))
