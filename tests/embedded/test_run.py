"""`make run` itself, with all its programs, on the real project."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthai.embedded import postgres
from tests.embedded.conftest import ADDRESSES, open_folder
from tests.embedded.holders import living, query, wait_until_dead
from tests.embedded.runs import Run, running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SECOND_START_SECONDS = 40  # the promise is 10 on a machine of its own
PATIENCE = 60  # seconds; the machine that tests may be busy
LEAVE = "CREATE TABLE IF NOT EXISTS left_here AS SELECT 'Karoo Cycles' AS name"
FORGET = "DELETE FROM django_migrations WHERE app = 'sessions'; DROP TABLE django_session"
RENAME = "UPDATE left_here SET name = 'Umoja Foods'"
FIND = "SELECT name FROM left_here"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Where the runs of this module have their var folders, without the addresses of the tests' own servers."""
    with pytest.MonkeyPatch.context() as environment, open_folder() as made:
        for name in ADDRESSES:
            environment.delenv(name, raising=False)
        yield made


@pytest.fixture(scope="module")
def used(place: Path) -> Path:
    """A var folder that SynthAI has run in before, with a row left behind."""
    with running(place / "used") as run:
        query(run.services["database_owner_url"], LEAVE)
        assert (run.places.static / "staticfiles.json").exists()
    return place / "used"


def test_second_start_is_quick_finds_the_data_and_ends_whole(used: Path, other: Path) -> None:
    """On a port that is taken, and with a second checkout beside it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        busy = listener.getsockname()[1]
        began = time.monotonic()
        with running(used, PORT=str(busy)) as run:
            assert time.monotonic() - began < SECOND_START_SECONDS
            assert run.steps == set()
            assert run.answers()
            assert query(run.services["database_owner_url"], FIND) == [("Karoo Cycles",)]
            assert f"SynthAI runs at {run.services['web_url']}/\n" in run.said
            _refuses_another_in_the_same_folder(run)
            _passes_over(busy, run, other)
            everything = run.everything()
            assert len(everything) >= 8
            assert run.stop(signal.SIGINT) == 0
            assert living(everything) == []
            assert run.said.endswith("Stopping.\nStopped.\n")
            assert not run.places.services.exists()


def _passes_over(busy: int, one: Run, other: Path) -> None:
    """The port that is taken, the first checkout's ports, and its data."""
    with running(other, PORT=str(busy), DEBUG="1") as two:
        ports = [int(run.services["web_url"].rpartition(":")[2]) for run in (one, two)]
        assert busy not in ports
        assert len(set(ports)) == 2
        for run, port in zip((one, two), ports, strict=True):
            assert f"Port {busy} is taken: using {port}." in run.said
            assert run.answers()
        query(two.services["database_owner_url"], RENAME)
        assert query(one.services["database_owner_url"], FIND) == [("Karoo Cycles",)]


def test_what_was_killed_comes_back_and_leaves_no_process_behind(used: Path) -> None:
    """First the programs, then the supervisor while a migration is missing, then the one that was started after it."""
    with running(used) as run:
        _killed_programs_come_back(run)
        everything = run.everything()
        query(run.services["database_owner_url"], FORGET)
        run.kill()
        with running(used) as next_run:
            assert next_run.steps == {"migrate"}
            assert next_run.answers()
            assert query(next_run.services["database_owner_url"], FIND) == [("Karoo Cycles",)]
            assert living(everything) == []
            everything = next_run.everything()
            next_run.kill()
            assert wait_until_dead(everything, PATIENCE) == []


def _killed_programs_come_back(run: Run) -> None:
    before = run.pids
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not set(run.pids.values()) & set(before.values()), PATIENCE)
    wait_for(run.answers, PATIENCE)
    for name in before:
        assert f"{name} ended (signal 9): starting it again in" in run.said
    wait_for(lambda: postgres.answers(run.services["database_owner_url"]), PATIENCE)
    assert query(run.services["database_owner_url"], FIND) == [("Karoo Cycles",)]


@pytest.fixture
def other(used: Path, place: Path) -> Path:
    """The var folder of a second checkout: a copy, as migrating another database would show nothing new."""
    subprocess.run(["cp", "-a", str(used), str(place / "two")], check=True)
    assert not (place / "two" / "postgres").is_symlink(), "two checkouts on the same data"
    return place / "two"


def _refuses_another_in_the_same_folder(run: Run) -> None:
    said = run.said
    another = Run(run.places.var, output="another.txt")
    assert another.process.wait(30) == 1
    assert another.said.startswith(
        f"SynthAI already runs from {run.places.var} at {run.services['web_url']}:"
    )
    assert run.answers()
    assert run.said == said
