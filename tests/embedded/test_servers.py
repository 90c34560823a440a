"""PostgreSQL and Valkey of one var folder: started, shared, killed, found again."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from synthai.embedded import valkey
from synthai.embedded.errors import CannotRun
from synthai.embedded.places import Places
from synthai.embedded.servers import Services, start_services
from tests.embedded.conftest import ADDRESSES, open_folder
from tests.embedded.holders import Holder, holding, living, query, wait_until_dead

pytestmark = pytest.mark.slow


def test_keeps_data_from_one_start_to_the_next(var: Path) -> None:
    with start_services(var) as services:
        query(services.database_owner_url, "CREATE TABLE shop AS SELECT 'Umoja Foods' AS name")
        redis.Redis.from_url(f"{services.redis_url}/0").set("shop", "Umoja Foods")
        pids = [running.child.pid for running in services.running]
    assert living(pids) == []
    assert not Places(var).services.exists()
    with start_services(var) as services:
        assert query(services.database_owner_url, "SELECT name FROM shop") == [("Umoja Foods",)]
        assert redis.Redis.from_url(f"{services.redis_url}/0").get("shop") == b"Umoja Foods"


@pytest.mark.parametrize(("loading", "is_ready"), [(0, True), (1, False)])
def test_a_server_that_still_reads_its_data_is_not_ready(loading: int, is_ready: bool) -> None:
    said = f"# Persistence\r\nloading:{loading}\r\nasync_loading:0\r\n".encode()
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = threading.Thread(target=_answer, args=(server, said), daemon=True)
        asked.start()
        assert valkey.answers(f"redis://:secret@127.0.0.1:{server.getsockname()[1]}") is is_ready
        asked.join(5)


def _answer(server: socket.socket, said: bytes) -> None:
    connection, _where = server.accept()
    with connection:
        assert b"INFO" in connection.recv(4096)
        connection.sendall(said)


@pytest.fixture(scope="module")
def shared() -> Iterator[Services]:
    """One installation for the tests that only look."""
    with pytest.MonkeyPatch.context() as environment, open_folder() as made:
        for name in ADDRESSES:
            environment.delenv(name, raising=False)
        with start_services(made / "var", durable=False) as services:
            yield services


def test_application_role_has_no_more_than_it_needs(shared: Services) -> None:
    query(shared.database_owner_url, "CREATE TABLE later (id bigserial, name text)")
    query(shared.database_url, "INSERT INTO later (name) VALUES ('Thandi')")
    assert query(shared.database_url, "SELECT id, name FROM later") == [(1, "Thandi")]
    for refused in ("CREATE TABLE mine ()", "TRUNCATE later", "DROP TABLE later", "CREATE ROLE me"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(shared.database_url, refused)
    rights = "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert query(shared.database_url, rights) == [(False, False, False)]
    assert query(shared.database_owner_url, rights) == [(False, False, True)]


def test_policies_of_all_tenants_hold_only_after_taking_its_role(shared: Services) -> None:
    for statement in (
        "CREATE TABLE fenced AS SELECT 1 AS id",
        "ALTER TABLE fenced ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY everything ON fenced TO synthai_all USING (true)",
    ):
        query(shared.database_owner_url, statement)
    assert query(shared.database_url, "SELECT * FROM fenced") == []
    with psycopg.connect(shared.database_url) as connection:
        connection.execute("SELECT set_config('role', 'synthai_all', true)")
        assert connection.execute("SELECT * FROM fenced").fetchall() == [(1,)]


def test_databases_made_later_carry_the_same_rights(shared: Services) -> None:
    with psycopg.connect(shared.database_owner_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    owner, app = (
        f"{url.rpartition('/')[0]}/another" for url in (shared.database_owner_url, shared.database_url)
    )
    query(owner, "CREATE TABLE thing AS SELECT 1 AS id")
    assert query(app, "SELECT id FROM thing") == [(1,)]


def test_strangers_are_refused(shared: Services) -> None:
    stranger = shared.database_url.replace("@", "x@")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        query(stranger, "SELECT 1")
    port = int(shared.redis_url.rpartition(":")[2])
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=port).ping()


def test_files_with_passwords_are_private(shared: Services) -> None:
    places = Places(shared.var)
    for private in (places.services, places.secrets, places.run / "valkey.conf"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert shared.database_url not in repr(shared)


def test_second_process_uses_the_running_servers_and_leaves_them(var: Path) -> None:
    with holding(var) as holder:
        with start_services(var, durable=False) as services:
            assert not services.started
            assert services.database_url == holder.told["DATABASE_URL"]
            assert services.database_owner_url == holder.told["DATABASE_OWNER_URL"]
            assert services.redis_url == holder.told["REDIS_URL"]
        assert holder.query("SELECT 1") == [(1,)]
        assert redis.Redis.from_url(holder.told["REDIS_URL"]).ping() is True


def test_two_installations_run_at_once_on_ports_of_their_own(folder: Path) -> None:
    with holding(folder / "one") as one, start_services(folder / "two", durable=False) as two:
        query(two.database_owner_url, "CREATE TABLE only_here ()")
        assert one.query("SELECT to_regclass('only_here')") == [(None,)]
        assert one.told["REDIS_URL"] != two.redis_url


def test_nothing_outlives_a_killed_owner_and_no_commit_is_lost(var: Path) -> None:
    holder = Holder(var)
    holder.query("CREATE TABLE paid AS SELECT 42 AS cents")
    holder.kill()
    assert wait_until_dead(list(holder.pids.values()), 10) == []
    with start_services(var, durable=False) as services:
        assert services.started
        assert query(services.database_owner_url, "SELECT cents FROM paid") == [(42,)]


def test_killed_servers_are_replaced_by_the_next_start(var: Path) -> None:
    holder = Holder(var)
    holder.query("CREATE TABLE paid AS SELECT 42 AS cents")
    for pid in (*holder.pids.values(), holder.process.pid):
        os.kill(pid, 9)
    holder.end()
    with start_services(var, durable=False) as services:
        assert query(services.database_owner_url, "SELECT cents FROM paid") == [(42,)]


def test_pid_file_naming_a_living_stranger_does_not_stop_the_start(var: Path) -> None:
    with start_services(var, durable=False):
        pass
    stale = var / "postgres" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{var}/postgres/data\n1\n54320\n\n127.0.0.1\n  1  1\nready   \n")
    with start_services(var, durable=False) as services:
        assert query(services.database_url, "SELECT 1") == [(1,)]


def test_servers_of_your_own_take_the_place_of_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with holding(folder / "theirs") as theirs:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            monkeypatch.setenv(name, theirs.told[name])
        with start_services(folder / "ours", durable=False) as services:
            assert services.running == ()
            assert services.environment() == {
                **services.environment(),
                "DATABASE_URL": theirs.told["DATABASE_URL"],
                "DATABASE_OWNER_URL": theirs.told["DATABASE_OWNER_URL"],
                "REDIS_URL": theirs.told["REDIS_URL"],
            }
        assert theirs.query("SELECT 1") == [(1,)]


def test_lost_passwords_are_said_and_no_data_is_touched(var: Path) -> None:
    with start_services(var, durable=False):
        pass
    kept = Places(var).secrets.read_text()
    Places(var).secrets.unlink()
    with (
        pytest.raises(CannotRun, match=r"secrets\.json .* is missing: put it back"),
        start_services(var, durable=False),
    ):
        pass
    Places(var).secrets.write_text(kept)
    with start_services(var, durable=False) as services:
        assert query(services.database_url, "SELECT 1") == [(1,)]
