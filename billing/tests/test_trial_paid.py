"""Paying for another plan while a trial runs: what is said is what happens, and no day of the trial is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.models import SubscriptionState
from billing.services import changes, subscriptions, telling, what_if
from billing.services.subscriptions import NotNow
from billing.tests.pages import LiveShop, at
from billing.tests.test_pages_portal import text_of
from notifications.models import Notification
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(live: LiveShop) -> LiveShop:
    """Growth on trial."""
    with tenant(live.organisation_id):
        price = live.price("growth")
        subscriptions.start_trial(live.organisation_id, price=price, quantity=8, by=live.by, now=live.now)
    return live


def preview(live: LiveShop, plan: str) -> str:
    return text_of(live.client.get(at("change"), {"price": live.price(plan), "pays": "1"}))


def test_a_smaller_plan_begins_when_the_trial_is_over(trial: LiveShop) -> None:
    said = preview(trial, "starter")
    assert "when the trial is over. Until then Growth goes on." in said
    trial.pay(trial.start("starter"))
    found = trial.subscription()
    ends, over = found.trial_ends_at, found.period_end
    assert ends is not None
    assert over is not None
    assert (found.state, found.price.plan.code, found.period_start) == (
        SubscriptionState.ACTIVE,
        "growth",
        ends,
    )
    shown = text_of(trial.client.get(at("overview")))
    assert "Starter is paid for and begins on" in shown
    assert "Take it back" not in shown
    with tenant(trial.organisation_id):
        fact = OutboxEvent.objects.filter(name="billing.SubscriptionStarted").order_by("-pk")[0]
        telling.of_fact("f-1", fact.name, fact.payload, organisation_id=trial.organisation_id)
        assert Notification.objects.filter(title__startswith="Starter is paid, and begins on").exists()
        forecast = what_if.forecast(found, until=over + timedelta(days=1), now=trial.now)
        assert [(each.at, each.quote is None) for each in forecast.expected] == [(ends, True), (over, False)]
        assert forecast.total == Decimal("199.00")
        with pytest.raises(NotNow, match="Starter is paid for and begins on"):
            changes.request(price=trial.price("business"), quantity=25, by=trial.by, now=trial.now)
        with pytest.raises(NotNow, match="Starter is paid for"):
            changes.forget_planned(by=trial.by)
        with pytest.raises(NotNow, match="Starter is paid for"):
            subscriptions.pause(until=None, by=trial.by, now=trial.now)
    trial.now = ends
    trial.tick()
    found = trial.subscription()
    assert (found.price.plan.code, found.quantity, found.has_own_plans) == ("starter", 1, False)
    assert (found.period_end, found.next_step_at) == (over, over)
    assert len(trial.charges()) == 1
    trial.now = over
    trial.tick()
    assert [charge.total for charge in trial.charges()] == [Decimal("199.00")] * 2


def test_a_larger_plan_is_had_at_once(trial: LiveShop) -> None:
    said = preview(trial, "business")
    assert "as soon as it is paid. The time you pay for begins on" in said
    trial.pay(trial.start("business", quantity=25))
    found = trial.subscription()
    assert (found.price.plan.code, found.period_start) == ("business", found.trial_ends_at)
    assert found.next_step_at == found.period_end


def test_cancelled_meanwhile_it_still_runs_as_long_as_it_is_paid(trial: LiveShop) -> None:
    trial.pay(trial.start("starter"))
    with tenant(trial.organisation_id):
        found = subscriptions.cancel(by=trial.by, now=trial.now)
    ends, over = found.period_start, found.period_end
    assert ends is not None
    assert over is not None
    trial.now = ends
    trial.tick()
    assert trial.subscription().price.plan.code == "starter"
    trial.now = over
    trial.tick()
    assert trial.subscription().state == SubscriptionState.CANCELLED
    assert len(trial.charges()) == 1
