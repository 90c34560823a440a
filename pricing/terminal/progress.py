"""Progress on stderr for work of more than two seconds: one line rewritten on a terminal, plain lines elsewhere."""

import threading
import time
from collections.abc import Callable
from typing import Final, Self

from pricing.terminal.streams import Streams

QUIET_SECONDS: Final = 2.0
TERMINAL_SECONDS: Final = 0.25
PLAIN_SECONDS: Final = 10.0
STAGE_SECONDS: Final = 1.0


class Progress:
    """Tells stage, share and time. A thread keeps the line alive while a stage says nothing by itself.

    Use as a context manager; call it with a fraction (0 to 1) and a stage. Nothing is written in the first two
    seconds, and never more than four times a second on a terminal or once in ten seconds (or a new stage) in
    a log file.
    """

    def __init__(
        self, streams: Streams, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._streams, self._clock, self._quiet = streams, clock, quiet
        self._terminal = streams.words.isatty()
        self._started = clock()
        self._stage, self._fraction = "", 0.0
        self._told_stage, self._told_at, self._width = "", float("-inf"), 0
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._keep_alive, daemon=True)

    def __enter__(self) -> Self:
        if not self._quiet:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self.clear()

    def __call__(self, fraction: float, stage: str) -> None:
        """Take note; shown now or later."""
        with self._lock:
            self._fraction, self._stage = fraction, stage
        self.tell()

    def part(self, first: float, last: float) -> Callable[[float, str], None]:
        """A progress whose 0 to 1 is `first` to `last` of the whole."""
        return lambda fraction, stage: self(first + (last - first) * fraction, stage)

    def tell(self) -> None:
        """Write the line if it is due."""
        with self._lock:
            now = self._clock()
            if self._quiet or not self._stage or now - self._started < QUIET_SECONDS:
                return
            if self._terminal:
                pause = TERMINAL_SECONDS
            else:
                pause = PLAIN_SECONDS if self._stage == self._told_stage else STAGE_SECONDS
            if now - self._told_at < pause:
                return
            self._told_at, self._told_stage = now, self._stage
            self._write(f"{self._fraction:4.0%}  {self._stage} ({now - self._started:.0f} s)")

    def clear(self) -> None:
        """Take the line off the terminal."""
        with self._lock:
            if self._terminal and self._width:
                self._streams.words.write("\r" + " " * self._width + "\r")
                self._streams.words.flush()
                self._width = 0

    def _write(self, line: str) -> None:
        if self._terminal:
            self._streams.words.write("\r" + line.ljust(self._width))
            self._width = max(self._width, len(line))
            self._streams.words.flush()
        else:
            self._streams.say(line.strip())

    def _keep_alive(self) -> None:
        while not self._over.wait(TERMINAL_SECONDS):
            self.tell()
