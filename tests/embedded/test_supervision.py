"""The supervisor with small programs in place of ours: what ends starts again, and nothing is left over."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from synthai.embedded import logs
from synthai.embedded.places import Places
from synthai.embedded.processes import Child, Command
from synthai.embedded.sessions import Register, members
from synthai.embedded.supervisor import Supervisor
from synthai.embedded.watchdog import watching
from tests.embedded.holders import living, wait_until_dead

WITH_A_CHILD = "sleep 300 & echo $!; wait"
STUBBORN = "trap '' TERM; sleep 300 & echo ready; while true; do sleep 0.1; done"


class Bench:
    """A supervisor, what it said, and a way to let it work."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder)
        self.places.create()
        self.said: list[str] = []
        self.register = Register(self.places.children)
        self.supervisor = Supervisor(self.places, self.register, self.said.append)
        self.now = time.monotonic()

    def script(self, name: str, text: str, **options: object) -> Command:
        return Command(name, ["sh", "-c", text], self.places.var, **options)  # type: ignore[arg-type]

    def pass_time(self, seconds: float) -> None:
        """Ticks as if so many seconds had passed."""
        self.now += seconds
        self.supervisor.tick(self.now)

    def log(self, name: str) -> str:
        return (self.places.log / f"{name}.log").read_text()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.supervisor.stop(hurry=lambda: True)


def _wait_for(condition: Callable[[], object], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_program_that_ends_starts_again_with_growing_pauses(bench: Bench) -> None:
    bench.supervisor.start(bench.script("brief", "echo run; exit 3"))
    for runs in range(1, 5):
        _wait_for(partial(_has_run, bench, runs))
        bench.pass_time(0)
        bench.pass_time(5)
    pauses = [line.rpartition(" in ")[2] for line in bench.said]
    assert bench.said[0] == "brief ended (exit code 3): starting it again in 0.5 s."
    assert pauses[:4] == ["0.5 s.", "1 s.", "2 s.", "4 s."]


def test_killed_program_takes_its_children_with_it(bench: Bench) -> None:
    kept = bench.supervisor.start(bench.script("parent", WITH_A_CHILD))
    _wait_for(lambda: bench.log("parent"))
    grandchild = int(bench.log("parent"))
    os.kill(kept.child.pid, signal.SIGKILL)
    _wait_for(lambda: kept.child.exit_code() is not None)
    assert living([grandchild]) == [grandchild]
    bench.pass_time(0)
    assert living([grandchild]) == []
    assert bench.said == ["parent ended (signal 9): starting it again in 0.5 s."]


def test_program_deaf_to_the_request_is_killed_in_the_end(bench: Bench) -> None:
    kept = bench.supervisor.start(bench.script("deaf", STUBBORN, stop=((signal.SIGTERM, 0.3),)))
    _wait_for(lambda: bench.log("deaf"))
    session = [process.pid for process in members(kept.child.pid)]
    began = time.monotonic()
    bench.supervisor.stop(hurry=lambda: False)
    assert time.monotonic() - began < 10
    assert living(session) == []


def test_later_requests_of_the_stop_are_louder(bench: Bench) -> None:
    text = "trap '' TERM; trap 'echo put back; exit' QUIT; echo ready; while true; do sleep 0.05; done"
    stages = ((signal.SIGTERM, 0.2), (signal.SIGQUIT, 5.0))
    bench.supervisor.start(bench.script("worker", text, stop=stages))
    _wait_for(lambda: bench.log("worker"))
    bench.supervisor.stop(hurry=lambda: False)
    assert bench.log("worker").splitlines() == ["ready", "put back"]


def test_record_names_children_for_the_next_start(bench: Bench) -> None:
    child = Child(bench.script("left", WITH_A_CHILD), bench.places.log / "left.log", bench.register)
    _wait_for(lambda: bench.log("left"))
    session = [process.pid for process in members(child.pid)]
    assert Register(bench.places.children).end_leftovers() == ["left"]
    assert wait_until_dead(session, 2) == []
    child.kill()
    assert Register(bench.places.children).end_leftovers() == []


def test_number_that_belongs_to_another_process_by_now_is_left_alone(bench: Bench) -> None:
    child = Child(bench.script("other", "sleep 300"), bench.places.log / "other.log", bench.register)
    born = psutil.Process(child.pid).create_time()
    record = bench.places.children.read_text()
    bench.places.children.write_text(record.replace(str(born), str(born - 60)))
    assert Register(bench.places.children).end_leftovers() == []
    assert living([child.pid]) == [child.pid]
    child.kill()


def test_watchdog_clears_what_a_killed_owner_leaves(bench: Bench) -> None:
    owner = os.fork()
    if owner == 0:
        with watching(bench.register):
            Child(bench.script("deaf", STUBBORN), bench.places.log / "deaf.log", bench.register)
            time.sleep(300)
    _wait_for(lambda: bench.places.children.exists() and bench.log("deaf"))
    session = [process.pid for process in members(_pid(bench, "deaf"))]
    assert session
    os.kill(owner, signal.SIGKILL)
    os.waitpid(owner, 0)
    assert wait_until_dead(session, 8) == []


def test_log_that_has_grown_is_moved_aside_and_writing_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 2000 + b"\n")
        logs.bound(tmp_path, max_bytes=1000)
        writer.write(b"ValueError: no shop\n")
    assert (tmp_path / "web.log.1").stat().st_size == 2001
    assert logs.tail(log) == ["ValueError: no shop"]
    logs.bound(tmp_path, max_bytes=1000)
    assert logs.tail(log) == ["ValueError: no shop"]


def test_reason_of_an_end_is_the_last_error_of_its_log() -> None:
    assert logs.reason(["Traceback", "KeyError: 'price'", "bye"]) == "KeyError: 'price'"
    assert logs.reason(["bye", ""]) == "bye"
    assert logs.reason([]) == "it left no message"


def _has_run(bench: Bench, times: int) -> bool:
    return bench.log("brief").count("run") == times and not living([_pid(bench, "brief")])


def _pid(bench: Bench, name: str) -> int:
    return bench.register.recorded()[name][0]
