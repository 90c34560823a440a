"""A child process under limits: what it may use, and what becomes of it."""

import os
import time
from typing import Any

import pytest

from synthai.core.limits import LimitedWorkFailed, LimitExceeded, run_limited

HERE = "synthai.core.tests.limited_work"


def test_returns_result_of_function() -> None:
    assert run_limited(f"{HERE}.add", (2, 3), memory_mb=400, seconds=20) == 5


def test_child_knows_no_secret() -> None:
    os.environ["PRETEND_SECRET"] = "hush"
    try:
        names: list[str] = run_limited(f"{HERE}.environment", (), memory_mb=400, seconds=20)
    finally:
        del os.environ["PRETEND_SECRET"]
    assert "PRETEND_SECRET" not in names
    assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} & set(names)


def test_refuses_too_much_memory() -> None:
    with pytest.raises(LimitExceeded):
        run_limited(f"{HERE}.devour", (), memory_mb=300, seconds=20)


def test_refuses_too_much_time() -> None:
    started = time.monotonic()
    with pytest.raises(LimitExceeded):
        run_limited(f"{HERE}.spin", (), memory_mb=400, seconds=2)
    assert time.monotonic() - started < 10


def test_failure_carries_end_of_trace() -> None:
    with pytest.raises(LimitedWorkFailed, match="on purpose"):
        run_limited(f"{HERE}.fail", (), memory_mb=400, seconds=20)


def test_tick_can_stop_the_child() -> None:
    class Enough(Exception):
        pass

    def tick() -> None:
        raise Enough

    started = time.monotonic()
    with pytest.raises(Enough):
        run_limited(f"{HERE}.spin", (), memory_mb=400, seconds=60, tick=tick)
    assert time.monotonic() - started < 5


def test_large_arguments_and_results_pass() -> None:
    text = "ṱ" * 2_000_000
    answer: Any = run_limited(f"{HERE}.echo", (text,), memory_mb=600, seconds=30)
    assert answer == text
