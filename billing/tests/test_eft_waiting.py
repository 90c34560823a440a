"""While an EFT is awaited: one reference for it, the way back to it, and whatever reference the customer types."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import BankLine, Charge, LineState, Payment, PaymentState
from billing.services import charges, pay_links, payments
from billing.tests.pages import LiveShop, at
from billing.tests.staffroom import entries, hired, page
from billing.tests.test_bank import ACCOUNT, ask_for, balance, confirm, csv, line_of, state_of, take_in
from billing.tests.test_pages_portal import text_of
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
DAY = "2026-02-01"


@pytest.fixture
def eft(live: LiveShop) -> LiveShop:
    """A shop where one pays by card or by EFT."""
    registry.use({"till": live.till, "eft": Eft(ACCOUNT)})
    return live


def tries(live: LiveShop) -> list[Payment]:
    with tenant(live.organisation_id):
        return list(Payment.objects.order_by("pk"))


def charge_of(live: LiveShop) -> Charge:
    (charge,) = live.charges()
    return charge


def test_choosing_eft_again_shows_the_same_reference(eft: LiveShop) -> None:
    first = ask_for(eft)
    charge = charge_of(eft)
    eft.client.post(at("pay", charge.public_id), {"gateway": "till"})  # and a card in between
    shown = text_of(eft.client.post(at("pay", charge.public_id), {"gateway": "eft"}, follow=True))
    assert first.reference in shown
    assert [row.gateway for row in tries(eft)] == ["eft", "till"]
    assert len(entries("billing.payment.begun")) == 2


def test_an_api_key_that_is_new_gets_it_too(eft: LiveShop) -> None:
    first = ask_for(eft)
    with tenant(eft.organisation_id):
        begun = payments.begin(
            charge_of(eft).public_id, "eft", payer_email="", by=eft.by, now=eft.now,
            return_path="/b/", cancel_path="/c/", request_key="another",
        )  # fmt: skip
    assert begun.payment.pk == first.pk


def test_one_that_is_over_is_not_awaited(eft: LiveShop) -> None:
    first = ask_for(eft)
    with tenant(eft.organisation_id):
        Payment.objects.update(state=PaymentState.FAILED)
    assert ask_for(eft, charge=charge_of(eft)).reference != first.reference


def test_a_pay_link_leads_to_it_unless_something_was_tried_since(eft: LiveShop) -> None:
    first = ask_for(eft)
    charge = charge_of(eft)
    with tenant(eft.organisation_id):
        token = pay_links.make(charge, eft.cast.umoja.public_id, now=timezone.now())
    sent = {"gateway": "eft", "email": "kin@example.org"}
    shown = text_of(Client().post(f"/pay/{token}/", sent, follow=True))
    assert first.reference in shown
    assert "Open the pay link again" in shown or "we write to the address you gave" in shown
    assert "your plan" not in shown
    assert "Pay another way" in shown
    assert len(tries(eft)) == 1
    eft.now = timezone.now() + timedelta(seconds=1)
    eft.client.post(at("pay", charge.public_id), {"gateway": "till"})
    shown = text_of(Client().post(f"/pay/{token}/", sent, follow=True))
    assert tries(eft)[-1].reference in shown
    assert [row.gateway for row in tries(eft)] == ["eft", "till", "eft"]


def test_overview_and_charge_lead_back_to_it(eft: LiveShop) -> None:
    payment = ask_for(eft)
    words = f"See where to pay, reference {payment.reference}"
    for url in (at("overview"), at("charge", charge_of(eft).public_id)):
        answer = eft.client.get(url)
        assert words in text_of(answer)
        assert at("payment", payment.public_id) in answer.content.decode()
    with tenant(eft.organisation_id):
        charges.call_off(charge_of(eft), by=eft.by, now=eft.now)
    for url in (at("overview"), at("charge", charge_of(eft).public_id)):
        assert "See where to pay" not in text_of(eft.client.get(url))
    shown = text_of(eft.client.get(at("payment", payment.public_id)))
    assert "Not finished" in shown
    assert "with this reference" not in shown


def test_one_whose_charge_a_card_paid_waits_for_no_bank(eft: LiveShop) -> None:
    payment = ask_for(eft)
    charge = charge_of(eft)
    assert "Waiting for the bank" in text_of(eft.client.get(at("charge", charge.public_id)))
    eft.pay(charge)
    for url in (at("history"), at("charge", charge.public_id)):
        shown = text_of(eft.client.get(url))
        assert "Paid another way" in shown
        assert "Waiting for the bank" not in shown
    assert "with this one nothing was paid" in text_of(eft.client.get(at("payment", payment.public_id)))


def test_many_awaited_cost_as_much_as_one(eft: LiveShop) -> None:
    ask_for(eft)
    client = eft.client
    client.get(at("overview"))
    with assert_max_queries(40) as few:
        client.get(at("overview"))
    before = len(few)
    for _number in range(3):
        ask_for(eft, charge=eft.start_again())
    with assert_max_queries(before):
        assert text_of(client.get(at("overview"))).count("See where to pay") == 4


def test_the_charges_reference_is_as_good_as_the_payments(eft: LiveShop) -> None:
    payment = ask_for(eft)
    take_in(eft, csv((DAY, f"FNB {charge_of(eft).reference}", "199.00")))
    found: dict[str, Any] = line_of("199.00").suggestion
    assert (found["reference"], found["confidence"], found["is_clear"]) == (payment.reference, "1.00", True)
    assert "It is the charge's, not the payment's." in found["choices"][0]["reasons"][0]
    confirm(eft, line_of("199.00"), payment.reference)
    assert state_of(eft, payment) == PaymentState.CONFIRMED


def test_of_two_payments_the_charges_reference_means_the_newest(eft: LiveShop) -> None:
    first = ask_for(eft)
    with tenant(eft.organisation_id):
        Payment.objects.update(state=PaymentState.FAILED)
        second = ask_for(eft, charge=charge_of(eft))
        Payment.objects.filter(pk=first.pk).update(state=PaymentState.PENDING)
    take_in(eft, csv((DAY, charge_of(eft).reference, "199.00")))
    found = line_of("199.00").suggestion
    assert (found["reference"], found["is_clear"]) == (second.reference, True)


def test_staff_may_type_the_charges_reference(eft: LiveShop) -> None:
    payment = ask_for(eft)
    take_in(eft, csv((DAY, "Somebody", "199.00")))
    line = confirm(eft, line_of("199.00"), charge_of(eft).reference.lower())
    assert (line.state, line.matched_reference) == (LineState.MATCHED, payment.reference)


def test_what_is_paid_already_is_announced_as_credit(eft: LiveShop) -> None:
    payment = ask_for(eft)
    take_in(eft, csv((DAY, payment.reference, "199.00")))
    staff, words = hired(eft, is_superuser=True), "all of this becomes credit of Umoja Foods"
    clear, doubtful = (f"{page(BankLine, 'match')}?show={show}" for show in ("clear", "doubtful"))
    assert f"Confirm {payment.reference}" in text_of(staff.get(clear))
    assert words not in text_of(staff.get(clear))
    eft.pay(charge_of(eft))
    assert payment.reference not in text_of(staff.get(clear))
    shown = text_of(staff.get(doubtful))
    assert words in shown
    assert f"Confirm {payment.reference}, R199.00 as credit" in shown.replace("\xa0", "").replace("R ", "R")
    confirm(eft, line_of("199.00"), payment.reference)
    assert balance(eft) == Decimal("199.00")
