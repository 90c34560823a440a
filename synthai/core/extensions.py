"""A migration operation for PostgreSQL's extensions."""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class ExtensionMissing(RuntimeError):
    """The server does not have an extension, or the migrating role may not make it."""


class Extensions(Operation):
    """Make extensions where they are missing. Trusted ones need no more than the right to create in the database.

    The others a superuser makes before (docs/running.md): then there is nothing to do. Going back leaves them, for what
    else uses them.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "Extensions", [self.names], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for name in self.names:
            statement = f"CREATE EXTENSION IF NOT EXISTS {schema_editor.quote_name(name)}"
            try:
                schema_editor.execute(statement, params=None)
            except DatabaseError as error:
                raise ExtensionMissing(
                    f"The database needs PostgreSQL's extension {name}: as a superuser, run {statement} in it "
                    "(docs/running.md, Servers of your own), then migrate again."
                ) from error

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        pass

    def describe(self) -> str:
        return f"Make the extensions {', '.join(self.names)}"
