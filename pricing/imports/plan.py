"""How one file is to be read: everything the reading process needs, as plain JSON values."""

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from pricing.imports.roles import Mapping, Role, column_of
from pricing.imports.source import CsvTable, SheetTable
from pricing.tabular.dates import DayOrder
from pricing.tabular.sniff import Dialect
from pricing.terms import Grain

MAX_ROWS: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Options:
    """A person's answers, each None or absent until asked for.

    `date_order`: which comes first in 03/04/2026. `prices_include_vat`. `week_one_on`: the day week 1 began.
    `repeats`: "add" counts rows that are exactly alike, "drop" keeps the first.
    """

    date_order: str | None = None
    prices_include_vat: bool | None = None
    week_one_on: str | None = None
    repeats: str = "add"

    @property
    def order(self) -> DayOrder | None:
        """As the date parser wants it."""
        return DayOrder(self.date_order) if self.date_order else None

    @property
    def week_one(self) -> date | None:
        """As a day."""
        return date.fromisoformat(self.week_one_on) if self.week_one_on else None

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Options":
        """Known answers; anything else is ignored."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if values.get(name) is not None}
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """Only what was answered."""
        return {name: value for name, value in asdict(self).items() if value is not None}


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
