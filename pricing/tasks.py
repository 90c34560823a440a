"""Background work of pricing: fetch, one service call."""

from typing import Any

from django.utils import timezone

from pricing.services import followed_products, imports, runs, stock, telling
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
def product_tell(*, organisation_id: int, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell a product's followers of its new price."""
    followed_products.product_changed(event_id, payload, organisation_id=organisation_id, now=timezone.now())


@tenant_task(queue="default")
def decisions_tell(*, organisation_id: int, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell followers of the prices that were accepted."""
    followed_products.prices_decided(event_id, payload, organisation_id=organisation_id, now=timezone.now())


@tenant_task(queue="default")
def starts_sweep(**_: Any) -> None:
    """Tell people of accepted prices whose first day has come."""
    telling.prices_started(now=timezone.now())


@tenant_task(queue="default")
def runs_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give runs whose worker died to another worker."""
    for run_id in runs.abandoned(now=timezone.now()):
        run_train.enqueue(organisation_id=organisation_id, payload={"run_id": run_id})


@tenant_task(queue="default", time_limit=180)
def import_inspect(*, payload: dict[str, Any], **_: Any) -> None:
    """Look at an uploaded file."""
    from pricing.services import importing  # noqa: PLC0415 - numpy and pandas, in workers only

    importing.inspect(payload["import_id"])


@tenant_task(queue="heavy", time_limit=1800)
def import_run(*, payload: dict[str, Any], **_: Any) -> None:
    """Read and load a file."""
    from pricing.services import importing  # noqa: PLC0415 - numpy and pandas, in workers only

    importing.run(payload["import_id"])


@tenant_task(queue="default")
def import_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell the person who uploaded a file what became of it."""
    telling.import_moved(payload["import_id"])


@tenant_task(queue="default")
def stock_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell of products that run low once an import is in."""
    stock.after_import(payload["import_id"], now=timezone.now())


@tenant_task(queue="default")
def imports_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give imports whose worker died to another worker."""
    for import_id, wants_look in imports.abandoned(now=timezone.now()):
        task = import_inspect if wants_look else import_run
        task.enqueue(organisation_id=organisation_id, payload={"import_id": import_id})
