"""A payment that does not come: the kept card again on pay days, access step by step, promises, objections, the end."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.engine.periods import local_date
from billing.models import (
    Campaign,
    CampaignStep,
    CaseOutcome,
    ChargeState,
    ChaseCase,
    MethodState,
    PaymentMethod,
    SubscriptionState,
)
from billing.services import cases, chasing, grants, subscriptions
from billing.tests.factories import Shop
from synthai.core import entitlements
from synthai.core.access import Actor
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
STAFF = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.credit.give"}))
SEATS, RUNS = "accounts.seats", "pricing.runs"


@pytest.fixture
def late(shop: Shop) -> Shop:
    """Growth, paid on 31 January 2026; the card is declined at the renewal of 28 February."""
    shop.subscribe("growth")
    shop.till.mode = "declines"
    shop.move(days=28)
    assert shop.subscription().state == SubscriptionState.PAST_DUE
    return shop


def limit(shop: Shop, feature: str) -> Decimal | None:
    grants.changed(shop.organisation_id)  # after the commit, which a test's transaction never sees
    return entitlements.limit(shop.organisation_id, feature)


def limits(shop: Shop) -> tuple[int, int]:
    """Of seats and price runs."""
    return int(limit(shop, SEATS) or 0), int(limit(shop, RUNS) or 0)


def case_of(shop: Shop) -> ChaseCase:
    with tenant(shop.organisation_id):
        return ChaseCase.objects.order_by("-pk")[0]


def until(shop: Shop, day: date) -> None:
    """Day by day, at ten in the morning UTC."""
    shop.now = shop.now.replace(hour=10)
    while local_date(shop.now) < day:
        shop.move(days=1)


def tries(shop: Shop) -> int:
    return sum(call.startswith("charge ") for call in shop.till.calls)


def promise(shop: Shop, day: date, **more: Any) -> ChaseCase:
    with tenant(shop.organisation_id):
        return chasing.promise(day, by=more.get("by", shop.by), now=shop.now)


def object_to(shop: Shop, reason: str = "We were away in February.") -> ChaseCase:
    with tenant(shop.organisation_id):
        return chasing.object_to(reason, by=shop.by, now=shop.now)


class TestSteps:
    def test_the_card_is_tried_the_next_day_and_on_pay_days(self, late: Shop) -> None:
        tried: list[date] = []
        for _ in range(36):
            before = tries(late)
            late.move(days=1)
            tried += [local_date(late.now)] * (tries(late) - before)
        assert tried == [date(2026, 3, 1), date(2026, 3, 25), date(2026, 3, 31)]

    def test_access_narrows_step_by_step_and_then_ends(self, late: Shop) -> None:
        assert limits(late) == (8, 200)
        until(late, date(2026, 3, 26))  # the day after the first pay day
        assert limits(late) == (8, 4)
        until(late, date(2026, 4, 1))
        assert limits(late) == (2, 4)
        assert late.subscription().state == SubscriptionState.PAST_DUE
        until(late, date(2026, 4, 14))
        assert late.subscription().state == SubscriptionState.CANCELLED
        assert late.charges()[-1].state == ChargeState.GIVEN_UP
        assert case_of(late).outcome == CaseOutcome.UNPAID

    def test_a_run_that_comes_weeks_late_takes_the_same_steps(self, late: Shop) -> None:
        late.move(days=50)
        assert late.subscription().state == SubscriptionState.CANCELLED
        assert case_of(late).position == len(case_of(late).steps)

    def test_paying_ends_it_at_once(self, late: Shop) -> None:
        until(late, date(2026, 3, 26))
        late.pay(late.charges()[-1], card="tok_2")
        found = late.subscription()
        assert (found.state, found.access) == (SubscriptionState.ACTIVE, "full")
        assert limit(late, RUNS) == 200
        assert case_of(late).outcome == CaseOutcome.PAID

    def test_a_card_that_pays_on_pay_day_ends_it(self, late: Shop) -> None:
        until(late, date(2026, 3, 24))
        late.till.mode = "takes"
        until(late, date(2026, 3, 25))
        assert late.subscription().state == SubscriptionState.ACTIVE

    def test_paid_after_the_period_was_over_the_next_one_is_charged_too(self, late: Shop) -> None:
        until(late, date(2026, 4, 2))
        late.till.mode = "takes"
        late.pay(late.charges()[-1], card="tok_2")
        late.tick()
        days = [local_date(charge.period_start) for charge in late.charges() if charge.period_start]
        assert days == [date(2026, 2, 28), date(2026, 3, 31)]
        assert {charge.state for charge in late.charges()} == {ChargeState.PAID}

    def test_cancelling_ends_it(self, late: Shop) -> None:
        with tenant(late.organisation_id):
            subscriptions.cancel(by=late.by, now=late.now)
        assert case_of(late).outcome == CaseOutcome.CANCELLED

    def test_the_card_needs_attention_only_after_the_last_try(self, late: Shop) -> None:
        def needs() -> bool:
            with tenant(late.organisation_id):
                return PaymentMethod.objects.get().state == MethodState.ATTENTION

        until(late, date(2026, 3, 30))
        assert not needs()
        until(late, date(2026, 3, 31))
        assert needs()


class TestCampaigns:
    def test_the_default_one_is_taken_and_kept_as_it_was(self, shop: Shop) -> None:
        short = Campaign.objects.create(code="short", name="Short", is_default=True)
        CampaignStep.objects.create(campaign=short, after_days=2, action="free")
        CampaignStep.objects.create(campaign=short, after_days=5, action="end")
        shop.subscribe("growth")
        shop.till.mode = "declines"
        shop.move(days=28)
        CampaignStep.objects.all().delete()
        assert (case_of(shop).campaign, case_of(shop).steps) == (
            "short",
            [["free", 2, False], ["end", 5, False]],
        )
        until(shop, date(2026, 3, 2))
        assert shop.subscription().access == "free"
        until(shop, date(2026, 3, 5))
        assert shop.subscription().state == SubscriptionState.CANCELLED

    def test_one_that_never_ends_is_not_taken(self, shop: Shop) -> None:
        broken = Campaign.objects.create(code="broken", name="Broken", is_default=True)
        CampaignStep.objects.create(campaign=broken, after_days=2, action="tell")
        shop.subscribe("growth")
        shop.till.mode = "declines"
        shop.move(days=28)
        assert case_of(shop).campaign == ""


class TestPromise:
    def test_nothing_narrows_until_then_and_the_card_is_tried_on_the_day(self, late: Shop) -> None:
        until(late, date(2026, 3, 20))
        before = tries(late)
        promise(late, date(2026, 3, 27))
        until(late, date(2026, 3, 26))
        assert tries(late) == before
        late.till.mode = "takes"
        until(late, date(2026, 3, 27))
        assert tries(late) == before + 1
        assert late.subscription().state == SubscriptionState.ACTIVE

    def test_a_broken_one_goes_on_later_by_the_days_given(self, late: Shop) -> None:
        promise(late, date(2026, 3, 10))
        until(late, date(2026, 3, 11))
        found = case_of(late)
        assert (found.promised_on, found.waited) == (None, 10)
        assert cases.days(found)[0] == date(2026, 3, 11)

    @pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 3, 15), date(2025, 1, 1)])
    def test_not_today_and_not_beyond_two_weeks(self, late: Shop, day: date) -> None:
        with pytest.raises(chasing.PromiseRefused, match=r"until 14 March 2026") as refused:
            promise(late, day)
        assert refused.value.field == "on"

    def test_only_once(self, late: Shop) -> None:
        promise(late, date(2026, 3, 3))
        with pytest.raises(chasing.PromiseRefused, match="once"):
            promise(late, date(2026, 3, 4))

    def test_nothing_is_promised_when_nothing_is_overdue(self, shop: Shop) -> None:
        shop.subscribe()
        with pytest.raises(chasing.NothingOverdue):
            promise(shop, local_date(shop.now) + timedelta(days=2))

    def test_not_by_everybody(self, late: Shop) -> None:
        with pytest.raises(NotAllowed):
            promise(late, date(2026, 3, 3), by=late.cast.bongani.actor)


class TestObjection:
    def test_nothing_happens_for_ten_days_at_most(self, late: Shop) -> None:
        before = tries(late)
        object_to(late)
        until(late, date(2026, 3, 9))
        assert tries(late) == before
        until(late, date(2026, 3, 11))
        assert tries(late) == before + 1
        assert case_of(late).waited == 10

    def test_staff_let_it_go_on_sooner(self, late: Shop) -> None:
        object_to(late)
        until(late, date(2026, 3, 4))
        staff = replace(STAFF, organisation_id=late.organisation_id)
        with tenant(late.organisation_id):
            chasing.go_on(case_of(late).public_id, by=staff, now=late.now)
        assert case_of(late).waited == 4
        until(late, date(2026, 3, 6))
        assert tries(late) == 2

    def test_only_once_and_not_by_who_may_not_pay(self, late: Shop) -> None:
        object_to(late)
        with pytest.raises(chasing.ObjectionRefused):
            object_to(late)
