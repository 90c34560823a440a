"""Keeps programs running: starts again what ends, with growing pauses, and stops all in order."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from synthai.embedded import logs
from synthai.embedded.errors import DISK_LOW_MB, CannotRun, check_disk, sentence
from synthai.embedded.places import Places
from synthai.embedded.processes import Child, Command
from synthai.embedded.servers import Running
from synthai.embedded.sessions import Register

TICK_SECONDS = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60  # after so long its next end counts as the first
LOG_CHECK_SECONDS = 5


@dataclass
class Kept:
    """One program under watch. A server carries its `running` and is stopped by whoever started it."""

    child: Child
    command: Callable[[], Command]  # what starts it the next time
    running: Running | None = None
    ends: int = 0  # in a row
    due: float | None = None  # when it starts again

    @property
    def name(self) -> str:
        return self.child.command.name


class Supervisor:
    """The loop behind `make run`. Single-threaded: the kernel ties children to the thread that starts them."""

    def __init__(self, places: Places, register: Register, say: Callable[[str], None]) -> None:
        self._places = places
        self._register = register
        self._say = say
        self._kept: list[Kept] = []
        self._next_log_check = 0.0

    def start(self, command: Command) -> Kept:
        """Starts a program and keeps it running."""
        kept = Kept(self._spawn(command), lambda: command)
        self._kept.append(kept)
        return kept

    def keep(self, running: Running) -> None:
        """Keeps a server running that was started before, on the port it holds."""

        def command() -> Command:
            running.server.prepare()
            return running.server.command(running.port.number)

        self._kept.append(Kept(running.child, command, running))

    def tick(self, now: float) -> None:
        """One look at every child, and now and then at the logs."""
        for kept in self._kept:
            if kept.due is not None:
                self._start_again(kept, now)
            elif kept.child.exit_code() is not None:
                self._note_end(kept, now)
        if now >= self._next_log_check:
            self._next_log_check = now + LOG_CHECK_SECONDS
            logs.bound(self._places.log)

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Ends the programs together, each in its own stages; being asked a second time kills them."""
        ending = [kept.child for kept in self._kept if kept.running is None and kept.due is None]
        while ending:
            if hurry():
                for child in ending:
                    child.kill()
                return
            now = time.monotonic()
            ending = [child for child in ending if not child.end_step(now)]
            time.sleep(0.05)

    def why_ended(self, kept: Kept) -> str:
        """The error that a program's log ends with."""
        return logs.reason(logs.tail(self._places.log / f"{kept.name}.log"))

    def _spawn(self, command: Command) -> Child:
        return Child(command, self._places.log / f"{command.name}.log", self._register)

    def _note_end(self, kept: Kept, now: float) -> None:
        """Kills what the program left behind and decides when it starts again."""
        kept.child.kill()
        if now - kept.child.started_at > STEADY_SECONDS:
            kept.ends = 0
        pause = min(FIRST_PAUSE * 2**kept.ends, LONGEST_PAUSE)
        kept.ends += 1
        kept.due = now + pause
        self._say(f"{kept.name} ended ({_how(kept.child)}): starting it again in {pause:g} s.")

    def _start_again(self, kept: Kept, now: float) -> None:
        if kept.due is None or now < kept.due:
            return
        try:
            check_disk(self._places.var, DISK_LOW_MB)
            kept.child = self._spawn(kept.command())
        except (CannotRun, OSError) as error:
            said = error if isinstance(error, CannotRun) else sentence(error, self._places.var)
            self._say(f"{kept.name} cannot start: {said}")
            kept.due = now + LONGEST_PAUSE
            return
        kept.due = None
        if kept.running is not None:
            kept.running.child = kept.child


def _how(child: Child) -> str:
    code = child.exit_code() or 0
    return f"signal {-code}" if code < 0 else f"exit code {code}"
