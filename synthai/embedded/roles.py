"""The roles and the database that SynthAI needs; docs/running.md gives the same for servers of your own."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

# The one extension SynthAI needs that only a superuser may make; the others are trusted, so the owner's migrations make them.
_EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS vector"
OWNER, APP, ALL = "synthai_owner", "synthai_app", "synthai_all"
DATABASE = "synthai"

# Owns the tables and migrates; makes the test database.
# Serves requests: row-level security holds for it, and it owns nothing.
# What the application becomes for a statement that may see every tenant; nobody signs in with it.
_ROLES = {
    OWNER: "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    APP: "LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    ALL: "NOLOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
}


def ensure(address: str, passwords: Mapping[str, str]) -> None:
    """Makes roles, rights and database where missing; runs on every start and changes nothing twice.

    `address` is a superuser's, without a database name. Rights on future tables and extensions are set in template1,
    so that the test database has them too.
    """
    with psycopg.connect(f"{address}/template1", autocommit=True) as connection:
        _ensure_roles(connection, passwords)
        _ensure_rights(connection)
        connection.execute(_EXTENSIONS)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        _ensure_database(connection)
    with psycopg.connect(f"{address}/{DATABASE}", autocommit=True) as connection:
        connection.execute(_EXTENSIONS)  # a database from before search


def _ensure_roles(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role, attributes in _ROLES.items():
        name = sql.Identifier(role)
        if role not in present:
            connection.execute(sql.SQL("CREATE ROLE {}").format(name))
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(name, sql.SQL(attributes)))
        if role in passwords:
            secret = sql.Literal(passwords[role])
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, secret))
    # Without INHERIT FALSE the policies of synthai_all would hold for every statement of its members.
    for member in (APP, OWNER):
        connection.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
                sql.Identifier(ALL), sql.Identifier(member)
            )
        )


def _ensure_rights(connection: psycopg.Connection) -> None:
    grantees = sql.SQL(", ").join([sql.Identifier(APP), sql.Identifier(ALL)])
    for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} TO {}").format(
                sql.Identifier(OWNER), sql.SQL(rights), grantees
            )
        )


def _ensure_database(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if not found:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )
