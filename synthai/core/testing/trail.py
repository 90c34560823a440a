"""Helpers for tests of the audit trail."""

from typing import Any

from django.conf import settings
from django.db import connection


def link_now() -> None:
    """Chain the entries of the running transaction, which a test never commits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS core_audit_seal IMMEDIATE")
        cursor.execute("SET CONSTRAINTS core_audit_seal DEFERRED")


def as_owner(*statements: str) -> None:
    """Run statements as the role that owns the tables, in one committed transaction."""
    owner: Any = connection.copy(alias="owner")
    owner.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in ("USER", "PASSWORD")})
    try:
        with owner.cursor() as cursor:
            cursor.execute("BEGIN")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("COMMIT")
    finally:
        owner.close()


def tamper(*statements: str) -> None:
    """What somebody with the owner's password can do to the trail: take the guards down, and put them up again."""
    as_owner(
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE core_auditentry DISABLE TRIGGER USER",
        "ALTER TABLE core_auditentry NO FORCE ROW LEVEL SECURITY",
        *statements,
        "ALTER TABLE core_auditentry FORCE ROW LEVEL SECURITY",
        "ALTER TABLE core_auditentry ENABLE TRIGGER USER",
    )
