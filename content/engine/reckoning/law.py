"""What South African law asks in figures, by date. Nothing here is advice; `source` says how sure we are.

Whoever changes a figure adds a row with its first day, and closes the one before; documents of earlier days keep theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

_UNVERIFIED = "general knowledge, not verified again: have it checked"


@dataclass(frozen=True, kw_only=True)
class DatedFigure:
    """A figure, its first day and its last (None: until a newer row is known), and where we have it from."""

    value: Decimal
    effective_from: date
    effective_to: date | None
    source: str

    def holds(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


def in_force(table: Iterable[DatedFigure], on: date) -> DatedFigure | None:
    """The row that counts on a day; None when the table has none."""
    return next((row for row in table if row.holds(on)), None)


def _since(value: str, first: date, source: str = _UNVERIFIED) -> tuple[DatedFigure, ...]:
    return (DatedFigure(value=Decimal(value), effective_from=first, effective_to=None, source=source),)


_BCEA: Final = date(1998, 12, 1)

# Rand an hour. The wages of the expanded public works programme and of learnerships are lower, and not in this table.
MINIMUM_WAGE: Final = _since(
    "30.23", date(2026, 3, 1), "Government Gazette 54075, by way of PaySpace and SAPMA"
)
# Rand a year above which some rules of working time do not hold. The figure of 2026 could not be confirmed.
EARNINGS_THRESHOLD: Final = _since("261748.45", date(2025, 4, 1), "a figure for 2026 is not confirmed")
HOURS_A_WEEK: Final = _since("45", _BCEA)
OVERTIME_TIMES: Final = _since("1.5", _BCEA)
SUNDAY_TIMES: Final = _since("2", _BCEA)
# 21 consecutive days: the days a person works in three weeks.
LEAVE_WEEKS: Final = _since("3", _BCEA)
# In 36 months: the days a person works in six weeks (30 in a week of five days).
SICK_WEEKS: Final = _since("6", _BCEA)
# Weeks of notice: in the first six months, until the end of the first year, and then.
NOTICE_FIRST: Final = _since("1", _BCEA)
NOTICE_SECOND: Final = _since("2", _BCEA)
NOTICE_LATER: Final = _since("4", _BCEA)
# Turnover in rand up to which an enterprise is an exempted micro enterprise under the generic codes; sectors have their own.
EME_TURNOVER: Final = _since(
    "10000000", date(2015, 5, 1), "guide of the B-BBEE Commission; the first day is general knowledge"
)
