"""The second fence: the tenant reaches PostgreSQL with every statement, and leaves with its transaction."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.transaction import TransactionManagementError
from psycopg import sql

from pricing.models import Category
from synthai.core.tenancy import TenantMissing, all_tenants, bind, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.queries import assert_max_queries
from tests.tenancy.rows import names, stored

TABLE = "pricing_category"


def seen() -> list[str]:
    """What a bare cursor sees."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {TABLE} ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def setting() -> tuple[str | None, str]:
    """The tenant PostgreSQL has on this connection, asked behind Django's back; and the role."""
    row = connection.connection.execute(
        "SELECT nullif(current_setting('app.organisation', true), ''), current_user"
    ).fetchone()
    return row[0], row[1]


@pytest.fixture
def two(transactional_db: None) -> Cast:
    cast = build_cast()
    stored(cast.umoja, "a")
    stored(cast.karoo, "c")
    return cast


@pytest.mark.django_db(transaction=True)
class TestOutsideTransactions:
    def test_every_statement_carries_the_tenant(self, two: Cast) -> None:
        assert seen() == []
        with tenant(two.umoja):
            assert seen() == ["a"]
            with tenant(two.karoo):
                assert seen() == ["c"]
        with all_tenants(reason="test"):
            assert seen() == ["a", "c"]
        assert seen() == []

    def test_nothing_stays_on_the_connection(self, two: Cast) -> None:
        with tenant(two.umoja):
            assert seen() == ["a"]
            assert setting() == (None, "synthai_app")
        with all_tenants(reason="test"):
            assert seen() == ["a", "c"]
            assert setting() == (None, "synthai_app")

    def test_a_write_is_committed_at_once(self, two: Cast) -> None:
        with tenant(two.umoja):
            Category.objects.update(name="a2")
            other = connections.create_connection("default")
            try:
                with other.cursor() as cursor:
                    cursor.execute(f"SELECT name FROM {TABLE}")
                    assert cursor.fetchall() == [("a2",)]
            finally:
                other.close()

    def test_a_failed_statement_leaves_the_connection_clean(self, two: Cast) -> None:
        with tenant(two.umoja):
            with pytest.raises(DatabaseError, match="nowhere"), connection.cursor() as cursor:
                cursor.execute("SELECT * FROM nowhere")
            assert seen() == ["a"]
        assert setting() == (None, "synthai_app")

    def test_a_strangers_insert_is_refused(self, two: Cast) -> None:
        insert = (
            f"INSERT INTO {TABLE} (organisation_id, public_id, name, created_at) VALUES (%s, 'x', 'x', now())"
        )
        with connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="row-level security"):
                cursor.execute(insert, [two.umoja.pk])
            with tenant(two.karoo), pytest.raises(DatabaseError, match="row-level security"):
                cursor.execute(insert, [two.umoja.pk])

    def test_executemany_and_composed_statements_carry_it_too(self, two: Cast) -> None:
        with tenant(two.umoja), connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {TABLE} SET name = %s WHERE name = %s", [("a2", "a"), ("c2", "c")])
            cursor.execute(sql.SQL("SELECT name FROM {}").format(sql.Identifier(TABLE)))
            assert cursor.fetchall() == [("a2",)]
        assert setting() == (None, "synthai_app")

    def test_durable_blocks_and_commit_callbacks_keep_their_ways(self, two: Cast) -> None:
        late: list[Any] = []
        with tenant(two.umoja):
            with transaction.atomic(durable=True):
                transaction.on_commit(lambda: late.append(seen()))
                assert seen() == ["a"]
            assert late == [["a"]]
        with transaction.atomic(durable=True):
            with tenant(two.karoo):
                transaction.on_commit(lambda: late.append(seen()))
                assert seen() == ["c"]
            assert seen() == []
        assert late[1] == []  # the block ended: the callback runs with no tenant, and must enter one

    def test_a_new_connection_starts_without_a_tenant(self, two: Cast) -> None:
        with tenant(two.umoja):
            assert seen() == ["a"]
            connection.close()
            assert seen() == ["a"]
        connection.close()
        assert seen() == []

    def test_iterator_works_and_holds_no_server_side_cursor(self, two: Cast) -> None:
        with tenant(two.umoja):
            assert [row.name for row in Category.objects.iterator(chunk_size=1)] == ["a"]


@pytest.mark.django_db(transaction=True)
class TestInsideTransactions:
    def test_first_statement_carries_it_and_the_next_do_not_repeat_it(self, two: Cast) -> None:
        with tenant(two.umoja), transaction.atomic(), assert_max_queries(2) as asked:
            assert seen() == ["a"]
            assert setting() == (str(two.umoja.pk), "synthai_app")
            assert seen() == ["a"]
        assert "app.organisation" in asked[0]["sql"]
        assert "app.organisation" not in asked[1]["sql"]

    def test_switching_inside_one_transaction(self, two: Cast) -> None:
        with transaction.atomic():
            assert seen() == []
            with tenant(two.umoja):
                assert seen() == ["a"]
                with all_tenants(reason="test"):
                    assert seen() == ["a", "c"]
                assert seen() == ["a"]
                assert setting() == (str(two.umoja.pk), "synthai_app")
            assert seen() == []
            with all_tenants(reason="test"):
                assert seen() == ["a", "c"]
                assert setting()[1] == "synthai_all"
            assert seen() == []
        assert setting() == (None, "synthai_app")

    def test_savepoint_rollback_does_not_leave_a_stale_tenant(self, two: Cast) -> None:
        with transaction.atomic(), tenant(two.umoja):
            assert seen() == ["a"]
            with pytest.raises(ValueError, match="back"), transaction.atomic(), tenant(two.karoo):
                assert seen() == ["c"]
                raise ValueError("back")
            assert seen() == ["a"]

    def test_tenant_set_inside_a_savepoint_is_set_again_after_its_rollback(self, two: Cast) -> None:
        with transaction.atomic(), tenant(two.umoja):
            with pytest.raises(ValueError, match="back"), transaction.atomic():
                assert seen() == ["a"]  # the first statement: the setting is the savepoint's
                raise ValueError("back")
            assert seen() == ["a"]

    def test_a_transaction_that_begins_with_a_savepoint_carries_the_tenant(self, two: Cast) -> None:
        with tenant(two.umoja):
            assert seen() == ["a"]  # in autocommit: nothing of it is left on the connection
            with transaction.atomic(), transaction.atomic():
                assert seen() == ["a"]
                Category.objects.create(name="b")
            assert seen() == ["a", "b"]

    def test_savepoint_rollback_out_of_all_tenants(self, two: Cast) -> None:
        with transaction.atomic(), tenant(two.umoja):
            with pytest.raises(ValueError, match="back"), transaction.atomic(), all_tenants(reason="test"):
                assert seen() == ["a", "c"]
                raise ValueError("back")
            assert seen() == ["a"]
            assert setting()[1] == "synthai_app"

    def test_savepoint_after_a_database_error(self, two: Cast) -> None:
        with transaction.atomic(), tenant(two.umoja):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT * FROM nowhere")
            assert seen() == ["a"]

    def test_rollback_by_hand(self, two: Cast) -> None:
        with tenant(two.umoja):
            transaction.set_autocommit(False)
            try:
                assert seen() == ["a"]
                transaction.rollback()
                assert setting() == (None, "synthai_app")
                assert seen() == ["a"]
                transaction.commit()
                assert seen() == ["a"]
            finally:
                transaction.rollback()
                transaction.set_autocommit(True)

    def test_composed_statement_inside(self, two: Cast) -> None:
        with transaction.atomic(), tenant(two.umoja), connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT name FROM {}").format(sql.Identifier(TABLE)))
            assert cursor.fetchall() == [("a",)]


@pytest.mark.django_db(transaction=True)
class TestBind:
    def test_copy_out_sees_the_tenants_rows(self, two: Cast) -> None:
        with tenant(two.umoja), transaction.atomic():
            bind()
            with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} (name) TO STDOUT") as copy:
                assert b"".join(copy) == b"a\n"

    def test_copy_without_bind_sees_nothing(self, two: Cast) -> None:
        statement = f"COPY {TABLE} (name) TO STDOUT"
        with (
            tenant(two.umoja),
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            assert b"".join(copy) == b""

    def test_needs_a_tenant_and_a_transaction(self, two: Cast) -> None:
        with transaction.atomic(), pytest.raises(TenantMissing):
            bind()
        with tenant(two.umoja), pytest.raises(TransactionManagementError, match="transaction"):
            bind()


@pytest.mark.django_db(transaction=True)
def test_native_pool_hands_out_clean_connections(two: Cast) -> None:
    pooled: Any = connection.copy(alias="pooled")
    pooled.settings_dict["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 1}}
    pooled.settings_dict["CONN_MAX_AGE"] = 0
    try:
        for scope, expected in ((two.umoja, [("a",)]), (None, []), (two.karoo, [("c",)])):
            with transaction_on(pooled, scope) as cursor:
                cursor.execute(f"SELECT name FROM {TABLE}")
                assert cursor.fetchall() == expected
            pooled.close()
    finally:
        pooled.close()
        pooled.close_pool()


class transaction_on:  # noqa: N801 - reads as the context manager it is
    """A transaction on a connection outside Django's registry, with a tenant or none."""

    def __init__(self, chosen: Any, scope: Any) -> None:
        self.chosen = chosen
        self.scope = tenant(scope) if scope is not None else None

    def __enter__(self) -> Any:
        if self.scope:
            self.scope.__enter__()
        self.chosen.ensure_connection()
        self.chosen.set_autocommit(False)
        return self.chosen.cursor()

    def __exit__(self, *_: object) -> None:
        self.chosen.commit()
        self.chosen.set_autocommit(True)
        if self.scope:
            self.scope.__exit__(None, None, None)


@pytest.mark.django_db
def test_fence_adds_no_query(cast: Cast) -> None:
    stored(cast.umoja, "a")
    with tenant(cast.umoja), assert_max_queries(1):
        assert names() == ["a"]
