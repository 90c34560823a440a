"""When an organisation ends, pricing leaves no row of it, and none of another's is touched."""

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from pricing.services import erasure, guardrails, recommendations
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core.models import TenantModel
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db


def fill(person: Person) -> None:
    advice = make_advice(
        person.organisation, make_run(person.organisation), make_product(person.organisation)
    )
    with tenant(person.organisation):
        recommendations.accept(advice.pk, by=person.actor, now=timezone.now())
        guardrails.change(by=person.actor, now=timezone.now(), cooldown_days=3)


def counts(organisation: object) -> dict[str, int]:
    with tenant(organisation):  # type: ignore[arg-type]
        models = [
            model for model in apps.get_app_config("pricing").get_models() if issubclass(model, TenantModel)
        ]
        return {model.__name__: model.objects.count() for model in models}


def test_leaves_no_row_behind(cast: Cast) -> None:
    fill(cast.thandi)
    fill(cast.charlize)
    before = counts(cast.karoo)
    with tenant(cast.umoja), transaction.atomic():
        erasure.erase(cast.umoja.pk)
    assert set(counts(cast.umoja).values()) == {0}
    assert counts(cast.karoo) == before
    assert before["Decision"] == before["PricingSettings"] == 1
