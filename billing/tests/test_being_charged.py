"""While a kept card is being charged nothing voids what it pays for, and nobody is asked to pay a second time."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Charge, ChargeState, Payment, PaymentState
from billing.services import asking, awaited, changes, kept_card, subscriptions
from billing.tests.pages import SLUG, LiveShop, at
from billing.tests.test_pages_pay import link_of
from billing.tests.test_pages_portal import text_of
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanging(live: LiveShop) -> tuple[LiveShop, Charge, Payment]:
    """An upgrade whose card was charged, and the till did not answer."""
    live.subscribe("starter")
    live.till.mode = "hangs"
    with tenant(live.organisation_id):
        _found, charge = changes.request(
            price=live.price("growth"), quantity=8, by=live.by, now=live.now + timedelta(minutes=1)
        )
        assert charge is not None
        payment = kept_card.pay(charge.public_id, by=live.by, now=live.now + timedelta(minutes=1))
    assert payment.state == PaymentState.SENDING
    return live, charge, payment


def test_another_change_is_refused_and_the_upgrade_is_had(hanging: tuple[LiveShop, Charge, Payment]) -> None:
    live, charge, payment = hanging
    client = live.client
    query = {"price": live.price("growth"), "quantity": "9"}
    shown = text_of(client.get(at("change"), query, follow=True))
    assert "Your card is being charged for it just now. Wait until that is decided." in shown
    with tenant(live.organisation_id):
        for quantity in (9, 1):
            with pytest.raises(awaited.BeingCharged):
                changes.request(price=live.price("growth"), quantity=quantity, by=live.by, now=live.now)
    path = reverse("api:billing-change", args=[SLUG])
    wanted = {"price": live.price("growth"), "quantity": 9, "shown": "0.00"}
    refused = client.post(path, wanted, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "billing.charge.being_charged")
    assert "is being charged" in text_of(client.post(at("charge-call-off", charge.public_id), follow=True))
    with tenant(live.organisation_id):
        assert Charge.objects.get(pk=charge.pk).state == ChargeState.OPEN
        asking.ask(payment.pk, now=live.now + timedelta(minutes=5))
        assert Charge.objects.get(pk=charge.pk).state == ChargeState.PAID
    assert live.subscription().price.plan.code == "growth"


def test_nobody_is_asked_to_pay_again(hanging: tuple[LiveShop, Charge, Payment]) -> None:
    live, charge, payment = hanging
    client, state = live.client, at("payment", payment.public_id)
    for name in ("pay", "charge"):
        page = client.get(at(name, charge.public_id))
        assert "Your card is being charged" in text_of(page)
        assert state in page.content.decode()
        assert 'name="gateway"' not in page.content.decode()
    overview = client.get(at("overview")).content.decode()
    assert state in overview
    assert at("pay", charge.public_id) not in overview
    assert at("charge-call-off", charge.public_id) not in overview
    for way in ("kept", "till"):
        assert client.post(at("pay", charge.public_id), {"gateway": way}).headers["Location"] == state
    assert "Pay another way" not in text_of(client.get(state))
    link = link_of(live, charge)
    stranger = Client()
    assert "A card is being charged for this just now" in text_of(stranger.get(link))
    stranger.post(link, {"gateway": "till", "email": "x@y.example"})
    with tenant(live.organisation_id):
        assert Payment.objects.filter(charge=charge).count() == 1
        with pytest.raises(awaited.BeingCharged):
            kept_card.pay(charge.public_id, by=live.by, now=live.now)


def test_paying_in_a_trial_is_not_begun_anew_meanwhile(live: LiveShop) -> None:
    with tenant(live.organisation_id):
        price = live.price("starter")
        subscriptions.start_trial(live.organisation_id, price=price, by=live.by, now=live.now)
    charge = live.start("starter")
    live.pay(live.start_again())  # with a card that is kept
    live.till.mode = "hangs"
    with tenant(live.organisation_id):
        kept_card.pay(charge.public_id, by=live.by, now=live.now)
    with pytest.raises(awaited.BeingCharged):
        live.start("starter")


def test_another_change_takes_the_credit_of_the_one_it_replaces(live: LiveShop) -> None:
    from billing.services import credit
    from billing.tests.test_settling import STAFF

    live.subscribe("starter")
    with tenant(live.organisation_id):
        credit.give(
            live.organisation_id,
            amount=Decimal("35.00"),
            reason="sorry",
            key="k",
            by=STAFF,
            now=live.now,
        )
        _found, first = changes.request(price=live.price("growth"), quantity=8, by=live.by, now=live.now)
        found, second = changes.request(price=live.price("business"), quantity=25, by=live.by, now=live.now)
        assert first is not None
        assert second is not None
        assert found.quote is not None
        assert (first.credit, second.credit, found.quote.credit) == (Decimal("35.00"),) * 3
        assert credit.balance() == 0


def test_a_kept_card_is_called_the_same_everywhere(live: LiveShop) -> None:
    live.subscribe("starter")
    charge = live.start_again()
    with tenant(live.organisation_id):
        row = live.method()
        row.brand = "visa"
        row.save()
    for name, ids in (("overview", ()), ("methods", ()), ("pay", (charge.public_id,))):
        assert "Visa ending in 4242" in text_of(live.client.get(at(name, *ids)))
    with tenant(live.organisation_id):
        row.brand = row.last4 = ""
        row.save()
    for name, ids in (("overview", ()), ("methods", ()), ("pay", (charge.public_id,))):
        assert "Till card" in text_of(live.client.get(at(name, *ids)))


def test_pay_and_go_on_leads_to_the_charge_that_is_open(live: LiveShop) -> None:
    with tenant(live.organisation_id):
        price = live.price("starter")
        subscriptions.start_trial(live.organisation_id, price=price, by=live.by, now=live.now)
    before = live.client.get(at("overview")).content.decode()
    assert "pays=1" in before
    charge = live.start("starter")
    after = live.client.get(at("overview")).content.decode()
    assert "pays=1" not in after
    assert after.count(at("pay", charge.public_id)) == 2
