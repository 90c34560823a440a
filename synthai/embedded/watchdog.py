"""Ends what a killed supervisor leaves behind.

On Linux the kernel tells each child at once, but a worker then finishes its task first, and its pool's
processes are told nothing; elsewhere the kernel tells nobody. The watchdog is a fork of the supervisor that
reads a pipe whose other end only the supervisor holds: end-of-file means that it is gone. The fork shares
the installation's locks, so the next start waits until all is cleared.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from synthai.embedded.sessions import Register


@contextmanager
def watching(register: Register) -> Iterator[None]:
    """A watchdog over the register's children for as long as this process lives. Call it before starting
    any child or thread."""
    owner = os.getpid()
    reading, writing = os.pipe()
    watchdog = os.fork()
    if watchdog == 0:
        os.close(writing)
        _watch(reading, register, owner)
    os.close(reading)
    try:
        yield
    finally:
        os.close(writing)
        with suppress(ChildProcessError):
            os.waitpid(watchdog, 0)


def _watch(reading: int, register: Register, owner: int) -> NoReturn:
    """Waits for the owner's end, then ends its children. Never returns into the copied program."""
    try:
        os.setsid()  # Ctrl-C is for the owner
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # nobody who reads the owner's output shall wait for us
            os.dup2(nothing, stream)
        while os.read(reading, 1):
            pass
        register.end_leftovers(owner)
    finally:
        os._exit(0)
