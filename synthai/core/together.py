"""A migration operation for what follows a new table: its indexes, constraints and keys, taken in one go."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AddField
from django.db.migrations.operations.models import AddConstraint, AddIndex
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Indexes, constraints and fields, added one after the other in the database, while Django draws its models anew only once.

    After each operation Django draws the changed model and all that are related to it anew; with an organisation in every table these
    are nearly all. That was most of the time a new database took.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[AddField | AddIndex | AddConstraint]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "Together", [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if drawn is not None:
            state.__dict__["apps"] = drawn
            has_keys = any(isinstance(each, AddField) and each.field.is_relation for each in self.operations)
            changed = {(app_label, each.model_name_lower) for each in self.operations}
            state.reload_models(sorted(changed), delay=not has_keys)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)

    @property
    def migration_name_fragment(self) -> str:
        return "_".join(operation.migration_name_fragment for operation in self.operations[:2])
