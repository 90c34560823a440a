"""Accept, reject, undo: inside the guard rails, once, on record."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pricing.models import Decision, PricingSettings, Recommendation, Run
from pricing.services import recommendations
from pricing.services.guardrails import BelowCost, GuardRailBroken
from pricing.tests.advice import make_advice, make_list, make_product, make_run
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def advice(cast: Cast) -> Recommendation:
    return make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))


def test_accepts_the_advised_price(cast: Cast, advice: Recommendation) -> None:
    with tenant(cast.umoja):
        found = recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW)
        found.refresh_from_db()
        assert (found.state, found.decided_price, found.version) == ("accepted", Decimal("26.49"), 2)
        assert found.decided_by_label == "Thandi Mokoena"
        line = Decision.objects.get()
        assert (line.verb, line.price, line.predicted_units) == ("accept", Decimal("26.49"), 37.0)
        entry = AuditEntry.objects.get(code="pricing.recommendation.accept")
        today = timezone.localdate(NOW)
        assert entry.changes == {
            "product": [None, f"{found.name} ({found.sku})"],
            "price": ["24.99", "26.49"],
            "starts_on": [None, today.isoformat()],
        }
        assert (found.starts_on, line.starts_on) == (today, today)  # today, when nothing else is said
        event = OutboxEvent.objects.get(name="pricing.RecommendationsDecided")
        assert event.payload["public_ids"] == [advice.public_id]
        run = Run.objects.get(pk=advice.run_id)
        assert (run.totals["accepted"], run.totals["open"], run.totals["gain_accepted"]) == (1, 0, "28.07")


def test_accepts_another_price_inside_the_guard_rails_only(cast: Cast, advice: Recommendation) -> None:
    with tenant(cast.umoja):
        with pytest.raises(GuardRailBroken, match="at most 20 %"):
            recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW, price=Decimal("34.99"))
        assert not Decision.objects.exists()
        found = recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW, price=Decimal("25.99"))
        assert found.decided_price == Decimal("25.99")


def test_below_cost_needs_the_wish_and_the_right(cast: Cast) -> None:
    dear = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja), unit_cost=Decimal(24))
    manager = cast.hire("manager").actor
    with tenant(cast.umoja):
        with pytest.raises(BelowCost):
            recommendations.accept(dear.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(NotAllowed):
            recommendations.accept(dear.pk, by=manager, now=NOW, below_cost_is_wanted=True)
        found = recommendations.accept(dear.pk, by=cast.thandi.actor, now=NOW, below_cost_is_wanted=True)
        assert found.state == "accepted"


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_a_bookkeeper_may_look_but_not_decide(cast: Cast, advice: Recommendation, role: str) -> None:
    person = cast.hire(role).actor
    with tenant(cast.umoja):
        for verb in (recommendations.accept, recommendations.reject, recommendations.undo):
            with pytest.raises(NotAllowed, match="Accept and reject prices"):
                verb(advice.pk, by=person, now=NOW)


def test_the_second_person_is_told_who_was_first(cast: Cast, advice: Recommendation) -> None:
    manager = cast.hire("manager", name="Sipho").actor
    with tenant(cast.umoja):
        recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(
            recommendations.AlreadyDecided, match="Thandi Mokoena already accepted this price"
        ):
            recommendations.reject(advice.pk, by=manager, now=NOW)
        assert Decision.objects.count() == 1


def test_undo_opens_it_again_and_stays_in_the_log(cast: Cast, advice: Recommendation) -> None:
    with tenant(cast.umoja):
        with pytest.raises(recommendations.NotDecided):
            recommendations.undo(advice.pk, by=cast.thandi.actor, now=NOW)
        recommendations.reject(advice.pk, by=cast.thandi.actor, now=NOW)
        recommendations.undo(advice.pk, by=cast.thandi.actor, now=NOW)
        recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW)
        verbs = list(Decision.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["reject", "undo", "accept"]


def test_bulk_accepts_what_may_be_and_lists_the_rest(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 5)
    with tenant(cast.umoja):
        recommendations.reject(rows[0].pk, by=cast.thandi.actor, now=NOW - timedelta(hours=1))
        Recommendation.objects.filter(pk=rows[1].pk).update(price=Decimal("26.50"))
        result = recommendations.accept_many([row.pk for row in rows], by=cast.thandi.actor, now=NOW)
        assert sorted(result.accepted) == sorted(row.public_id for row in rows[2:])
        assert [sku for sku, _ in result.refused] == ["SKU-0000", "SKU-0001"]
        assert "must end in" in result.refused[1][1]
        assert recommendations.undo_many(NOW, by=cast.thandi.actor, now=NOW) == 3
        assert Recommendation.objects.filter(state="open").count() == 4


def test_bulk_costs_the_same_for_many(cast: Cast, django_assert_max_num_queries: object) -> None:
    _run, rows = make_list(cast.umoja, 120)
    with tenant(cast.umoja), django_assert_max_num_queries(75):  # type: ignore[operator]
        result = recommendations.accept_many([row.pk for row in rows], by=cast.thandi.actor, now=NOW)
    assert len(result.accepted) == 120


def test_a_product_cools_down_between_two_runs(cast: Cast) -> None:
    product = make_product(cast.umoja)
    first = make_advice(cast.umoja, make_run(cast.umoja), product)
    second = make_advice(cast.umoja, make_run(cast.umoja), product, price=Decimal("27.99"))
    with tenant(cast.umoja):
        recommendations.accept(first.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(recommendations.CoolingDown, match="must be 14 days apart"):
            recommendations.accept(second.pk, by=cast.thandi.actor, now=NOW + timedelta(days=13))
        found = recommendations.accept(second.pk, by=cast.thandi.actor, now=NOW + timedelta(days=15))
        assert found.state == "accepted"
        assert not PricingSettings.objects.exists()  # the defaults hold without a row


def test_never_reaches_another_organisation(cast: Cast, advice: Recommendation) -> None:
    with tenant(cast.karoo):
        result = recommendations.accept_many([advice.pk], by=cast.charlize.actor, now=NOW)
    assert (result.accepted, result.refused) == ([], [])
