"""A subscription's life: begun, paid, changed, paused, cancelled; and what is charged on the way."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from billing.engine.periods import local_date, midnight
from billing.models import Charge, ChargeState, Subscription, SubscriptionState
from billing.services import changes, grants, subscriptions
from billing.tests.factories import Shop
from synthai.core import entitlements
from synthai.core.tenancy import tenant

SEATS = "accounts.seats"


def on(year: int, month: int, day: int) -> datetime:
    return midnight(date(year, month, day))


def ends_on(subscription: Subscription) -> date:
    assert subscription.period_end is not None
    return local_date(subscription.period_end)


def limit(shop: Shop, feature: str = SEATS) -> Decimal | None:
    grants.changed(shop.organisation_id)  # after the commit, which a test's transaction never sees
    return entitlements.limit(shop.organisation_id, feature)


class TestBeginning:
    def test_without_a_plan_the_free_one_holds(self, shop: Shop) -> None:
        assert limit(shop) == 2

    def test_paying_begins_the_plan_and_keeps_the_card(self, shop: Shop) -> None:
        charge = shop.start("growth")
        assert (charge.total, charge.state) == (Decimal("599.00"), ChargeState.OPEN)
        assert limit(shop) == 2  # not before it is paid
        shop.pay(charge)
        subscription = shop.subscription()
        assert subscription.state == SubscriptionState.ACTIVE
        assert ends_on(subscription) == date(2026, 2, 28)  # begun on 31 January
        assert limit(shop) == 8

    def test_a_second_plan_is_refused(self, shop: Shop) -> None:
        shop.subscribe()
        with pytest.raises(subscriptions.AlreadySubscribed):
            shop.start("growth")

    def test_asking_again_calls_the_first_charge_off(self, shop: Shop) -> None:
        first, second = shop.start("starter"), shop.start("growth")
        assert [charge.state for charge in shop.charges()] == [ChargeState.VOID, ChargeState.OPEN]
        shop.pay(second)
        assert shop.subscription().price.plan.code == "growth"
        assert first.pk != second.pk

    def test_money_for_a_charge_that_was_called_off_becomes_credit(self, shop: Shop) -> None:
        first = shop.start("starter")
        with tenant(shop.organisation_id):
            from billing.services import payments

            begun = payments.begin(
                first.public_id,
                "till",
                payer_email="",
                by=shop.by,
                now=shop.now,
                return_path="/",
                cancel_path="/",
            )
        shop.start("growth")
        shop.deliver(
            {"id": "g1", "status": "confirmed", "amount": "199.00", "reference": begun.payment.reference}
        )
        third = shop.start("growth")
        assert (third.credit, third.total) == (Decimal("199.00"), Decimal("400.00"))


class TestTrial:
    def test_begins_without_payment_and_ends_on_the_free_plan(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            subscriptions.start_trial(
                shop.organisation_id, price=shop.price("growth"), by=shop.by, now=shop.now
            )
        assert limit(shop) == 8
        shop.move(days=13)
        assert shop.subscription().state == SubscriptionState.TRIALING
        shop.move(days=3)
        assert shop.subscription().state == SubscriptionState.CANCELLED
        assert limit(shop) == 2
        assert shop.charges() == []

    def test_once_only(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            price = shop.price("growth")
            subscriptions.start_trial(shop.organisation_id, price=price, by=shop.by, now=shop.now)
            subscriptions.cancel(by=shop.by, now=shop.now)
            with pytest.raises(subscriptions.TrialUsed):
                subscriptions.start_trial(shop.organisation_id, price=price, by=shop.by, now=shop.now)

    def test_paying_early_loses_no_day(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            subscriptions.start_trial(
                shop.organisation_id, price=shop.price("starter"), by=shop.by, now=shop.now
            )
        shop.now += timedelta(days=5)
        shop.pay(shop.start("starter"))
        found = shop.subscription()
        assert found.state == SubscriptionState.ACTIVE
        assert found.period_start == found.trial_ends_at

    def test_from_monthly_to_yearly_during_it_loses_no_day_either(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            subscriptions.start_trial(
                shop.organisation_id, price=shop.price("starter"), by=shop.by, now=shop.now
            )
        free_until = shop.subscription().trial_ends_at
        assert free_until is not None
        shop.now += timedelta(days=2)
        shop.pay(shop.start("starter"))
        shop.now += timedelta(days=2)
        with tenant(shop.organisation_id):
            found, charge = changes.request(
                price=shop.price("starter", "year"), quantity=1, by=shop.by, now=shop.now
            )
        assert charge is not None
        assert (
            found.due_now == charge.total == Decimal("1990.00") - Decimal("199.00")
        )  # no day of it was used
        shop.pay(charge)
        subscription = shop.subscription()
        assert subscription.period_start == free_until
        day = local_date(free_until)
        assert ends_on(subscription) == day.replace(year=day.year + 1)
        before = len(shop.charges())
        shop.move(days=360)
        assert len(shop.charges()) == before
        shop.move(days=20)
        assert len(shop.charges()) == before + 1


class TestRenewal:
    def test_the_card_is_charged_each_month_on_the_right_day(self, shop: Shop) -> None:
        shop.subscribe()
        for _ in range(90):
            shop.move(days=1)
        days = [local_date(charge.period_start) for charge in shop.charges() if charge.period_start]
        assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
        assert {charge.state for charge in shop.charges()} == {ChargeState.PAID}

    def test_a_run_that_comes_months_late_charges_the_same(self, shop: Shop) -> None:
        shop.subscribe()
        shop.move(days=90)
        days = [local_date(charge.period_start) for charge in shop.charges() if charge.period_start]
        assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]

    def test_paying_by_hand_ends_the_grace(self, shop: Shop) -> None:
        shop.subscribe()
        shop.till.mode = "declines"
        shop.move(days=28)
        shop.pay(shop.charges()[-1], card="tok_2")
        assert shop.subscription().state == SubscriptionState.ACTIVE

    def test_old_customers_keep_the_old_price(self, shop: Shop) -> None:
        from billing.models import Plan
        from billing.services import catalogue
        from synthai.core.access import system_actor

        shop.subscribe()
        terms = catalogue.Terms(interval="month", amount=Decimal("249.00"))
        catalogue.new_price(Plan.objects.get(code="starter"), terms, by=system_actor(), now=shop.now)
        shop.move(days=28)
        assert shop.charges()[-1].total == Decimal("199.00")


class TestChanging:
    def preview(self, shop: Shop, plan: str, interval: str = "month", quantity: int = 1) -> changes.Preview:
        with tenant(shop.organisation_id):
            price = subscriptions.plan_on_sale(plan, interval, now=shop.now)
            return changes.preview(shop.subscription(), price=price, quantity=quantity, now=shop.now)

    def request(
        self, shop: Shop, plan: str, interval: str = "month", quantity: int = 1, shown: str | None = None
    ) -> tuple[changes.Preview, Charge | None]:
        with tenant(shop.organisation_id):
            return changes.request(
                price=shop.price(plan, interval),
                quantity=quantity,
                shown=Decimal(shown) if shown else None,
                by=shop.by,
                now=shop.now,
            )

    def test_an_upgrade_costs_the_difference_for_the_days_left(self, shop: Shop) -> None:
        shop.now = on(2026, 3, 1)
        shop.subscribe("starter")
        shop.now = on(2026, 3, 16)  # 16 of 31 days are left
        found = self.preview(shop, "growth")
        assert found.due_now == Decimal("309.16") - Decimal("102.71")
        _, charge = self.request(shop, "growth", shown=str(found.due_now))
        assert charge is not None
        assert shop.subscription().price.plan.code == "starter"  # not before it is paid
        shop.pay(charge)
        assert shop.subscription().price.plan.code == "growth"
        assert ends_on(shop.subscription()) == date(2026, 4, 1)

    def test_another_amount_than_was_shown_is_refused(self, shop: Shop) -> None:
        shop.subscribe()
        with pytest.raises(subscriptions.AmountChanged):
            self.request(shop, "growth", shown="1.00")

    def test_a_downgrade_waits_for_the_next_period(self, shop: Shop) -> None:
        shop.subscribe("growth")
        found, charge = self.request(shop, "starter")
        assert (found.is_now, charge) == (False, None)
        assert shop.subscription().price.plan.code == "growth"
        shop.move(days=28)
        assert shop.subscription().price.plan.code == "starter"
        assert shop.charges()[-1].total == Decimal("199.00")

    def test_from_monthly_to_yearly_begins_today(self, shop: Shop) -> None:
        shop.now = on(2026, 3, 1)
        shop.subscribe("starter")
        shop.now = on(2026, 3, 31)
        found, charge = self.request(shop, "starter", "year")
        assert charge is not None
        assert charge.total == Decimal("1990.00") - Decimal("6.42")
        assert charge.period_end is not None
        assert local_date(charge.period_end) == date(2027, 3, 31)  # said before it is paid
        shop.pay(charge)
        assert ends_on(shop.subscription()) == date(2027, 3, 31)
        assert found.restarts

    def test_a_seat_is_added_for_the_days_left(self, shop: Shop) -> None:
        shop.now = on(2026, 4, 1)
        shop.subscribe("starter", quantity=3)
        shop.now = on(2026, 4, 16)
        found = self.preview(shop, "starter", quantity=4)
        assert found.due_now == Decimal("29.50")

    def test_plan_change_on_31_january(self, shop: Shop) -> None:
        shop.subscribe("starter")
        found, charge = self.request(shop, "growth")
        assert found.due_now == Decimal("400.00")  # the whole period is left
        assert charge is not None
        shop.pay(charge)
        shop.move(days=29)
        days = [
            local_date(each.period_start)
            for each in shop.charges()
            if each.period_start and each.reason == "renewal"
        ]
        assert days == [date(2026, 2, 28)]
        assert ends_on(shop.subscription()) == date(2026, 3, 31)

    def test_a_change_nobody_paid_is_forgotten_with_its_period(self, shop: Shop) -> None:
        shop.subscribe("starter")
        self.request(shop, "growth")
        shop.move(days=28)
        assert [each.state for each in shop.charges()] == [
            ChargeState.PAID,
            ChargeState.VOID,
            ChargeState.PAID,
        ]
        assert shop.charges()[-1].total == Decimal("199.00")


class TestCalendarCycle:
    def test_the_first_period_costs_its_days_and_the_next_begins_on_the_first(self, shop: Shop) -> None:
        shop.now = on(2026, 3, 20)
        charge = shop.start("starter", is_calendar_cycle=True)
        assert charge.total == Decimal("77.03")  # 12 of 31 days
        shop.pay(charge)
        assert ends_on(shop.subscription()) == date(2026, 4, 1)
        shop.move(days=12)
        assert shop.charges()[-1].total == Decimal("199.00")
        assert ends_on(shop.subscription()) == date(2026, 5, 1)

    def test_begun_on_the_first_it_is_a_whole_one(self, shop: Shop) -> None:
        shop.now = on(2026, 4, 1)
        assert shop.start("starter", is_calendar_cycle=True).total == Decimal("199.00")

    def test_from_monthly_to_yearly_costs_the_days_to_the_first(self, shop: Shop) -> None:
        shop.now = on(2026, 4, 1)
        shop.pay(shop.start("starter", is_calendar_cycle=True))
        shop.now = on(2026, 4, 16)
        with tenant(shop.organisation_id):
            found, charge = changes.request(
                price=shop.price("starter", "year"), quantity=1, by=shop.by, now=shop.now
            )
        assert charge is None
        assert found.quote is not None
        assert found.quote.owed_back == Decimal("99.50") - Decimal("81.78")  # 15 of 30 days, 15 of 365
        assert ends_on(shop.subscription()) == date(2026, 5, 1)


class TestPausing:
    def test_the_days_left_are_kept(self, shop: Shop) -> None:
        shop.now = on(2026, 12, 1)
        shop.subscribe()
        shop.now = on(2026, 12, 12)
        with tenant(shop.organisation_id):
            subscriptions.pause(until=on(2027, 1, 12), by=shop.by, now=shop.now)
        assert limit(shop) == 2
        shop.move(days=20)  # the old period would have ended
        assert len(shop.charges()) == 1
        shop.move(days=11)
        assert shop.subscription().state == SubscriptionState.ACTIVE
        assert ends_on(shop.subscription()) == date(2027, 2, 1)
        assert limit(shop) == 3


class TestCancelling:
    def test_at_the_end_of_what_is_paid(self, shop: Shop) -> None:
        shop.subscribe()
        with tenant(shop.organisation_id):
            subscriptions.cancel(by=shop.by, now=shop.now)
        assert limit(shop) == 3
        shop.move(days=28)
        assert shop.subscription().state == SubscriptionState.CANCELLED
        assert len(shop.charges()) == 1

    def test_taken_back(self, shop: Shop) -> None:
        shop.subscribe()
        with tenant(shop.organisation_id):
            subscriptions.cancel(by=shop.by, now=shop.now)
            subscriptions.keep(by=shop.by, now=shop.now)
        shop.move(days=28)
        assert shop.subscription().state == SubscriptionState.ACTIVE
