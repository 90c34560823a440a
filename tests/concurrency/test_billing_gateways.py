"""Cards and plans of gateways under real parallel transactions: one card, one plan, one charge, whoever is first."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.gateways import InvoiceFact, MethodFact, PaymentFact, ScheduleFact, registry
from billing.models import CardSetup, Charge, Payment, PaymentMethod, Subscription
from billing.services import cards_out, following, keeping, methods
from billing.tests.factories import Shop
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def shop() -> Iterator[Shop]:
    yield Shop(build_cast())
    registry.use(None)


def inside(shop: Shop, work: Any) -> Any:
    with tenant(shop.organisation_id):
        return work()


def paid(shop: Shop, **changed: Any) -> PaymentFact:
    fact: dict[str, Any] = {
        "gateway_id": "pi_1",
        "status": "confirmed",
        "amount": Decimal("199.00"),
        "currency": "ZAR",
        "occurred_at": shop.now,
    }
    return PaymentFact(**fact | changed)


def schedule(shop: Shop) -> ScheduleFact:
    month: dict[str, Any] = {"period_start": shop.now, "period_end": shop.now + timedelta(days=30)}
    invoice = InvoiceFact(
        invoice="in_1",
        status="paid",
        amount=Decimal("199.00"),
        currency="ZAR",
        issued_at=shop.now,
        payments=(paid(shop, agreement="sub_1"),),
        **month,
    )
    return ScheduleFact(
        agreement="sub_1",
        status="active",
        amount=Decimal("199.00"),
        currency="ZAR",
        quantity=1,
        ends_with_period=False,
        customer="cus_1",
        price=shop.price("starter"),
        invoices=(invoice,),
        **month,
    )


def test_a_plan_told_of_by_several_messages_at_once_is_one(shop: Shop) -> None:
    fact = schedule(shop)

    def take() -> Any:
        return inside(shop, lambda: following.take(shop.organisation_id, "stripe", fact, now=shop.now))

    results = run_together(*[take] * 4)
    assert errors(results) == []
    assert values(results) == [True] * 4
    with tenant(shop.organisation_id):
        assert Subscription.objects.get().state == "active"
        assert Charge.objects.get().state == "paid"
        assert Payment.objects.get().state == "confirmed"


def test_a_card_is_kept_once_and_forgotten_once(shop: Shop) -> None:
    def begin() -> Any:
        return keeping.begin(
            "till", payer_email="", by=shop.by, now=shop.now, return_path="/", cancel_path="/"
        ).setup

    setup: CardSetup = inside(shop, begin)
    fact = paid(shop, amount=Decimal(0), reference=setup.reference, method=MethodFact(token="tok_1"))
    taken = run_together(*[lambda: inside(shop, lambda: keeping.take(setup.pk, fact, now=shop.now))] * 3)
    assert errors(taken) == []
    card: PaymentMethod = inside(shop, PaymentMethod.objects.get)
    inside(shop, lambda: methods.remove(card.public_id, by=shop.by, now=shop.now))
    later = shop.now + timedelta(minutes=10)
    told = run_together(*[lambda: inside(shop, lambda: cards_out.forget(now=later))] * 3)
    assert errors(told) == []
    assert sum(values(told)) == 1
    assert shop.till.calls.count("end") == 1


def test_taken_back_or_forgotten_never_both(shop: Shop) -> None:
    """At the very instant when the time is over."""
    shop.subscribe("starter")
    card: PaymentMethod = inside(shop, PaymentMethod.objects.get)
    inside(shop, lambda: methods.remove(card.public_id, by=shop.by, now=shop.now))
    ends = shop.now + timedelta(minutes=10)
    results = run_together(
        lambda: inside(shop, lambda: methods.take_back(card.public_id, by=shop.by, now=ends)),
        lambda: inside(shop, lambda: cards_out.forget(now=ends)),
    )
    assert [type(error) for error in errors(results)] == [methods.TooLate]
    assert shop.till.calls.count("end") == 1
