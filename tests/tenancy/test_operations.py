"""The migration operations, run forwards and backwards in a database of their own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation
from django.db.utils import IntegrityError
from pytest_django import Settings

from synthai.core.migrations_ops import AppendOnly, GrantToServingRoles, TenantPolicy, TenantReference
from synthai.core.tenancy import all_tenants, tenant

NAME = "test_operations"
TABLES = (
    "CREATE TABLE parent (id bigint PRIMARY KEY, organisation_id bigint); CREATE TABLE child AS TABLE parent"
)


def as_owner(name: str) -> BaseDatabaseWrapper:
    chosen = connection.copy(alias="operations")
    chosen.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in ("USER", "PASSWORD")})
    chosen.settings_dict["NAME"] = name
    return chosen


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        server = as_owner("postgres")
        ask(server, f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        ask(server, f"CREATE DATABASE {NAME}")
        yield
        ask(server, f"DROP DATABASE {NAME} WITH (FORCE)")
        server.close()


@pytest.fixture
def empty(database: None, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A connection of the owner role, with two bare tables."""
    with django_db_blocker.unblock():
        chosen = as_owner(NAME)
        ask(chosen, TABLES)
        yield chosen
        run(chosen, GrantToServingRoles(), back=True)
        ask(chosen, "DROP TABLE child, parent")
        chosen.close()


def run(database: BaseDatabaseWrapper, operation: Operation, *, back: bool = False) -> None:
    with database.schema_editor(atomic=False) as editor:
        step = operation.database_backwards if back else operation.database_forwards
        step("core", editor, None, None)  # type: ignore[arg-type]


def ask(database: BaseDatabaseWrapper, statement: str) -> list[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def fill(database: BaseDatabaseWrapper) -> None:
    for organisation in (1, 2):
        with tenant(organisation):
            ask(database, f"INSERT INTO parent VALUES ({organisation}, {organisation})")


def test_policy_binds_even_the_owner_and_goes_away_again(empty: BaseDatabaseWrapper) -> None:
    run(empty, TenantPolicy("parent"))
    fill(empty)
    assert ask(empty, "SELECT id FROM parent") == []
    with tenant(2):
        assert ask(empty, "SELECT id FROM parent") == [(2,)]
    run(empty, TenantPolicy("parent"), back=True)
    assert ask(empty, "SELECT id FROM parent ORDER BY id") == [(1,), (2,)]


def test_all_tenants_goes_through_its_role(empty: BaseDatabaseWrapper) -> None:
    run(empty, GrantToServingRoles())
    run(empty, TenantPolicy("parent"))
    fill(empty)
    with all_tenants(reason="test"):
        assert ask(empty, "SELECT count(*), current_user FROM parent") == [(2, "synthai_all")]


def test_a_server_with_a_single_role_is_fenced_too(empty: BaseDatabaseWrapper, settings: Settings) -> None:
    settings.DATABASE_ALL_TENANTS_ROLE = "no_such_role"
    run(empty, TenantPolicy("parent"))
    fill(empty)
    assert ask(empty, "SELECT id FROM parent") == []
    with all_tenants(reason="test"):
        assert ask(empty, "SELECT count(*), current_user FROM parent") == [(2, "synthai_owner")]
    with tenant(1):
        assert ask(empty, "SELECT id FROM parent") == [(1,)]


def test_policies_of_both_kinds_in_one_database_are_refused(
    empty: BaseDatabaseWrapper, settings: Settings
) -> None:
    run(empty, TenantPolicy("parent"))
    settings.DATABASE_ALL_TENANTS_ROLE = ""
    run(empty, TenantPolicy("child"))
    settings.DATABASE_ALL_TENANTS_ROLE = "synthai_all"
    with all_tenants(reason="test"), pytest.raises(ImproperlyConfigured, match="1 of 2 tenant tables"):
        ask(empty, "SELECT id FROM parent")


def test_optional_policy_gives_rows_without_organisation_to_nobody_else(empty: BaseDatabaseWrapper) -> None:
    run(empty, TenantPolicy("parent", optional=True))
    ask(empty, "INSERT INTO parent VALUES (0, NULL) RETURNING id")
    fill(empty)
    assert ask(empty, "SELECT id FROM parent") == [(0,)]
    with tenant(1):
        assert ask(empty, "SELECT id FROM parent") == [(1,)]


def test_reference_refuses_another_tenants_row(empty: BaseDatabaseWrapper) -> None:
    ask(empty, "ALTER TABLE child ADD parent_id bigint")
    reference = TenantReference("child", "parent_id", "parent")
    run(empty, reference)
    fill(empty)
    ask(empty, "INSERT INTO child VALUES (1, 1, 1), (2, 2, NULL)")
    with pytest.raises(IntegrityError, match="child_parent_id_in_tenant"):
        ask(empty, "INSERT INTO child VALUES (3, 1, 2)")
    run(empty, reference, back=True)
    ask(empty, "INSERT INTO child VALUES (3, 1, 2)")
    assert ask(empty, "SELECT count(*) FROM child") == [(3,)]


def test_append_only_takes_the_right_to_change(empty: BaseDatabaseWrapper) -> None:
    rights = "SELECT has_table_privilege('synthai_app', 'parent', what) FROM unnest(ARRAY['UPDATE', 'DELETE', 'INSERT']) what"
    run(empty, GrantToServingRoles())
    assert ask(empty, rights) == [(True,), (True,), (True,)]
    run(empty, AppendOnly("parent"))
    assert ask(empty, rights) == [(False,), (False,), (True,)]
    run(empty, AppendOnly("parent"), back=True)
    assert ask(empty, rights) == [(True,), (True,), (True,)]


def test_grants_hold_for_tables_to_come(empty: BaseDatabaseWrapper) -> None:
    run(empty, GrantToServingRoles())
    ask(empty, "ALTER TABLE child RENAME TO earlier; CREATE TABLE child (id bigint)")
    rights = "SELECT has_table_privilege('synthai_app', 'child', what) FROM unnest(ARRAY['SELECT', 'TRUNCATE']) what"
    assert ask(empty, rights) == [(True,), (False,)]
    run(empty, GrantToServingRoles(), back=True)
    assert ask(empty, rights) == [(False,), (False,)]
    ask(empty, "DROP TABLE earlier")


@pytest.mark.parametrize(
    "operation",
    [TenantPolicy("t", optional=True), TenantReference("t", "c", "p", on_delete="CASCADE"), AppendOnly("t")],
    ids=lambda operation: type(operation).__name__,
)
def test_operations_rebuild_from_what_a_migration_file_says(operation: Operation) -> None:
    _, arguments, options = operation.deconstruct()
    again = type(operation)(*arguments, **options)
    assert again.__dict__ == operation.__dict__
    assert operation.describe()
