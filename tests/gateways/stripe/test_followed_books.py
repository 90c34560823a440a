"""A plan that Stripe runs among invoices, the ledger and overdue cases: documented and booked like any other, chased by Stripe alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from billing.gateways import InvoiceFact, PaymentFact, ScheduleFact, registry
from billing.models import (
    Charge,
    ChaseCase,
    CreditEntry,
    Payment,
    RetainedDocument,
    RetainedPayment,
    Subscription,
)
from billing.services import chasing, drafting, erasure, following, telling
from billing.services.elsewhere import RunElsewhere
from billing.tests.documented import SELLER, balance, check_books, documents, follow
from billing.tests.factories import Shop
from notifications.models import Notification
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from tests.gateways.stripe.play import Played
from tests.gateways.stripe.road import Road

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop(build_cast(), now=timezone.now())


@pytest.fixture
def road(played: Played, shop: Shop) -> Iterator[Road]:
    registry.use({"stripe": played.gateway})
    yield Road(played, shop)
    registry.use(None)


def booked(road: Road, invoice: InvoiceFact, *, now: datetime | None = None) -> None:
    """What Stripe says of the plan, with one more invoice."""
    plan = road.plan()
    fact = ScheduleFact(
        agreement=plan.agreement,
        status="active",
        amount=Decimal("199.00"),
        currency="ZAR",
        quantity=1,
        period_start=plan.period_start or timezone.now(),
        period_end=plan.period_end or timezone.now(),
        ends_with_period=False,
        invoices=(invoice,),
    )
    with tenant(road.organisation_id):
        following.take(road.organisation_id, "stripe", fact, now=now or timezone.now())


def invoice(*parts: str, **changed: Any) -> InvoiceFact:
    """Paid in these parts."""
    payments = tuple(
        PaymentFact(
            gateway_id=f"pi_part_{number}",
            status="confirmed",
            amount=Decimal(part),
            currency="ZAR",
            occurred_at=changed.get("issued_at"),
        )
        for number, part in enumerate(parts)
    )
    usual: dict[str, Any] = {"issued_at": timezone.now(), "text": "Starter"}
    return InvoiceFact(
        invoice="in_by_hand",
        status="paid",
        amount=Decimal("199.00"),
        currency="ZAR",
        payments=payments,
        **(usual | changed),
    )


def test_each_payment_has_its_tax_invoice_and_is_in_the_books_once(road: Road) -> None:
    agreement = road.buy()
    road.work(shuffled=True)
    road.renew(agreement, shuffled=True)
    follow(road.shop, times=2)
    made = documents(road.shop)
    assert [(row.kind, row.incl) for row in made] == [("tax_invoice", Decimal("199.00"))] * 2
    (line,) = made[0].data["lines"]
    assert line["code"] == "STARTER-MONTH"
    assert made[0].number != made[1].number
    with tenant(road.organisation_id):
        paid = list(Payment.objects.order_by("pk"))
    fees = sum((row.fee or Decimal(0) for row in paid), Decimal(0))
    assert fees > 0
    assert balance("receivables") == 0
    assert balance("clearing.stripe") == Decimal("398.00") - fees
    assert balance("fees.stripe") == fees
    assert balance("vat_output.15") == Decimal("-51.92")
    assert balance("revenue.plan") == Decimal("-346.08")
    check_books()


def test_stripe_alone_asks_again_for_what_is_overdue(road: Road) -> None:
    agreement = road.buy()
    road.work()
    road.played.sandbox.faults.declines = "insufficient_funds"
    road.renew(agreement)
    assert (road.plan().state, road.plan().access, road.plan().next_step_at) == ("past_due", "full", None)
    taken = len(road.played.sandbox.world.objects)
    road.tick(days=120)  # beyond the last step of every campaign
    assert (road.plan().state, road.plan().access) == ("past_due", "full")
    assert len(road.played.sandbox.world.objects) == taken  # Stripe was asked for nothing
    with tenant(road.organisation_id):
        assert not ChaseCase.objects.exists()
        day = timezone.localdate() + timedelta(days=3)
        with pytest.raises(RunElsewhere):
            chasing.promise(day, by=road.shop.by, now=timezone.now())
        with pytest.raises(RunElsewhere):
            chasing.object_to("Not mine", by=road.shop.by, now=timezone.now())
        fact = OutboxEvent.objects.get(name="billing.SubscriptionPastDue")
        assert (fact.payload["again_on"], fact.payload["narrows_on"]) == ("", "")
        telling.of_fact("e1", fact.name, fact.payload, organisation_id=road.organisation_id)
        told = Notification.objects.order_by("-pk")[0]
        owed = Charge.objects.get(state="open")
        assert drafting.pro_forma(owed, now=timezone.now()).bank is None  # nobody pays it by EFT as well
    assert "Stripe runs this plan and tries again by itself" in told.body
    assert "/pay/" not in told.url


def test_paid_in_parts_it_is_one_sale_and_no_credit(road: Road) -> None:
    road.buy()
    road.work()
    booked(road, invoice("100.00", "99.00"))
    booked(road, invoice("100.00", "99.00"))
    assert road.charges()[-1] == ("renewal", "paid", Decimal("199.00"))
    follow(road.shop)
    paid = documents(road.shop)[-1].data["payments"]
    assert [part["amount"] for part in paid] == ["100.00", "99.00"]
    assert balance("receivables") == 0
    with tenant(road.organisation_id):
        assert not CreditEntry.objects.exists()
    check_books()


def test_called_paid_by_hand_there_it_waits_for_staff_in_suspense(road: Road) -> None:
    road.buy()
    road.work()
    booked(road, invoice())
    booked(road, invoice())
    follow(road.shop)
    assert road.charges()[-1][1] == "paid"
    assert (balance("receivables"), balance("suspense")) == (Decimal(0), Decimal("199.00"))


def test_told_late_it_counts_from_when_it_was_paid(road: Road) -> None:
    road.buy()
    road.work()
    paid_at = datetime(2026, 1, 30, 9, tzinfo=UTC)
    booked(road, invoice("199.00", issued_at=paid_at))
    follow(road.shop)
    assert documents(road.shop)[-1].supplied_on.isoformat() == "2026-01-30"


def test_after_an_erasure_the_invoices_are_kept_and_the_rest_is_gone(road: Road) -> None:
    road.buy()
    road.work()
    follow(road.shop)
    with tenant(road.organisation_id), transaction.atomic():
        erasure.erase(road.organisation_id)
    with tenant(road.organisation_id):
        assert not Subscription.objects.exists()
        assert not Payment.objects.exists()
    assert RetainedPayment.objects.count() == 1
    assert RetainedDocument.objects.count() == 1
