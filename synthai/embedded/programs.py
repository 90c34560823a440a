"""The programs of SynthAI that the supervisor keeps running beside PostgreSQL and Valkey."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from synthai.embedded.places import CHECKOUT
from synthai.embedded.processes import Command

_WORKER_STOP = ((signal.SIGTERM, 10), (signal.SIGQUIT, 5))  # finish the task; else put it back and end
_WORKER = ("worker", "--loglevel=INFO", "--without-gossip", "--without-mingle")


def web(port: int, environment: Mapping[str, str]) -> Command:
    """Pages and API under WSGI."""
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws"]
    address = ["--host", "127.0.0.1", "--port", str(port), "--respawn-failed-workers"]
    return _command("web", ["granian", *options, *address, "synthai.wsgi:application"], environment)


def websocket(port: int, environment: Mapping[str, str]) -> Command:
    """The WebSocket of every tab."""
    options = ["--host", "127.0.0.1", "--port", str(port), "--lifespan", "off", "--no-access-log"]
    graceful = ["--timeout-graceful-shutdown", "3"]
    # Hints are shorter than what compressing them would add, and tabs say little; after a restart all come at once.
    small = ["--ws-per-message-deflate", "false", "--ws-max-size", "16384", "--backlog", "4096"]
    return _command("ws", ["uvicorn", *options, *graceful, *small, "synthai.asgi:application"], environment)


def sandbox(port: int, folder: Path, environment: Mapping[str, str]) -> Command:
    """The payment gateways, played on this machine; what they remember lies in the folder."""
    return _command("sandbox", ["synthai.embedded.sandbox", str(port), str(folder)], environment)


def worker(environment: Mapping[str, str]) -> Command:
    """Short tasks and mail."""
    argv = ["celery", "-A", "synthai", *_WORKER, "-Q", "default,mail", "-c", "2", "-n", "worker@synthai"]
    # Its tasks take ten minutes at most, so those of a killed worker need not wait as long as the heavy ones.
    short = {**environment, "CELERY_VISIBILITY_TIMEOUT": "700"}
    return _command("worker", argv, short, stop=_WORKER_STOP)


def heavy_worker(environment: Mapping[str, str]) -> Command:
    """Imports and training runs: one at a time."""
    argv = ["celery", "-A", "synthai", *_WORKER, "-Q", "heavy", "-c", "1", "-n", "heavy@synthai"]
    return _command("worker-heavy", argv, environment, stop=_WORKER_STOP, orphan_signal=signal.SIGQUIT)


def writing_worker(environment: Mapping[str, str]) -> Command:
    """Language models: it waits for providers most of the time, so one process writes several documents in threads."""
    argv = [
        "celery",
        "-A",
        "synthai",
        *_WORKER,
        "-Q",
        "ai",
        "-P",
        "threads",
        "-c",
        "4",
        "-n",
        "writing@synthai",
    ]
    short = {**environment, "CELERY_VISIBILITY_TIMEOUT": "700"}
    return _command("worker-ai", argv, short, stop=_WORKER_STOP, orphan_signal=signal.SIGQUIT)


def beat(environment: Mapping[str, str]) -> Command:
    """The schedule. Its state is in the database, so it needs no file."""
    return _command("beat", ["celery", "-A", "synthai", "beat", "--loglevel=INFO", "--pidfile="], environment)


def manage(name: str, environment: Mapping[str, str], *words: str) -> Command:
    """One of Django's commands, run once."""
    return Command(name, [sys.executable, "manage.py", *words], CHECKOUT, environment)


def _command(
    name: str,
    module: list[str],
    environment: Mapping[str, str],
    stop: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 8),),
    orphan_signal: signal.Signals = signal.SIGTERM,
) -> Command:
    """A module of the environment by its name: console scripts break on long paths and moved checkouts."""
    argv = [sys.executable, "-m", *module]
    return Command(name, argv, CHECKOUT, environment, stop=stop, orphan_signal=orphan_signal)
