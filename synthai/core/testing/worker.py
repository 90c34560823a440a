"""A real Celery worker, in a process of its own, for tests of what only a worker shows.

Tests that use it are marked `django_db(transaction=True)`: the worker sees committed rows only.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[3]
START_SECONDS = 60
BEAT_SECONDS = 5
LOG_SHOWN = 8_000  # letters, the last


class Worker:
    """A running worker. `log()` is what it wrote so far."""

    process: "subprocess.Popen[bytes]"

    def __init__(self, argv: list[str], environment: Mapping[str, str], log_file: Path) -> None:
        self._argv, self._environment, self._log_file = argv, environment, log_file
        self.start()

    def start(self) -> None:
        """Start its process; the log goes on."""
        with self._log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self._argv,
                cwd=CHECKOUT,
                env=dict(self._environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_again_if_ended(self) -> None:
        """What the supervisor of `make run`, systemd or a cluster does for a worker that gave up."""
        if self.process.poll() is not None:
            time.sleep(1)
            self.start()

    def log(self) -> str:
        """Its output so far."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """kill -9 the worker and its pool, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def running_worker(
    *,
    queues: str = "default,mail,heavy,ai",
    include: str | None = None,
    concurrency: int = 1,
    pool: str = "prefork",
    environment: Mapping[str, str] | None = None,
) -> Iterator[Worker]:
    """A worker that consumes the queues, ready; stopped at the end. `include` is a module with further tasks."""
    argv = [sys.executable, "-m", "celery", "-A", "synthai", "worker", "--loglevel=INFO", "-Q", queues]
    argv += [
        "-c",
        str(concurrency),
        "-P",
        pool,
        "--without-gossip",
        "--without-mingle",
        "-n",
        f"test-{os.getpid()}@synthai",
    ]
    if include:
        argv += ["--include", include]
    with tempfile.TemporaryDirectory() as folder:
        worker = Worker(argv, {**_environment(), **(environment or {})}, Path(folder) / "worker.log")
        try:
            _wait_for_start(worker)
            yield worker
        except BaseException:
            sys.stderr.write(worker.log()[-LOG_SHOWN:])  # pytest shows it with the test that failed
            raise
        finally:
            _stop(worker.process)


def wait_until(
    condition: Callable[[], object], *, seconds: float = 20, beat: Callable[[], object] | None = None
) -> None:
    """Ask until the condition holds. `beat` is called every five seconds meanwhile, for what beat sends. Raises TimeoutError."""
    began = time.monotonic()
    beats = 1
    while not condition():
        passed = time.monotonic() - began
        if passed > seconds:
            raise TimeoutError(f"Not so after {seconds} s.")
        if beat and passed > beats * BEAT_SECONDS:
            beats += 1
            beat()
        time.sleep(0.05)


def _wait_for_start(worker: Worker) -> None:
    try:
        wait_until(
            lambda: " ready." in worker.log() or worker.process.poll() is not None, seconds=START_SECONDS
        )
    except TimeoutError as error:
        raise RuntimeError(f"The worker is not ready:\n{worker.log()}") from error
    if worker.process.poll() is not None:
        raise RuntimeError(f"The worker did not start:\n{worker.log()}")


def empty_broker() -> None:
    """Forget every message of earlier tests."""
    with redis.Redis.from_url(f"{settings.REDIS_URL}/0") as broker:
        broker.flushdb()


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "synthai.settings.test",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
