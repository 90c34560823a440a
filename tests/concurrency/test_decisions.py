"""Two people press Accept at the same moment: one decides, the other is told who was first."""

import pytest
from django.utils import timezone

from pricing.models import Decision, Recommendation
from pricing.services import recommendations, runs
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_recommendation_is_accepted_once() -> None:
    cast = build_cast()
    advice = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))
    people = [cast.thandi.actor, cast.hire("manager").actor, cast.hire("administrator").actor]

    def accept(index: int) -> Recommendation:
        with tenant(cast.umoja):
            return recommendations.accept(advice.pk, by=people[index], now=timezone.now())

    outcomes = run_together(*(lambda index=index: accept(index) for index in range(3)))
    assert len(values(outcomes)) == 1
    assert all(isinstance(error, recommendations.AlreadyDecided) for error in errors(outcomes))
    with tenant(cast.umoja):
        assert Decision.objects.count() == 1
        advice.run.refresh_from_db()
        assert advice.run.totals["accepted"] == 1


def test_one_worker_takes_a_run() -> None:
    cast = build_cast()
    run = make_run(cast.umoja, state="waiting")

    def claim() -> bool:
        with tenant(cast.umoja):
            return runs.claim(run.pk, now=timezone.now()) is not None

    outcomes = run_together(claim, claim, claim)
    assert sorted(values(outcomes)) == [False, False, True]
