"""Which account runs PostgreSQL: it refuses root, so root hands it to an account without rights."""

import os
import pwd
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from synthai.embedded.errors import CannotRun

WITHOUT_RIGHTS = ("nobody", "daemon")  # initdb needs a name for its account, so a bare number does not do


@dataclass(frozen=True)
class Account:
    """Numbers of the account that a server runs under."""

    uid: int
    gid: int

    def reaches(self, folder: Path, program: Path) -> bool:
        """Whether this account can enter the folder, write there and run the program. Tried, not computed:
        modes, access lists and mount options all count."""
        script = 'cd "$1" && test -w . && exec "$2" --version'
        tried = subprocess.run(
            ["sh", "-c", script, "sh", str(folder), str(program)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return tried.returncode == 0

    def own(self, folder: Path) -> None:
        """Gives the folder and everything in it to this account. Links are not followed."""
        os.chown(folder, self.uid, self.gid)
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)


def server_account(home: Path, var: Path) -> Account | None:
    """The account for PostgreSQL, or None when the present one will do (it is not root).

    Root takes the owner of an existing cluster, else the owner of the var folder (so that a start with
    sudo leaves data that its person can use), else an account without rights.
    """
    if os.geteuid() != 0:
        return None
    for folder in (home / "data", var):
        with suppress(FileNotFoundError, KeyError):
            owner = folder.stat()
            if owner.st_uid != 0:
                pwd.getpwuid(owner.st_uid)
                return Account(owner.st_uid, owner.st_gid)
    for name in WITHOUT_RIGHTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    msg = (
        "PostgreSQL refuses to run as root and this machine has no account 'nobody': run as an ordinary user."
    )
    raise CannotRun(msg)
