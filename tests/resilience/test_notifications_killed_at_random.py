"""A small run of the drill that `python -m benchmarks --only notifications_kills` runs with 10,000 people."""

from pathlib import Path

import pytest

from tests.resilience import killing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_workers_valkey_and_providers_killed_at_random_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = killing.run(tmp_path, people=40, kills=3, seed=4)
    assert outcome.wrong == []
    assert sum(outcome.kills.values()) >= 2, "too little was killed"
    assert outcome.parcels["sendgrid"] >= 40
