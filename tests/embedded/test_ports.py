"""Ports are held by locks, and given up with them."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthai.embedded import ports

CHECKOUT = Path(__file__).resolve().parents[2]
FIRST = 47310
HOLD = "import sys; from synthai.embedded import ports; p = ports.reserve({}); print(p.number, flush=True); sys.stdin.read()"


@pytest.fixture
def other_holder() -> Iterator["subprocess.Popen[str]"]:
    """Another process that has reserved a port and does not listen on it yet."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD.format(FIRST)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def _told(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def test_port_reserved_by_another_process_is_passed_over(other_holder: "subprocess.Popen[str]") -> None:
    theirs = _told(other_holder)
    ours = ports.reserve(theirs)
    assert ours.number == theirs + 1
    ours.release()


def test_port_of_a_killed_process_is_free_again(other_holder: "subprocess.Popen[str]") -> None:
    theirs = _told(other_holder)
    other_holder.kill()
    other_holder.wait()
    ours = ports.reserve(theirs)
    assert ours.number == theirs
    ours.release()
    ours.release()


@pytest.mark.parametrize("option", [None, socket.SO_REUSEPORT])
def test_port_with_a_listener_is_passed_over(option: int | None) -> None:
    with socket.socket() as listener:
        if option is not None:
            listener.setsockopt(socket.SOL_SOCKET, option, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        busy = listener.getsockname()[1]
        port = ports.reserve(busy)
        assert port.number != busy
        port.release()
