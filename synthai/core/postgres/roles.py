"""Is the connected role subject to row-level security?

Superusers, BYPASSRLS roles and table owners pass policies. So does a member of the role of `all_tenants()` that inherits
from it, because a policy `TO role` also applies to every role that has its privileges: the membership must
be granted WITH INHERIT FALSE, so that only SET LOCAL ROLE opens the table.
"""

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

_PROBLEMS = """
SELECT rolname, rolsuper, rolbypassrls, (
    SELECT count(*) FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relowner = r.oid AND NOT c.relforcerowsecurity
), EXISTS (
    SELECT FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relowner = r.oid
), EXISTS (
    SELECT FROM pg_roles a WHERE a.rolname = %s AND a.rolname <> current_user
), (
    SELECT coalesce(bool_or(pg_has_role(o.oid, 'USAGE')), false) FROM pg_roles o
    WHERE o.rolname = %s AND o.rolname <> current_user
)
FROM pg_roles r WHERE rolname = current_user
"""


def database_role_problems(connection: BaseDatabaseWrapper) -> list[str]:
    """Sentences that say why this connection would see every tenant; empty when it is fenced."""
    with connection.cursor() as cursor:
        cursor.execute(_PROBLEMS, [settings.DATABASE_APP_ROLE, settings.DATABASE_ALL_TENANTS_ROLE])
        role, is_superuser, bypasses, owned_unforced, owns, has_better, inherits = cursor.fetchone()
    problems = []
    if is_superuser:
        problems.append(f"The database role {role} is a superuser, so row-level security does not bind it.")
    if bypasses:
        problems.append(f"The database role {role} has BYPASSRLS, so row-level security does not bind it.")
    if owned_unforced:
        problems.append(f"The database role {role} owns {owned_unforced} tenant tables without FORCE.")
    if owns and has_better:
        problems.append(
            f"The database role {role} owns the tenant tables and could take their policies down: "
            f"serve as {settings.DATABASE_APP_ROLE}."
        )
    if inherits:
        opened = settings.DATABASE_ALL_TENANTS_ROLE
        problems.append(
            f"The database role {role} inherits from {opened}, so it always sees every tenant: "
            f"GRANT {opened} TO {role} WITH INHERIT FALSE, SET TRUE."
        )
    return problems
