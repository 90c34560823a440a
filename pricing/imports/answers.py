"""What a person said about a file."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pricing.tabular.dates import DayOrder


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
