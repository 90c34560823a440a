"""What PostgreSQL itself knows about tables: the sweep trusts the catalogue, not the models."""

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Policy:
    name: str
    roles: tuple[str, ...]
    command: str
    permissive: str
    using: str
    check: str


@dataclass(frozen=True)
class Index:
    name: str
    columns: tuple[str, ...]
    is_unique: bool
    is_primary: bool


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def is_fenced(table: str) -> tuple[bool, bool]:
    """Whether row-level security is enabled, and forced on the owner."""
    ((enabled, forced),) = _rows(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table]
    )
    return enabled, forced


def policies(table: str) -> dict[str, Policy]:
    found = _rows(
        "SELECT policyname, roles::text[], cmd, permissive, coalesce(qual, ''), coalesce(with_check, '') "
        "FROM pg_policies WHERE schemaname = 'public' AND tablename = %s",
        [table],
    )
    return {row[0]: Policy(row[0], tuple(row[1]), *row[2:]) for row in found}


def indexes(table: str) -> list[Index]:
    """Every index; an expression stands in `columns` as an empty name."""
    found = _rows(
        "SELECT c.relname, i.indisunique, i.indisprimary, ARRAY("
        " SELECT coalesce(a.attname::text, '') FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)"
        " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0"
        " ORDER BY k.place) "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass",
        [table],
    )
    return [Index(name, tuple(columns), unique, primary) for name, unique, primary, columns in found]


def references(table: str) -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """Foreign keys by their columns: the table they name, and its columns."""
    found = _rows(
        "SELECT ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, p) "
        "  JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY p), confrelid::regclass::text, "
        " ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(n, p) "
        "  JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY p) "
        "FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
        [table],
    )
    return {tuple(columns): (target, tuple(named)) for columns, target, named in found}


def tables_with_column(column: str) -> set[str]:
    found = _rows(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE a.attname = %s AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace",
        [column],
    )
    return {name for (name,) in found}


def rights(role: str, table: str) -> set[str]:
    """What a role may do with a table, of the four that matter."""
    found = _rows(
        "SELECT what FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) what "
        "WHERE has_table_privilege(%s, %s, what)",
        [role, table],
    )
    return {what for (what,) in found}
