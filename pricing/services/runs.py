"""Price runs: ask for one, cancel it, and keep one alive while a worker trains.

Training itself is services/training.py. A run is a row with a state and a lease: a worker that dies loses
the lease and the sweep gives the run to another, at most MAX_ATTEMPTS times.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pricing import events, features, locks, permissions
from pricing.models import Run, RunState, SalesRow
from pricing.models.runs import LEASE, MAX_ATTEMPTS
from pricing.services import guardrails
from synthai.core import entitlements, realtime
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish

AREA = "pricing"


class NoSales(DomainError):
    """There is nothing to learn from."""

    code = "pricing.run.no_sales"
    status = 409
    message = _("There are no sales yet. Upload a sales file first, then work out prices.")


class RunAlreadyActive(Conflict):
    """One run at a time per organisation."""

    code = "pricing.run.already_active"
    message = _("Prices are being worked out already. Wait for that run, or cancel it.")


class RunNotActive(Conflict):
    """Only a waiting or running run can be cancelled."""

    code = "pricing.run.not_active"
    message = _("This run has ended already, so there is nothing to cancel.")


@transaction.atomic
def start(*, by: Actor, now: datetime, seed: int = 0) -> Run:
    """Ask for new prices with today's guard rails. Needs the tenant; a worker takes it after commit.

    Counted once for the request: a worker's or staff's further tries of the same run cost nothing.
    Raises NotAllowed, NoSales, RunAlreadyActive; LimitReached or NotInPlan when the plan has no run left.
    """
    require(by, permissions.RUN_CREATE)
    if not SalesRow.objects.exists():
        raise NoSales
    rules = guardrails.current()
    try:
        with transaction.atomic():
            run = Run.objects.create(
                organisation_id=by.organisation_id,
                requested_by_id=by.user_id,
                requested_at=now,
                seed=seed,
                settings=guardrails.as_json(rules),
            )
    except IntegrityError as error:
        raise RunAlreadyActive from error
    entitlements.consume(
        by.organisation_id or 0, features.RUNS, event_id=f"{features.RUNS}:{run.public_id}", at=now
    )
    audit(run, "pricing.run.requested", by=by)
    publish(events.RunRequested(run_id=run.pk))
    _hint_on_commit(run, by.organisation_public_id)
    return run


@transaction.atomic
def cancel(run_id: int, *, by: Actor, now: datetime) -> Run:
    """Stop a run. A waiting one ends at once, a running one at its next step. Raises RunNotActive."""
    run = locks.lock_run(run_id)
    require(by, permissions.RUN_CANCEL)
    if not run.is_active:
        raise RunNotActive
    run.cancel_requested_at = now
    if run.state == RunState.WAITING or not run.is_held(now=now):
        run.mark_ended(RunState.CANCELLED, at=now)
    run.save()
    audit(run, "pricing.run.cancelled", by=by)
    _hint_on_commit(run, by.organisation_public_id)
    return run


@transaction.atomic
def claim(run_id: int, *, now: datetime) -> Run | None:
    """Take a run for training, or None when another worker holds it or it has ended.

    A run that already cost MAX_ATTEMPTS workers their life is failed here instead.
    """
    run = locks.lock_run(run_id)
    if not run.is_active or run.is_held(now=now):
        return None
    if run.cancel_requested_at is not None:
        run.mark_ended(RunState.CANCELLED, at=now)
    elif run.attempts >= MAX_ATTEMPTS:
        run.mark_ended(
            RunState.FAILED, at=now, error=gettext("The run stopped three times before it could end.")
        )
        publish(events.RunFailed(run_id=run.pk, error=run.error))
    else:
        run.mark_started(at=now)
    run.save()
    return run if run.state == RunState.RUNNING else None


def report(run_id: int, *, progress: int, stage: str, now: datetime) -> bool:
    """Note progress and renew the lease. False when somebody asked to cancel or the run is no longer ours."""
    held = Run.objects.filter(pk=run_id, state=RunState.RUNNING, cancel_requested_at__isnull=True)
    return held.update(progress=progress, stage=stage, lease_until=now + LEASE) == 1


def renew(run_id: int, *, now: datetime) -> bool:
    """Renew the lease of a run in training. False when it has ended."""
    return Run.objects.filter(pk=run_id, state=RunState.RUNNING).update(lease_until=now + LEASE) == 1


@transaction.atomic
def fail(run_id: int, *, error: str, now: datetime) -> None:
    """End a run with a sentence for the customer. Does nothing when it has ended."""
    run = locks.lock_run(run_id)
    if run.is_active:
        run.mark_ended(RunState.FAILED, at=now, error=error)
        run.save()
        publish(events.RunFailed(run_id=run.pk, error=error))


@transaction.atomic
def end_cancelled(run_id: int, *, now: datetime) -> None:
    """End a run that its worker stopped on request."""
    run = locks.lock_run(run_id)
    if run.is_active:
        run.mark_ended(RunState.CANCELLED, at=now)
        run.save()


@transaction.atomic
def try_again(run_id: int, *, by: Actor, now: datetime) -> Run:
    """Give a failed or cancelled run another round, for staff. Raises RunAlreadyActive, Conflict."""
    run = locks.lock_run(run_id)
    require(by, permissions.RUN_CREATE)
    if run.is_active or run.state == RunState.FINISHED:
        raise RunAlreadyActive
    run.state, run.attempts, run.progress, run.error = RunState.WAITING, 0, 0, ""
    run.lease_until = run.finished_at = run.cancel_requested_at = None
    run.requested_at = now
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        raise RunAlreadyActive from error
    audit(run, "pricing.run.retried", by=by)
    publish(events.RunRequested(run_id=run.pk))
    return run


def abandoned(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of this organisation's runs whose worker died or never came."""
    return list(Run.objects.abandoned(now=now).order_by("pk").values_list("pk", flat=True)[:limit])


def hint(run: Run, organisation_public_id: str | None, kind: str = "run") -> None:
    """Tell open tabs that this run moved."""
    if organisation_public_id:
        topic = realtime.organisation_topic(organisation_public_id, AREA)
        realtime.push(topic, kind, run.public_id, run.progress)


def _hint_on_commit(run: Run, organisation_public_id: str | None) -> None:
    transaction.on_commit(lambda: hint(run, organisation_public_id), robust=True)
