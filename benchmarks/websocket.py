"""1,000 WebSockets on one process: ours (session, guards, one socket a tab) beside bare channels-redis."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table
from benchmarks.socket_client import Latencies, measure

NAME = "WebSocket"
MAX_RATIO = 3.0
FILES = 8192
Push = Callable[[int], Awaitable[None]]


def run(options: Options) -> list[Table]:
    """The same broadcasts to the same number of sockets, one server after the other."""
    sockets, broadcasts = (50, 5) if options.quick else (1000, 40)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (FILES, max(FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    )
    with _django():
        bare = _measured("benchmarks.bare_socket:application", _bare_push(), sockets, broadcasts, {})
        topic, headers = _signed_in()
        ours = _measured("synthai.asgi:application", _our_push(topic), sockets, broadcasts, headers)
    rows = [_row("bare channels-redis", bare, None), _row("SynthAI", ours, ours.p99 / bare.p99)]
    note = f"{sockets:,} sockets on one process, {broadcasts} broadcasts. To reach: p99 at most {MAX_RATIO:g} times bare."
    columns = ("server", "p50, ms", "p99, ms", "received", "of", "p99 to bare")
    return [Table(title="Broadcast", columns=columns, rows=rows, note=note, digits=1)]


def _row(name: str, found: Latencies, ratio: float | None) -> tuple[Any, ...]:
    return (name, found.p50, found.p99, found.received, found.expected, ratio)


def _measured(
    application: str, push: Push, sockets: int, broadcasts: int, headers: dict[str, str]
) -> Latencies:
    with _server(application) as address:
        url = f"ws://{address}/ws/"
        return asyncio.run(measure(url, push, sockets=sockets, broadcasts=broadcasts, headers=headers))


@contextmanager
def _django() -> Iterator[None]:
    services = django_on_servers()
    os.environ["BENCHMARK_VALKEY"] = f"{services.redis_url.rstrip('/')}/3"
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        yield


@contextmanager
def _server(application: str) -> Iterator[str]:
    """uvicorn with one worker on a free port; yields host:port once it answers."""
    address = f"127.0.0.1:{_free_port()}"
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        application,
        "--port",
        address.split(":")[1],
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command)  # noqa: S603 - our own command line
    try:
        _wait(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The WebSocket server did not start.")


def _signed_in() -> tuple[str, dict[str, str]]:
    """One person's topic, and the headers of a signed-in tab."""
    from synthai.core import realtime
    from synthai.core.testing.cast import build_cast

    thandi = build_cast().thandi
    session = thandi.client().cookies["sessionid"].value
    return realtime.user_topic(thandi.user.public_id), {
        "Cookie": f"sessionid={session}",
        "Origin": "http://localhost",
    }


def _bare_push() -> Push:
    from benchmarks.bare_group import GROUP

    return _push_to("topic", GROUP, f"{os.environ['BENCHMARK_VALKEY']}")


def _our_push(topic: str) -> Push:
    from synthai.core import realtime

    return _push_to(topic, realtime.group_name(topic), f"{os.environ['REDIS_URL'].rstrip('/')}/2")


def _push_to(topic: str, group: str, valkey: str) -> Push:
    """A push through a channel layer of this process's running loop."""
    from channels_redis.pubsub import RedisPubSubChannelLayer

    layers: list[Any] = []

    async def push(version: int) -> None:
        if not layers:
            layers.append(RedisPubSubChannelLayer(hosts=[valkey]))
        envelope = {"type": "live.hint", "topic": topic, "kind": "bench", "id": "x", "version": version}
        await layers[0].group_send(group, envelope)

    return push
