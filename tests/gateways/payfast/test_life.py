"""The life of a payment and of an agreement, over real HTTP against the played PayFast."""

import logging
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
import requests

from billing.gateways import (
    AgreementFact,
    GatewayRefused,
    GatewayUnclear,
    GatewayUnreachable,
    PaymentFact,
    RawMessage,
)
from billing.gateways.payfast import PayFast, Schedule
from billing.gateways.payfast.signing import notification_signature
from synthai.embedded.sandbox.payfast import PayFastSandbox
from tests.gateways.payfast.browser import kept_card, pay, submit
from tests.gateways.payfast.scene import Listener, config, payment


def paid(gateway: PayFast, message: RawMessage) -> PaymentFact:
    assert gateway.read(message).is_genuine
    found = gateway.findings(message)
    assert found.is_believed
    (fact,) = found.facts
    assert isinstance(fact, PaymentFact)
    return fact


def test_a_payment_that_keeps_the_card(gateway: PayFast, listener: Listener) -> None:
    request, message = pay(gateway, listener)
    fact = paid(gateway, message)
    assert (fact.reference, fact.amount, fact.status) == (request.reference, request.amount, "confirmed")
    assert fact.fee == Decimal("17.97")  # 3.2 % and R2
    assert fact.method
    assert not fact.method.is_scheduled_by_gateway
    assert b"token" in message.body


def test_a_once_off_payment(gateway: PayFast, listener: Listener) -> None:
    fact = paid(gateway, pay(gateway, listener, keeps_method=False)[1])
    assert fact.method is None


def test_pressing_pay_twice_pays_once(gateway: PayFast, listener: Listener) -> None:
    page = submit(gateway.start(payment(notify_url=listener.url)))
    answers = [page.press("Pay by card"), page.press("Pay by card")]
    assert [answer.headers["location"] for answer in answers] == [payment().return_url] * 2
    assert len(listener.take()) == 1


def test_a_declined_card_pays_nothing_and_may_be_followed_by_another(
    gateway: PayFast, listener: Listener
) -> None:
    page = submit(gateway.start(payment(notify_url=listener.url)))
    again = page.press("Pay with a card that is declined")
    assert again.status_code == 200
    assert "declined (05)" in again.text
    assert not listener.messages
    assert page.press("Cancel").headers["location"] == payment().cancel_url
    assert page.press("Pay by card").headers["location"] == payment().return_url


def test_a_kept_card_is_charged_again(gateway: PayFast, listener: Listener) -> None:
    token = kept_card(gateway, listener)
    request = payment(reference="SA7K2M9QX4TB6WZE", amount=Decimal("129.95"))
    answer = gateway.charge(token, request)
    (message,) = listener.take()
    told = paid(gateway, message)
    assert list(dict(pair.split(b"=") for pair in message.body.split(b"&")))[1] == b"token"
    assert (answer.gateway_id, answer.reference, answer.amount) == (
        *(told.gateway_id, "SA7K2M9QX4TB6WZE", Decimal("129.95")),
    )
    assert told.amount == Decimal("129.95")
    assert told.agreement == answer.agreement == token
    found = gateway.fetch("SA7K2M9QX4TB6WZE")
    assert found
    assert (found.gateway_id, found.amount, found.fee) == (told.gateway_id, told.amount, Decimal("6.16"))


def test_production_says_true_in_words(gateway: PayFast, listener: Listener, sandbox: PayFastSandbox) -> None:
    token = kept_card(gateway, listener)
    sandbox.says_true_as_text = True
    assert gateway.charge(token, payment()).status == "confirmed"


def test_a_declined_charge_is_refused_with_a_reason(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    token = kept_card(gateway, listener)
    sandbox.faults.declines = "51"
    with pytest.raises(GatewayRefused) as refusal:
        gateway.charge(token, payment())
    assert refusal.value.code == "payfast.declined"
    assert refusal.value.reason == "The card was declined. PayFast says: Transaction declined (51)"


@pytest.mark.parametrize("amount", ["4.99", "129.955"])
def test_a_charge_payfast_would_refuse_is_not_sent(
    gateway: PayFast, sandbox: PayFastSandbox, amount: str
) -> None:
    asked = len(sandbox.log)
    with pytest.raises(GatewayRefused):
        gateway.charge("token", payment(amount=Decimal(amount)))
    assert len(sandbox.log) == asked


def test_a_time_out_after_taking_is_unclear_and_found_afterwards(
    sandbox_url: str, listener: Listener, sandbox: PayFastSandbox
) -> None:
    gateway = PayFast(config(sandbox_url, read_timeout=0.3))
    token = kept_card(gateway, listener)
    request = payment(reference="SA7K2M9QX4TB6WZF")
    assert gateway.fetch(request.reference) is None
    sandbox.faults.hangs_after_taking = 1
    with pytest.raises(GatewayUnclear):
        gateway.charge(token, request)
    found = gateway.fetch(request.reference)
    assert found
    assert found.amount == request.amount
    assert paid(gateway, listener.take()[0]).gateway_id == found.gateway_id


def test_what_is_down_is_unreachable(gateway: PayFast, listener: Listener, sandbox: PayFastSandbox) -> None:
    _request, message = pay(gateway, listener)
    sandbox.faults.is_down = True
    for attempt in (
        lambda: gateway.findings(message),
        lambda: gateway.charge("token", payment()),
        lambda: gateway.fetch("SA7K2M9QX4TB6WZD"),
        lambda: gateway.end_agreement("token"),
        lambda: gateway.refund("1", amount=Decimal(5), currency="ZAR", reason="x", request_key="k"),
    ):
        with pytest.raises(GatewayUnreachable):
            attempt()
    sandbox.faults.is_down = False
    assert paid(gateway, message).status == "confirmed"


def test_payfast_denies_what_it_did_not_send(gateway: PayFast, listener: Listener) -> None:
    """Signed rightly, as somebody who learned our passphrase would."""
    _request, message = pay(gateway, listener)
    forged = message.body.rpartition(b"&")[0].replace(b"pf_payment_id=", b"pf_payment_id=9")
    signature = notification_signature(forged, gateway.config.passphrase).encode()
    message = RawMessage(
        body=forged + b"&signature=" + signature,
        headers={},
        source_ip="127.0.0.1",
        received_at=message.received_at,
    )
    assert gateway.read(message).is_genuine
    found = gateway.findings(message)
    assert not found.is_believed
    assert found.facts == ()


def test_payfast_is_not_asked_about_a_forgery(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    _request, message = pay(gateway, listener)
    asked = len(sandbox.log)
    altered = RawMessage(
        body=message.body.replace(b"499.00", b"4.99"),
        headers={},
        source_ip="127.0.0.1",
        received_at=message.received_at,
    )
    assert not gateway.findings(altered).is_believed
    assert len(sandbox.log) == asked


def test_ending_an_agreement_may_be_repeated(gateway: PayFast, listener: Listener) -> None:
    token = kept_card(gateway, listener)
    assert gateway.standing(token) == AgreementFact(agreement=token, status="active")
    gateway.end_agreement(token)
    (message,) = listener.take()
    assert gateway.read(message).is_genuine
    assert gateway.findings(message).facts == (
        AgreementFact(agreement=token, status="ended", reason="CANCELLED"),
    )
    gateway.end_agreement(token)
    assert gateway.standing(token).status == "attention"
    with pytest.raises(GatewayRefused, match="not in a valid state"):
        gateway.charge(token, payment())


def test_ending_what_never_was_is_refused(gateway: PayFast) -> None:
    with pytest.raises(GatewayRefused, match="not found"):
        gateway.end_agreement("11111111-2222-3333-4444-555555555555")


def scheduled(gateway: PayFast, listener: Listener, **changes: object) -> str:
    schedule = Schedule(
        frequency="monthly",
        recurring_amount=Decimal("499.00"),
        billing_date=date.today() + timedelta(days=14),  # noqa: DTZ011 - any day to come
    )
    request = payment(**{"notify_url": listener.url, "amount": Decimal(0), **changes})
    assert submit(gateway.start_schedule(request, schedule)).press("Pay by card").status_code == 303
    fact = paid(gateway, listener.take()[0])
    assert fact.amount == request.amount
    assert fact.method
    assert fact.method.is_scheduled_by_gateway
    return fact.method.token


def test_a_schedule_with_a_free_first_period(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    token = scheduled(gateway, listener)
    found = gateway.agreements.fetch(token)
    assert (found.status, found.amount, found.frequency, found.cycles) == (1, Decimal("499.00"), 3, 0)
    assert found.run_date == date.today() + timedelta(days=14)  # noqa: DTZ011
    charged = sandbox.run_schedule(token)
    fact = paid(gateway, listener.take()[0])
    assert charged
    assert (fact.gateway_id, fact.agreement, fact.amount) == (charged.number, token, Decimal("499.00"))
    assert gateway.agreements.fetch(token).cycles_complete == 1


def test_a_schedule_is_paused_and_changed(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    token = scheduled(gateway, listener)
    gateway.agreements.pause(token, cycles=2)
    assert gateway.standing(token) == AgreementFact(agreement=token, status="attention", reason="PAUSED")
    assert sandbox.run_schedule(token) is None
    gateway.agreements.unpause(token)
    day = date.today() + timedelta(days=40)  # noqa: DTZ011
    gateway.agreements.update(token, amount=Decimal("899.90"), frequency="annual", cycles=0, run_date=day)
    found = gateway.agreements.fetch(token)
    assert (found.amount, found.frequency, found.cycles, found.run_date) == (Decimal("899.90"), 6, 0, day)
    with pytest.raises(GatewayRefused, match="out of range"):
        gateway.agreements.update(token, amount=Decimal("4.99"))
    with pytest.raises(ValueError, match="Nothing to change"):
        gateway.agreements.update(token)


def test_a_failed_scheduled_charge_is_found_by_looking(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    token = scheduled(gateway, listener)
    sandbox.faults.declines = "51"
    assert sandbox.run_schedule(token) is None
    assert not listener.messages
    assert gateway.standing(token).status == "attention"


def refund(gateway: PayFast, gateway_id: str, amount: str, key: str = "R1") -> object:
    return gateway.refund(
        gateway_id, amount=Decimal(amount), currency="ZAR", reason="Ordered twice", request_key=key
    )


def test_refunds_part_and_rest_and_no_more(gateway: PayFast, listener: Listener) -> None:
    fact = paid(gateway, pay(gateway, listener)[1])
    found = gateway.refund(
        fact.gateway_id, amount=Decimal("99.50"), currency="ZAR", reason="", request_key="R1"
    )
    assert (found.status, found.amount, found.refund_id) == ("done", Decimal("99.50"), "R1")
    with pytest.raises(GatewayRefused, match=r"payfast\.refund_too_large"):
        refund(gateway, fact.gateway_id, "399.51")
    refund(gateway, fact.gateway_id, "399.50")
    with pytest.raises(GatewayRefused, match=r"payfast\.refund_too_large"):
        refund(gateway, fact.gateway_id, "0.01")
    with pytest.raises(GatewayRefused, match=r"payfast\.amount"):
        refund(gateway, fact.gateway_id, "0")
    with pytest.raises(GatewayRefused, match=r"payfast\.amount"):
        refund(gateway, fact.gateway_id, "0.005")


def test_a_refund_into_a_bank_account_is_left_to_people(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    fact = paid(gateway, pay(gateway, listener)[1])
    sandbox.api.refund_method = "BANK_PAYOUT"
    with pytest.raises(GatewayRefused, match=r"payfast\.refund_needs_bank_details"):
        refund(gateway, fact.gateway_id, "499.00")


def test_a_refund_that_timed_out_is_looked_up(
    sandbox_url: str, listener: Listener, sandbox: PayFastSandbox
) -> None:
    gateway = PayFast(config(sandbox_url, read_timeout=0.3))
    fact = paid(gateway, pay(gateway, listener)[1])
    sandbox.faults.hangs_after_taking = 1
    assert getattr(refund(gateway, fact.gateway_id, "100.00"), "status", "") == "done"
    assert sandbox.books.payments[fact.gateway_id].refunded == 10_000


def test_fetch_finds_by_payfasts_number_too(gateway: PayFast, listener: Listener) -> None:
    request, message = pay(gateway, listener, reference="SA7K2M9QX4TB6WZG", amount=Decimal("1234.50"))
    number = paid(gateway, message).gateway_id
    for found in (gateway.fetch(request.reference), gateway.fetch("another", gateway_id=number)):
        assert found
        assert (found.gateway_id, found.amount) == (number, Decimal("1234.50"))
        assert found.occurred_at
    assert gateway.fetch("SA0000000000NONE") is None
    assert gateway.fetch("") is None


def test_callbacks_may_come_twice_or_not_at_all(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox
) -> None:
    sandbox.faults.callback_copies = 2
    request = payment(notify_url=listener.url)
    submit(gateway.start(request)).press("Pay by card")
    one, other = (gateway.read(message).dedupe_key for message in listener.take(2))
    assert one == other
    sandbox.faults.drops_callbacks = True
    dropped = payment(notify_url=listener.url, reference="SA7K2M9QX4TB6WZH")
    submit(gateway.start(dropped)).press("Pay by card")
    assert gateway.fetch(dropped.reference)
    assert not listener.messages


def test_the_api_answers_ping_and_knows_a_wrong_passphrase(gateway: PayFast, sandbox_url: str) -> None:
    assert gateway.ping()
    with pytest.raises(GatewayRefused, match=r"payfast\.unauthorised"):
        PayFast(config(sandbox_url, passphrase="wrong")).ping()
    with pytest.raises(GatewayRefused, match=r"payfast\.unauthorised"):
        PayFast(config(sandbox_url, is_test=False)).ping()  # the live API does not know a sandbox account


def test_one_gateway_serves_many_threads(gateway: PayFast, listener: Listener) -> None:
    token = kept_card(gateway, listener)
    facts: list[PaymentFact] = []
    threads = [
        threading.Thread(
            target=lambda number=number: facts.append(gateway.charge(token, payment(reference=f"T{number}")))
        )
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fact.reference for fact in facts) == ["T0", "T1", "T2", "T3"]
    assert len({fact.gateway_id for fact in facts}) == 4
    listener.take(4)


def test_nothing_secret_is_logged_or_raised(
    gateway: PayFast, listener: Listener, sandbox: PayFastSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    token = kept_card(gateway, listener)
    sandbox.faults.declines = "51"
    texts = []
    for failing in (
        lambda: gateway.charge(token, payment()),
        lambda: PayFast(config("http://127.0.0.1:9")).charge(token, payment()),
        lambda: PayFast(config("http://127.0.0.1:9")).end_agreement(token),
    ):
        with pytest.raises((GatewayRefused, GatewayUnreachable)) as raised:
            failing()
        texts.append(f"{raised.value!r} {raised.value.__cause__!r}")
        assert raised.value.__suppress_context__ or raised.value.__context__ is None
    said = " ".join([*texts, caplog.text, str(sandbox.log)])
    for secret in (token, gateway.config.passphrase, gateway.config.merchant_key, "Thandi", "umoja.example"):
        assert secret not in said


def test_the_control_address_of_the_sandbox(sandbox: PayFastSandbox, sandbox_url: str) -> None:
    control = f"{sandbox_url}/control/payfast/"
    assert requests.post(control, json={"is_down": True}, timeout=5).json()["faults"]["is_down"]
    assert requests.get(f"{sandbox_url}/payfast/eng/pay/x", timeout=5).status_code == 503
    requests.post(control, json={}, timeout=5)
    assert requests.get(f"{sandbox_url}/payfast/eng/pay/x", timeout=5).status_code == 404
