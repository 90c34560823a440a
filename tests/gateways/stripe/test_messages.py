"""Webhooks: what is believed, what they mean, and that dj-stripe's copy follows."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import stripe
from djstripe.models import Charge, Customer, Event, PaymentIntent, PaymentMethod, Refund

from billing.gateways import (
    AgreementFact,
    DisputeFact,
    GatewayError,
    GatewayUnreachable,
    PaymentFact,
    PaymentRequest,
    RawMessage,
    RefundFact,
)
from billing.gateways.stripe import mirror
from billing.gateways.stripe.asking import client
from synthai.embedded.sandbox import stripe_charges
from tests.gateways.stripe.play import SECRET, Played
from tests.gateways.stripe.test_subscriptions import begun

pytestmark = pytest.mark.django_db
Cards = Callable[..., str]


def failed(played: Played, message: RawMessage) -> list[str]:
    return [check.name for check in played.gateway.read(message).checks if not check.passed]


def resigned(
    message: RawMessage, *, secret: str = SECRET, at: datetime | None = None, **changes: Any
) -> RawMessage:
    body = json.dumps(json.loads(message.body) | changes)
    second = int((at or message.received_at).timestamp())
    header = stripe.WebhookSignature.generate_signature_header(body, secret, second)
    return replace(message, body=body.encode(), headers={"stripe-signature": header})


def only_fact(played: Played, message: RawMessage) -> Any:
    (fact,) = played.gateway.findings(message).facts
    return fact


class TestReading:
    def test_what_stripe_signed_is_believed(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("checkout.session.completed")
        reading = played.gateway.read(message)
        assert reading.is_genuine
        assert reading.kind == "checkout.session.completed"
        assert reading.dedupe_key == json.loads(message.body)["id"]

    def test_a_replay_has_the_same_key(self, played: Played, kept_card: Cards) -> None:
        played.sandbox.faults.callback_copies = 2
        kept_card()
        first, second = (played.message("payment_intent.succeeded", nth=nth) for nth in (1, 2))
        assert played.gateway.read(first).dedupe_key == played.gateway.read(second).dedupe_key

    def test_an_address_that_answers_badly_is_tried_again(self, played: Played, kept_card: Cards) -> None:
        played.inbox.answers = [500]
        kept_card()
        bodies = [played.message("customer.created", nth=nth).body for nth in (1, 2)]
        assert bodies[0] == bodies[1]

    def test_what_is_not_believed(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        assert failed(played, replace(message, body=message.body.replace(b"49900", b"1"))) == ["signature"]
        assert failed(played, resigned(message, secret="whsec_other")) == ["signature"]
        assert failed(played, replace(message, headers={})) == ["signature", "age"]
        assert failed(played, replace(message, headers={"stripe-signature": "t=x"})) == ["signature", "age"]
        assert failed(played, resigned(message, livemode=True)) == ["mode"]
        assert failed(played, resigned(message, account="acct_other")) == ["account"]

    @pytest.mark.parametrize(("minutes", "is_believed"), [(-6, False), (-4, True), (4, True), (6, False)])
    def test_age_is_judged_at_the_moment_of_arrival(
        self, played: Played, kept_card: Cards, minutes: int, is_believed: bool
    ) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        old = resigned(message, at=message.received_at + timedelta(minutes=minutes))
        assert played.gateway.read(old).is_genuine is is_believed

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"\xff\xfe", b'{"id": null}', b"[" * 200_000, b'{"id": "a\\u0000b"}']
    )
    def test_anything_can_be_read(self, played: Played, body: bytes) -> None:
        message = RawMessage(
            body=body,
            headers={"stripe-signature": "t=1,v1=0"},
            source_ip="127.0.0.1",
            received_at=datetime.now(UTC),
        )
        reading = played.gateway.read(message)
        assert not reading.is_genuine
        assert 0 < len(reading.dedupe_key) <= 120
        assert "\0" not in f"{reading.dedupe_key}{reading.checks}"

    def test_a_forgery_does_not_keep_the_true_event_out(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        true = played.gateway.read(message).dedupe_key
        old = resigned(message, at=message.received_at - timedelta(hours=1))
        for forgery in (replace(message, headers={}), resigned(message, secret="whsec_other"), old):
            assert played.gateway.read(forgery).dedupe_key != true


class TestFindings:
    def test_payment_and_the_copy(self, played: Played, kept_card: Cards) -> None:
        token = kept_card()
        fact = only_fact(played, played.message("checkout.session.completed"))
        assert isinstance(fact, PaymentFact)
        assert (fact.status, fact.amount, fact.fee) == ("confirmed", Decimal("499.00"), Decimal("17.47"))
        assert only_fact(played, played.message("payment_intent.succeeded")) == fact
        played.gateway.findings(played.message("charge.succeeded"))
        intent = PaymentIntent.objects.get(id=fact.gateway_id)
        assert intent.stripe_data["status"] == "succeeded"
        assert intent.metadata["reference"] == "INV7K2M4Q9X1A3B5"
        charge = Charge.objects.get(payment_intent_id=fact.gateway_id)
        assert charge.amount == Decimal("499.00")
        assert charge.balance_transaction.fee == 1747
        assert PaymentMethod.objects.get(id=token).customer == Customer.objects.get()

    def test_the_copy_digests_every_event(
        self,
        played: Played,
        kept_card: Cards,
        request_for: Callable[..., PaymentRequest],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        paid = played.gateway.charge(kept_card(), request_for(reference="REN0000000000001"))
        played.gateway.refund(
            paid.gateway_id, amount=Decimal("1.00"), currency="ZAR", reason="x", request_key="RF1"
        )
        stripe_charges.dispute(played.sandbox.world, paid.gateway_id)
        begun(played, kept_card(reference="INV0000000000002"))
        for event in list(played.sandbox.world.all("event")):
            played.inbox.wait_for(event["type"])
        for message in list(played.inbox.messages):
            played.gateway.findings(message)
        assert "stripe.copy_failed" not in caplog.text
        assert Event.objects.count() == len(played.inbox.messages)

    def test_amount_in_the_message_is_only_a_hint(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        event = json.loads(message.body)
        event["data"]["object"]["amount_received"] = 1
        fact = only_fact(played, replace(message, body=json.dumps(event).encode()))
        assert fact.amount == Decimal("499.00")

    def test_handled_twice_is_stored_once(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        assert played.gateway.findings(message) == played.gateway.findings(message)
        assert Event.objects.filter(type="payment_intent.succeeded").count() == 1

    def test_refund(
        self, played: Played, kept_card: Cards, request_for: Callable[..., PaymentRequest]
    ) -> None:
        paid = played.gateway.charge(kept_card(), request_for(reference="REN0000000000001"))
        made = played.gateway.refund(
            paid.gateway_id, amount=Decimal("100.00"), currency="ZAR", reason="Moved away", request_key="RF1"
        )
        fact = only_fact(played, played.message("refund.created"))
        assert fact == made == only_fact(played, played.message("charge.refunded"))
        assert isinstance(fact, RefundFact)
        assert (fact.gateway_id, fact.status) == (paid.gateway_id, "done")
        assert Refund.objects.get(id=fact.refund_id).amount == 10000

    def test_dispute(
        self, played: Played, kept_card: Cards, request_for: Callable[..., PaymentRequest]
    ) -> None:
        paid = played.gateway.charge(kept_card(), request_for(reference="REN0000000000001"))
        made = stripe_charges.dispute(played.sandbox.world, paid.gateway_id)
        played.sandbox.world.send_held()
        fact = only_fact(played, played.message("charge.dispute.created"))
        assert isinstance(fact, DisputeFact)
        assert (fact.status, fact.gateway_id, fact.amount) == ("open", paid.gateway_id, Decimal("499.00"))
        assert fact.due_at is not None
        stripe_charges.decide(played.sandbox.world, made, "lost")
        played.sandbox.world.send_held()
        assert only_fact(played, played.message("charge.dispute.closed")).status == "lost"

    def test_removed_card(self, played: Played, kept_card: Cards) -> None:
        token = kept_card()
        played.gateway.findings(played.message("payment_method.attached"))
        played.gateway.end_agreement(token)
        fact = only_fact(played, played.message("payment_method.detached"))
        assert fact == AgreementFact(agreement=token, status="ended", reason="removed")
        assert PaymentMethod.objects.get(id=token).customer is None

    def test_expired_checkout(self, played: Played, request_for: Callable[..., PaymentRequest]) -> None:
        step: Any = played.gateway.start(request_for())
        stripe.checkout.Session.expire(
            step.gateway_reference, api_key=f"sk_test_{'7' * 24}", stripe_version="2026-08-26.dahlia"
        )
        fact = only_fact(played, played.message("checkout.session.expired"))
        assert (fact.status, fact.reference, fact.amount) == (
            "cancelled",
            "INV7K2M4Q9X1A3B5",
            Decimal("499.00"),
        )

    def test_stripe_away_leaves_the_message_for_later(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        played.sandbox.faults.is_down = True
        with pytest.raises(GatewayUnreachable):
            played.gateway.findings(message)
        assert not Event.objects.exists()

    def test_what_says_nothing_to_us_is_copied_only(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        message = played.message("customer.created")
        assert played.gateway.findings(message).facts == ()
        assert Event.objects.get().type == "customer.created"

    def test_money_does_not_wait_for_a_copy_that_fails(
        self, played: Played, kept_card: Cards, caplog: pytest.LogCaptureFixture
    ) -> None:
        kept_card()
        message = played.message("payment_intent.succeeded")
        event = json.loads(message.body)
        del event["data"]["object"]["object"]  # dj-stripe looks at it; we fetch by id
        fact = only_fact(played, replace(message, body=json.dumps(event).encode()))
        assert fact.status == "confirmed"
        assert "stripe.copy_failed" in caplog.text


def test_a_key_that_is_none_is_told_to_nobody(played: Played, settings: Any, caplog: Any) -> None:
    secret = "sk_" + "live_mistyped"
    settings.STRIPE = {**settings.STRIPE, "secret_key": secret}
    with pytest.raises(GatewayError) as error:
        mirror.sync({"id": "evt_1", "type": "customer.created", "data": {"object": {}}})
    assert secret not in f"{error.value}{error.value.__cause__}{caplog.text}"


class TestForgetting:
    def test_organisation_leaves_no_trace_in_the_copy(self, played: Played, kept_card: Cards) -> None:
        kept_card()
        other = kept_card(reference="INV0000000000003", organisation="org_other")
        played.message("checkout.session.completed", nth=2)
        for message in list(played.inbox.messages):
            played.gateway.findings(message)
        played.gateway.forget("org_umoja")
        played.gateway.forget("org_umoja")
        played.gateway.findings(played.message("customer.deleted"))
        assert [each.metadata["organisation"] for each in Customer.objects.all()] == ["org_other"]
        assert [each.id for each in PaymentMethod.objects.all()] == [other]
        assert not Event.objects.filter(data__icontains="org_umoja").exists()
        assert [each["metadata"] for each in played.sandbox.world.all("customer")] == [
            {"organisation": "org_other"}
        ]

    def test_a_customer_deleted_at_stripe_is_made_anew(
        self, played: Played, kept_card: Cards, request_for: Callable[..., PaymentRequest]
    ) -> None:
        kept_card()
        before = Customer.objects.get().id
        client().v1.customers.delete(before)
        played.gateway.findings(played.message("customer.deleted"))
        played.gateway.start(request_for(reference="INV0000000000004"))
        assert played.gateway.customer("org_umoja", request_for().buyer) != before
