"""Starts, watches and stops whole runs of SynthAI for the tests."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from synthai.embedded.places import Places
from synthai.embedded.sessions import Register, members
from tests.embedded.holders import CHECKOUT

PROGRAMS = ("web", "ws", "sandbox", "worker", "worker-heavy", "worker-ai", "beat", "postgres", "valkey")
START_SECONDS = 200  # generous: the machine that tests may be busy


class Run:
    """One `python -m synthai.embedded run` and what it prints."""

    def __init__(self, var: Path, *, output: str = "output.txt", **environment: str) -> None:
        self.places = Places(var)
        var.mkdir(parents=True, exist_ok=True)
        self._output = var / output
        with self._output.open("w") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "synthai.embedded", "run"],
                cwd=CHECKOUT,
                env={**os.environ, "SYNTHAI_VAR": str(var), "SAMPLE_DATA": "no", **environment},
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._output.read_text()

    @property
    def services(self) -> dict[str, Any]:
        return dict(json.loads(self.places.services.read_text()))

    @property
    def pids(self) -> dict[str, int]:
        """The present process of each program."""
        recorded = Register(self.places.children).recorded()
        return {name: recorded[name][0] for name in PROGRAMS}

    @property
    def steps(self) -> set[str]:
        """What ran before the programs did: migrate, collectstatic."""
        return set(Register(self.places.children).recorded()) - set(PROGRAMS)

    def everything(self) -> list[int]:
        """The supervisor, its programs and all that these started."""
        sessions = [process.pid for pid in self.pids.values() for process in members(pid)]
        children = [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]
        return sorted({*sessions, *children, self.process.pid})

    def answers(self) -> bool:
        """Whether the page that says "alive" does."""
        with (
            suppress(OSError),
            urllib.request.urlopen(f"{self.services['web_url']}/healthz", timeout=5) as reply,
        ):
            return bool(reply.status == 200)
        return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def running(var: Path, **environment: str) -> Iterator[Run]:
    """A run that is up; stopped at the end unless that has happened."""
    run = Run(var, **environment)
    try:
        wait_for(lambda: "Ctrl-C" in run.said or run.process.poll() is not None, START_SECONDS)
        assert run.process.poll() is None, run.said
        yield run
    finally:
        run.stop()


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    """Waits until the condition holds, and fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
