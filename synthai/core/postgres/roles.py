"""Is the connected role subject to row-level security? Superusers, BYPASSRLS roles and table owners pass policies."""

from django.db.backends.base.base import BaseDatabaseWrapper

_PROBLEMS = """
SELECT rolname, rolsuper, rolbypassrls, (
    SELECT count(*) FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relowner = r.oid AND NOT c.relforcerowsecurity
)
FROM pg_roles r WHERE rolname = current_user
"""


def database_role_problems(connection: BaseDatabaseWrapper) -> list[str]:
    """Sentences that say why this connection would see every tenant; empty when it is fenced."""
    with connection.cursor() as cursor:
        cursor.execute(_PROBLEMS)
        role, is_superuser, bypasses, owned_unforced = cursor.fetchone()
    problems = []
    if is_superuser:
        problems.append(f"The database role {role} is a superuser, so row-level security does not bind it.")
    if bypasses:
        problems.append(f"The database role {role} has BYPASSRLS, so row-level security does not bind it.")
    if owned_unforced:
        problems.append(f"The database role {role} owns {owned_unforced} tenant tables without FORCE.")
    return problems
