import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from synthai.core import health, heartbeat, valkey
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def workers() -> None:
    """Workers that answer every queue."""
    heartbeat.write(list(health.QUEUES))


@pytest.fixture
def no_valkey(settings: Any) -> Iterator[None]:
    valkey.client.cache_clear()
    settings.REDIS_URL = "redis://127.0.0.1:1"
    yield
    valkey.client.cache_clear()


def ready(client: Client, status: int) -> dict[str, Any]:
    response = client.get("/readyz")
    assert response.status_code == status, response.content
    assert "no-store" in response["Cache-Control"]
    found: dict[str, Any] = response.json()
    assert set(found["checks"]) == {"database", "migrations", "valkey", "workers", "outbox"}
    assert found["status"] == ("ready" if status == 200 else "not ready")
    checks: dict[str, Any] = found["checks"]
    return checks


def test_alive_asks_nothing(client: Client) -> None:
    with assert_max_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_everything_answers(client: Client, workers: None) -> None:
    checks = ready(client, 200)
    assert all(check["ok"] for check in checks.values())


def test_is_fast(client: Client, workers: None) -> None:
    ready(client, 200)
    took = []
    for _ in range(3):  # a busy machine may hold one of them up
        started = time.monotonic()
        with assert_max_queries(3):
            ready(client, 200)
        took.append(time.monotonic() - started)
    assert min(took) < 0.5


def test_not_ready_without_workers(client: Client) -> None:
    heartbeat.write(["default", "mail", "ai"])
    check = ready(client, 503)["workers"]
    assert (check["ok"], check["detail"]) == (False, "No worker answers: heavy.")


def test_not_ready_without_valkey(client: Client, no_valkey: None) -> None:
    checks = ready(client, 503)
    assert checks["valkey"]["detail"] == checks["workers"]["detail"] == "Valkey does not answer."
    assert checks["database"]["ok"]


def test_not_ready_without_database(client: Client, workers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        from django.db import OperationalError

        raise OperationalError("connection to server at 10.0.0.1, user synthai_app failed")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"]["detail"] == "PostgreSQL does not answer."
    assert b"10.0.0.1" not in response.content


def test_not_ready_while_facts_pile_up(client: Client, workers: None, cast: Cast) -> None:
    with tenant(cast.umoja):
        OutboxEvent.objects.create(name="core.X", created_at=timezone.now() - timedelta(minutes=10))
    check = ready(client, 503)["outbox"]
    assert check["lag_seconds"] >= 600


def test_not_ready_with_missing_migrations(
    client: Client, workers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrated", [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: ["one missing"]
    )
    check = ready(client, 503)["migrations"]
    assert (check["missing"], "migrate" in check["detail"]) == (1, True)
