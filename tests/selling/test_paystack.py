"""A seller with an account of their own at Paystack: paid over real HTTP, told by signed messages, asked back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.test import Client
from django.utils import timezone

from billing.gateways import PaymentFact
from billing.models import SaleDocument, SaleMessage, SaleRefund, SellerAccount
from billing.services.selling import accounts, messages, paying
from notifications.models import Mail, Notification
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import paystack_shop, shop
from tests.selling.paystack_shop import KEY, RIVAL_KEY, Counter, click, deliver, payment, said, types_key
from tests.selling.shop import Follower, sale

pytestmark = pytest.mark.django_db


def test_a_stranger_pays_into_the_seller_s_own_account(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = Client()
    pay = shop.buys(client, shop.on_sale(cast))["Location"]
    assert "Paystack" in client.get(pay).content.decode()
    url = paystack.checkout(client, pay)
    assert "Capitec Pay" in paystack_page(url)  # nothing is kept, so every way to pay is offered
    back = click(url, "capitec_pay").headers["location"]
    (message,) = paystack.listener.take()
    assert paystack.transaction.metadata_value("notify_url").endswith(paystack.hook)
    assert client.get(back).status_code == 302
    assert sale(cast).state == "open"  # the browser's return confirms nothing
    before = len(paystack.asked())
    assert paystack.hands_on(message) == 200
    assert f"GET /paystack/transaction/verify/{payment(cast).reference}" in "".join(paystack.asked()[before:])
    follows.run()
    found = payment(cast)
    assert (sale(cast).state, found.state, found.fee) == ("paid", "confirmed", Decimal("11.50"))
    assert found.gateway_id == str(paystack.transaction.id)
    with tenant(cast.umoja):
        assert SaleDocument.objects.get().incl == Decimal("575.00")
    assert Mail.objects.get(kind="billing/sale").recipient == "lerato@example.com"
    assert len(shop.claim_links()) == 1


def paystack_page(url: str) -> str:
    return requests.get(url, timeout=5).text


def test_a_declined_card_may_be_tried_again_on_the_same_page(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = Client()
    pay = shop.buys(client, shop.on_sale(cast))["Location"]
    url = paystack.checkout(client, pay)
    assert "Declined" in click(url, "declined").text
    with tenant(cast.umoja):
        paying.ask(payment(cast).pk, now=timezone.now())
    assert "did not go through" in client.get(sale(cast).continue_path).content.decode()
    click(url, "card")
    assert paystack.hands_on(paystack.listener.take()[0]) == 200
    assert (sale(cast).state, payment(cast).failure) == ("paid", "")


def test_a_message_that_never_comes_is_asked_after(cast: Cast, paystack: Counter, follows: Follower) -> None:
    paystack.opens_shop()
    client = Client()
    paystack.played.faults.set({"drops_callbacks": True})
    click(paystack.checkout(client, shop.buys(client, shop.on_sale(cast))["Location"]), "eft")
    later = timezone.now() + timedelta(minutes=6)
    with tenant(cast.umoja):
        (due,) = paying.to_ask(now=later)
        paying.ask(due, now=later)
    assert sale(cast).state == "paid"


def test_a_replayed_message_enrols_and_invoices_once(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = Client()
    message = paystack.pays(client, shop.buys(client, shop.on_sale(cast))["Location"])
    for _ in range(3):
        assert paystack.hands_on(message) == 200
        follows.run()
    with tenant(cast.umoja):
        assert (SaleDocument.objects.count(), SaleMessage.objects.count()) == (1, 1)
        assert not SaleRefund.objects.exists()
    assert len(shop.claim_links()) == 1


def test_a_forged_message_opens_nothing(cast: Cast, paystack: Counter) -> None:
    paystack.opens_shop()
    client = Client()
    paystack.checkout(client, shop.buys(client, shop.on_sale(cast))["Location"])
    data = {"id": paystack.transaction.id, "reference": payment(cast).reference, "status": "success"}
    body, signature = said("charge.success", data, key=KEY)
    for forged, by in ((body, ""), (body, "0" * 128), (body, said("charge.success", data, key=RIVAL_KEY)[1]),
                       (body.replace(b"success", b"succes5"), signature)):  # fmt: skip
        assert deliver(paystack.hook, forged, by) == 400
    assert deliver(paystack.hook, body, signature, source="203.0.113.9") == 400
    assert deliver(paystack.hook, b"x" * 300_000, signature) in (400, 413)
    with tenant(cast.umoja):
        assert not SaleMessage.objects.exists()
    # Even who knows the key cannot say that something was paid: Paystack itself is asked.
    assert deliver(paystack.hook, body, signature) == 200
    shop.tasks_of_messages(cast)
    assert (sale(cast).state, payment(cast).state) == ("open", "redirected")


def test_another_amount_opens_nothing_and_the_seller_is_told(
    cast: Cast, paystack: Counter, follows: Follower
) -> None:
    paystack.opens_shop()
    client = Client()
    message = paystack.pays(client, shop.buys(client, shop.on_sale(cast))["Location"], cents=100)
    assert paystack.hands_on(message) == 200
    follows.run()
    assert (sale(cast).state, payment(cast).state) == ("open", "mismatched")
    assert payment(cast).failure == "The gateway reports 1.00 ZAR."
    assert Notification.objects.filter(user=cast.thandi.user, kind="billing.sale_trouble").count() == 1
    assert "Another amount came" in client.get(sale(cast).continue_path).content.decode()
    assert shop.claim_links() == []


def test_a_key_is_tried_before_it_is_kept(cast: Cast, paystack: Counter) -> None:
    shop.says_who_sells(cast)
    words = {
        "pk_test_um0jaf00ds0000": "This is the public key",
        "sk_test_um0j…0001": "Copy all of it",
        "sk_test_ um0jaf00ds": "Copy all of it",
        RIVAL_KEY: "Paystack does not know this key",
    }
    for key, sentence in words.items():
        reply = types_key(cast.thandi, key)
        assert reply.status_code == 200
        assert sentence in reply.content.decode(), key
    with tenant(cast.umoja):
        assert not SellerAccount.objects.exists()
    assert types_key(cast.thandi, f"  {KEY}\n").status_code == 302
    shown = cast.thandi.client().get("/o/umoja-foods/billing/selling/").content.decode()
    assert "Nobody pays real money there" in shown
    assert KEY not in shown
    assert paystack.asked()[-1] == "GET /paystack/integration/payment_session_timeout"
    assert types_key(cast.hire("manager"), KEY).status_code == 403


def test_a_key_that_nobody_could_try_is_kept_and_said_so(cast: Cast, paystack: Counter) -> None:
    paystack.played.faults.set({"is_down": True})
    reply = cast.thandi.client().post("/o/umoja-foods/billing/selling/paystack/", {"secret_key": KEY}, follow=True)  # fmt: skip
    assert "Paystack did not answer, so nobody knows yet" in reply.content.decode()
    with tenant(cast.umoja):
        assert SellerAccount.objects.get().is_test


def test_an_account_that_was_removed_lets_other_payments_be_asked_after(
    cast: Cast, paystack: Counter
) -> None:
    paystack.opens_shop()
    client = Client()
    paystack.checkout(client, shop.buys(client, shop.on_sale(cast))["Location"])
    with tenant(cast.umoja):
        accounts.remove("paystack", by=cast.thandi.actor)
        paying.ask(payment(cast).pk, now=timezone.now())
    assert payment(cast).asked == 1
    assert deliver(paystack.hook, *said("charge.success", {"id": 1}, key=KEY)) == 404


def test_one_seller_s_messages_never_confirm_another_s_order(
    cast: Cast, paystack: Counter, settings: Any
) -> None:
    paystack.opens_shop()
    client = Client()
    paystack.checkout(client, shop.buys(client, shop.on_sale(cast))["Location"])
    reference = payment(cast).reference
    with paystack_shop.counter(cast, settings, key=RIVAL_KEY) as rival:
        assert types_key(cast.charlize, RIVAL_KEY).status_code == 302
        data = rival_payment(rival, reference)
        body, signature = said("charge.success", data, key=RIVAL_KEY)
        theirs = f"/hooks/sales/{cast.karoo.public_id}/paystack/"
        assert deliver(paystack.hook, body, signature) == 400
        assert deliver(theirs, body, said("charge.success", data, key=KEY)[1]) == 400
        assert deliver(theirs, body, signature) == 200
        with tenant(cast.karoo):
            (row,) = messages.waiting(now=timezone.now())
            messages.handle(row, now=timezone.now())
            assert SaleMessage.objects.get().next_try_at is None
            fact = accounts.get("paystack").fetch(reference)
            assert isinstance(fact, PaymentFact)
            assert (fact.status, fact.amount) == ("confirmed", Decimal("575.00"))
            assert paying.take("paystack", fact, now=timezone.now()) is None
    with tenant(cast.umoja):
        assert not SaleMessage.objects.exists()
    assert (sale(cast).state, payment(cast).state) == ("open", "redirected")


def rival_payment(rival: Counter, reference: str) -> dict[str, Any]:
    """Somebody pays the same amount under the same reference, into another account."""
    begun = requests.post(
        f"{rival.api}/transaction/initialize",
        json={"email": "x@karoo.example", "amount": 57_500, "reference": reference},
        headers={"authorization": f"Bearer {RIVAL_KEY}"},
        timeout=5,
    ).json()
    click(begun["data"]["authorization_url"], "card")
    return rival.transaction.as_json()
