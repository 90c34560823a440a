"""5,000 open tabs on two server processes: how fast a push arrives beside bare channels-redis, and a storm after a restart.

The servers run as `make run` starts them, the tabs in a process of their own, with real sessions of real people. All of it
shares the machine's cores, so the numbers are of a machine that is busier than a server with as many people.
"""

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Sockets: push and storm"
MAX_MILLISECONDS, MAX_RATIO, MAX_STORM = 250, 3, 20
TABS_PER_PERSON = 2
SERVERS = 2
A_SECOND = 100  # pushes to one person each
AT_ONCE = 100
AREA = "bench"


class Server:
    """One WebSocket process as the supervisor starts it."""

    def __init__(self, application: str, port: int) -> None:
        from synthai.embedded import programs

        command = programs.websocket(port, os.environ)
        argv = [application if word == "synthai.asgi:application" else word for word in command.argv]
        self.argv, self.port = [*argv, "--log-level", "error"], port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.argv)  # noqa: S603 - our own command line

    def stop(self, *, at_once: bool = False) -> None:
        if self.process is not None:
            self.process.kill() if at_once else self.process.terminate()
            self.process.wait(timeout=60)

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("The WebSocket server did not start.")

    @property
    def megabytes(self) -> float:
        """Its memory now."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1] if self.process else "0"
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def files(self) -> int:
        """How many it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir())) if self.process else 0


class Load:
    """The tabs' process."""

    def __init__(self, tabs: Sequence[dict[str, Any]], folder: Path) -> None:
        told = folder / "tabs.json"
        told.write_text(json.dumps(tabs), encoding="utf-8")
        argv = [sys.executable, "-m", "benchmarks.socket_load", str(told)]
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def send(self, do: str, **more: Any) -> None:
        """Ask for something without waiting."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What came of it."""
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        """Both."""
        self.send(do, **more)
        return self.answer()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


def run(options: Options) -> list[Table]:
    """Ours, then the bare one, then the storm."""
    count, seconds, rounds = (100, 2, 3) if options.quick else (5000, 20, 5)
    services = django_on_servers()
    os.environ["BENCHMARK_VALKEY"] = f"{services.redis_url.rstrip('/')}/3"
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True), TemporaryDirectory() as folder:
        people, area = _people(count // TABS_PER_PERSON)
        ours = _measured(_our_tabs(people, count), people, area, Path(folder), seconds, rounds, is_ours=True)
        bare_tabs = _bare_tabs(people, area, count)
        bare = _measured(bare_tabs, people, area, Path(folder), seconds, rounds, is_ours=False)
    return [_pushes(ours, bare, count), _opening(ours, bare, count)]


def _pushes(ours: dict[str, Any], bare: dict[str, Any], count: int) -> Table:
    rows = []
    for name, found in (("bare channels-redis", bare), ("SynthAI", ours)):
        for what in ("person", "all"):
            heard = found[what]
            ratio = heard["p99"] / bare[what]["p99"] if found is ours else None
            label = "one person, both tabs" if what == "person" else "every tab at once"
            rows.append((name, label, heard["p50"], heard["p99"], heard["count"], heard["sent"], ratio))
    note = (
        f"{count:,} tabs of {count // TABS_PER_PERSON:,} people on {SERVERS} processes; {A_SECOND} pushes a second to one person each, "
        f"then pushes to all. Load average when it began: {ours['load']:.1f}. To reach, for a person: p99 under {MAX_MILLISECONDS} ms and at "
        f"most {MAX_RATIO} times bare."
    )
    columns = ("server", "push to", "p50, ms", "p99, ms", "received", "of", "p99 to bare")
    return Table(title="In-app push", columns=columns, rows=rows, note=note, digits=1)


def _opening(ours: dict[str, Any], bare: dict[str, Any], count: int) -> Table:
    rows = [
        (name, found["open"], found["storm"], found["storm_failures"], found["megabytes"], found["files"])
        for name, found in (("bare channels-redis", bare), ("SynthAI", ours))
    ]
    note = (
        f"Both processes are killed with {count:,} tabs open and started again; the tabs come back as live.js does. Counted from "
        f"the moment both answer to the last tab that is served. To reach: {MAX_STORM} s."
    )
    columns = (
        "server",
        f"opened, {AT_ONCE} at once, s",
        "storm served, s",
        "attempts that failed",
        "memory a process, MB",
        "files a process",
    )
    return Table(title="Storm after a restart", columns=columns, rows=rows, note=note, digits=1)


def _measured(
    tabs: list[dict[str, Any]],
    people: "list[tuple[str, str]]",
    area: str,
    folder: Path,
    seconds: int,
    rounds: int,
    *,
    is_ours: bool,
) -> dict[str, Any]:
    application = "synthai.asgi:application" if is_ours else "benchmarks.bare_crowd:application"
    valkey = f"{os.environ['REDIS_URL'].rstrip('/')}/2" if is_ours else os.environ["BENCHMARK_VALKEY"]
    found: dict[str, Any] = {"load": os.getloadavg()[0]}
    with ExitStack() as stack:
        servers = stack.enter_context(_servers(application, tabs))
        load = Load(tabs, folder)
        stack.callback(load.end)
        found["open"] = load.ask("open", at_once=AT_ONCE)["seconds"]
        if is_ours:
            load.ask("ask", text=json.dumps({"subscribe": [area]}))
        topics = [topic for topic, _cookie in people]
        found["person"] = _pushed(load, valkey, topics, seconds * A_SECOND, TABS_PER_PERSON)
        found["all"] = _pushed_to_all(load, valkey, area, rounds, len(tabs))
        found["megabytes"] = max(server.megabytes for server in servers)
        found["files"] = max(server.files for server in servers)
        found |= _storm(load, servers)
        load.ask("close")
    return found


def _storm(load: Load, servers: list[Server]) -> dict[str, Any]:
    load.send("storm")
    for server in servers:
        server.stop(at_once=True)
    for server in servers:
        server.start()
    for server in servers:
        server.wait()
    answered = time.monotonic()
    told = load.answer()
    return {
        "storm": told["served_at"][-1] - answered,
        "storm_failures": told["failures"],
        "served": len(told["served_at"]),
    }


def _pushed(load: Load, valkey: str, topics: list[str], count: int, tabs: int) -> dict[str, Any]:
    asyncio.run(_push(valkey, topics, count, 1 / A_SECOND))
    load.ask("wait", count=count * tabs)
    return {**load.ask("report"), "sent": count * tabs}


def _pushed_to_all(load: Load, valkey: str, topic: str, rounds: int, tabs: int) -> dict[str, Any]:
    """One after the other: the next when every tab has heard the last."""
    for number in range(1, rounds + 1):
        asyncio.run(_push(valkey, [topic], 1, 0))
        load.ask("wait", count=number * tabs)
    return {**load.ask("report"), "sent": rounds * tabs}


async def _push(valkey: str, topics: list[str], count: int, pause: float) -> None:
    from channels_redis.pubsub import RedisPubSubChannelLayer

    from synthai.core import realtime

    layer: Any = RedisPubSubChannelLayer(hosts=[valkey])
    for _ in range(count):
        topic = random.choice(topics)  # noqa: S311 - no secret
        sent = time.monotonic_ns() // 1000
        envelope = {
            "type": realtime.MESSAGE_TYPE,
            "topic": topic,
            "kind": "bench",
            "id": "x",
            "version": sent,
        }
        await layer.group_send(realtime.group_name(topic), envelope)
        await asyncio.sleep(pause)
    await layer.flush()


@contextmanager
def _servers(application: str, tabs: list[dict[str, Any]]) -> Iterator[list[Server]]:
    """Two processes on free ports; the tabs are shared out."""
    ports = [_free_port() for _ in range(SERVERS)]
    for number, tab in enumerate(tabs):
        tab["host"], tab["port"] = "127.0.0.1", ports[number % SERVERS]
    servers = [Server(application, port) for port in ports]
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _people(count: int) -> "tuple[list[tuple[str, str]], str]":
    """Members of one organisation, each signed in: (own topic, cookie); and a topic that all may hear."""
    from django.contrib.auth import get_user_model

    from accounts.models import Membership
    from synthai.core import realtime
    from synthai.core.testing.cast import build_cast

    umoja = build_cast().umoja
    rows = [get_user_model()(email=f"p{number}@example.com", password="!") for number in range(count)]
    made = get_user_model().objects.bulk_create(rows)
    Membership.objects.bulk_create(
        Membership(organisation_id=umoja.pk, user=user, role="member") for user in made
    )
    people = [(realtime.user_topic(user.public_id), f"sessionid={_session(user)}") for user in made]
    return people, realtime.organisation_topic(umoja.public_id, AREA)


def _session(user: Any) -> str:
    """The key of a session as signing in leaves it, without the sign-in, which is measured elsewhere."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from accounts.session_store import SessionStore

    session: Any = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["stamp"] = {"began": time.time(), "seen": time.time(), "staff": False}
    session.save()
    return str(session.session_key)


def _our_tabs(people: "list[tuple[str, str]]", count: int) -> list[dict[str, Any]]:
    return [{"path": "/ws/", "cookie": people[number // TABS_PER_PERSON][1]} for number in range(count)]


def _bare_tabs(people: "list[tuple[str, str]]", area: str, count: int) -> list[dict[str, Any]]:
    from synthai.core import realtime

    def path(number: int) -> str:
        topic = people[number // TABS_PER_PERSON][0]
        return f"/ws/?group={realtime.group_name(topic)}&group={realtime.group_name(area)}"

    return [{"path": path(number)} for number in range(count)]
