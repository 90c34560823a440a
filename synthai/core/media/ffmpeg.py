"""ffmpeg from its pip wheel, in a child process under limits.

What a stranger's file may do is bounded three times: the reader is chosen by the file's first bytes and never by ffmpeg, so
that no list of other files is ever followed; only plain files and pipes may be opened; and the process has limits on memory,
processor time and what it writes.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

import imageio_ffmpeg
from django.conf import settings

MEMORY_MB: Final = 3_000
FILE_MB: Final = 3_000
_LAUNCH: Final = Path(__file__).with_name("launch.py")
_BEAT: Final = 0.2
_TOO_MUCH: Final = {-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGXFSZ}
Tick = Callable[[float], None]


class Unreadable(Exception):  # noqa: N818 - a property of the file
    """ffmpeg cannot make anything of it."""


class TooMuchWork(Exception):  # noqa: N818 - a property of the file
    """It took more time, memory or room than it may."""


def run(
    reader: str, source: Path, arguments: Sequence[str], *, seconds: int, tick: Tick | None = None
) -> float:
    """Read a file with the named reader ("mov") and do what the arguments say; how many seconds of it were written.

    `tick` is called some times a second with the seconds done so far; what it raises ends the child and passes on. Raises
    Unreadable, TooMuchWork.
    """
    threads = str(settings.MEDIA_THREADS)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-v", "error", "-nostats", "-y"]
    command += ["-progress", "pipe:1", "-protocol_whitelist", "file,pipe", "-f", reader, "-threads", threads]
    command += ["-i", f"file:{source}", *arguments]
    limits = [str(MEMORY_MB), str(seconds * settings.MEDIA_THREADS), str(FILE_MB)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_LAUNCH), *limits, *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
            env={},
            start_new_session=True,
        )
        try:
            code = _wait(child, out, seconds, tick)
        finally:
            _end(child)
        if code in _TOO_MUCH:
            raise TooMuchWork
        if code:
            raise Unreadable(_last_words(log))
        return _done(out)


def _wait(child: "subprocess.Popen[bytes]", out: IO[bytes], seconds: int, tick: Tick | None) -> int:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return child.wait(_BEAT)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise TooMuchWork from None
            if tick is not None:
                tick(_done(out))


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _done(out: IO[bytes]) -> float:
    """Seconds by the newest line of progress."""
    size = os.fstat(out.fileno()).st_size
    tail = os.pread(out.fileno(), 4096, max(0, size - 4096))
    found = [line[12:] for line in tail.split(b"\n") if line.startswith(b"out_time_us=")]
    try:
        return max(0, int(found[-1])) / 1e6
    except (IndexError, ValueError):  # nothing yet, or "N/A"
        return 0.0


def _last_words(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read()[-500:].decode(errors="replace")
