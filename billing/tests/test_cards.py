"""Kept cards between charges: added for nothing, chosen, removed and taken back, and forgotten at the gateway afterwards."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from billing import events
from billing.gateways import GatewayUnreachable, MethodFact, PaymentFact, registry
from billing.models import CardSetup, Charge, Customer, MethodState, PaymentMethod, Price
from billing.services import by_hand, cards_out, facts, keeping, methods, top_ups
from billing.services.elsewhere import CollectedElsewhere
from billing.tests.documented import balance, check_books
from billing.tests.factories import Shop
from billing.tests.gateway import TillGateway
from billing.tests.pages import EftTill, LiveShop, at
from billing.tests.test_pages_portal import text_of
from synthai.core import entitlements
from synthai.core.access import system_actor
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


def default_of(shop: Shop) -> str:
    with tenant(shop.organisation_id):
        return Customer.objects.get().default_method


def kept(shop: Shop) -> list[PaymentMethod]:
    with tenant(shop.organisation_id):
        return list(PaymentMethod.objects.order_by("pk"))


def add(shop: LiveShop, token: str, **changed: Any) -> CardSetup:
    """As a customer does on the page; then the gateway's message comes."""
    page = shop.client.post(at("method-add"), {"gateway": "till"})
    assert "https://till.example/SY" in page.content.decode()
    with tenant(shop.organisation_id):
        setup = CardSetup.objects.order_by("-pk")[0]
    body = {
        "id": f"g-{setup.reference}",
        "status": "confirmed",
        "amount": str(setup.amount),
        "reference": setup.reference,
        "token": token,
    }
    shop.deliver(body | changed)
    return again(shop, setup)


def again(shop: LiveShop, setup: CardSetup) -> CardSetup:
    """The row as it is now."""
    with tenant(shop.organisation_id):
        found: CardSetup = CardSetup.objects.select_related("method").get(pk=setup.pk)
    return found


def test_a_card_is_added_for_nothing_and_charged_next(live: LiveShop) -> None:
    live.subscribe("starter")
    before = len(live.charges())
    client = live.client
    assert "Nothing is charged." in text_of(client.get(at("methods")))
    setup = add(live, "tok_2")
    assert (setup.state, setup.amount, setup.give_back) == ("kept", Decimal(0), "none")
    _old, new = kept(live)
    assert default_of(live) == new.public_id
    assert len(live.charges()) == before
    page = text_of(client.get(at("method-adding", setup.public_id)))
    assert "The card is added Visa ending in 4242 is charged next." in page
    live.move(days=40)
    assert "charge" in live.till.calls[-1]
    with tenant(live.organisation_id):
        codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"billing.card.begun", "billing.card.kept"} <= codes


def test_the_return_of_the_browser_keeps_nothing(live: LiveShop) -> None:
    client = live.client
    client.post(at("method-add"), {"gateway": "till"})
    with tenant(live.organisation_id):
        setup = CardSetup.objects.get()
    page = client.get(at("method-adding", setup.public_id))
    assert "We are waiting for Till" in text_of(page)
    assert "every 4s" in page.content.decode()
    assert kept(live) == []
    part = client.get(at("method-adding", setup.public_id), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_the_small_amount_is_given_back_once(live: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TillGateway, "keeps_for", Decimal("1.00"))
    assert "R 1.00 is charged to see that it works" in text_of(live.client.get(at("methods")))
    setup = add(live, "tok_2")
    assert (setup.state, setup.give_back) == ("kept", "due")
    assert (balance("clearing.till"), balance("refunds")) == (Decimal(1), Decimal(-1))
    with tenant(live.organisation_id):
        assert keeping.work(now=timezone.now()) == 1
        assert keeping.work(now=timezone.now() + timedelta(days=1)) == 0
    assert again(live, setup).give_back == "done"
    assert (balance("clearing.till"), balance("refunds")) == (Decimal(0), Decimal(0))
    check_books()
    refunds = [call for call in live.till.calls if call.startswith("refund")]
    assert refunds == [f"refund g-{setup.reference} 1.00 {setup.reference}-BACK"]


def test_another_amount_keeps_no_card(live: LiveShop) -> None:
    setup = add(live, "tok_2", amount="12.00")
    assert (setup.state, kept(live)) == ("failed", [])
    assert "reports 12.00" in setup.failure


def test_one_that_nobody_tells_of_is_asked_after_and_runs_out(live: LiveShop) -> None:
    live.client.post(at("method-add"), {"gateway": "till"})
    now = timezone.now()
    with tenant(live.organisation_id):
        for _ in range(6):
            now += timedelta(days=4)
            keeping.work(now=now)
        setup = CardSetup.objects.get()
    assert setup.state == "expired"
    fact = PaymentFact(
        gateway_id="late",
        status="confirmed",
        amount=Decimal(0),
        currency="ZAR",
        reference=setup.reference,
        method=MethodFact(token="tok_9"),
    )
    assert facts.apply("till", fact, now=now) == setup.reference  # the message comes after all
    assert [row.state for row in kept(live)] == [MethodState.ACTIVE]


def test_a_gateway_without_cards_is_refused_in_words(live: LiveShop) -> None:
    registry.use({"till": EftTill()})
    page = live.client.post(at("method-add"), {"gateway": "till"}, follow=True)
    assert "keeps no card" in text_of(page)
    assert "No payment service that keeps cards" in text_of(live.client.get(at("methods")))


def test_a_gateway_that_is_away_changes_nothing(live: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(request: object) -> None:
        raise GatewayUnreachable

    monkeypatch.setattr(live.till, "start", down)
    page = live.client.post(at("method-add"), {"gateway": "till"}, follow=True)
    assert "does not answer. Nothing was changed" in text_of(page)


def test_the_last_card_may_go_and_says_what_comes(live: LiveShop) -> None:
    live.subscribe("starter")
    client = live.client
    page = text_of(client.get(at("methods")))
    assert "What if you remove it? Your next charge of R 199.00 on" in page
    gone = text_of(client.post(at("method-remove", live.method().public_id), follow=True))
    assert "Visa ending in 4242 is removed Your next charge of R 199.00 on" in gone
    assert "will ask you to pay by link or EFT." in gone
    assert default_of(live) == ""
    live.move(days=32)
    renewal = live.charges()[-1]
    assert (renewal.reason, renewal.state) == ("renewal", "open")
    assert not any(call.startswith("charge") for call in live.till.calls)
    with tenant(live.organisation_id):
        told = OutboxEvent.objects.filter(name="billing.ChargeAwaited")
        assert [event.payload["charge"] for event in told] == [renewal.public_id]


def test_undo_puts_it_back_as_it_was(live: LiveShop) -> None:
    live.subscribe("starter")
    client, card = live.client, live.method()
    client.post(at("method-remove", card.public_id))
    back = text_of(client.post(at("method-restore", card.public_id), follow=True))
    assert "Visa ending in 4242 is kept after all." in back
    assert default_of(live) == card.public_id
    with tenant(live.organisation_id):
        assert cards_out.forget(now=timezone.now() + timedelta(hours=1)) == 0
    live.move(days=40)
    assert any(call.startswith("charge") for call in live.till.calls)


def test_after_ten_minutes_the_gateway_forgets(live: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    live.subscribe("starter")
    client, card = live.client, live.method()
    client.post(at("method-remove", card.public_id))
    now = timezone.now()

    def down(token: str) -> None:
        raise GatewayUnreachable

    with tenant(live.organisation_id):
        assert cards_out.forget(now=now + timedelta(minutes=9)) == 0
        with monkeypatch.context() as patched:
            patched.setattr(live.till, "end_agreement", down)
            assert cards_out.forget(now=now + timedelta(minutes=11)) == 0
        assert cards_out.forget(now=now + timedelta(minutes=12)) == 0  # not at once again
        with pytest.raises(methods.TooLate):
            methods.take_back(card.public_id, by=live.by, now=now + timedelta(minutes=12))
        assert cards_out.forget(now=now + timedelta(hours=2)) == 1
    assert live.till.calls[-1] == "end"
    assert kept(live)[0].sealed_token == ""


def test_the_newest_other_card_takes_its_place(live: LiveShop) -> None:
    live.subscribe("starter")
    add(live, "tok_2")
    add(live, "tok_3")
    first, second, third = kept(live)
    with tenant(live.organisation_id):
        methods.remove(third.public_id, by=live.by, now=timezone.now())
    assert default_of(live) == second.public_id
    with tenant(live.organisation_id):
        methods.remove(first.public_id, by=live.by, now=timezone.now())
    assert default_of(live) == second.public_id


def test_a_card_added_again_is_kept_again(live: LiveShop) -> None:
    add(live, "tok_2")
    with tenant(live.organisation_id):
        card = PaymentMethod.objects.get()
        methods.remove(card.public_id, by=live.by, now=timezone.now())
        cards_out.forget(now=timezone.now() + timedelta(minutes=11))
    add(live, "tok_2")  # Paystack gives the same token for the same card
    (row,) = kept(live)
    assert (row.state, row.token, row.forget_at) == (MethodState.ACTIVE, "tok_2", None)


def test_a_card_that_is_charged_again_needs_no_attention(live: LiveShop) -> None:
    live.subscribe("starter")
    with tenant(live.organisation_id):
        PaymentMethod.objects.update(state=MethodState.ATTENTION)
    live.move(days=40)
    assert live.charges()[-1].state == "paid"
    assert kept(live)[0].state == MethodState.ACTIVE


def test_a_choice_is_told(live: LiveShop) -> None:
    live.subscribe("starter")
    add(live, "tok_2")
    first, _second = kept(live)
    with tenant(live.organisation_id):
        methods.choose(first.public_id, by=live.by)
        last = OutboxEvent.objects.filter(name="billing.MethodChosen").order_by("-pk")[0]
    assert last.payload == {"method": first.public_id}
    assert events.MethodChosen(method="x").method == "x"


def test_list_asks_the_same_however_many(live: LiveShop) -> None:
    live.subscribe("starter")
    client = live.client
    client.get(at("methods"))
    with assert_max_queries(20) as few:
        client.get(at("methods"))
    asked = len(few.captured_queries)
    for number in range(4):
        add(live, f"tok_{number}x")
    with assert_max_queries(asked):
        client.get(at("methods"))


def test_api_adds_shows_removes_and_restores(live: LiveShop) -> None:
    client = live.client
    begun = client.post(
        f"/api/v1/o/{live.cast.umoja.slug}/billing/methods/",
        {"gateway": "till"},
        content_type="application/json",
        headers={"Idempotency-Key": "card-1"},
    )
    assert begun.status_code == 201, begun.content
    said = begun.json()
    assert (said["setup"]["state"], said["step"]["kind"]) == ("started", "redirect")
    again = client.post(
        f"/api/v1/o/{live.cast.umoja.slug}/billing/methods/",
        {"gateway": "till"},
        content_type="application/json",
        headers={"Idempotency-Key": "card-1"},
    )
    assert again.json()["setup"]["id"] == said["setup"]["id"]
    add(live, "tok_2")
    base = f"/api/v1/o/{live.cast.umoja.slug}/billing/methods/"
    (row,) = client.get(base).json()
    assert client.delete(f"{base}{row['id']}/").status_code == 204
    assert client.get(base).json() == []
    assert client.post(f"{base}{row['id']}/restore/").json()["is_default"]
    assert client.get(begun["Location"]).json()["state"] == "started"
    assert client.post(f"{base}at/till/").status_code == 400


def test_charges_that_a_gateway_collects_are_not_paid_here(live: LiveShop) -> None:
    charge = live.start("starter")
    with tenant(live.organisation_id):
        Charge.objects.update(collected_by="till")
    page = live.client.post(at("pay", charge.public_id), {"gateway": "till"}, follow=True)
    assert "collects this by itself" in text_of(page)
    assert "Nothing is to be paid here" in text_of(live.client.get(at("pay", charge.public_id)))


def test_staff_cannot_charge_what_a_gateway_collects(live: LiveShop) -> None:
    charge = live.start("starter")
    with tenant(live.organisation_id):
        Charge.objects.update(collected_by="till")
        with pytest.raises(CollectedElsewhere):
            by_hand.charge_now(charge.pk, by=system_actor(), now=timezone.now())


def test_a_removed_card_stays_removed_when_its_last_try_fails(live: LiveShop) -> None:
    live.subscribe("starter")
    (card,) = kept(live)
    with tenant(live.organisation_id):
        methods.remove(card.public_id, by=live.by, now=live.now)
        card.refresh_from_db()
        methods.needs_attention(card, by=system_actor(live.organisation_id))
    assert [row.state for row in kept(live)] == [MethodState.ENDED]


def test_the_page_says_what_a_top_up_does_without_a_card(
    live: LiveShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    meter = entitlements.Feature(code="content.ai_credits", kind="meter", title="AI credits")
    monkeypatch.setitem(entitlements._features, meter.code, meter)
    live.subscribe("starter")
    assert "topped up" not in text_of(live.client.get(at("methods")))
    with tenant(live.organisation_id):
        pack = Price.objects.get(plan__code="ai-credits-pack-500")
        top_ups.put(pack, below=Decimal(10), most_a_month=1, by=live.by, now=live.now)
    assert "Without a card prepaid units are not topped up by themselves." in text_of(
        live.client.get(at("methods"))
    )
    assert "this waits until there is one" not in text_of(live.client.get(at("wallet")))
    (card,) = kept(live)
    with tenant(live.organisation_id):
        methods.remove(card.public_id, by=live.by, now=live.now)
    assert "this waits until there is one" in text_of(live.client.get(at("wallet")))
