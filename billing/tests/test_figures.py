"""The figures with known numbers: a year counts a twelfth, discounts count, trials and pauses do not."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import override_settings

from billing.models import GatewayMessage, RevenueDay
from billing.services import changes, coupons, figures, inbox, subscriptions
from billing.tests.factories import Shop
from synthai.core.access import system_actor
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.queries import assert_max_queries

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
STAFF = system_actor()


class Other(Shop):
    """A second customer of the same catalogue, till and cast."""

    def __init__(self, shop: Shop) -> None:
        self.cast, self.by, self.now = shop.cast, shop.cast.charlize.actor, shop.now
        self.organisation_id = shop.cast.karoo.pk
        self.till = shop.till


def look(call: "Callable[..., Any]", shop: Shop) -> Any:
    with all_tenants(reason="test"):
        return call(now=shop.now)


def test_a_year_counts_a_twelfth_by_plan_with_seats_and_add_ons(shop: Shop) -> None:
    shop.subscribe("starter", quantity=5)  # 199 + 2 x 59
    other = Other(shop)
    other.subscribe("growth", "year")  # 5 990 a year
    with tenant(shop.organisation_id):
        extra = subscriptions.plan_on_sale("ai-credits-1000", "month", now=shop.now)
        _found, charge = changes.request(
            price=shop.price("starter"), quantity=5, extras={extra.pk: 2}, by=shop.by, now=shop.now
        )
    assert charge is not None
    shop.pay(charge)
    found = look(figures.revenue, shop)
    assert found.by_plan == {"Growth": (1, Decimal("499.17")), "Starter": (1, Decimal("615.00"))}
    assert (found.amount, found.customers) == (Decimal("1114.17"), 2)


@override_settings(BILLING_ENTITY={"name": "SynthAI", "vat_number": "4123456789"})
def test_discounts_and_vat_are_taken_off(shop: Shop) -> None:
    coupons.make(
        {"code": "HALF", "name": "Half", "percent_off": Decimal(50), "duration": "forever"}, by=STAFF
    )
    shop.subscribe("growth", coupon="HALF")
    found = look(figures.revenue, shop)
    assert (found.amount, found.without_vat) == (Decimal("299.50"), Decimal("260.43"))


def test_trials_pauses_and_ended_plans_do_not_count(shop: Shop) -> None:
    other = Other(shop)
    with tenant(other.organisation_id):
        subscriptions.start_trial(
            other.organisation_id, price=shop.price("growth"), by=other.by, now=shop.now
        )
    shop.subscribe("starter")
    with tenant(shop.organisation_id):
        subscriptions.pause(until=None, by=shop.by, now=shop.now)
    assert look(figures.revenue, shop).amount == 0
    assert look(figures.trials, shop) == figures.Trials(active=1, ended=0, converted=0)
    other.move(days=16)
    shop.now = other.now
    assert look(figures.trials, shop) == figures.Trials(active=0, ended=1, converted=0)


def test_a_trial_that_pays_is_converted(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        subscriptions.start_trial(shop.organisation_id, price=shop.price("growth"), by=shop.by, now=shop.now)
    shop.pay(shop.start("growth"))
    shop.move(days=20)
    found = look(figures.trials, shop)
    assert (found.ended, found.converted, found.percent) == (1, 1, Decimal("100.0"))


def test_a_month_that_gained_lost_and_changed(shop: Shop) -> None:
    shop.subscribe("growth")  # in January
    other = Other(shop)
    shop.now = other.now = shop.now + timedelta(days=1)  # 1 February
    look(figures.keep_day, shop)
    look(figures.keep_day, shop)
    assert RevenueDay.objects.get().mrr == Decimal("599.00")
    other.subscribe("starter")
    with tenant(shop.organisation_id):
        _found, charge = changes.request(price=shop.price("business"), quantity=1, by=shop.by, now=shop.now)
    assert charge is not None
    shop.pay(charge)
    found = look(figures.month, shop)
    assert (found.new.amount, found.lost.amount, found.changed) == (
        Decimal("199.00"),
        Decimal(0),
        Decimal("900.00"),
    )
    with tenant(shop.organisation_id):
        subscriptions.cancel(at_once=True, by=shop.by, now=shop.now)
    found = look(figures.month, shop)
    assert (found.revenue.amount, found.lost.amount, found.churn_percent) == (
        Decimal("199.00"),
        Decimal("1499.00"),
        Decimal("100.0"),
    )
    assert found.revenue.amount == 599 + found.new.amount - found.lost.amount + (found.changed or 0)


def test_who_began_and_stopped_in_the_month_is_not_lost(shop: Shop) -> None:
    shop.subscribe("growth")
    shop.now += timedelta(days=1)  # 1 February
    look(figures.keep_day, shop)
    other = Other(shop)
    other.now = shop.now
    other.subscribe("starter")
    with tenant(other.organisation_id):
        subscriptions.cancel(at_once=True, by=other.by, now=shop.now)
    found = look(figures.month, shop)
    assert (found.lost.customers, found.lost.amount, found.churn_percent) == (0, Decimal(0), Decimal("0.0"))
    assert (found.new.customers, found.changed) == (0, Decimal("0.00"))


def test_without_the_first_day_nothing_is_claimed_of_changes(shop: Shop) -> None:
    shop.subscribe("growth")
    assert look(figures.month, shop).changed is None


def test_what_is_owed_failed_and_taken_today(shop: Shop) -> None:
    shop.subscribe("starter")
    assert look(figures.taken_today, shop) == [("till", 1, Decimal("199.00"))]
    shop.till.mode = "declines"
    shop.move(days=29)
    found = look(figures.owed, shop)
    assert (found["overdue"], found["overdue_count"]) == (Decimal("199.00"), 1)
    assert (found["failed"], found["failed_sum"]) == (1, Decimal("199.00"))
    assert look(figures.taken_today, shop) == []


def test_messages_and_sums_that_somebody_has_to_look_at(shop: Shop) -> None:
    charge = shop.start("starter")
    shop.pay(charge, amount="198.99")
    shop.deliver({"id": "x", "status": "confirmed", "amount": "1.00", "reference": "SYNOBODY2345"})
    GatewayMessage.objects.bulk_create(
        [
            GatewayMessage(
                gateway="till", dedupe_key="late", body=b"", received_at=shop.now - timedelta(hours=1)
            ),
            GatewayMessage(gateway="till", dedupe_key="bad", body=b"", received_at=shop.now, state="failed"),
        ]
    )
    assert look(figures.to_look_at, shop) == {"late": 1, "failed": 1, "unmatched": 1, "mismatched": 1}
    for old in GatewayMessage.objects.filter(dedupe_key="late"):
        inbox.run_again(old.pk, now=shop.now)
    assert look(figures.to_look_at, shop)["late"] == 0
    shop.now += timedelta(minutes=6)
    assert look(figures.to_look_at, shop)["late"] == 1


def test_figures_cost_the_same_for_many_customers(shop: Shop) -> None:
    shop.subscribe("starter")
    Other(shop).subscribe("growth", "year", quantity=12)
    with assert_max_queries(3):
        look(figures.revenue, shop)
    with assert_max_queries(10):
        look(figures.month, shop)
