"""Work on what strangers send, in a child process with limits on memory, time and inheritance.

    reply = run_limited("pricing.imports.reading.read", (plan, folder), memory_mb=1500, seconds=600)

The child gets no settings, no secrets and no database: only Python, the function's module, and its arguments, which
are JSON values as is its result. It dies with its parent.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError
from synthai.core.limited import OUT_OF_MEMORY

ROOT: Final = Path(__file__).resolve().parents[2]
_KILLED_BY_LIMIT: Final = {-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGABRT, OUT_OF_MEMORY}
_POLL_SECONDS: Final = 0.05


class LimitExceeded(DomainError):
    """The work took more memory or time than it may."""

    code = "core.limit_exceeded"
    title = _("Too much work for one file")
    status = 422
    message = _(
        "Working on this file takes more memory or time than is allowed. Make it smaller and try again."
    )


class LimitedWorkFailed(RuntimeError):
    """The function raised: a fault of ours, with the end of its trace."""


def run_limited(
    function_path: str,
    args: Sequence[Any],
    *,
    memory_mb: int,
    seconds: int,
    tick: Callable[[], None] | None = None,
) -> Any:
    """Call an importable function in a child process; returns its result.

    `memory_mb` bounds the child's address space, `seconds` its processor and wall time. `tick` is called a few
    times a second in this process while the child works; what it raises ends the child and passes on.
    Raises LimitExceeded, or LimitedWorkFailed when the function itself failed.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "synthai.core.limited", function_path, str(memory_mb), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=log,
            cwd=ROOT,
            env=_bare_environment(),
            start_new_session=True,
        )
        try:
            _hand_over(child, json.dumps(list(args)).encode())
            code = _wait(child, seconds, tick)
        finally:
            _end(child)
        if code:
            raise _reason(function_path, code, log)
        out.seek(0)
        return json.loads(out.read())


def _bare_environment() -> dict[str, str]:
    """One thread per library: address space is counted, and a thread's stack is 8 MB of it."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "VIRTUAL_ENV") if name in os.environ
    }
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **single, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _hand_over(child: "subprocess.Popen[bytes]", content: bytes) -> None:
    if child.stdin is None:
        raise LimitedWorkFailed("the child has no input")
    try:
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        pass  # it died before reading: its exit code says why


def _wait(child: "subprocess.Popen[bytes]", seconds: int, tick: Callable[[], None] | None) -> int:
    deadline = time.monotonic() + seconds
    while True:
        code = child.poll()
        if code is not None:
            return code
        if time.monotonic() > deadline:
            raise LimitExceeded
        if tick is not None:
            tick()
        time.sleep(_POLL_SECONDS)


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _reason(function_path: str, code: int, log: Any) -> Exception:
    if code in _KILLED_BY_LIMIT:
        return LimitExceeded()
    log.seek(0)
    return LimitedWorkFailed(
        f"{function_path} failed ({code}): {log.read()[-2000:].decode(errors='replace')}"
    )
