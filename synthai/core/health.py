"""Is it alive, and is it ready? For load balancers and people on call; no secrets, no sign-in, no slow pings.

/healthz says that this process answers. /readyz asks what a request needs: PostgreSQL as the fenced role, no migration
missing, Valkey, a worker for every queue, and an outbox that flows.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from synthai.core import heartbeat, outbox, valkey
from synthai.core.postgres.roles import database_role_problems

logger = logging.getLogger("synthai.health")
QUEUES = ("default", "mail", "heavy", "ai")
MAX_OUTBOX_LAG_SECONDS = 180


@dataclass(frozen=True)
class Finding:
    """What one check found: whether all is well, a sentence when it is not, and figures."""

    ok: bool
    detail: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    del request
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything a request needs is there, else 503 with what is missing."""
    del request
    checks = {name: timed(check) for name, check in CHECKS.items()}
    ready = all(check["ok"] for check in checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    response = JsonResponse(body, status=200 if ready else 503)
    if not ready:
        logger.warning("Not ready: %s", ", ".join(name for name, check in checks.items() if not check["ok"]))
        setattr(response, "_has_been_logged", True)  # noqa: B010 - or Django calls each probe an error
    return response


def check_database() -> Finding:
    """PostgreSQL answers, and row-level security binds the role we are."""
    problems = database_role_problems(connection)
    return Finding(not problems, " ".join(problems))


def check_migrations() -> Finding:
    """The code and the tables belong together. Once that is so, it is not asked again by this process."""
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            return Finding(False, "Migrations are missing: run manage.py migrate.", {"missing": missing})
        _migrated.append(True)
    return Finding(True, figures={"missing": 0})


def check_valkey() -> Finding:
    """Valkey answers."""
    return Finding(bool(valkey.client().ping()))


def check_workers() -> Finding:
    """A worker answers each queue."""
    answered = heartbeat.answered_queues(QUEUES)
    silent = [queue for queue, is_answered in answered.items() if not is_answered]
    return Finding(not silent, f"No worker answers: {', '.join(silent)}." if silent else "")


def check_outbox() -> Finding:
    """Facts reach their receivers in time."""
    lag = round(outbox.lag(now=timezone.now()).total_seconds())
    late = lag > MAX_OUTBOX_LAG_SECONDS
    return Finding(not late, "Facts wait too long for the relay." if late else "", {"lag_seconds": lag})


CHECKS: dict[str, Callable[[], Finding]] = {
    "database": check_database,
    "migrations": check_migrations,
    "valkey": check_valkey,
    "workers": check_workers,
    "outbox": check_outbox,
}
_migrated: list[bool] = []


def timed(check: Callable[[], Finding]) -> dict[str, Any]:
    """One check's outcome: ok, how long it took, a sentence when something is wrong, and its figures."""
    started = time.monotonic()
    try:
        finding = check()
    except DatabaseError:
        finding = Finding(False, "PostgreSQL does not answer.")
    except valkey.Unreachable:
        finding = Finding(False, "Valkey does not answer.")
    shown: dict[str, Any] = {"ok": finding.ok, "ms": round((time.monotonic() - started) * 1000, 1)}
    if finding.detail:
        shown["detail"] = finding.detail
    return shown | finding.figures
