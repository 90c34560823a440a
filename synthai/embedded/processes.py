"""One child process: started so that it cannot outlive us, stopped with everything it started."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from synthai.embedded.accounts import Account
from synthai.embedded.places import read_json, write_private

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """How to start and stop one program."""

    name: str
    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)  # on top of our own
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10
    orphan_signal: signal.Signals = signal.SIGTERM  # what the kernel sends when we are killed


class Register:
    """The children on record with their start times, so that the next start finds what a kill left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._children: dict[str, tuple[int, float]] = {}

    def add(self, name: str, pid: int, started: float) -> None:
        self._children[name] = (pid, started)
        write_private(self.path, json.dumps(self._children))

    def clear_leftovers(self) -> list[str]:
        """Kills what an earlier owner of this record left running; returns the names. Needs the lock."""
        recorded = read_json(self.path) or {}
        found = [name for name, (pid, started) in recorded.items() if kill_session(int(pid), float(started))]
        self.path.unlink(missing_ok=True)
        return found


class Child:
    """A running program in a session of its own."""

    def __init__(self, command: Command, log: Path, register: Register) -> None:
        self.command = command
        self.started_at = time.monotonic()
        account = command.account
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                list(command.argv),
                cwd=command.folder,
                env={**os.environ, **command.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                preexec_fn=_die_with_parent(command.orphan_signal),  # noqa: PLW1509  one thread starts all
            )
        self.pid = self._process.pid
        with suppress(psutil.NoSuchProcess):
            register.add(command.name, self.pid, psutil.Process(self.pid).create_time())

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        with suppress(ProcessLookupError):
            if self.exit_code() is None:
                os.kill(self.pid, self.command.stop_signal)

    def finish(self, seconds: float | None = None) -> None:
        """Waits for the end it was asked for, then kills whatever is left of its session."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self.command.stop_seconds if seconds is None else seconds)
        self.kill()

    def kill(self) -> None:
        """Ends it and everything in its session at once: granian's and Celery's children survive them."""
        for process in members(self.pid):
            with suppress(psutil.Error):
                process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)

    def listens_on(self, port: int) -> bool:
        """Whether this program, and not another checkout's, is what answers on the port."""
        for process in members(self.pid):
            with suppress(psutil.Error):
                for connection in process.net_connections("tcp"):
                    if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                        return True
        return False


def members(session: int) -> list[psutil.Process]:
    """The living processes of a session."""
    found = []
    for process in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def kill_session(pid: int, started: float) -> bool:
    """Kills what remains of the session that process `pid`, born at `started`, led. False: nothing did.

    A number that now belongs to a younger process is left alone.
    """
    living = members(pid)
    leader = next((process for process in living if process.pid == pid), None)
    with suppress(psutil.Error):
        if leader is not None and abs(leader.create_time() - started) > 1:
            return False
    for process in living:
        with suppress(psutil.Error):
            if process.create_time() >= started - 1:
                process.kill()
    psutil.wait_procs(living, timeout=5)
    return bool(living)


def _die_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """Runs in the child before its program: the kernel will send `how` when we end, however we end."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def set_death_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:  # we ended before the line above
            os.kill(os.getpid(), signal.SIGKILL)

    return set_death_signal
