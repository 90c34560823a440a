"""Migration operations of the second fence: row-level security, grants to roles, foreign keys inside a tenant."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# The scalar subquery is evaluated once per query; nullif, because a local setting reads '' after its transaction.
CURRENT = "(SELECT nullif(current_setting('app.organisation', true), '')::bigint)"
_FOR_EACH_ROLE = """
DO $do$ DECLARE r name; BEGIN
FOR r IN SELECT rolname FROM pg_roles WHERE rolname IN (%s) AND rolname <> current_user
LOOP EXECUTE format($q$%s$q$, r); END LOOP; END $do$
"""
OPEN = "(SELECT current_setting('app.all_tenants', true) = 'on')"


class _SchemaOnly(Operation):
    """Changes the database, not Django's picture of the models."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def run(self, editor: BaseDatabaseSchemaEditor, statements: Iterable[str]) -> None:
        for statement in statements:
            editor.execute(statement, params=None)


def all_tenants_role(editor: BaseDatabaseSchemaEditor) -> str | None:
    """The role of `all_tenants()`; None where the server has no such role. `sqlmigrate` assumes it has."""
    role: str = settings.DATABASE_ALL_TENANTS_ROLE
    if not role or editor.collect_sql:
        return role or None
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return role if cursor.fetchone() else None


class GrantToServingRoles(_SchemaOnly):
    """Let the application's role and that of `all_tenants()` read and write every table, present and to come.

    They own nothing and may not create, alter or truncate. Roles the server does not have are left out.
    """

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "GrantToServingRoles", [], {}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        tables, sequences = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"
        self.run(
            schema_editor,
            for_serving_roles(
                "GRANT USAGE ON SCHEMA public TO %I",
                f"GRANT {tables} ON ALL TABLES IN SCHEMA public TO %I",
                f"GRANT {sequences} ON ALL SEQUENCES IN SCHEMA public TO %I",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {tables} ON TABLES TO %I",
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {sequences} ON SEQUENCES TO %I",
            ),
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self.run(
            schema_editor,
            for_serving_roles(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM %I",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM %I",
                "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I",
                "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM %I",
            ),
        )

    def describe(self) -> str:
        return "Let the serving roles read and write every table"


class AppendOnly(_SchemaOnly):
    """Rows of this table can be added and read by the serving roles, never changed or deleted."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "AppendOnly", [self.table], {}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = schema_editor.quote_name(self.table)
        self.run(schema_editor, for_serving_roles(f"REVOKE UPDATE, DELETE ON {table} FROM %I"))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = schema_editor.quote_name(self.table)
        self.run(schema_editor, for_serving_roles(f"GRANT UPDATE, DELETE ON {table} TO %I"))

    def describe(self) -> str:
        return f"Make {self.table} append-only"


def for_serving_roles(*templates: str) -> list[str]:
    """Statements that run each template (%I is the role) for every serving role the server has.

    The migrating role itself is left out: a deployment with one role owns its tables, and the database's
    own cascades run with the owner's rights.
    """
    roles = (settings.DATABASE_APP_ROLE, settings.DATABASE_ALL_TENANTS_ROLE)
    names = ", ".join("'" + role.replace("'", "''") + "'" for role in roles)
    return [_FOR_EACH_ROLE % (names, template) for template in templates]


class TenantPolicy(_SchemaOnly):
    """Row-level security on one tenant table: each organisation sees and writes its own rows.

    `optional=True` is for tables of OptionalTenantModel: with no tenant active, rows without organisation are
    seen and written. FORCE binds the table's owner too, so a data migration enters `all_tenants()`, or it
    sees no row. The second policy opens the table to the role of `all_tenants()`; on a server
    without that role (a deployment with a single role) to its setting.
    """

    def __init__(self, table: str, *, optional: bool = False) -> None:
        self.table = table
        self.optional = optional

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "TenantPolicy", [self.table], {"optional": True} if self.optional else {}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = schema_editor.quote_name(self.table)
        own = f"organisation_id = {CURRENT}"
        if self.optional:
            own = f"({own} OR (organisation_id IS NULL AND {CURRENT} IS NULL))"
        role = all_tenants_role(schema_editor)
        to, when = (schema_editor.quote_name(role), "true") if role else ("PUBLIC", OPEN)
        self.run(
            schema_editor,
            (
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY tenant ON {table} USING ({own}) WITH CHECK ({own})",
                f"CREATE POLICY all_tenants ON {table} TO {to} USING ({when}) WITH CHECK ({when})",
            ),
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        table = schema_editor.quote_name(self.table)
        self.run(
            schema_editor,
            (
                f"DROP POLICY all_tenants ON {table}",
                f"DROP POLICY tenant ON {table}",
                f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            ),
        )

    def describe(self) -> str:
        return f"Fence {self.table} by tenant"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_policy"


class TenantReference(_SchemaOnly):
    """A foreign key that cannot leave the tenant: (organisation_id, column) names (organisation_id, id).

    For a `TenantForeignKey`, whose plain constraint would accept another organisation's id (foreign keys are
    checked without row-level security). `on_delete` is SQL's: NO ACTION (checked at commit), CASCADE.
    """

    def __init__(self, table: str, column: str, target: str, *, on_delete: str = "NO ACTION") -> None:
        self.table, self.column, self.target, self.on_delete = table, column, target, on_delete

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        extra = {} if self.on_delete == "NO ACTION" else {"on_delete": self.on_delete}
        return "TenantReference", [self.table, self.column, self.target], extra

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_in_tenant"[:63]

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        quote = schema_editor.quote_name
        key = quote(f"{self.target}_tenant_key"[:63])
        self.run(
            schema_editor,
            (
                f"CREATE UNIQUE INDEX IF NOT EXISTS {key} ON {quote(self.target)} (organisation_id, id)",
                f"ALTER TABLE {quote(self.table)} ADD CONSTRAINT {quote(self.name)} "
                f"FOREIGN KEY (organisation_id, {quote(self.column)}) "
                f"REFERENCES {quote(self.target)} (organisation_id, id) "
                f"ON DELETE {self.on_delete} DEFERRABLE INITIALLY DEFERRED",
            ),
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        quote = schema_editor.quote_name
        self.run(schema_editor, (f"ALTER TABLE {quote(self.table)} DROP CONSTRAINT {quote(self.name)}",))

    def describe(self) -> str:
        return f"Keep {self.table}.{self.column} inside its tenant"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_{self.column}_in_tenant"


class CascadeInDatabase(_SchemaOnly):
    """The constraint of a foreign key declared with `db_constraint=False`, whose cascade PostgreSQL runs itself.

    For tables the application's role may not update or delete from: PostgreSQL's own cascades need no right.
    """

    def __init__(self, model: str, field: str, *, on_delete: str) -> None:
        self.model, self.field, self.on_delete = model, field, on_delete

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "CascadeInDatabase", [self.model, self.field], {"on_delete": self.on_delete}

    def _names(self, state: Any) -> tuple[str, str, str]:
        model = state.apps.get_model(self.model)
        field = model._meta.get_field(self.field)
        table: str = model._meta.db_table
        target: str = field.remote_field.model._meta.db_table
        return table, field.column, target

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        quote = schema_editor.quote_name
        table, column, target = self._names(to_state)
        self.run(
            schema_editor,
            (
                f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(f'{table}_{column}_fk')} "
                f"FOREIGN KEY ({quote(column)}) REFERENCES {quote(target)} (id) "
                f"ON DELETE {self.on_delete} DEFERRABLE INITIALLY DEFERRED",
            ),
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        quote = schema_editor.quote_name
        table, column, _ = self._names(to_state)
        self.run(
            schema_editor, (f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(f'{table}_{column}_fk')}",)
        )

    def describe(self) -> str:
        return f"{self.on_delete} {self.model}.{self.field} in the database"
