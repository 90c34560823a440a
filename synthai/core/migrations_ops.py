"""Migration operations of the second fence: row-level security, grants to roles, foreign keys inside a tenant."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# The scalar subquery is evaluated once per query; nullif, because a local setting reads '' after its transaction.
CURRENT = "(SELECT nullif(current_setting('app.organisation', true), '')::bigint)"
OPEN = "(SELECT current_setting('app.all_tenants', true) = 'on')"


class _SchemaOnly(Operation):
    """Changes the database, not Django's picture of the models."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def run(self, editor: BaseDatabaseSchemaEditor, statements: Iterable[str]) -> None:
        for statement in statements:
            editor.execute(statement)


class TenantPolicy(_SchemaOnly):
    """Row-level security on one tenant table: each organisation sees and writes its own rows.

    `optional=True` is for tables of OptionalTenantModel: with no tenant active, rows without organisation are
    seen and written. FORCE binds the table's owner too, so a data migration enters `all_tenants()`, or it
    sees no row. The second policy opens the table to the role of `all_tenants()`; without such a role
    (DATABASE_ALL_TENANTS_ROLE is empty) to its setting.
    """

    def __init__(self, table: str, *, optional: bool = False) -> None:
        self.table = table
        self.optional = optional

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "TenantPolicy", [self.table], {"optional": True} if self.optional else {}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        quote = schema_editor.quote_name
        table, role = quote(self.table), settings.DATABASE_ALL_TENANTS_ROLE
        own = f"organisation_id = {CURRENT}"
        if self.optional:
            own = f"({own} OR (organisation_id IS NULL AND {CURRENT} IS NULL))"
        to, when = (quote(role), "true") if role else ("PUBLIC", OPEN)
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
