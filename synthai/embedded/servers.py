"""Starts PostgreSQL and Valkey for a command, a test run or the supervisor, and stops what it started."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from synthai.embedded import ports, postgres, roles, valkey, watchdog
from synthai.embedded.errors import CannotRun, disk_full, sentence
from synthai.embedded.places import Places, load_secrets, read_json, write_private
from synthai.embedded.ports import Port
from synthai.embedded.postgres import Postgres
from synthai.embedded.processes import Child, Command
from synthai.embedded.sessions import Register
from synthai.embedded.valkey import Valkey

READY_SECONDS = 120  # recovery after a kill can take a while
PORT_ATTEMPTS = 5


class Server(Protocol):
    """What PostgreSQL and Valkey have in common."""

    name: str
    first_port: int

    def prepare(self) -> None: ...
    def command(self, port: int) -> Command: ...
    def is_ready(self, child: Child, port: int) -> bool: ...
    def settle(self, port: int) -> None: ...


@dataclass
class Running:
    """A server that answers: what runs it and the port it holds."""

    server: Server
    child: Child
    port: Port


@dataclass(frozen=True)
class Services:
    """Addresses of running servers. `started` tells whether they are ours to stop."""

    var: Path
    started: bool
    database_url: str = field(repr=False)
    database_owner_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(default="", repr=False)
    running: tuple[Running, ...] = field(default=(), repr=False)
    register: Register | None = field(default=None, repr=False)

    def environment(self) -> dict[str, str]:
        """The variables that settings read, for child processes."""
        return {
            "SYNTHAI_VAR": str(self.var),
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }


@contextmanager
def start_services(var: Path, *, durable: bool = True) -> Iterator[Services]:
    """PostgreSQL and Valkey with their data under `var`, answering, with roles and database in place.

    Servers that another process already runs from the same folder are used and left running. DATABASE_URL
    and REDIS_URL in the environment take the place of ours. `durable=False` trades safety at power loss
    for speed: for tests only. Call it from a thread that lives as long as the servers: on Linux they end
    with the thread that started them. Raises CannotRun with one sentence.
    """
    places = Places(var.resolve())
    try:
        places.create()
        lock = _take_or_find(places)
    except OSError as error:
        raise sentence(error, places.var) from error
    if isinstance(lock, Services):
        yield lock
        return
    with ExitStack() as stack:
        stack.callback(os.close, lock)
        try:
            services = _start_all(places, stack, durable=durable)
        except OSError as error:
            raise sentence(error, places.var) from error
        yield services


def write_services(services: Services, **addresses: str) -> None:
    """Lets `manage.py` in another shell find what runs: VAR/run/services.json, for its owner only."""
    written = {"supervisor": os.getpid(), "secret_key": services.secret_key, **addresses}
    if not os.environ.get("DATABASE_URL"):
        written |= {
            "database_url": services.database_url,
            "database_owner_url": services.database_owner_url,
        }
    if not os.environ.get("REDIS_URL"):
        written["redis_url"] = services.redis_url
    write_private(Places(services.var).services, json.dumps(written, indent=1))


def _take_or_find(places: Places) -> int | Services:
    """The installation's lock, or the services of the process that holds it."""
    handle = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found = _find(places)
            if found:
                os.close(handle)
                return found
            time.sleep(0.2)
        else:
            return handle
    os.close(handle)
    msg = f"Another process holds {places.lock} and its servers do not answer: stop it and start again."
    raise CannotRun(msg)


def _find(places: Places) -> Services | None:
    """The services another process runs from this folder, when they answer to our passwords."""
    written = read_json(places.services) or {}
    database = os.environ.get("DATABASE_URL") or written.get("database_url", "")
    redis = os.environ.get("REDIS_URL") or written.get("redis_url", "")
    if not database or not redis:
        return None
    if database == written.get("database_url") and not postgres.answers(database):
        return None
    if redis == written.get("redis_url") and not valkey.answers(redis):
        return None
    owner = os.environ.get("DATABASE_OWNER_URL") or written.get("database_owner_url", database)
    return Services(
        var=places.var, started=False, database_url=database, database_owner_url=owner, redis_url=redis
    )


def _start_all(places: Places, stack: ExitStack, *, durable: bool) -> Services:
    register = Register(places.children)
    register.end_leftovers()
    stack.callback(register.clear)
    stack.enter_context(watchdog.watching(register))
    secrets = load_secrets(places)
    database, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    owner = os.environ.get("DATABASE_OWNER_URL") or database
    running = []
    if not redis:
        cache = Valkey(places, secrets["valkey"])
        running.append(_start(cache, places, register, stack))
        redis = cache.address(running[-1].port.number)
    if not database:
        cluster = Postgres(places, secrets, durable=durable)
        running.append(_start(cluster, places, register, stack))
        port = running[-1].port.number
        database = f"{cluster.address(roles.APP, port)}/{roles.DATABASE}"
        owner = f"{cluster.address(roles.OWNER, port)}/{roles.DATABASE}"
    services = Services(
        var=places.var,
        started=True,
        database_url=database,
        database_owner_url=owner,
        redis_url=redis,
        secret_key=secrets["django"],
        running=tuple(running),
        register=register,
    )
    write_services(services)
    stack.callback(places.services.unlink, missing_ok=True)
    return services


def _start(server: Server, places: Places, register: Register, stack: ExitStack) -> Running:
    """Starts one server on a port of its own; a port lost in a race is exchanged for the next."""
    server.prepare()
    first = server.first_port
    for _attempt in range(PORT_ATTEMPTS):
        port = ports.reserve(first)
        child = Child(server.command(port.number), places.log / f"{server.name}.log", register)
        running = Running(server, child, port)
        stack.callback(_stop, running)
        if wait_until_ready(running):
            server.settle(port.number)
            return running
        child.kill()
        port.release()
        if ports.is_free(port.number):  # the port was not the reason
            break
        first = port.number + 1
    raise _why_not(server, places)


def wait_until_ready(running: Running, seconds: float = READY_SECONDS) -> bool:
    """Whether the server answers within the time; False as soon as it has ended instead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and running.child.exit_code() is None:
        if running.server.is_ready(running.child, running.port.number):
            return True
        time.sleep(0.03)
    return False


def _stop(running: Running) -> None:
    running.child.end()
    running.port.release()


def _why_not(server: Server, places: Places) -> CannotRun:
    log = places.log / f"{server.name}.log"
    tail = log.read_bytes()[-4000:].decode(errors="replace")
    if "No space left" in tail:
        return disk_full(places.var)
    lines = [line for line in tail.splitlines() if "FATAL" in line or "rror" in line] or tail.splitlines()[
        -1:
    ]
    return CannotRun(f"{server.name} did not start: {lines[-1] if lines else 'no message'} (see {log}).")
