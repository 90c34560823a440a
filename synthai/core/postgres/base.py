"""Carries the active tenant into PostgreSQL, where row-level security reads it.

Always as a setting local to the transaction: a session's setting would leak through a pooler. It travels in front
of the statement in the same message (`SET LOCAL …; SELECT …`), so it costs no round trip. Outside a transaction
such a message is a transaction of its own, so autocommit stays autocommit and durable blocks keep theirs.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from django.db.transaction import TransactionManagementError
from psycopg import sql as composed
from psycopg.pq import TransactionStatus

from synthai.core.tenancy import ALL, Scope, active, active_or_none

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

_UNKNOWN: Final = object()
_TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK")
_ROLE_OF_ALL_TENANTS = """
SELECT count(*) FILTER (WHERE %s::name = ANY(roles)), count(*)
FROM pg_policies WHERE policyname = 'all_tenants'
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection, fenced by tenant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the running transaction carries: a tenant, ALL, None for nothing, or not known.
        self._carried: object = None
        self._opens_by_role: bool | None = None
        self.execute_wrappers.append(self._carry_tenant)

    def bind_tenant(self) -> None:
        """Give the running transaction the active tenant now. See synthai.core.tenancy.bind()."""
        self.ensure_connection()
        if self.get_autocommit():
            raise TransactionManagementError(
                "bind() needs a transaction: open one with transaction.atomic()."
            )
        wanted = active()
        if self._needs(wanted):
            self._send_alone(wanted)

    def chunked_cursor(self) -> Any:
        """A plain cursor: a server-side one outlives the statement that carries its tenant."""
        return self._cursor()  # type: ignore[attr-defined]

    def _commit(self) -> Any:
        self._carried = None
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self._carried = None
        return super()._rollback()  # type: ignore[misc]

    def _needs(self, wanted: Scope | None) -> bool:
        if self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._carried = None  # nothing has begun, so nothing is set
        return wanted != self._carried

    def _carry_tenant(
        self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not _is_composed(sql) and sql.startswith(_TRANSACTION_CONTROL):
            return self._control_transaction(execute, sql, params, many, context)
        wanted = active_or_none()
        if not self._needs(wanted):
            return execute(sql, params, many, context)
        if many or _is_composed(sql) or self.settings_dict["OPTIONS"].get("server_side_binding"):
            return self._execute_after_setting(wanted, execute, sql, params, many, context)
        statements = self._statements(wanted)
        result = execute(";".join((*statements, sql)), params, many, context)
        for _ in statements:
            context["cursor"].nextset()
        self._carried = wanted
        return result

    def _control_transaction(
        self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """A savepoint passes as it is: in a failed transaction nothing else may stand in front of it."""
        if self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._carried = None  # the savepoint begins the transaction, which carries nothing yet
        result = execute(sql, params, many, context)
        if sql.startswith("ROLLBACK"):
            self._carried = _UNKNOWN  # the setting went back to what it was at the savepoint
        return result

    def _execute_after_setting(
        self,
        wanted: Scope | None,
        execute: Execute,
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """For statements that cannot share a message: executemany, composed SQL, parameters bound by the server."""
        if self.connection.autocommit and self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            with self.wrap_database_errors, self.connection.transaction():
                self._send_alone(wanted)
                return execute(sql, params, many, context)
        self._send_alone(wanted)
        return execute(sql, params, many, context)

    def _send_alone(self, wanted: Scope | None) -> None:
        with self.wrap_database_errors:
            self.connection.execute(";".join(self._statements(wanted)))
        self._carried = wanted

    def _statements(self, wanted: Scope | None) -> list[str]:
        """What turns the running transaction from what it carries into what is wanted; never empty."""
        opened = self._carried is ALL or self._carried is _UNKNOWN
        if wanted is ALL:
            return [self._open()]
        setting = entering(wanted)
        return [*self._close_again(), setting] if opened else [setting]

    def _open(self) -> str:
        if self._is_opened_by_role():
            return f"SET LOCAL ROLE {self.ops.quote_name(settings.DATABASE_ALL_TENANTS_ROLE)}"
        return "SET LOCAL app.all_tenants = 'on'"

    def _close_again(self) -> list[str]:
        role = self.settings_dict["OPTIONS"].get("assume_role")
        return [
            f"SET LOCAL ROLE {self.ops.quote_name(role) if role else 'NONE'}",
            "SET LOCAL app.all_tenants = ''",
        ]

    def _is_opened_by_role(self) -> bool:
        """Whether this database's policies open to a role (the rule) or to a setting (single-role servers)."""
        if self._opens_by_role is None:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                role = settings.DATABASE_ALL_TENANTS_ROLE
                cursor.execute(composed.SQL(_ROLE_OF_ALL_TENANTS), [role])
                by_role, policies = cursor.fetchone()
            if by_role not in {0, policies}:
                raise ImproperlyConfigured(
                    f"{by_role} of {policies} tenant tables open to the role {role}, the others do not: "
                    "migrate from an empty database with DATABASE_ALL_TENANTS_ROLE set once."
                )
            self._opens_by_role = bool(by_role)
        return self._opens_by_role


def entering(organisation_id: int | None) -> str:
    """The statement by which the running transaction is inside an organisation from here on; None: inside none."""
    return f"SET LOCAL app.organisation = '{'' if organisation_id is None else int(organisation_id)}'"


def _is_composed(sql: object) -> bool:
    """Whether a statement is psycopg's composition, which cannot be joined as text."""
    return not isinstance(sql, str)
