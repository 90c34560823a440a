"""What goes wrong with the money of a sale, and what happens then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from billing.gateways import PaymentFact
from billing.models import SaleDocument, SalePayment, SaleRefund
from billing.services.selling import orders, paying, refunding, sellers
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop
from tests.selling.shop import Follower, Gateway, bought, sale

pytestmark = pytest.mark.django_db


def test_what_the_gateway_cannot_pay_back_is_paid_by_hand(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    bought(payfast, follows, shop.on_sale(cast))
    trainer, path = cast.thandi.client(), f"/o/umoja-foods/courses/sales/{sale(cast).public_id}/return/"
    trainer.post("/o/umoja-foods/billing/selling/payfast/remove/")
    assert trainer.post(path, {"reason": "Goodwill"}).status_code == 302
    follows.run()
    with tenant(cast.umoja):
        assert SaleRefund.objects.get().state == "failed"
    assert "Pay back by EFT" in trainer.get("/o/umoja-foods/courses/sales/").content.decode()
    assert "Pay the buyer by EFT" in trainer.get(path).content.decode()
    assert trainer.post(path, {"by_hand": "1"}).status_code == 302
    with tenant(cast.umoja):
        refund = SaleRefund.objects.get()
    assert (refund.state, refund.is_by_hand, refund.failure) == ("done", True, "")


def test_another_amount_opens_nothing_and_the_second_payment_goes_back(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    client = bought(payfast, follows, shop.on_sale(cast))
    assert client.get(sale(cast).continue_path).status_code == 200
    with tenant(cast.umoja):
        for number, amount in (("1", Decimal("575.00")), ("2", Decimal("5.00"))):
            payment = SalePayment.objects.create(
                reference=f"SYBBBBBBBBB{number}",
                sale=sale(cast),
                gateway="payfast",
                amount=Decimal("575.00"),
                created_at=timezone.now(),
            )
            fact = PaymentFact(
                gateway_id=f"x{number}",
                status="confirmed",
                amount=amount,
                currency="ZAR",
                reference=payment.reference,
            )
            paying.take("payfast", fact, now=timezone.now())
        paying.take("payfast", fact, now=timezone.now())
        assert OutboxEvent.objects.filter(name="billing.SaleMismatched").count() == 1, "told once"
        states = dict(SalePayment.objects.values_list("reference", "state"))
        assert states["SYBBBBBBBBB1"] == "confirmed"
        assert states["SYBBBBBBBBB2"] == "mismatched"
        assert SaleRefund.objects.get().ends_sale is False
    follows.run()
    assert sale(cast).state == "paid"


def test_buyers_who_never_paid_are_forgotten(cast: Cast) -> None:
    shop.opens_shop(cast)
    shop.buys(Client(), shop.on_sale(cast))
    with tenant(cast.umoja):
        orders.withdraw(sale(cast).pk, now=timezone.now())
        assert orders.forget_unpaid(now=timezone.now()) == 0
        assert orders.forget_unpaid(now=timezone.now() + timedelta(days=31)) == 1
    assert (sale(cast).buyer_name, sale(cast).buyer_email) == ("", "")


def test_a_message_that_never_comes_is_asked_after(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    client = Client()
    reply = shop.buys(client, shop.on_sale(cast))
    payfast.pays(client, reply["Location"])  # and its message is lost
    waiting = client.get(sale(cast).continue_path)
    assert "Waiting for the payment service" in waiting.content.decode()
    assert waiting["Refresh"] == "5"
    with tenant(cast.umoja):
        (due,) = paying.to_ask(now=timezone.now() + timedelta(minutes=6))
        paying.ask(due, now=timezone.now() + timedelta(minutes=6))
    follows.run()
    assert sale(cast).state == "paid"
    assert len(shop.claim_links()) == 1


def test_of_two_payments_the_one_that_paid_goes_back_with_the_sale(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    client = Client()
    pay = shop.buys(client, shop.on_sale(cast))["Location"]
    first = payfast.page(client, pay)  # begun first, in another tab, and paid last
    payfast.hands_on(payfast.pays(client, pay))
    first.press("Pay by card")
    payfast.hands_on(payfast.listener.take()[0])
    follows.run()
    early, late = shop.payments(cast)
    with tenant(cast.umoja):
        assert SaleRefund.objects.get().payment_id == early.pk, "what came a second time"
        refunding.give_back(sale(cast).pk, reason="Goodwill", by=cast.thandi.actor, now=timezone.now())
        refunds = {row.payment_id: row.ends_sale for row in SaleRefund.objects.all()}
    assert refunds == {early.pk: False, late.pk: True}


def test_who_registers_for_vat_before_the_money_comes_charges_it_in_books_and_on_paper(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast, is_vendor=False)
    client = Client()
    pay = shop.buys(client, shop.on_sale(cast), vat_number="4740 101 508")["Location"]
    message = payfast.pays(client, pay)
    assert (sale(cast).vat, sale(cast).buyer_vat_number) == (Decimal(0), "4740101508")
    with tenant(cast.umoja):
        now_one = {**shop.SELLER, "vat_number": shop.vat_number()}
        sellers.change(now_one, by=cast.thandi.actor)
    payfast.hands_on(message)
    follows.run()
    with tenant(cast.umoja):
        document = SaleDocument.objects.get()
    assert (document.kind, document.vat) == ("tax_invoice", Decimal("75.00"))
    assert sale(cast).vat == document.vat
