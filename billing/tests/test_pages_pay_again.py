"""Paying with a kept card, and tries that were left, declined or called off."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from billing.gateways import registry
from billing.models import Charge, Payment, PaymentMethod, PaymentState
from billing.services import asking, changes, charges, figures
from billing.tests.pages import LiveShop, PostingTill, at
from billing.tests.test_pages_pay import confirm, link_of, payment_of
from billing.tests.test_pages_portal import text_of
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


class TestKeptCard:
    def asked(self, live: LiveShop) -> str:
        """A seat is asked for and not paid yet; the way to its page of payment."""
        live.subscribe("starter", quantity=3)
        with tenant(live.organisation_id):
            _, charge = changes.request(price=live.price("starter"), quantity=4, by=live.by, now=live.now)
        assert charge is not None
        return at("pay", charge.public_id)

    def test_is_charged_at_once(self, live: LiveShop) -> None:
        reply = live.client.post(self.asked(live), {"gateway": "kept"}, follow=True)
        assert "Paid, thank you" in text_of(reply)
        assert live.subscription().quantity == 4

    def test_a_refusal_costs_nothing_that_is_paid_for(self, live: LiveShop) -> None:
        page = self.asked(live)
        live.till.mode = "declines"
        reply = live.client.post(page, {"gateway": "kept"}, follow=True)
        assert "The bank declined the card" in text_of(reply)
        assert live.subscription().state == "active"
        assert live.charges()[-1].next_try_at is None

    def test_without_one_another_way_is_asked_for(self, live: LiveShop) -> None:
        page = self.asked(live)
        with tenant(live.organisation_id):
            PaymentMethod.objects.update(expires_year=2020, expires_month=1)
        assert "The card that is kept" not in text_of(live.client.get(page))
        assert "No kept card can be charged" in text_of(
            live.client.post(page, {"gateway": "kept"}, follow=True)
        )


def test_a_try_that_was_left_does_not_say_that_it_paid(live: LiveShop) -> None:
    charge = live.start("growth")
    client = live.client
    client.post(at("pay", charge.public_id), {"gateway": "till"})
    left = payment_of(live)
    client.post(at("pay", charge.public_id), {"gateway": "till"})
    confirm(live, payment_of(live))
    for name in (at("history"), at("charge", charge.public_id)):
        shown = text_of(client.get(name))
        assert "Paid another way" in shown
        assert "At the gateway" not in shown
    shown = text_of(client.get(at("payment", left.public_id)))
    assert "is paid. Whether money came with this one too we do not know yet" in shown
    assert "Paid, thank you" not in shown
    assert "nothing was paid" not in shown  # nobody asked
    with tenant(live.organisation_id):
        Payment.objects.filter(pk=left.pk).update(state=PaymentState.EXPIRED)
    shown = text_of(client.get(at("payment", left.public_id)))
    assert "was paid with another payment; with this one nothing was paid" in shown
    assert "Paid, thank you" in text_of(client.get(at("payment", payment_of(live).public_id)))


def test_cancelled_at_the_gateway_by_link(live: LiveShop) -> None:
    registry.use({"till": PostingTill()})
    link = link_of(live, live.start("growth"))
    assert "You came back without paying" in text_of(Client().get(link, {"back": "1"}))
    assert "You came back" not in text_of(Client().get(link))


def test_an_amount_is_copied_as_banks_take_it(live: LiveShop, settings: Any) -> None:
    registry.use(None)
    settings.EFT = {"account_name": "SynthAI", "bank": "FNB", "account_number": "62000000001"}
    charge = live.start("growth")
    page = live.client.post(at("pay", charge.public_id), {"gateway": "eft"}, follow=True).content.decode()
    assert 'data-copy="599.00"' in page


def upgrade(live: LiveShop) -> Charge:
    """A change that was asked for and is to be paid."""
    live.subscribe("starter")
    with tenant(live.organisation_id):
        _found, charge = changes.request(
            price=live.price("growth"), quantity=8, by=live.by, now=live.now + timedelta(minutes=1)
        )
    assert charge is not None
    return charge


def test_a_change_that_was_not_paid_is_called_off(live: LiveShop) -> None:
    charge, client = upgrade(live), live.client
    assert at("charge-call-off", charge.public_id) in client.get(at("overview")).content.decode()
    assert (
        at("charge-call-off", charge.public_id) in client.get(at("charge", charge.public_id)).content.decode()
    )
    said = text_of(client.post(at("charge-call-off", charge.public_id), follow=True))
    assert f"{charge.reference} is called off" in said
    assert live.charges()[-1].state == "void"
    assert live.subscription().price.plan.code == "starter"
    assert "no longer open" in text_of(client.post(at("charge-call-off", charge.public_id), follow=True))
    with tenant(live.organisation_id):
        assert AuditEntry.objects.get(code="billing.charge.voided").actor_kind == "person"


def test_what_is_owed_is_not_called_off(live: LiveShop) -> None:
    first, client = live.start("growth"), live.client
    assert "Call it off" not in text_of(client.get(at("overview")))
    assert "pays for a period" in text_of(client.post(at("charge-call-off", first.public_id), follow=True))
    again = live.start_again()
    with tenant(live.organisation_id), transaction.atomic():
        charges.settle(again, None, by=live.by, now=live.now)
        charges.reopen(again, by=live.by, now=live.now)  # she has it, and its money did not come
    path = f"/api/v1/o/umoja-foods/billing/charges/{again.public_id}/call-off/"
    assert client.post(path).status_code == 409
    assert {row.state for row in live.charges()} == {"open"}


def test_a_try_for_what_is_no_longer_owed_was_not_finished(live: LiveShop) -> None:
    charge, client = upgrade(live), live.client
    client.post(at("pay", charge.public_id), {"gateway": "till"})
    left = payment_of(live)
    assert "At the gateway" in text_of(client.get(at("charge", charge.public_id)))
    client.post(at("charge-call-off", charge.public_id))
    assert "No longer owed" in text_of(client.get(at("history")))  # nobody has asked yet
    with tenant(live.organisation_id):
        asking.ask(left.pk, now=live.now + timedelta(hours=1))
    for page in (at("charge", charge.public_id), at("history"), at("payment", left.public_id)):
        shown = text_of(client.get(page))
        assert "Not finished" in shown
        assert "At the gateway" not in shown
        assert "We are waiting for" not in shown


def test_a_declined_card_may_be_tried_again(live: LiveShop) -> None:
    charge, client = live.start("growth"), live.client
    client.post(at("pay", charge.public_id), {"gateway": "till"})
    payment = payment_of(live)
    confirm(live, payment, status="pending", token="", declined=True, reason="Your card has expired.")
    page = client.get(at("payment", payment.public_id))
    assert "The payment was declined Your card has expired. Nothing was paid." in text_of(page)
    assert at("pay", charge.public_id) in page.content.decode()
    assert "Declined" in text_of(client.get(at("charge", charge.public_id)))
    with tenant(live.organisation_id):
        assert not figures.mismatched().exists()  # nothing for staff
    confirm(live, payment)
    assert "Paid, thank you" in text_of(client.get(at("payment", payment.public_id)))
