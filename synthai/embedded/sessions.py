"""The children on record, and what a killed owner left of them.

Each child leads a session of its own; whatever it starts stays in that session, even when it ends.
"""

import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from synthai.embedded.places import read_json, write_private

GRACE_SECONDS = 3


class Register:
    """Children by name with start times, in a file, so that the next start finds what a kill left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._children: dict[str, tuple[int, float, int]] = {}

    def add(self, name: str, pid: int, orphan_signal: signal.Signals) -> None:
        """Records a child of ours; one that has ended already is left out."""
        with suppress(psutil.NoSuchProcess):
            self._children[name] = (pid, psutil.Process(pid).create_time(), int(orphan_signal))
            self._write()

    def clear(self) -> None:
        """Forgets all, after a clean end."""
        self.path.unlink(missing_ok=True)

    def end_leftovers(self, owner: int | None = None) -> list[str]:
        """Ends what an earlier owner of this record left running; returns the names.

        With `owner`, only when the record is that process's: a new owner may have begun by now.
        """
        if owner is not None and self._content().get("owner") != owner:
            return []
        found = _end_sessions(self.recorded())
        self.path.unlink(missing_ok=True)
        return found

    def recorded(self) -> dict[str, tuple[int, float, int]]:
        """What the file says: process id, time of birth and orphan signal by name."""
        children = self._content().get("children", {})
        return {name: (child[0], child[1], child[2]) for name, child in children.items()}

    def _content(self) -> dict[str, Any]:
        content = read_json(self.path)
        return content if isinstance(content, dict) else {}

    def _write(self) -> None:
        write_private(self.path, json.dumps({"owner": os.getpid(), "children": self._children}))


def members(session: int) -> list[psutil.Process]:
    """The living processes of a session."""
    found = []
    for process in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _end_sessions(children: Mapping[str, tuple[int, float, int]]) -> list[str]:
    """Asks the leaders to end, then kills what remains of their sessions. Names those that were there."""
    found = [name for name, (pid, started, _) in children.items() if _session(pid, started)]
    leaders = []
    for name in found:
        pid, started, orphan_signal = children[name]
        for process in _session(pid, started):
            if process.pid == pid:
                leaders.append(process)
                with suppress(psutil.Error):
                    process.send_signal(orphan_signal)
    psutil.wait_procs(leaders, timeout=GRACE_SECONDS)
    remaining = [process for name in found for process in _session(*children[name][:2])]
    for process in remaining:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(remaining, timeout=GRACE_SECONDS)
    return found


def _session(pid: int, started: float) -> list[psutil.Process]:
    """What lives of the session that process `pid`, born at `started`, led.

    Empty when its number belongs to a younger process by now.
    """
    living = members(pid)
    with suppress(psutil.Error):
        leader = next((process for process in living if process.pid == pid), None)
        if leader is not None and abs(leader.create_time() - started) > 1:
            return []
    return living
