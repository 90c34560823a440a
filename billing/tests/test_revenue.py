"""Monthly revenue of past months: the same sums as the live figure, and what moved them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.engine import revenue as engine
from billing.engine.revenue import Kind, Span
from billing.services import changes, coupons, figures, revenue, subscriptions
from billing.tests.factories import Shop
from billing.tests.test_figures import Other, look
from synthai.core.access import system_actor
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db


def span(customer: int, since: date, until: date, amount: str) -> Span:
    return Span(customer=customer, since=since, until=until, amount=Decimal(amount))


def test_each_move_of_a_month_is_named_and_the_sums_meet() -> None:
    jan, feb, mar, far = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10), date(2027, 1, 1)
    spans = [
        span(1, jan, far, "100"), span(1, feb, far, "150"),  # grows
        span(2, jan, far, "100"), span(2, feb, far, "40"),  # shrinks
        span(3, jan, feb, "70"), span(3, mar, far, "70"),  # goes and comes back
        span(4, feb, far, "30"),  # new in February
        span(5, date(2026, 2, 3), date(2026, 2, 20), "999"),  # came and went within it: never counted
    ]  # fmt: skip
    firsts = {1: jan, 2: jan, 3: jan, 4: feb, 5: date(2026, 2, 3)}
    found = engine.months(spans, firsts, since=date(2026, 1, 1), until=date(2026, 3, 31))
    february = found[1]
    kinds = {move.customer: move.kind for move in february.moves}
    assert kinds == {1: Kind.EXPANSION, 2: Kind.CONTRACTION, 3: Kind.CHURN, 4: Kind.NEW}
    assert [move.customer for move in found[2].of(Kind.REACTIVATION)] == [3]
    for month in found:
        assert month.opened_with + sum(month.amount(kind) for kind in Kind) == month.closed_with
    assert (february.opened_with, february.closed_with) == (Decimal(270), Decimal(220))
    assert february.customer_churn == Decimal("33.3")
    assert february.revenue_churn == Decimal("48.1")  # 70 gone and 60 less, of 270
    assert february.net_retention == Decimal("70.4")
    assert found[0].customer_churn is None  # nobody paid as January began


def test_a_cohort_says_who_still_pays_month_by_month() -> None:
    jan, far = date(2026, 1, 10), date(2027, 1, 1)
    spans = [
        span(1, jan, far, "100"),
        span(2, jan, date(2026, 2, 10), "50"),
        span(3, date(2026, 2, 2), far, "9"),
    ]
    firsts = {1: jan, 2: jan, 3: date(2026, 2, 2)}
    january, february, march = engine.cohorts(spans, firsts, since=jan, until=date(2026, 3, 15))
    assert january.customers == (1, 2)
    assert [january.percent(n) for n in range(3)] == [Decimal("100.0"), Decimal("50.0"), Decimal("50.0")]
    assert january.stayed[2] == ((1,), Decimal(100))
    assert [len(each.stayed) for each in (january, february, march)] == [3, 2, 1]
    assert march.percent(0) is None


def test_nothing_sold_gives_empty_months() -> None:
    (month,) = engine.months([], {}, since=date(2026, 1, 1), until=date(2026, 1, 31))
    assert month.opened_with == month.closed_with == 0
    assert month.customer_churn is None


def read(shop: Shop) -> revenue.Book:
    with all_tenants(reason="test"):
        return revenue.read(None, now=shop.now)


def closing(shop: Shop) -> Decimal:
    day = shop.now.date()
    return read(shop).months(since=day, until=day)[0].closed_with


def test_it_comes_to_the_live_figure_with_seats_add_ons_years_and_coupons(shop: Shop) -> None:
    coupons.make(
        {"code": "TENTH", "name": "Tenth", "percent_off": Decimal(10), "duration": "forever"},
        by=system_actor(),
    )
    shop.subscribe("starter", quantity=5, coupon="TENTH")
    other = Other(shop)
    other.subscribe("growth", "year")
    with tenant(shop.organisation_id):
        extra = subscriptions.plan_on_sale("ai-credits-1000", "month", now=shop.now)
        _found, charge = changes.request(
            price=shop.price("starter"), quantity=5, extras={extra.pk: 2}, by=shop.by, now=shop.now
        )
    assert charge is not None
    shop.pay(charge)
    live = look(figures.revenue, shop)
    assert live.customers == 2
    assert closing(shop).quantize(Decimal("0.01")) == live.amount


def test_a_customer_who_leaves_is_churn_of_the_month_in_which_the_plan_ends(shop: Shop) -> None:
    shop.subscribe("growth")
    began = shop.now.date()
    with tenant(shop.organisation_id):
        subscriptions.cancel(at_once=True, by=shop.by, now=shop.now + timedelta(days=20))
    shop.now += timedelta(days=75)
    found = read(shop).months(since=began, until=shop.now.date())
    kinds = [(month.first.month, move.kind) for month in found for move in month.moves]
    assert [kind for _month, kind in kinds] == [Kind.NEW, Kind.CHURN]


def test_it_asks_as_many_queries_for_two_customers_as_for_one(shop: Shop) -> None:
    shop.subscribe("growth")
    with CaptureQueriesContext(connection) as for_one:
        assert len(read(shop).names) == 1
    Other(shop).subscribe("starter")
    with CaptureQueriesContext(connection) as for_two:
        assert len(read(shop).names) == 2
    assert len(for_two) <= len(for_one)  # who sells is known for a while
