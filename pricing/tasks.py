"""Background work of pricing: fetch, one service call."""

from typing import Any

from django.utils import timezone

from pricing.services import runs, telling
from synthai.core.tasks import tenant_task


@tenant_task(queue="heavy", time_limit=3600)
def run_train(*, payload: dict[str, Any], **_: Any) -> None:
    """Train the run that was asked for."""
    from pricing.services import training  # noqa: PLC0415 - pandas and scikit-learn, in workers only

    training.train(payload["run_id"])


@tenant_task(queue="default")
def run_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell people what a run came to."""
    telling.run_ended(payload["run_id"])


@tenant_task(queue="default")
def runs_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give runs whose worker died to another worker."""
    for run_id in runs.abandoned(now=timezone.now()):
        run_train.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})
