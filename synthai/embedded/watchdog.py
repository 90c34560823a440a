"""Ends the children of a killed supervisor where the kernel cannot (everywhere but Linux).

The supervisor holds one end of a pipe; when it ends, however it ends, the other end reads end-of-file.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synthai.embedded.places import CHECKOUT
from synthai.embedded.sessions import Register


@contextmanager
def watching(record: Path) -> Iterator[None]:
    """Runs a watchdog over the children recorded in `record` for as long as this process lives."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "synthai.embedded.watchdog", str(reading), str(record), str(os.getpid())],
        cwd=CHECKOUT,
        pass_fds=[reading],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(reading)
    try:
        yield
    finally:
        os.close(writing)
        process.wait()


def main(reading: int, record: Path, owner: int) -> None:
    """Waits for the owner's end, then ends what it left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.read(reading, 1):
        pass
    Register(record).end_leftovers(owner)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
