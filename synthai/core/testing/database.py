"""The test database: made and migrated by the owner role, used by the application role.

Kept between runs as long as no migration changed and the last run ended by itself; both are told by a comment on the
database. One run at a time: an advisory lock says so instead of two runs spoiling each other's rows.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import psycopg
from django import VERSION
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from synthai.core import migrations_ops
from synthai.core.testing.emptying import emptied_sparingly


class DatabaseTaken(RuntimeError):
    """Another test run uses the same database."""


@contextmanager
def prepared_database(*, recreate: bool = False) -> Iterator[str]:
    """Point the default connection at the test database, made or reused; yields its name.

    Also sets DATABASE_URL, so that processes started by a test use it. Raises DatabaseTaken.
    """
    name = f"test_{settings.DATABASES['default']['NAME']}"
    with _owner_connection() as owner:
        _take(owner, name)
        print_of_migrations = _fingerprint()
        if recreate or _comment(owner, name) != print_of_migrations:
            _create(owner, name)
        _write_comment(owner, name, "in use")
        with _pointed_at(name), emptied_sparingly():
            yield name
        _write_comment(owner, name, print_of_migrations)


def _owner_connection() -> "psycopg.Connection[Any]":
    owner = {key: str(value) for key, value in settings.DATABASE_OWNER.items()}
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )


def _take(owner: "psycopg.Connection[Any]", name: str) -> None:
    row = owner.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()
    if not row or not row[0]:
        raise DatabaseTaken(
            f"Another test run uses the database {name}: wait for it, or set SYNTHAI_VAR to a folder of your own."
        )


def _fingerprint() -> str:
    """Changes whenever any migration does."""
    digest = hashlib.sha256(repr(VERSION).encode())
    files = [Path(migrations_ops.__file__)]
    for config in apps.get_app_configs():
        files += sorted((Path(config.path) / "migrations").glob("*.py"))
    for file in files:
        digest.update(f"{file.parent.parent.name}/{file.name}".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _comment(owner: "psycopg.Connection[Any]", name: str) -> str | None:
    row = owner.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return cast("str | None", row[0]) if row else None


def _write_comment(owner: "psycopg.Connection[Any]", name: str, text: str) -> None:
    owner.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text)),
    )


def _create(owner: "psycopg.Connection[Any]", name: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    credentials = {key: str(settings.DATABASE_OWNER[key]) for key in ("USER", "PASSWORD")}
    with _pointed_at(name, **credentials):
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        # Some tables nobody may delete from; between tests they are truncated, and what refers to them along with them.
        for statement in migrations_ops.for_serving_roles(
            "GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO %I"
        ):
            with connection.cursor() as cursor:
                cursor.execute(statement)


@contextmanager
def _pointed_at(name: str, **credentials: str) -> Iterator[None]:
    """The default connection, and the address child processes read, at another database (and role)."""
    before = dict(connection.settings_dict)
    environment = os.environ.get("DATABASE_URL")
    connection.close()
    connection.settings_dict.update({"NAME": name, **credentials})
    os.environ["DATABASE_URL"] = _address(connection.settings_dict)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
        if environment is not None:
            os.environ["DATABASE_URL"] = environment


def _address(entry: dict[str, Any]) -> str:
    secret = f":{quote(entry['PASSWORD'], safe='')}" if entry["PASSWORD"] else ""
    return (
        f"postgresql://{quote(entry['USER'])}{secret}@{entry['HOST']}:{entry['PORT']}/{quote(entry['NAME'])}"
    )
