"""What staff are told a customer will pay is what the real cycle then charges, in whatever state the customer is."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from billing.engine.periods import local_date
from billing.gateways import MethodFact
from billing.models import Charge, Plan, PriceModel, Subscription, SubscriptionState
from billing.services import (
    catalogue,
    changes,
    coupons,
    credit,
    methods,
    price_moves,
    running_coupon,
    subscriptions,
    what_if,
)
from billing.services.catalogue import Terms
from billing.tests.factories import Shop
from synthai.core.access import system_actor
from synthai.core.errors import DomainError
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
STAFF = system_actor()
Sums = tuple[Any, ...]


def forecast(shop: Shop, days: int) -> what_if.Forecast:
    subscription = shop.subscription()
    with tenant(shop.organisation_id):
        until = shop.now + timedelta(days=days)
        return what_if.forecast(subscription if subscription.is_live else None, until=until, now=shop.now)


def promised(found: what_if.Forecast) -> list[Sums]:
    return [
        (
            each.at,
            each.quote.total,
            each.quote.discount,
            each.quote.credit,
            each.quote.vat_amount,
            [line.as_json() for line in each.quote.lines],
        )
        for each in found.charges
        if each.quote
    ]


def charged(shop: Shop, known: int) -> list[Sums]:
    return [
        (each.created_at, each.total, each.discount, each.credit, each.vat_amount, each.lines)
        for each in shop.charges()[known:]
    ]


def begin(shop: Shop, dice: random.Random) -> None:
    """Somewhere in a customer's life."""
    cycle = {"is_calendar_cycle": dice.random() < 0.3}
    interval = dice.choice(["month", "month", "year"])
    plan = dice.choice(["starter", "growth", "business"])
    if dice.random() < 0.25:
        with tenant(shop.organisation_id):
            subscriptions.start_trial(
                shop.organisation_id,
                price=shop.price(plan, interval),
                quantity=dice.randint(1, 12),
                by=shop.by,
                now=shop.now,
            )
        if dice.random() < 0.7:
            shop.pay(shop.start(plan, interval, quantity=dice.randint(1, 12), **cycle))
    else:
        coupon = dice.choice(["", "", "HALF3", "FIFTY", "TENTH"])
        charge = shop.start(plan, interval, quantity=dice.randint(1, 12), coupon=coupon, **cycle)
        if charge.is_open:
            shop.pay(charge)
        else:  # a coupon paid for the days to the first of the month: the card is added by hand
            with tenant(shop.organisation_id):
                methods.keep(shop.organisation_id, "till", MethodFact(token="tok_1"), now=shop.now)
    shop.move(days=dice.randint(0, 45))


def make_coupons() -> None:
    common = {"name": "Off", "currency": "ZAR"}
    for code, terms in (
        ("HALF3", {"percent_off": Decimal(50), "duration": "repeating", "periods": 3}),
        ("FIFTY", {"amount_off": Decimal(50), "duration": "repeating", "periods": 2}),
        ("TENTH", {"percent_off": Decimal("33.33"), "duration": "forever"}),
        ("LOW", {"percent_off": Decimal(20), "duration": "forever"}),
        ("MID", {"amount_off": Decimal("77.77"), "duration": "repeating", "periods": 4}),
    ):
        plans = Plan.objects.filter(code={"LOW": "starter", "MID": "growth"}.get(code, ""))
        coupons.make({"code": code, **common, **terms}, plans=list(plans), by=STAFF)


def live(shop: Shop, dice: random.Random) -> None:
    """Things that people do; what is refused in this state is not done."""
    deeds: list[Callable[[Shop, random.Random], Charge | None]] = [
        plan_change,
        add_on,
        give_credit,
        pause,
        cancel,
        announce,
        use_coupon,
        use_coupon,
        take_coupon_off,
    ]
    for deed in dice.sample(deeds, dice.randint(0, 5)):
        charge = None
        with suppress(DomainError), tenant(shop.organisation_id):
            charge = deed(shop, dice)
        if charge is not None and dice.random() < 0.7:
            shop.pay(charge)
        shop.move(days=dice.randint(0, 9), hours=dice.randint(0, 23))


def plan_change(shop: Shop, dice: random.Random) -> Charge | None:
    price = shop.price(dice.choice(["starter", "growth", "business"]), dice.choice(["month", "year"]))
    _found, charge = changes.request(price=price, quantity=dice.randint(1, 12), by=shop.by, now=shop.now)
    return charge


def add_on(shop: Shop, dice: random.Random) -> Charge | None:
    subscription = shop.subscription()
    extra = subscriptions.plan_on_sale("ai-credits-1000", subscription.price.interval, now=shop.now)
    _found, charge = changes.request(
        price=subscription.price.public_id,
        quantity=subscription.quantity,
        extras={extra.pk: dice.randint(1, 3)},
        by=shop.by,
        now=shop.now,
    )
    return charge


def give_credit(shop: Shop, dice: random.Random) -> None:
    amount = Decimal(dice.randint(1, 300_000)) / 100
    credit.give(shop.organisation_id, amount=amount, reason="Sorry", key="k", by=STAFF, now=shop.now)


def use_coupon(shop: Shop, dice: random.Random) -> None:
    """What was said before is what staff are told, and what is charged then."""
    offer = running_coupon.use(
        dice.choice(["HALF3", "FIFTY", "TENTH", "LOW", "MID"]), by=shop.by, now=shop.now
    )
    last = offer.steps[-1].at if offer.steps else shop.now
    subscription = shop.subscription()
    found = what_if.forecast(subscription, until=last, now=shop.now, is_paid=True)
    told = [(each.at, each.quote.total, each.quote.discount) for each in found.charges if each.quote]
    assert told == [(step.at, step.total, step.less) for step in offer.steps]


def take_coupon_off(shop: Shop, dice: random.Random) -> None:
    del dice
    running_coupon.remove(by=shop.by, now=shop.now)


def pause(shop: Shop, dice: random.Random) -> None:
    until = shop.now + timedelta(days=dice.randint(1, 100))
    subscriptions.pause(until=until, by=shop.by, now=shop.now)


def cancel(shop: Shop, dice: random.Random) -> None:
    if dice.random() < 0.15:
        subscriptions.cancel(by=shop.by, now=shop.now)


def announce(shop: Shop, dice: random.Random) -> None:
    """Everybody's price goes up."""
    old = shop.subscription().price
    terms = Terms(
        interval=old.interval,
        model=PriceModel.PER_SEAT,
        amount=old.amount + 100,
        unit_amount=old.unit_amount,
        included_quantity=old.included_quantity,
        metric=old.metric,
    )
    new = catalogue.new_price(old.plan, terms, by=STAFF, now=shop.now)
    day = local_date(shop.now) + timedelta(days=dice.randint(30, 90))
    price_moves.start(old, new, from_day=day, by=STAFF, now=shop.now)
    price_moves.plan(shop.organisation_id, now=shop.now)


def pass_the_time(shop: Shop, end: datetime) -> None:
    """Beat comes where something is due, and every four weeks: what it does in between is nothing."""
    while shop.now < end:
        with tenant(shop.organisation_id):
            steps = Subscription.objects.filter(next_step_at__gt=shop.now).values_list("next_step_at")
            tries = Charge.objects.open().filter(next_try_at__gt=shop.now).values_list("next_try_at")
            ahead = [moment for (moment,) in steps.union(tries) if moment]
        shop.now = min(*ahead, end, shop.now + timedelta(weeks=4))
        shop.tick()


@pytest.mark.parametrize("seed", range(60))
def test_what_if_is_what_is_then_charged(shop: Shop, seed: int) -> None:
    dice = random.Random(seed)
    make_coupons()
    begin(shop, dice)
    live(shop, dice)
    days = dice.randint(20, 500)
    expected = promised(forecast(shop, days))
    known, end = len(shop.charges()), shop.now + timedelta(days=days)
    pass_the_time(shop, end)
    assert expected == charged(shop, known)


@pytest.mark.parametrize("seed", range(10))
def test_a_coupon_that_the_planned_plan_does_not_take_is_foreseen(shop: Shop, seed: int) -> None:
    """A lower plan, asked for while a coupon runs that is only for one plan, in any order."""
    dice = random.Random(seed)
    make_coupons()
    shop.subscribe("growth" if seed % 2 else "business", quantity=12)
    shop.move(days=dice.randint(0, 20))
    with tenant(shop.organisation_id):
        if seed % 2:
            running_coupon.use("MID", by=shop.by, now=shop.now)
        price = shop.price("starter" if seed % 2 else "growth")
        changes.request(price=price, quantity=3, by=shop.by, now=shop.now)
        if not seed % 2:
            running_coupon.use("MID", by=shop.by, now=shop.now)
    found = forecast(shop, 200)
    said = [each.coupon for each in found.charges]
    assert ("The coupon MID is not for this plan, so it ends." in said) == bool(seed % 2)
    expected, known, end = promised(found), len(shop.charges()), shop.now + timedelta(days=200)
    assert any(each.quote.discount for each in found.charges if each.quote) != bool(seed % 2)
    pass_the_time(shop, end)
    assert expected == charged(shop, known)


def test_a_trial_that_goes_on_by_the_calendar_pays_the_days_to_the_first(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        subscriptions.start_trial(shop.organisation_id, price=shop.price("growth"), by=shop.by, now=shop.now)
        methods.keep(shop.organisation_id, "till", MethodFact(token="tok_1"), now=shop.now)
        Subscription.objects.update(is_calendar_cycle=True)
    expected = promised(forecast(shop, 60))
    shop.move(days=30)
    shop.move(days=30)
    assert expected == charged(shop, 0)
    assert len(expected) == 3
    assert expected[0][1] < expected[1][1]


def test_nothing_is_written_and_a_year_costs_few_queries(shop: Shop) -> None:
    shop.subscribe("growth")
    before = shop.subscription()
    with assert_max_queries(40):
        found = forecast(shop, 365)
    after = shop.subscription()
    assert len(found.charges) == 12
    assert found.total == 12 * Decimal("599.00")
    assert (before.version, before.period_end) == (after.version, after.period_end)
    assert len(shop.charges()) == 1


def test_a_coupon_that_runs_out_a_pause_and_an_end_are_told(shop: Shop) -> None:
    make_coupons()
    shop.subscribe("starter", coupon="HALF3")
    found = forecast(shop, 100)
    assert [each.coupon for each in found.charges] == [
        "The coupon HALF3 holds for one more period.",
        "The coupon HALF3 ends with it.",
        "",
    ]
    assert [each.quote.total for each in found.charges if each.quote] == [
        Decimal("99.50"),
        Decimal("99.50"),
        Decimal("199.00"),
    ]
    with tenant(shop.organisation_id):
        subscriptions.cancel(by=shop.by, now=shop.now)
    found = forecast(shop, 100)
    assert found.charges == []
    assert [each.text for each in found.expected] == ["The plan ends, as was asked."]
    with tenant(shop.organisation_id):
        subscriptions.keep(by=shop.by, now=shop.now)
        subscriptions.pause(until=shop.now + timedelta(days=10), by=shop.by, now=shop.now)
    assert "The pause ends" in forecast(shop, 60).expected[0].text


def test_a_trial_without_a_card_ends_and_one_with_a_card_begins(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        price = shop.price("growth")
        subscriptions.start_trial(shop.organisation_id, price=price, by=shop.by, now=shop.now)
    found = forecast(shop, 30)
    assert not found.charges
    assert "no way to pay is kept" in found.expected[-1].text


def test_what_is_overdue_is_taken_as_paid(shop: Shop) -> None:
    shop.subscribe("starter")
    shop.till.mode = "declines"
    shop.move(days=29)
    assert shop.subscription().state == SubscriptionState.PAST_DUE
    found = forecast(shop, 40)
    assert [each.total for each in found.owed] == [Decimal("199.00")]
    assert len(found.charges) == 1
