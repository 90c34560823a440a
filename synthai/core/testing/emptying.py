"""Emptying the tables after a test that committed: only those that hold rows, in one go.

Django truncates all of them, some hundred files each time; most tests fill a handful of tables.
"""

import time
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from synthai.core.tenancy import all_tenants

TRIES = 5
# Filled by migrations and the same for every test.
_KEPT = {"django_content_type", "auth_permission"}


def sql_flush(
    style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
) -> list[str]:
    """Takes the place of the backend's own, which has the same arguments: empties, and leaves `flush` nothing to do.

    So it sends no post_migrate either, whose receivers would refill the tables that are kept here.
    """
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {quote(table)})"  # noqa: S608 - names of our own tables
        for table in tables
        if table not in _KEPT
    )
    for rest in reversed(range(TRIES)):
        try:
            _empty(asked)
        except (IntegrityError, OperationalError):
            # A request that a closed tab had sent still writes: one of the two had to give way, or a row came after its table was emptied.
            if not rest:
                raise
            time.sleep(0.2)
        else:
            break
    return []


def _empty(asked: str) -> None:
    quote = connection.ops.quote_name
    with (
        all_tenants(reason="emptying the test database"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(asked)
        filled = [table for (table,) in cursor.fetchall()]
        kept = append_only() & set(filled)
        if kept:  # first: a table that lost rows in this transaction could not be truncated any more
            cursor.execute(f"TRUNCATE {', '.join(quote(table) for table in sorted(kept))} CASCADE")
        # Foreign keys are checked at the end of the transaction, so the order does not matter.
        for table in filled:
            if table not in kept:
                cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - names of our own tables


@cache
def append_only() -> frozenset[str]:
    """Tables that the application's role may not delete from, by design; between tests they are truncated."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND NOT has_table_privilege(%s, oid, 'DELETE')",
            [settings.DATABASE_APP_ROLE],
        )
        return frozenset(table for (table,) in cursor.fetchall())
