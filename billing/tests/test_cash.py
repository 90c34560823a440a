"""The cash forecast from real rows: what is owed, what is renewed, and what the chase plan and promises say."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.engine.periods import local_date
from billing.engine.receipts import Way
from billing.models import BillingEntity, ChargeState
from billing.services import cash, chasing, coupons, subscriptions
from billing.tests.factories import Shop
from billing.tests.test_figures import Other
from synthai.core.access import system_actor
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db


def forecast(shop: Shop, entity: BillingEntity | None = None) -> cash.Forecast:
    with all_tenants(reason="test"):
        return cash.forecast(entity, now=shop.now)


def test_a_monthly_plan_is_renewed_three_times_and_a_yearly_one_not_at_all(shop: Shop) -> None:
    shop.subscribe("growth")
    Other(shop).subscribe("growth", "year")
    found = forecast(shop).receivables
    assert [each.amount for each in found] == [Decimal("599.00")] * len(found)
    assert len(found) in {2, 3}  # the third falls on day 90 in short months
    assert [each.asked for each in found] == sorted(each.asked for each in found)
    assert found[0].certainty > found[-1].certainty  # who knows who leaves until then


def test_coupons_end_credit_is_used_first_and_a_cancelled_plan_brings_nothing(shop: Shop) -> None:
    coupons.make(
        {"code": "TWO", "name": "Two", "percent_off": Decimal(50), "duration": "repeating", "periods": 2},
        by=system_actor(),
    )
    shop.subscribe("growth", coupon="TWO")
    assert [each.amount for each in forecast(shop).receivables][:2] == [Decimal("299.50"), Decimal("599.00")]
    with tenant(shop.organisation_id):
        subscriptions.cancel(by=shop.by, now=shop.now)
    assert forecast(shop).receivables == ()


def renew(shop: Shop) -> None:
    """The day of the renewal comes."""
    period_end = shop.subscription().period_end
    assert period_end is not None
    shop.now = period_end
    shop.tick()


def overdue(shop: Shop) -> None:
    """The renewal was declined."""
    shop.subscribe("growth")
    shop.till.mode = "declines"
    renew(shop)


def test_what_is_owed_follows_its_chase_plan_and_the_promise(shop: Shop) -> None:
    overdue(shop)
    owed = [each for each in forecast(shop).receivables if ":" not in each.key]
    assert len(owed) == 1
    before = owed[0]
    with tenant(shop.organisation_id):
        assert {charge.state for charge in shop.charges()} == {ChargeState.PAID, ChargeState.OPEN}
    day = local_date(shop.now) + timedelta(days=6)
    with tenant(shop.organisation_id):
        chasing.promise(day, by=shop.by, now=shop.now)
    after = next(each for each in forecast(shop).receivables if ":" not in each.key)
    assert (before.promised, after.promised) == (None, day)
    chance = next(
        share for each, share, _amount in forecast(shop).outlook.behind(day) if each.key == after.key
    )
    assert chance == 70


def test_paid_by_hand_is_learned_apart_from_cards(shop: Shop) -> None:
    shop.subscribe("growth")
    renew(shop)
    habits = forecast(shop).basis.habits
    assert (habits[Way.CARD].seen, habits[Way.HAND].seen) == (1, 0)
    assert habits[Way.CARD].shares["first"] > 0.86


def test_an_entity_that_sells_nothing_expects_nothing(shop: Shop) -> None:
    shop.subscribe("growth")
    other = BillingEntity.objects.create(legal_name="Second (Pty) Ltd", number_prefix="SEC")
    found = forecast(shop, other)
    assert found.receivables == ()
    assert found.outlook.between(found.today, found.until).expected == 0


def test_it_asks_as_many_queries_for_two_customers_as_for_one(shop: Shop) -> None:
    counts: list[int] = []
    customers: list[Any] = [shop, Other(shop)]
    for customer in customers:
        customer.subscribe("growth")
        forecast(shop)
        with CaptureQueriesContext(connection) as asked:
            forecast(shop)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 14
