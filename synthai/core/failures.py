"""Background tasks that gave up, kept as rows for staff to read and to run again."""

import logging
import traceback
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from synthai.core.errors import DomainError
from synthai.core.models import FailedTask
from synthai.core.tenancy import all_tenants, tenant

logger = logging.getLogger("synthai.task")


def record(
    name: str, kwargs: dict[str, Any], error: BaseException, *, attempts: int, request_id: str | None
) -> FailedTask | None:
    """Store the failure under its organisation. None, and a log line, when the database is what failed.

    Kept are the kind of error and the lines of code it passed, not its text, which may hold personal data.
    """
    organisation_id = kwargs.get("organisation_id")
    entered = tenant(organisation_id) if isinstance(organisation_id, int) else nullcontext()
    try:
        with entered, transaction.atomic():
            failed: FailedTask = FailedTask.objects.create(
                organisation_id=organisation_id,
                name=name,
                kwargs=kwargs,
                error=str(error) if isinstance(error, DomainError) else type(error).__qualname__,
                traceback="".join(traceback.format_tb(error.__traceback__)),
                request_id=request_id or "",
                attempts=attempts,
            )
            return failed
    except DatabaseError:
        logger.exception("%s failed and its failure could not be stored", name)
        return None
    finally:
        # A hard time-out is recorded in the worker's main process, whose children must not inherit a connection.
        if not connection.in_atomic_block:
            connection.close()


def resolve(failed_task_id: int, *, names: Iterable[str], at: datetime) -> FailedTask | None:
    """Mark a failure as dealt with; None when it already was, or when its name is none of these."""
    with all_tenants(reason="retry of a failed task"):
        open_rows = FailedTask.objects.filter(resolved_at=None, name__in=list(names))
        won = open_rows.filter(pk=failed_task_id).update(resolved_at=at)
        return FailedTask.objects.get(pk=failed_task_id) if won else None
