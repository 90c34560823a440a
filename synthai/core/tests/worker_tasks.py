"""Tasks for the tests that run a real worker. What they did is left in Valkey."""

import os
import signal
import time
from typing import Any

import redis
from django.conf import settings
from django.db import connection

from synthai.core.correlation import current_request_id
from synthai.core.errors import Busy, Conflict
from synthai.core.models import OutboxEvent
from synthai.core.tasks import system_task, tenant_task
from synthai.core.tenancy import active, active_or_none


class Expected(Exception):  # noqa: N818 - as tasks name it
    """A refusal the task expects."""


def seen() -> "redis.Redis":
    """Where tasks leave their marks."""
    return redis.Redis.from_url(f"{settings.REDIS_URL}/3", decode_responses=True)


def mark(name: str, value: Any) -> None:
    """Leave a mark."""
    with seen() as marks:
        marks.rpush(name, str(value))


def marks_of(name: str) -> list[str]:
    """What was left under a name."""
    with seen() as marks:
        found: list[str] = marks.lrange(name, 0, -1)
        return found


@tenant_task()
def look(*, organisation_id: int, **_: Any) -> None:
    """Tell tenant, request id and how many rows are seen."""
    mark("look", f"{organisation_id}/{active()}/{current_request_id()}/{OutboxEvent.objects.count()}")


@system_task()
def look_around(**_: Any) -> None:
    """Tell the tenant of a system task."""
    mark("around", active_or_none())


@tenant_task(throws=(Expected,))
def refuse(**_: Any) -> None:
    """An expected error."""
    mark("refuse", 1)
    raise Expected


@tenant_task(max_retries=2)
def stumble(**_: Any) -> None:
    """A fault, each time."""
    mark("stumble", time.time())
    person = "@".join(("thandi", "umoja.example"))  # noqa: FLY002 - not as text in the source
    raise RuntimeError(person)


@tenant_task()
def say_no(**_: Any) -> None:
    """A rule that nobody expected."""
    mark("say_no", 1)
    raise Conflict


@tenant_task(max_retries=1)
def be_busy(**_: Any) -> None:
    """A rule that passes by itself."""
    mark("be_busy", 1)
    raise Busy


@tenant_task()
def kill_worker(**_: Any) -> None:
    """Kill the pool's child that runs this."""
    mark("kill_worker", os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)


@tenant_task(time_limit=2)
def take_too_long(**_: Any) -> None:
    """Longer than allowed."""
    mark("take_too_long", 1)
    time.sleep(30)


@tenant_task()
def sleep(*, seconds: float, **_: Any) -> None:
    """Busy for a while."""
    mark("sleep", "started")
    time.sleep(seconds)
    mark("sleep", "done")


@tenant_task()
def follow(*, event_id: str, payload: dict[str, Any], organisation_id: int, **_: Any) -> None:
    """Receive an event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organisation', true)")
        (tenant,) = cursor.fetchone()
    mark("follow", f"{payload.get('name')}/{organisation_id}/{tenant}/{event_id}")
