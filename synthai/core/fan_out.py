"""Beat's way into organisations: one small task for each that has something to do, never one loop over all."""

from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import import_string

from synthai.core.tasks import system_task, task_named
from synthai.core.tenancy import all_tenants


def organisations_with_abandoned(model_label: str, due: str = "abandoned") -> list[int]:
    """Keys of the organisations that have rows of a model ("pricing.Run") to be worked on.

    The model's queryset says which: `abandoned(now=…)`, work whose lease ran out, or another method of that shape.
    """
    with all_tenants(reason=f"{due} {model_label}"):
        rows = getattr(apps.get_model(model_label).objects, due)(now=timezone.now())
        return list(rows.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())


@system_task(queue="default", max_retries=0)
def abandoned_sweep(*, model: str, task: str, due: str = "abandoned", **_: Any) -> None:
    """Send `task` (a tenant task's name) to each organisation with abandoned (or otherwise `due`) rows of `model`."""
    for organisation_id in organisations_with_abandoned(model, due):
        task_named(task).enqueue(organisation_id=organisation_id)


@system_task(queue="default", max_retries=0)
def roll_up(*, call: str, **_: Any) -> None:
    """Call a service that sums over every organisation ("billing.services.figures.keep_day") with `now`, inside `all_tenants()`.

    `call` comes from a schedule.py alone; what it reads leaves no organisation's row, only sums.
    """
    with all_tenants(reason=f"roll-up {call}"):
        import_string(call)(now=timezone.now())


@system_task(queue="heavy", time_limit=1800, max_retries=0)
def operator_work(*, call: str, pk: int, **_: Any) -> None:
    """Long work over every organisation that the operator's staff asked for, by the key of its row.

    `call` is named by the service that made the row ("billing.services.packs.make"), never by a request. It is tried again when its
    worker was lost, so it must bear repeating; what else fails is its own to write down.
    """
    with all_tenants(reason=f"operator {call}"):
        import_string(call)(pk, now=timezone.now())
