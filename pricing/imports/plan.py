"""How one file is to be read: everything the reading process needs, as plain JSON values."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from pricing.imports.answers import Options
from pricing.imports.roles import Mapping, Role, column_of
from pricing.imports.source import CsvTable, SheetTable
from pricing.tabular.sniff import Dialect
from pricing.terms import Grain

MAX_ROWS: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One file and what its columns mean. `layout` is what inspection found: kind, dialect or sheet."""

    path: str
    kind: str
    layout: dict[str, Any]
    mapping: Mapping
    rules: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    today: str = ""
    max_rows: int = MAX_ROWS

    def table(self) -> CsvTable | SheetTable:
        """The file as a table."""
        if self.layout["type"] == "xlsx":
            return SheetTable(Path(self.path), self.layout["sheet"])
        dialect = Dialect(
            encoding=self.layout["encoding"],
            delimiter=self.layout["delimiter"],
            headings=tuple(self.layout["headings"]),
            skip_lines=self.layout["skip_lines"],
        )
        return CsvTable(Path(self.path), dialect)

    @property
    def answers(self) -> Options:
        """The options as a value."""
        return Options.from_json(self.options)

    @property
    def grain(self) -> Grain:
        """What a row of this file counts."""
        if column_of(self.mapping, Role.DATE) is None:
            return Grain.WEEK
        return Grain.DAY if column_of(self.mapping, Role.REFERENCE) is None else Grain.LINE

    def heading(self, role: Role) -> str:
        """The heading of the role's column, for messages."""
        column = column_of(self.mapping, role)
        return self.heading_at(column) if column is not None else role.value

    def heading_at(self, column: int) -> str:
        """The heading of a column."""
        headings = self.layout["headings"]
        return str(headings[column]) if column < len(headings) else f"#{column + 1}"

    def as_json(self) -> dict[str, Any]:
        """For the reading process."""
        return {**asdict(self), "rules": list(self.rules)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Plan":
        """From `as_json`."""
        return cls(**{**values, "rules": tuple(values["rules"])})
