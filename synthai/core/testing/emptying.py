"""Emptying the tables after a test that committed: only those that hold rows, in one go.

Django asks for the names of all tables, truncates all of them, some hundred files each time, and opens a new connection,
which reads about each table anew; most tests fill a handful of tables.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import TransactionTestCase
from psycopg.pq import TransactionStatus

from synthai.core.tenancy import all_tenants

TRIES = 5
# Filled by migrations and the same for every test.
_KEPT = {"django_content_type", "auth_permission"}
# What was never written to has no page: most tables need not be looked into.
_WRITTEN = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY 1
"""


@contextmanager
def emptied_sparingly() -> Iterator[None]:
    """Until the block ends, tests that commit leave empty tables in this way. No post_migrate is sent, so that none refill."""
    chosen = {"_fixture_teardown": lambda _: empty(), "_should_reload_connections": lambda _: not _is_whole()}
    before = {name: getattr(TransactionTestCase, name) for name in chosen}
    for name, method in chosen.items():
        setattr(TransactionTestCase, name, method)
    try:
        yield
    finally:
        for name, method in before.items():
            setattr(TransactionTestCase, name, method)


def empty() -> None:
    """Empties all tables but those that migrations fill."""
    for rest in reversed(range(TRIES)):
        try:
            _empty()
        except (IntegrityError, OperationalError):
            # A request that a closed tab had sent still writes: one of the two had to give way, or a row came after its table was emptied.
            if not rest:
                raise
            time.sleep(0.2)
        else:
            break


def _empty() -> None:
    quote = connection.ops.quote_name
    with (
        all_tenants(reason="emptying the test database"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(_WRITTEN)
        written = tables() & {table for (table,) in cursor.fetchall()}
        if not written:
            return
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {quote(table)})"  # noqa: S608 - names of our own tables
                for table in sorted(written)
            )
        )
        filled = [table for (table,) in cursor.fetchall()]
        kept = append_only() & set(filled)
        if kept:  # first: a table that lost rows in this transaction could not be truncated any more
            cursor.execute(f"TRUNCATE {', '.join(quote(table) for table in sorted(kept))} CASCADE")
        # Foreign keys are checked at the end of the transaction, so the order does not matter.
        for table in filled:
            if table not in kept:
                cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - names of our own tables


def _is_whole() -> bool:
    """Whether the test left a connection that the next one can go on with."""
    raw = connection.connection
    return raw is None or raw.info.transaction_status == TransactionStatus.IDLE


@cache
def tables() -> frozenset[str]:
    """Those of models, without what migrations fill."""
    return frozenset(connection.introspection.django_table_names(only_existing=True)) - _KEPT


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
