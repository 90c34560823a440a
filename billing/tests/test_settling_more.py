"""What a gateway says beside the money: the card, its fee, and what a bank took back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from billing.gateways import MethodFact, PaymentFact
from billing.models import (
    Dispute,
    DisputeState,
    JournalLine,
    PaymentMethod,
    PaymentState,
    Refund,
)
from billing.services import (
    methods,
    refunds,
    settling,
)
from billing.tests.factories import Shop
from billing.tests.test_settling import REFUNDER, balance, begin, by_a_link, said
from synthai.core.tenancy import tenant


def test_a_card_that_the_message_names_is_kept_though_the_gateway_was_asked_before(shop: Shop) -> None:
    payment = begin(shop, shop.start())
    asked = PaymentFact(gateway_id="g-1", status="confirmed", amount=payment.amount, currency="ZAR")
    with tenant(shop.organisation_id):
        settling.take(payment.pk, asked, now=shop.now)
        assert not PaymentMethod.objects.exists()
        told = replace(asked, method=MethodFact(token="tok_1", brand="Visa", last4="4242"))
        settling.take(payment.pk, told, now=shop.now)
        settling.take(payment.pk, replace(asked, gateway_id="g-1"), now=shop.now)
        (method,) = PaymentMethod.objects.all()
        payment.refresh_from_db()
        assert payment.method == method
        assert methods.default(shop.organisation_id) == method
        methods.remove(method.public_id, by=shop.by, now=shop.now)
        settling.take(payment.pk, told, now=shop.now)  # told once more
        method.refresh_from_db()
        assert method.removed_at is not None
    assert balance(shop) == 0


def test_a_fee_that_the_message_names_is_booked_once_though_the_gateway_was_asked_before(shop: Shop) -> None:
    payment = begin(shop, shop.start())
    asked = PaymentFact(gateway_id="g-1", status="confirmed", amount=payment.amount, currency="ZAR")
    told = replace(asked, fee=Decimal("6.77"))
    with tenant(shop.organisation_id):
        for fact in (asked, told, told, asked):
            settling.take(payment.pk, fact, now=shop.now)
        payment.refresh_from_db()
        assert payment.fee == Decimal("6.77")
    rows = JournalLine.objects.filter(account__code="fees.till")
    assert [row.cents for row in rows] == [677]


@pytest.mark.parametrize("by_link", [False, True])
def test_a_card_is_kept_only_where_who_paid_agreed_though_the_gateway_names_it(
    shop: Shop, *, by_link: bool
) -> None:
    charge = shop.start()
    payment = by_a_link(shop, charge) if by_link else begin(shop, charge, keeps=False)
    shop.deliver(said(payment, token="tok_uncle"))
    with tenant(shop.organisation_id):
        payment.refresh_from_db()
        assert payment.state == PaymentState.CONFIRMED
        assert not PaymentMethod.objects.exists()


def test_what_a_bank_took_back_is_not_given_back_again(shop: Shop) -> None:
    payment = begin(shop, shop.start())
    shop.deliver(said(payment))
    with tenant(shop.organisation_id):
        dispute = Dispute.objects.create(
            payment=payment, gateway_id="d-1", amount=Decimal(100), created_at=shop.now
        )
        for state in (DisputeState.OPEN, DisputeState.LOST):
            Dispute.objects.update(state=state)
            with pytest.raises(refunds.Disputed) as refused:
                refunds.request(
                    payment.pk, amount=payment.amount, reason="Asked", key="a", by=REFUNDER, now=shop.now
                )
            assert "R\u00a0100.00" in str(refused.value)
        assert not Refund.objects.exists()
        Dispute.objects.filter(pk=dispute.pk).update(state=DisputeState.WON)
        refunds.request(payment.pk, amount=payment.amount, reason="Asked", key="b", by=REFUNDER, now=shop.now)
        assert Refund.objects.get().amount == payment.amount
