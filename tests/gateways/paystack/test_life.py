"""The whole life of payments over HTTP: checkout, callback, verification, charge, refund, dispute, and what goes wrong."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from billing.gateways import (
    AgreementFact,
    Buyer,
    DisputeFact,
    Findings,
    GatewayRefused,
    GatewayUnclear,
    GatewayUnreachable,
    PaymentFact,
    PaymentRequest,
    RawMessage,
    Redirect,
    RefundFact,
)
from billing.gateways.paystack import Paystack
from billing.gateways.paystack.reading import sign
from synthai.embedded.sandbox.paystack import TEST_KEY
from synthai.embedded.sandbox.paystack import Paystack as PlayedPaystack
from tests.gateways.paystack.conftest import Inbox, click

Asked = Callable[..., PaymentRequest]


def begin(paystack: Paystack, request: PaymentRequest) -> Redirect:
    step = paystack.start(request)
    assert isinstance(step, Redirect)
    return step


def only(found: Findings) -> Any:
    assert found.is_believed, found.checks
    (fact,) = found.facts
    return fact


@pytest.fixture
def kept(paystack: Paystack, asked: Asked) -> str:
    """A card that was kept by a first payment."""
    click(begin(paystack, asked("FIRST00000000001")).url, "card")
    fact = paystack.fetch("FIRST00000000001")
    assert fact is not None
    assert fact.method is not None
    return fact.method.token


def test_card_payment_from_checkout_to_fact(paystack: Paystack, asked: Asked, inbox: Inbox) -> None:
    step = begin(paystack, asked())
    assert step.gateway_reference
    shown = requests.get(step.url, timeout=5).text
    assert "ZAR 499.00" in shown
    assert "Capitec" not in shown  # only a card can be charged again
    reply = click(step.url, "card")
    address = urlsplit(reply.headers["location"])
    assert (address.netloc, address.path) == ("shop.example", "/paid/")
    assert parse_qs(address.query)["reference"] == ["ABCD1234EFGH5678"]
    assert parse_qs(address.query)["o"] == ["umoja"]
    (message,) = inbox.wait()
    reading = paystack.read(message)
    assert reading.is_genuine
    assert reading.kind == "charge.success"
    fact = only(paystack.findings(message))
    assert isinstance(fact, PaymentFact)
    assert (fact.status, fact.amount, fact.currency) == ("confirmed", Decimal("499.00"), "ZAR")
    assert (fact.reference, fact.fee) == ("ABCD1234EFGH5678", Decimal("15.47"))
    assert fact.method is not None
    assert (fact.method.brand, fact.method.last4, fact.method.expires_month) == ("visa", "4081", 12)
    assert fact.agreement == fact.method.token
    assert fact.occurred_at is not None
    assert fact.occurred_at.tzinfo is not None
    assert paystack.fetch("ABCD1234EFGH5678") == fact


def test_eft_payment_keeps_nothing(paystack: Paystack, asked: Asked) -> None:
    step = begin(paystack, asked(keeps_method=False))
    assert "Capitec Pay" in requests.get(step.url, timeout=5).text
    click(step.url, "eft")
    fact = paystack.fetch("ABCD1234EFGH5678")
    assert fact is not None
    assert (fact.status, fact.method, fact.agreement) == ("confirmed", None, "")


def test_sends_cents_and_organisation(paystack: Paystack, asked: Asked, played: PlayedPaystack) -> None:
    begin(paystack, asked(amount=Decimal("5.05")))
    body = played.log[0]["body"]
    assert (body["amount"], body["currency"]) == (505, "ZAR")
    assert body["metadata"]["organisation"] == "umoja-foods"
    with pytest.raises(GatewayRefused, match="cent"):
        paystack.start(asked(amount=Decimal("5.055")))
    with pytest.raises(GatewayRefused, match="rand"):
        paystack.start(asked(currency="USD"))


def test_declined_card_may_be_tried_again_on_the_same_page(paystack: Paystack, asked: Asked) -> None:
    step = begin(paystack, asked())
    assert "Declined" in click(step.url, "declined").text
    fact = paystack.fetch("ABCD1234EFGH5678")
    assert fact is not None
    assert (fact.status, fact.reason) == ("failed", "Declined")
    assert click(step.url, "card").status_code == 303
    fact = paystack.fetch("ABCD1234EFGH5678")
    assert fact is not None
    assert fact.status == "confirmed"


def test_cancelled_checkout_stays_pending_and_leads_back(paystack: Paystack, asked: Asked) -> None:
    step = begin(paystack, asked())
    assert click(step.url, "cancel").headers["location"] == "https://shop.example/cancelled/"
    fact = paystack.fetch("ABCD1234EFGH5678")
    assert fact is not None
    assert (
        fact.status == "pending"
    )  # Paystack calls it abandoned from the first second: the customer may still pay


def test_fetch_knows_nothing_of_unknown_reference(paystack: Paystack) -> None:
    assert paystack.fetch("NEVERSEEN0000000") is None


def test_starting_again_opens_another_checkout(paystack: Paystack, asked: Asked, inbox: Inbox) -> None:
    first, second = begin(paystack, asked()), begin(paystack, asked())
    assert first.url != second.url
    click(second.url, "card")
    fact = only(paystack.findings(inbox.wait()[0]))
    assert fact.reference == "ABCD1234EFGH5678"
    assert paystack.fetch("ABCD1234EFGH5678") == fact
    # Paid: a third start sends the customer to where the payment is shown.
    assert begin(paystack, asked()).url == "https://shop.example/paid/?o=umoja"


def test_both_checkouts_paid_are_two_payments(paystack: Paystack, asked: Asked, inbox: Inbox) -> None:
    for step in (begin(paystack, asked()), begin(paystack, asked())):
        click(step.url, "card")
    facts = [only(paystack.findings(message)) for message in inbox.wait(2)]
    assert {fact.reference for fact in facts} == {"ABCD1234EFGH5678"}
    assert len({fact.gateway_id for fact in facts}) == 2


def test_no_second_checkout_while_money_is_under_way(
    paystack: Paystack, asked: Asked, played: PlayedPaystack
) -> None:
    begin(paystack, asked())
    played.state.transactions["ABCD1234EFGH5678"].status = "processing"
    with pytest.raises(GatewayRefused, match="still being processed"):
        paystack.start(asked())


def test_charges_kept_card(paystack: Paystack, asked: Asked, kept: str) -> None:
    fact = paystack.charge(kept, asked("RENEWAL000000001"))
    assert (fact.status, fact.amount, fact.reference) == ("confirmed", Decimal("499.00"), "RENEWAL000000001")


def test_same_reference_is_charged_once(
    paystack: Paystack, asked: Asked, kept: str, played: PlayedPaystack
) -> None:
    first = paystack.charge(kept, asked("RENEWAL000000001"))
    assert paystack.charge(kept, asked("RENEWAL000000001")) == first
    assert len(played.state.transactions) == 2


def test_declined_renewal_is_refused_with_reason(
    paystack: Paystack, asked: Asked, kept: str, played: PlayedPaystack
) -> None:
    played.faults.set({"declines": "Insufficient Funds"})
    with pytest.raises(GatewayRefused) as caught:
        paystack.charge(kept, asked("RENEWAL000000001"))
    assert (caught.value.code, caught.value.reason) == ("declined", "Insufficient Funds")
    with pytest.raises(
        GatewayRefused, match="Insufficient"
    ):  # asking again tells the same, and charges nothing
        paystack.charge(kept, asked("RENEWAL000000001"))


def test_card_belongs_to_its_address(paystack: Paystack, asked: Asked, kept: str) -> None:
    with pytest.raises(GatewayRefused, match="Email does not match"):
        paystack.charge(kept, asked("RENEWAL000000001", buyer=Buyer(email="other@umoja.example")))


def test_timeout_after_taking_is_unclear_and_found_by_fetch(
    config: dict[str, Any], paystack: Paystack, asked: Asked, kept: str, played: PlayedPaystack
) -> None:
    played.faults.set({"hangs_after_taking": 2})
    hasty = Paystack({**config, "timeout": 0.3})
    with pytest.raises(GatewayUnclear):
        hasty.charge(kept, asked("RENEWAL000000001"))
    played.faults.set({})
    fact = paystack.fetch("RENEWAL000000001")
    assert fact is not None
    assert fact.status == "confirmed"
    assert paystack.charge(kept, asked("RENEWAL000000001")) == fact


def test_down_is_unreachable_everywhere(
    paystack: Paystack, asked: Asked, kept: str, played: PlayedPaystack
) -> None:
    played.faults.set({"is_down": True})
    request = asked("RENEWAL000000001")
    for ask in (
        lambda: paystack.start(request),
        lambda: paystack.charge(kept, request),
        lambda: paystack.fetch(request.reference),
        lambda: paystack.end_agreement(kept),
        lambda: paystack.refund("1", amount=Decimal(1), currency="ZAR", reason="", request_key="k1"),
    ):
        with pytest.raises(GatewayUnreachable):
            ask()


def test_nothing_listening_is_unreachable(asked: Asked) -> None:
    nobody = Paystack({"secret_key": TEST_KEY, "api": "http://127.0.0.1:9", "networks": []})
    with pytest.raises(GatewayUnreachable):
        nobody.charge("AUTH_x", asked())


def test_wrong_key_says_so_to_staff_without_the_key(config: dict[str, Any], asked: Asked) -> None:
    with pytest.raises(GatewayUnreachable, match="secret key") as caught:
        Paystack({**config, "secret_key": "sk_test_wrong"}).start(asked())
    assert "sk_test" not in str(caught.value)


def paid(paystack: Paystack, asked: Asked) -> PaymentFact:
    click(begin(paystack, asked()).url, "card")
    fact = paystack.fetch("ABCD1234EFGH5678")
    assert fact is not None
    return fact


def test_refund_in_parts_and_no_more(paystack: Paystack, asked: Asked, inbox: Inbox) -> None:
    payment = paid(paystack, asked)
    refund = paystack.refund(
        payment.gateway_id, amount=Decimal("99.00"), currency="ZAR", reason="Too much", request_key="RF1"
    )
    assert (refund.status, refund.amount, refund.gateway_id) == (
        "pending",
        Decimal("99.00"),
        payment.gateway_id,
    )
    with pytest.raises(GatewayRefused, match="cannot be more"):
        paystack.refund(
            payment.gateway_id, amount=Decimal("400.01"), currency="ZAR", reason="", request_key="RF2"
        )
    facts = [only(paystack.findings(message)) for message in inbox.wait(2)]  # they come in any order
    assert [each for each in facts if isinstance(each, RefundFact)] == [replace(refund, status="done")]


def test_refund_that_hung_is_not_made_twice(
    config: dict[str, Any], paystack: Paystack, asked: Asked, played: PlayedPaystack
) -> None:
    payment = paid(paystack, asked)
    played.faults.set({"hangs_after_taking": 2})
    give_back: dict[str, Any] = {
        "amount": Decimal("99.00"), "currency": "ZAR", "reason": "Too much", "request_key": "RF1"
    }  # fmt: skip
    with pytest.raises(GatewayUnclear):
        Paystack({**config, "timeout": 0.3}).refund(payment.gateway_id, **give_back)
    played.faults.set({})
    assert paystack.refund(payment.gateway_id, **give_back).status == "done"
    assert len(played.state.refunds) == 1


def test_dispute_from_start_to_end(
    paystack: Paystack, asked: Asked, inbox: Inbox, played: PlayedPaystack
) -> None:
    payment = paid(paystack, asked)
    transaction = played.state.transactions["ABCD1234EFGH5678"]
    played.dispute(transaction)
    fact = only(paystack.findings(inbox.wait(2)[1]))
    assert isinstance(fact, DisputeFact)
    assert (fact.status, fact.amount, fact.gateway_id) == ("open", Decimal("499.00"), payment.gateway_id)
    assert fact.due_at is not None
    assert fact.due_at > datetime.now(UTC)
    played.dispute(transaction, resolution="merchant-accepted")
    assert only(paystack.findings(inbox.wait(3)[2])).status == "lost"
    played.dispute(transaction, resolution="declined")
    assert only(paystack.findings(inbox.wait(4)[3])).status == "won"


def test_amount_comes_from_the_answer_not_from_the_message(paystack: Paystack, asked: Asked) -> None:
    paid(paystack, asked)
    fact = only(
        paystack.findings(
            message('{"event":"charge.success","data":{"reference":"ABCD1234EFGH5678","amount":1}}')
        )
    )
    assert fact.amount == Decimal("499.00")


def test_signed_success_that_was_not_paid_is_not_believed(paystack: Paystack, asked: Asked) -> None:
    begin(paystack, asked())
    for body in (
        '{"event":"charge.success","data":{"reference":"ABCD1234EFGH5678","status":"success"}}',
        '{"event":"charge.success","data":{"reference":"NEVERSEEN0000000"}}',
        '{"event":"charge.success","data":[]}',
    ):
        found = paystack.findings(message(body))
        assert not found.is_believed
        assert found.facts == ()


@pytest.mark.parametrize("body", ['{"event":"transfer.success","data":{"id":1}}', "{}", "not json"])
def test_unknown_events_come_to_nothing(paystack: Paystack, body: str) -> None:
    assert paystack.findings(message(body)) == Findings()


def test_forgotten_card_cannot_be_charged(paystack: Paystack, asked: Asked, kept: str) -> None:
    paystack.end_agreement(kept)
    paystack.end_agreement(kept)
    paystack.end_agreement("AUTH_neverheardof")
    with pytest.raises(GatewayRefused, match="deactivated"):
        paystack.charge(kept, asked("RENEWAL000000001"))
    assert paystack.card_update_url(kept, return_url="https://shop.example/") == ""


def test_callback_is_sent_again_until_answered(paystack: Paystack, asked: Asked, inbox: Inbox) -> None:
    inbox.answers = [500, 503]
    paid(paystack, asked)
    messages = inbox.wait(3)
    assert {found.body for found in messages} == {messages[0].body}
    assert len({paystack.read(found).dedupe_key for found in messages}) == 1
    time.sleep(0.2)
    assert len(inbox.messages) == 3


def test_subscription_at_paystack(
    paystack: Paystack, kept: str, inbox: Inbox, played: PlayedPaystack
) -> None:
    played.webhook_url = inbox.url
    inbox.wait(1)
    plan = paystack.plans.create_plan(name="Growth", amount=Decimal("499.00"), interval="monthly")
    assert paystack.plans.fetch_plan(plan.code) == plan
    made = paystack.plans.create_subscription(
        customer="thandi@umoja.example", plan=plan.code, authorization=kept
    )
    facts: dict[str, Any] = {}
    for found in inbox.wait(4):
        facts.setdefault(paystack.read(found).kind, paystack.findings(found).facts)
    assert facts["subscription.create"] == (AgreementFact(agreement=made.code, status="active"),)
    (payment,) = facts["invoice.update"]
    assert (payment.status, payment.agreement, payment.amount) == ("confirmed", made.code, Decimal("499.00"))

    played.faults.set({"declines": "Expired Card"})
    played.plans.charge(made.code)
    fact = only(paystack.findings(inbox.wait(5)[4]))
    assert (fact.agreement, fact.status, fact.reason) == (made.code, "attention", "Expired Card")
    assert made.code in paystack.card_update_url(made.code, return_url="https://shop.example/")

    paystack.plans.enable(made)
    assert paystack.plans.fetch_subscription(made.code).status == "active"
    paystack.end_agreement(made.code)
    paystack.end_agreement(made.code)
    assert only(paystack.findings(inbox.wait(6)[5])).status == "ended"


def message(body: str) -> RawMessage:
    """A genuine message with this body."""
    content = body.encode()
    return RawMessage(
        body=content,
        headers={"x-paystack-signature": sign(content, TEST_KEY)},
        source_ip="127.0.0.1",
        received_at=datetime.now(UTC),
    )
