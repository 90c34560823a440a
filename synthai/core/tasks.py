"""The base of every background task: whose work it is, how long it may take, what happens when it fails.

    @tenant_task(queue="heavy", time_limit=1800, throws=(ImportRefused,))
    def imports_read(*, organisation_id: int, import_id: int, **_: object) -> None:
        imports.read(import_id, by=system_actor(organisation_id), now=timezone.now())

    imports_read.enqueue(organisation_id=organisation.pk, import_id=sales_import.pk)

Arguments are ids by keyword; `**_` lets an old worker survive a new sender. Tasks may run more than once (a killed
worker's task is delivered again), so what they do must bear repeating.
"""

import inspect
import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast

from celery import Task, current_app, shared_task
from celery.exceptions import Ignore, Reject, Retry, SoftTimeLimitExceeded
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from synthai.core import failures
from synthai.core.after_commit import after_commit
from synthai.core.correlation import current_request_id, request_id_bound
from synthai.core.errors import DomainError
from synthai.core.tenancy import tenant

if TYPE_CHECKING:
    _Task = Task[..., Any]
else:
    _Task = Task

Queue = Literal["default", "mail", "heavy", "ai"]
REQUEST_ID_HEADER = "synthai_request_id"
MAX_RETRIES = 6  # with the back-off below a task survives a minute without its database
MAX_LOST_WORKERS = 3
FIRST_BACKOFF_SECONDS = 2
SHORT_SECONDS = 600  # the most outside of the heavy queue, whose worker waits longer for a vanished one
logger = logging.getLogger("synthai.task")


class WorkerKilledTooOften(RuntimeError):
    """The task was running each time its worker died, and is not started again by itself."""


class SystemTask(_Task):
    """A task of the machinery: sweeps, fan-outs, receivers of facts that belong to no organisation."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    ignore_result = True
    max_retries = MAX_RETRIES
    home: Queue = "default"

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """As Celery's; to the task's own queue unless told otherwise."""
        options.setdefault("queue", self.home)
        return super().apply_async(*args, **options)

    def enqueue(self, **kwargs: Any) -> None:
        """Send the task when the running transaction commits; at once outside of one.

        A broker out of reach after the commit is logged, not raised: what must not be lost is also a row that
        beat sweeps.
        """
        after_commit(self.send, **kwargs)

    def send(self, **kwargs: Any) -> None:
        """Send the task now. Raises kombu's OperationalError when Valkey is out of reach."""
        self.apply_async(kwargs=kwargs, headers={REQUEST_ID_HEADER: current_request_id() or ""})

    def __call__(self, **kwargs: Any) -> None:
        """What a worker runs: the body under the sender's request id, judged by what it raises."""
        with request_id_bound(_sent_request_id(self)):
            self.refuse_if_deadly()
            started = timezone.now()
            with self.judged():
                self.run_body(kwargs)
            took = (timezone.now() - started).total_seconds()
            logger.info(
                "%s done",
                self.name,
                extra={"ms": round(took * 1000), "tenant": kwargs.get("organisation_id")},
            )

    def run_body(self, kwargs: dict[str, Any]) -> None:
        """Call the decorated function."""
        self.run(**kwargs)

    def refuse_if_deadly(self) -> None:
        """Raise WorkerKilledTooOften when this very message came back from dying workers too often."""
        delivery = self.request.delivery_info or {}
        if not delivery.get("redelivered") or self.request.is_eager:
            return
        key = f"task-lost:{self.request.id}:{self.request.retries}"
        try:
            cache.add(key, 0, timeout=24 * 3600)
            lost = cache.incr(key)
        except (OSError, ValueError):  # Valkey away, or the key just expired: run it rather than lose it
            return
        if lost >= MAX_LOST_WORKERS:
            raise WorkerKilledTooOften(f"{self.name} lost its worker {lost} times.")

    @contextmanager
    def judged(self) -> Iterator[None]:
        """Expected errors end the task quietly; a rule that says no is recorded; faults are tried again first."""
        try:
            yield
        except (Retry, Ignore, Reject, SoftTimeLimitExceeded):
            raise
        except self.throws:
            raise
        except Exception as error:
            hopeless = isinstance(error, DomainError) and error.retry_after is None
            if hopeless or self.request.is_eager or self.request.retries >= (self.max_retries or 0):
                raise
            raise self.retry(exc=error, countdown=backoff(self.request.retries)) from error

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: dict[str, Any], einfo: Any) -> None:
        """Celery's hook, after the last attempt and after a hard time-out."""
        del task_id, args, einfo
        if isinstance(exc, self.throws):
            return
        failures.record(
            self.name,
            kwargs,
            exc,
            attempts=self.request.retries + 1,
            request_id=_sent_request_id(self) or current_request_id(),
        )


class TenantTask(SystemTask):
    """A task of one organisation: `organisation_id` is required, and its tenant is active around the body."""

    abstract = True

    def enqueue(self, *, organisation_id: int, **kwargs: Any) -> None:  # type: ignore[override]
        """As SystemTask.enqueue, for one organisation."""
        super().enqueue(organisation_id=organisation_id, **kwargs)

    def run_body(self, kwargs: dict[str, Any]) -> None:
        """Enter the organisation, then call the decorated function. Raises TypeError without organisation_id."""
        organisation_id = kwargs.get("organisation_id")
        if not isinstance(organisation_id, int):
            raise TypeError(f"{self.name} needs an organisation_id.")
        with tenant(organisation_id):
            self.run(**kwargs)


def backoff(retries: int) -> float:
    """Seconds before the next attempt: 2, 4, 8 … 64, of which a random half, so that crowds spread out."""
    longest: float = FIRST_BACKOFF_SECONDS * 2**retries
    return longest * random.uniform(0.5, 1)  # noqa: S311 - spreading load is no secret


def tenant_task(
    *,
    queue: Queue = "default",
    time_limit: int = 300,
    throws: tuple[type[Exception], ...] = (),
    max_retries: int = MAX_RETRIES,
) -> Callable[[Callable[..., None]], TenantTask]:
    """Make a function the body of a tenant task. `time_limit` in seconds; `throws` end it without alarm or retry.

    Raises TypeError when the function takes positional arguments or lacks `**_`.
    """
    make = partial(
        _make, TenantTask, queue=queue, time_limit=time_limit, throws=throws, max_retries=max_retries
    )
    return cast("Callable[[Callable[..., None]], TenantTask]", make)


def system_task(
    *,
    queue: Queue = "default",
    time_limit: int = 300,
    throws: tuple[type[Exception], ...] = (),
    max_retries: int = MAX_RETRIES,
) -> Callable[[Callable[..., None]], SystemTask]:
    """Make a function the body of a task without tenant. A sweep takes no retries: beat sends the next one."""
    make = partial(
        _make, SystemTask, queue=queue, time_limit=time_limit, throws=throws, max_retries=max_retries
    )
    return cast("Callable[[Callable[..., None]], SystemTask]", make)


def _make(
    base: type[SystemTask],
    body: Callable[..., None],
    *,
    queue: Queue,
    time_limit: int,
    throws: tuple[type[Exception], ...],
    max_retries: int,
) -> Any:
    kinds = [parameter.kind for parameter in inspect.signature(body).parameters.values()]
    allowed = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    if inspect.Parameter.VAR_KEYWORD not in kinds or not allowed.issuperset(kinds):
        raise TypeError(f"{body.__qualname__} must take keyword arguments only, and end with **_.")
    if time_limit > (settings.CELERY_TASK_TIME_LIMIT if queue == "heavy" else SHORT_SECONDS):
        raise TypeError(f"{body.__qualname__}: so long in the queue {queue}, it could start twice.")
    return shared_task(
        base=base,
        name=f"{body.__module__}.{body.__name__}",
        home=queue,
        time_limit=time_limit,
        soft_time_limit=time_limit - min(30, max(1, time_limit // 10)),
        throws=throws,
        max_retries=max_retries,
    )(body)


def _sent_request_id(task: _Task) -> str | None:
    headers = task.request.headers or {}
    found = headers.get(REQUEST_ID_HEADER)
    return found if isinstance(found, str) else None


def task_named(name: str) -> SystemTask:
    """The task of this dotted name ("pricing.tasks.runs_sweep"). Raises celery's NotRegistered."""
    return cast("SystemTask", current_app.tasks[name])


def send_named(name: str, *, after: float = 0, queue: Queue = "default", **kwargs: Any) -> None:
    """Send the task of this dotted name now, to run `after` seconds: for processes that answer requests, which have not loaded the
    tasks of every app. Raises kombu's OperationalError when Valkey is out of reach."""
    headers = {REQUEST_ID_HEADER: current_request_id() or ""}
    current_app.send_task(name, kwargs=kwargs, queue=queue, countdown=after or None, headers=headers)


def run_again(failed_task_id: int) -> bool:
    """Send a failed task again with the same arguments. False when somebody already did, or its code is gone.

    For staff: needs `all_tenants()`, or the failure's own tenant.
    """
    current_app.loader.import_default_modules()  # a web process has not loaded the tasks
    failed = failures.resolve(failed_task_id, names=current_app.tasks.keys(), at=timezone.now())
    if failed is None:
        return False
    task_named(failed.name).enqueue(**failed.kwargs)
    return True
