"""Beat's way into organisations: one small task for each that has something to do, never one loop over all."""

from typing import Any

from django.apps import apps
from django.utils import timezone

from synthai.core.tasks import system_task, task_named
from synthai.core.tenancy import all_tenants


def organisations_with_abandoned(model_label: str) -> list[int]:
    """Keys of the organisations that have abandoned rows of a model ("pricing.Run").

    The model's queryset says what that means: `abandoned(now=…)`, work whose lease ran out.
    """
    with all_tenants(reason=f"abandoned {model_label}"):
        rows = apps.get_model(model_label).objects.abandoned(now=timezone.now())
        return list(rows.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())


@system_task(queue="default", max_retries=0)
def abandoned_sweep(*, model: str, task: str, **_: Any) -> None:
    """Send `task` (a tenant task's name) to each organisation with abandoned rows of `model`."""
    for organisation_id in organisations_with_abandoned(model):
        task_named(task).enqueue(organisation_id=organisation_id)
