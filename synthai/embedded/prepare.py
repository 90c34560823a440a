"""What happens between the servers' start and the programs': migrate, sample data, static files."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import psycopg

from synthai.embedded import logs, programs
from synthai.embedded.errors import CannotRun, disk_full
from synthai.embedded.places import CHECKOUT, Places, read_text, write_private
from synthai.embedded.processes import Child, Command
from synthai.embedded.servers import Services
from synthai.embedded.sessions import Register

DEMO_PEOPLE = (  # whom seed_demo and seed_courses add
    "thandi@example.com", "staff@example.com", "lerato@example.com", "bongani@example.com", "ayanda@example.com",
    "pieter@example.com",
)  # fmt: skip


def prepare(services: Services, environment: dict[str, str]) -> None:
    """Brings database and static files to the state of the code. Raises CannotRun.

    Both are skipped when nothing has changed since the last time: that is most of a second start.
    """
    places = Places(services.var)
    children = []
    if read_text(_migrated_file(places)) != _migrated(services):
        owner = {**environment, "DATABASE_URL": services.database_owner_url}
        command = programs.manage("migrate", owner, "migrate", "--noinput", "--skip-checks")
        children.append(_start(command, places, services))
    collected = _static_stamp()
    collect = _serves_collected(environment) and _collected_stamp(places) != collected
    if collect:
        command = programs.manage("collectstatic", environment, "collectstatic", "--noinput", "-v", "0")
        children.append(_start(command, places, services))
    for child in children:
        _finish(child, places)
    write_private(_migrated_file(places), _migrated(services))
    if collect:
        write_private(_stamp_file(places), collected)


def needs_sample(services: Services) -> bool:
    """Whether nobody has signed up yet and no sample was loaded. SAMPLE_DATA=no: never."""
    if os.environ.get("SAMPLE_DATA") == "no" or Places(services.var).demo.exists():
        return False
    return _is_empty(services.database_owner_url)


def seed(services: Services, environment: dict[str, str], meanwhile: Callable[[], None]) -> bool:
    """Loads the sample organisation. It takes a while, so `meanwhile` is called again and again. False when
    it failed: not a reason to keep SynthAI from running."""
    places = Places(services.var)
    log = places.log / "seed_demo.log"
    try:
        child = _start(programs.manage("seed_demo", environment, "seed_demo"), places, services)
        _finish(child, places, meanwhile)
    except CannotRun:
        return False
    write_private(places.demo, "\n".join(logs.tail(log)[-1:]))  # seed_demo ends by saying how to sign in
    for further in ("seed_courses", "seed_documents", "seed_library"):
        with suppress(CannotRun):  # the sample is of use without its courses, documents and library
            _finish(
                _start(programs.manage(further, environment, further), places, services), places, meanwhile
            )
    return True


def _is_empty(owner_url: str) -> bool:
    """Whether nobody has signed up: no person is known but those of a demo that was interrupted while loading.

    A database without that table has nothing to seed either."""
    with (
        suppress(psycopg.errors.UndefinedTable),
        psycopg.connect(owner_url, connect_timeout=10) as connection,
    ):
        row = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM accounts_user WHERE email <> ALL (%s))", [list(DEMO_PEOPLE)]
        ).fetchone()
        return row == (False,)
    return False


def _start(command: Command, places: Places, services: Services) -> Child:
    log = places.log / f"{command.name}.log"
    log.unlink(missing_ok=True)
    return Child(command, log, services.register or Register(places.children))


def _finish(child: Child, places: Places, meanwhile: Callable[[], None] = lambda: None) -> None:
    try:
        while child.exit_code() is None:
            meanwhile()
            time.sleep(0.05)
    except BaseException:  # Ctrl-C: not one statement more on a database that is about to stop
        child.kill()
        raise
    if child.exit_code() != 0:
        name, log = child.command.name, places.log / f"{child.command.name}.log"
        lines = logs.tail(log)
        if any("No space left" in line for line in lines):
            raise disk_full(places.var)
        msg = f"The step {name} failed: {logs.reason(lines)} (see {log})."
        raise CannotRun(msg)


def _serves_collected(environment: dict[str, str]) -> bool:
    """Whether pages use the collected, compressed files; with DEBUG they use each file where it lies."""
    return environment["DEBUG"].lower() in {"0", "false", "no", "off"}


def _collected_stamp(places: Places) -> str:
    """The stamp of the files collected last, or an empty text when they are gone."""
    return read_text(_stamp_file(places)) if (places.static / "staticfiles.json").exists() else ""


def _migrated(services: Services) -> str:
    """Changes whenever a migration file, an installed package or the database's own list of migrations does."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for path in sorted(CHECKOUT.glob("*/migrations/*.py")) + sorted(CHECKOUT.glob("*/*/migrations/*.py")):
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + path.read_bytes())
    applied = ""
    with (
        suppress(psycopg.errors.UndefinedTable, psycopg.OperationalError),
        psycopg.connect(services.database_owner_url, connect_timeout=10) as connection,
    ):
        row = connection.execute("SELECT count(*), max(id), max(applied) FROM django_migrations").fetchone()
        applied = str(row)
    return f"{digest.hexdigest()} {applied}"


def _migrated_file(places: Places) -> Path:
    return places.run / "migrated.stamp"


def _stamp_file(places: Places) -> Path:
    return places.run / "static.stamp"


def _static_stamp() -> str:
    """Changes whenever a static file of ours or an installed package does."""
    digest = hashlib.sha256()
    for path in sorted(_static_sources()):
        with suppress(OSError):
            found = path.stat()
            digest.update(f"{path}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_sources() -> Iterable[Path]:
    yield CHECKOUT / "requirements.txt"
    yield CHECKOUT / "synthai" / "settings" / "base.py"
    for folder in (CHECKOUT / "static", *CHECKOUT.glob("*/static")):
        if ".venv" not in folder.parts and "var" not in folder.relative_to(CHECKOUT).parts[:1]:
            yield from (path for path in folder.rglob("*") if path.is_file())
