"""Starts and kills holders of servers (tests.embedded.holding) for the tests."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

CHECKOUT = Path(__file__).resolve().parents[2]


class Holder:
    """A process of its own that holds the servers of `var`."""

    def __init__(self, var: Path, *, executable: str = sys.executable, **options: Any) -> None:
        self.process = subprocess.Popen(
            [executable, "-m", "tests.embedded.holding", str(var)],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the servers did not start"
        self.told: dict[str, Any] = json.loads(line)

    @property
    def pids(self) -> dict[str, int]:
        return dict(self.told["pids"])

    def query(self, statement: str, role: str = "DATABASE_OWNER_URL") -> list[tuple[Any, ...]]:
        return query(self.told[role], statement)

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> int:
        self.process.communicate()
        return self.process.returncode


@contextmanager
def holding(var: Path, **options: Any) -> Iterator[Holder]:
    holder = Holder(var, **options)
    try:
        yield holder
    finally:
        holder.end()


def query(address: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows that a statement returns, in a transaction of its own."""
    with psycopg.connect(address) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def living(pids: list[int]) -> list[int]:
    """Which of these processes live and are no zombies."""
    return [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    """Asked once: a process that is first looked for and then read may end in between."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until_dead(pids: list[int], seconds: float) -> list[int]:
    """Waits for all of them to end; returns those that did not."""
    deadline = time.monotonic() + seconds
    while living(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return living(pids)
