"""Paying: to the gateway and back, by link without signing in, and what the pages never do: confirm."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from billing.gateways import PaymentFact, registry
from billing.models import Charge, Payment, PaymentState
from billing.services import pay_links
from billing.tests.pages import EftTill, LiveShop, PostingTill, at
from billing.tests.test_pages_portal import text_of
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.tasks import tasks_at_once

# TestCase-like tests run inside a transaction, where a durable one is not what it seems.
pytestmark = pytest.mark.django_db


def payment_of(live: LiveShop) -> Payment:
    with tenant(live.organisation_id):
        return Payment.objects.order_by("-pk")[0]


def confirm(live: LiveShop, payment: Payment, **changed: Any) -> None:
    """The gateway's own word comes in."""
    body = {
        "id": f"g-{payment.reference}",
        "status": "confirmed",
        "amount": str(payment.amount),
        "reference": payment.reference,
        "token": "tok_1",
    }
    live.now = timezone.now()
    live.deliver(body | changed)


def test_a_redirect_is_a_page_that_moves_on(live: LiveShop) -> None:
    charge = live.start("growth")
    client = live.client
    assert "Till" in text_of(client.get(at("pay", charge.public_id)))
    reply = client.post(at("pay", charge.public_id), {"gateway": "till"})
    payment = payment_of(live)
    assert f'content="0; url=https://till.example/{payment.reference}"' in reply.content.decode()
    assert "no-store" in reply["Cache-Control"]


def test_a_post_opens_the_policy_for_this_reply_only(live: LiveShop) -> None:
    registry.use({"till": PostingTill()})
    charge = live.start("growth")
    reply = live.client.post(at("pay", charge.public_id), {"gateway": "till"})
    policy = reply["Content-Security-Policy"]
    assert "form-action 'self' https://till.example https://card.example;" in policy + ";"
    page = reply.content.decode()
    assert 'action="https://till.example/pay"' in page
    assert page.index('name="reference"') < page.index('name="amount"')
    other = live.client.get(at("pay", charge.public_id))["Content-Security-Policy"]
    assert "till.example" not in other


def test_eft_shows_how_and_shows_it_again(live: LiveShop) -> None:
    registry.use({"till": EftTill()})
    charge = live.start("growth")
    client = live.client
    reply = client.post(at("pay", charge.public_id), {"gateway": "till"})
    payment = payment_of(live)
    assert reply["Location"] == at("payment", payment.public_id)
    for _ in range(2):
        page = client.get(reply["Location"])
        assert payment.reference in text_of(page)
        assert 'data-copy="62000000001"' in page.content.decode()


def test_coming_back_confirms_nothing(live: LiveShop) -> None:
    charge = live.start("growth")
    client = live.client
    client.post(at("pay", charge.public_id), {"gateway": "till", "keeps": "1"})
    payment = payment_of(live)
    page = client.get(at("payment", payment.public_id), {"status": "paid"})
    assert "We are waiting for Till" in text_of(page)
    assert "every 4s" in page.content.decode()
    assert live.subscription().state == "incomplete"
    confirm(live, payment)
    part = client.get(at("payment", payment.public_id), headers={"HX-Request": "true"})
    assert "Paid, thank you" in text_of(part)
    assert "every 4s" not in part.content.decode()
    assert "<html" not in part.content.decode()
    shown = text_of(client.get(at("overview")))
    assert "Growth" in shown
    assert "Next charge R 599.00" in shown
    assert "Visa ending in 4242" in shown


def test_coming_back_has_the_gateway_asked_at_once_and_not_too_often(live: LiveShop) -> None:
    charge, client = live.start("growth"), live.client
    client.post(at("pay", charge.public_id), {"gateway": "till"})
    payment = payment_of(live)
    live.till.taken[payment.reference] = PaymentFact(  # its message was lost
        gateway_id="g-9", status="pending", amount=payment.amount, currency="ZAR", reference=payment.reference
    )
    with tasks_at_once():
        for _twice in range(2):
            client.get(at("payment", payment.public_id))
    assert live.till.calls.count(f"fetch {payment.reference}") == 1
    with tenant(live.organisation_id):
        planned = Payment.objects.get().ask_at
        assert planned is not None
        assert planned > timezone.now() + timedelta(minutes=10)
    live.till.taken[payment.reference] = replace(live.till.taken[payment.reference], status="confirmed")
    cache.clear()  # a quarter of a minute later
    with tasks_at_once():
        client.get(at("payment", payment.public_id))
    assert "Paid, thank you" in text_of(client.get(at("payment", payment.public_id)))
    cache.clear()
    with tasks_at_once():
        client.get(at("payment", payment.public_id))
    assert live.till.calls.count(f"fetch {payment.reference}") == 2


def test_a_failure_says_what_to_do(live: LiveShop) -> None:
    charge = live.start("growth")
    client = live.client
    client.post(at("pay", charge.public_id), {"gateway": "till"})
    payment = payment_of(live)
    confirm(live, payment, status="failed", token="")
    page = client.get(at("payment", payment.public_id))
    assert "The payment did not go through" in text_of(page)
    assert at("pay", charge.public_id) in page.content.decode()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("insufficient_funds", "There was not enough money in the account. Nothing was paid."),
        ("Insufficient Funds", "There was not enough money in the account. Nothing was paid."),
        ("new_code_of_theirs", "The bank did not accept it. Nothing was paid."),
        ("Transaction declined (05)", "Transaction declined (05). Nothing was paid."),
        ("Try again.", "Try again. Nothing was paid."),
    ],
)
def test_a_failure_is_said_in_sentences(live: LiveShop, failure: str, said: str) -> None:
    charge = live.start("growth")
    live.client.post(at("pay", charge.public_id), {"gateway": "till"})
    payment = payment_of(live)
    with tenant(live.organisation_id):
        Payment.objects.filter(pk=payment.pk).update(state=PaymentState.FAILED, failure=failure)
    assert said in text_of(live.client.get(at("payment", payment.public_id)))


def test_one_that_was_begun_is_named_before_paying_again(live: LiveShop) -> None:
    charge, client = live.start("growth"), live.client
    page = at("pay", charge.public_id)
    assert "was begun already" not in text_of(client.get(page))
    client.post(page, {"gateway": "till"})
    begun = payment_of(live)
    shown = client.get(page)
    assert "A payment for this was begun already" in text_of(shown)
    assert at("payment", begun.public_id) in shown.content.decode()
    assert "was begun already" not in text_of(client.get(page, {"back": "1"}))
    path = f"/api/v1/o/umoja-foods/billing/charges/{charge.public_id}/"
    (told,) = client.get(path).json()["payments"]
    assert (told["id"], told["state"]) == (begun.public_id, "redirected")
    confirm(live, begun, status="failed", token="")
    assert "was begun already" not in text_of(client.get(page))


def test_cancelled_at_the_gateway(live: LiveShop) -> None:
    charge = live.start("growth")
    page = live.client.get(at("pay", charge.public_id), {"back": "1"})
    assert "You came back without paying" in text_of(page)


def test_what_is_paid_is_not_paid_again(live: LiveShop) -> None:
    live.subscribe("growth")
    (charge,) = live.charges()
    client = live.client
    assert "Nothing is to be paid here any more" in text_of(client.get(at("pay", charge.public_id)))
    reply = client.post(at("pay", charge.public_id), {"gateway": "till"}, follow=True)
    assert "no longer open" in text_of(reply)
    with tenant(live.organisation_id):
        assert Payment.objects.count() == 1


@pytest.mark.parametrize("gateway", ["", "nobody", "../x"])
def test_a_way_that_is_none(live: LiveShop, gateway: str) -> None:
    charge = live.start("growth")
    reply = live.client.post(at("pay", charge.public_id), {"gateway": gateway})
    assert reply.status_code in {200, 404}
    with tenant(live.organisation_id):
        assert not Payment.objects.exists()


def test_methods_choose_and_remove(live: LiveShop) -> None:
    live.subscribe("growth")
    live.pay(live.start_again(), card="tok_2")
    client = live.client
    page = client.get(at("methods"))
    assert text_of(page).count("Visa ending in 4242") >= 2
    with tenant(live.organisation_id):
        from billing.models import PaymentMethod

        first, second = PaymentMethod.objects.order_by("pk")
    assert "is charged from now on" in text_of(client.post(at("method-choose", first.public_id), follow=True))
    gone = client.post(at("method-remove", first.public_id), follow=True)
    assert "Visa ending in 4242 is removed" in text_of(gone)
    assert "Visa ending in 4242 is charged next" in text_of(gone)  # the other one
    assert live.till.calls[-1] != "end"  # it can be taken back still


def link_of(live: LiveShop, charge: Charge) -> str:
    """The link's path, as the page gives it."""
    page = live.client.post(at("pay-link", charge.public_id)).content.decode()
    return page.partition('readonly value="')[2].partition('"')[0].partition("/pay/")[2].join(["/pay/", ""])


def test_link_shows_the_sum_and_nothing_else(live: LiveShop) -> None:
    charge = live.start("growth")
    reply = Client().get(link_of(live, charge))
    shown = text_of(reply)
    assert "Pay R 599.00" in shown
    assert f"For Umoja Foods · reference {charge.reference}" in shown
    assert "Growth" not in shown
    assert "Thandi" not in shown
    assert reply["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in reply["Cache-Control"]


def test_link_pays_its_charge_and_keeps_no_card(live: LiveShop) -> None:
    registry.use({"till": PostingTill()})
    charge = live.start("growth")
    link, client = link_of(live, charge), Client()
    assert "Type your e-mail address" in text_of(client.post(link, {"gateway": "till"}))
    reply = client.post(link, {"gateway": "till", "email": "aunt@family.example"})
    assert 'value="aunt@family.example"' in reply.content.decode()
    payment = payment_of(live)
    assert "We are waiting for Till" in text_of(client.get(f"{link}back/"))
    confirm(live, payment, token="")
    assert "Paid, thank you" in text_of(client.get(f"{link}back/", headers={"HX-Request": "true"}))
    assert "This has been paid" in text_of(client.get(link))
    assert live.subscription().state == "active"
    with tenant(live.organisation_id):
        begun = AuditEntry.objects.get(code="billing.payment.begun")
        assert (begun.actor_kind, begun.actor_label) == ("system", "Pay link")


def test_link_dies(live: LiveShop) -> None:
    charge = live.start("growth")
    link, client = link_of(live, charge), Client()
    altered = f"/pay/A{link[6:]}" if link[5] != "A" else f"/pay/B{link[6:]}"
    assert client.get(altered).status_code == 404
    assert client.get("/pay/nonsense/").status_code == 404
    old = pay_links.make(
        charge, live.cast.umoja.public_id, now=timezone.now() - pay_links.VALID_FOR - timedelta(days=2)
    )
    expired = client.get(f"/pay/{old}/")
    assert expired.status_code == 410
    assert "older than 30 days" in text_of(expired)
    live.start("starter")  # calls the first charge off
    assert "This is no longer owed" in text_of(client.get(link))
    client.post(link, {"gateway": "till", "email": "aunt@family.example"})
    with tenant(live.organisation_id):
        assert not Payment.objects.exists()


def test_link_is_throttled(live: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    from billing.views import links

    cache.clear()
    monkeypatch.setattr(links, "RATE", {"pay_link": "3/m/ip"})
    client = Client()
    assert [client.get("/pay/nonsense/").status_code for _ in range(4)] == [404, 404, 404, 429]
    cache.clear()


def test_hints_go_out_when_a_payment_is_settled(
    live: LiveShop, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[str, str]] = []
    from synthai.core import realtime

    monkeypatch.setattr(realtime, "push", lambda topic, kind, id, version: sent.append((topic, kind)))  # noqa: A006
    charge = live.start("growth")
    with django_capture_on_commit_callbacks(execute=True):
        live.pay(charge)
    topic = f"org.{live.cast.umoja.public_id}.billing"
    assert {(topic, "payment"), (topic, "charge"), (topic, "subscription")} <= set(sent)


@pytest.mark.parametrize(("ticked", "kept"), [({"keeps": "1"}, "True"), ({}, "False")])
def test_the_customer_says_whether_the_card_is_kept(
    live: LiveShop, ticked: dict[str, str], kept: str
) -> None:
    registry.use({"till": PostingTill()})
    charge = live.start("growth")
    reply = live.client.post(at("pay", charge.public_id), {"gateway": "till"} | ticked)
    assert f'name="keeps" value="{kept}"' in reply.content.decode()


def test_eft_by_the_settings(live: LiveShop, settings: Any) -> None:
    registry.use(None)
    settings.EFT = {
        "account_name": "SynthAI (Pty) Ltd",
        "bank": "FNB",
        "branch_code": "250655",
        "account_number": "62000000001",
        "account_type": "Current",
    }
    charge = live.start("growth")
    client = live.client
    assert "Bank transfer from any South African bank" in text_of(client.get(at("pay", charge.public_id)))
    shown = text_of(client.post(at("pay", charge.public_id), {"gateway": "eft"}, follow=True))
    assert payment_of(live).reference in shown
    assert "62000000001" in shown
    assert "R 599.00" in shown
