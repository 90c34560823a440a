"""Everybody moves to a new price with notice: nobody early, nobody twice, those with own plans left alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.engine.periods import local_date
from billing.models import Price, PriceModel, PriceMove, Subscription
from billing.services import catalogue, changes, price_moves, subscriptions, telling
from billing.services.catalogue import Terms
from billing.tests.factories import Shop
from notifications.models import Notification
from synthai.core.access import system_actor
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
STAFF = system_actor()


def dearer(old: Price, shop: Shop, *, by: int = 50) -> Price:
    terms = Terms(
        interval=old.interval,
        model=PriceModel.PER_SEAT,
        amount=old.amount + by,
        unit_amount=old.unit_amount,
        included_quantity=old.included_quantity,
        metric=old.metric,
    )
    return catalogue.new_price(old.plan, terms, by=STAFF, now=shop.now)


def move(shop: Shop, *, days: int = 30) -> PriceMove:
    old = shop.subscription().price
    day = local_date(shop.now) + timedelta(days=days)
    return price_moves.start(old, dearer(old, shop), from_day=day, by=STAFF, now=shop.now)


def run(shop: Shop) -> int:
    """As the sweep does."""
    with all_tenants(reason="test"):
        rows = Subscription.objects.to_move(now=shop.now)
        found = list(rows.values_list("organisation_id", flat=True).distinct())
    return price_moves.run_many(found, now=shop.now)


def announced() -> int:
    with all_tenants(reason="test"):
        found: int = OutboxEvent.objects.filter(name="billing.PriceChangeAnnounced").count()
        return found


def test_the_first_renewal_after_the_notice_costs_more_and_none_before(shop: Shop) -> None:
    shop.subscribe("starter")  # 31 January: renews on 28 February and 31 March
    move(shop)  # not before 2 March
    assert run(shop) == 1
    planned = shop.subscription()
    assert planned.next_price_from is not None
    assert local_date(planned.next_price_from) == date(2026, 3, 31)
    shop.move(days=28)
    shop.move(days=31)
    assert [charge.total for charge in shop.charges()] == [
        Decimal("199.00"),
        Decimal("199.00"),
        Decimal("249.00"),
    ]
    after = shop.subscription()
    assert (after.price.version, after.next_price, after.next_price_from) == (2, None, None)


def test_a_second_run_tells_nobody_again_and_progress_is_told(shop: Shop) -> None:
    shop.subscribe("starter")
    found = move(shop)
    with all_tenants(reason="test"):
        assert price_moves.progress(found, now=shop.now) == {"waiting": 1, "told": 0, "left": 0}
    assert (run(shop), run(shop), announced()) == (1, 0, 1)
    with all_tenants(reason="test"):
        assert price_moves.progress(found, now=shop.now) == {"waiting": 0, "told": 1, "left": 0}
    again = price_moves.start(found.old, found.new, from_day=found.from_day, by=STAFF, now=shop.now)
    assert again.pk == found.pk


def test_who_planned_something_else_is_left_and_listed(shop: Shop) -> None:
    shop.subscribe("growth")
    with tenant(shop.organisation_id):
        changes.request(price=shop.price("starter"), quantity=1, by=shop.by, now=shop.now)
    found = move(shop)
    assert (run(shop), announced()) == (0, 0)
    with all_tenants(reason="test"):
        assert [row.pk for row in price_moves.left_alone(found)] == [shop.subscription().pk]
    planned = shop.subscription().next_price
    assert planned is not None
    assert planned.plan.code == "starter"


def test_who_cancelled_is_left(shop: Shop) -> None:
    shop.subscribe("growth")
    with tenant(shop.organisation_id):
        subscriptions.cancel(by=shop.by, now=shop.now)
    found = move(shop)
    assert run(shop) == 0
    with all_tenants(reason="test"):
        assert price_moves.progress(found, now=shop.now)["left"] == 1


def test_other_seats_do_not_escape_the_new_price_and_another_plan_does(shop: Shop) -> None:
    subscription = shop.subscribe("starter", quantity=5)
    move(shop)
    run(shop)
    with tenant(shop.organisation_id):
        _found, charge = changes.request(
            price=subscription.price.public_id, quantity=6, by=shop.by, now=shop.now
        )
    assert charge is not None
    shop.pay(charge)
    assert shop.subscription().is_move_announced
    with tenant(shop.organisation_id):  # fewer, with the next period
        changes.request(price=subscription.price.public_id, quantity=3, by=shop.by, now=shop.now)
    planned = shop.subscription()
    assert (planned.is_move_announced, planned.next_quantity) == (True, 3)
    with tenant(shop.organisation_id):
        changes.forget_planned(by=shop.by)
    assert shop.subscription().is_move_announced
    with tenant(shop.organisation_id), pytest.raises(changes.NothingToChange):
        changes.forget_planned(by=shop.by)
    with tenant(shop.organisation_id):
        _found, charge = changes.request(price=shop.price("growth"), quantity=6, by=shop.by, now=shop.now)
    assert charge is not None
    shop.pay(charge)
    assert (shop.subscription().next_price, shop.subscription().next_price_from) == (None, None)


def test_a_late_comer_has_the_whole_notice(shop: Shop) -> None:
    shop.subscribe("starter")
    old = shop.subscription().price
    new = dearer(old, shop)
    price_moves.start(old, new, from_day=local_date(shop.now) + timedelta(days=30), by=STAFF, now=shop.now)
    shop.move(days=50)
    assert run(shop) == 1
    begins = shop.subscription().next_price_from
    assert begins is not None
    assert begins >= shop.now + timedelta(days=29)


def test_a_pause_over_the_day_does_not_bring_the_new_price_early(shop: Shop) -> None:
    shop.subscribe("starter")
    with tenant(shop.organisation_id):
        subscriptions.pause(until=shop.now + timedelta(days=20), by=shop.by, now=shop.now)
    found = move(shop)
    run(shop)
    begins = shop.subscription().next_price_from
    assert begins is not None
    assert local_date(begins) == found.from_day


def test_who_is_on_trial_is_told_the_day_that_comes_true(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        subscriptions.start_trial(shop.organisation_id, price=shop.price("starter"), by=shop.by, now=shop.now)
    move(shop)  # on trial until 15 February; not before 2 March
    assert run(shop) == 1
    begins = shop.subscription().next_price_from
    assert begins is not None
    assert local_date(begins) == date(2026, 3, 15)


def test_refusals_are_in_words(shop: Shop) -> None:
    shop.subscribe("starter")
    old = shop.subscription().price
    new = dearer(old, shop)
    day = local_date(shop.now)
    with pytest.raises(price_moves.MoveRefused, match="30 days of notice"):
        price_moves.start(old, new, from_day=day + timedelta(days=29), by=STAFF, now=shop.now)
    with pytest.raises(price_moves.MoveRefused, match="sold now"):
        price_moves.start(new, old, from_day=day + timedelta(days=40), by=STAFF, now=shop.now)
    found = price_moves.start(old, new, from_day=day + timedelta(days=40), by=STAFF, now=shop.now)
    price_moves.stop(found, by=STAFF, now=shop.now)
    assert run(shop) == 0


def test_who_is_told_reads_what_it_will_cost(shop: Shop) -> None:
    shop.subscribe("starter")
    move(shop)
    run(shop)
    with all_tenants(reason="test"):
        payload = OutboxEvent.objects.get(name="billing.PriceChangeAnnounced").payload
    with tenant(shop.organisation_id):
        telling.of_fact("e-1", "billing.PriceChangeAnnounced", payload, organisation_id=shop.organisation_id)
    line = Notification.objects.get(user_id=shop.by.user_id or 0)
    assert line.title == "The price of Starter changes on 31 March 2026"
    assert "From then on it costs R 249.00, monthly." in line.body.replace("\xa0", " ")
