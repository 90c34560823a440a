"""One child process: started so that it cannot outlive us, stopped with everything it started."""

import ctypes
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
from synthai.embedded.sessions import Register, members

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """How to start and stop one program.

    `stop` is a list of requests, each with the seconds it is given; after the last the session is killed.
    """

    name: str
    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)  # on top of our own
    account: Account | None = None
    stop: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 10),)
    orphan_signal: signal.Signals = signal.SIGTERM  # what the kernel sends when we are killed


class Child:
    """A running program in a session of its own."""

    def __init__(self, command: Command, log: Path, register: Register) -> None:
        self.command = command
        self.started_at = time.monotonic()
        self._process = _spawn(command, log)
        self.pid = self._process.pid
        register.add(command.name, self.pid, command.orphan_signal)
        self._stages = list(command.stop)
        self._deadline = 0.0

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def end_step(self, now: float) -> bool:
        """One step of its end, to be called until True: ask, wait, ask louder, kill what is left."""
        if self.exit_code() is None and now < self._deadline:
            return False
        if self.exit_code() is None and self._stages:
            how, seconds = self._stages.pop(0)
            self._deadline = now + seconds
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)
            return False
        self.kill()
        return True

    def end(self) -> None:
        """Asks it to end, waits, and kills whatever is left."""
        while not self.end_step(time.monotonic()):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.1)

    def kill(self) -> None:
        """Ends it and everything in its session at once: granian's and Celery's children survive them."""
        living = members(self.pid)
        for process in living:
            with suppress(psutil.Error):
                process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        psutil.wait_procs([process for process in living if process.pid != self.pid], timeout=5)

    def listens_on(self, port: int) -> bool:
        """Whether this program, and not another checkout's, is what answers on the port."""
        for process in members(self.pid):
            with suppress(psutil.Error):
                for connection in process.net_connections("tcp"):
                    if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                        return True
        return False


def _spawn(command: Command, log: Path) -> subprocess.Popen[bytes]:
    account = command.account
    with log.open("ab") as output:
        return subprocess.Popen(
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
