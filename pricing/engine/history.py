"""The door of the engine: a table of sales becomes a checked, weekly `History`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pricing.engine import weekly
from pricing.engine.arrays import Bools, Floats, Texts
from pricing.engine.columns import (
    Faults,
    codes,
    maybe_numbers,
    numbers,
    require_columns,
    shares,
    tidy_names,
)
from pricing.engine.dates import Times, read_times, week_start
from pricing.engine.panel import Calendar, Panel
from pricing.engine.problems import BadHistory, Notice

KNOWN = {
    "date", "week", "sku", "units", "unit_price", "category",
    "unit_cost", "promo", "competitor_price", "stock",
}  # fmt: skip
OUTCOMES = ("revenue", "turnover", "sales", "margin", "profit", "amount", "cost", "gp_", "total", "vat")
IDENTITIES = ("_id", "barcode", "invoice", "receipt", "year", "month", "day", "store", "branch")


@dataclass(frozen=True)
class Rows:
    """The columns of the file, checked, one entry a row."""

    sku: Texts
    times: Times
    units: Floats
    price: Floats
    category: Texts | None
    cost: Floats | None
    promo: Floats | None
    rival: Floats | None
    stock: Floats | None
    extras: Mapping[str, Floats]

    def take(self, keep: Bools) -> "Rows":
        """Return some of the rows."""

        def part(values: Any) -> Any:
            return None if values is None else values[keep]

        return Rows(
            sku=self.sku[keep],
            times=Times(self.times.week[keep], self.times.day[keep], self.times.dated),
            units=self.units[keep],
            price=self.price[keep],
            category=part(self.category),
            cost=part(self.cost),
            promo=part(self.promo),
            rival=part(self.rival),
            stock=part(self.stock),
            extras={name: values[keep] for name, values in self.extras.items()},
        )


@dataclass(frozen=True)
class History:
    """A shop's checked sales history, aggregated to product x week."""

    panel: Panel
    calendar: Calendar
    notices: tuple[Notice, ...] = ()
    rows: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, *, today: date | None = None, day_first: bool | None = None
    ) -> "History":
        """Check and aggregate daily or weekly rows.

        Needs `date` or `week`, `sku`, `units`, `unit_price` (VAT included); `category`, `unit_cost` (without
        VAT), `promo`, `competitor_price`, `stock` and further numeric columns are optional. Several rows of
        one product and week are added up. Negative units are returns: counted, not subtracted from demand.
        `today` refuses later dates; `day_first` answers for dates such as 03/04/2026.
        Raises BadHistory listing every fault with its row and column.
        """
        faults = Faults()
        notices: list[Notice] = []
        rows = _read(frame, faults, notices, today=today, day_first=day_first)
        if rows is None or faults:
            raise BadHistory(faults.problems, faults.total)
        panel, calendar, facts = weekly.aggregate(rows, notices)
        return cls(panel=panel, calendar=calendar, notices=tuple(notices), rows=len(frame), facts=facts)

    @property
    def skus(self) -> list[str]:
        """Return the product codes in the order of the grids."""
        return [str(sku) for sku in self.panel.skus]

    def summary(self) -> dict[str, Any]:
        """Return plain facts for a page or a run record: rows, products, weeks, window, notices."""
        weeks = self.panel.weeks
        window = (
            [str(day) for day in week_start(weeks[[0, -1]])] if self.panel.dated else weeks[[0, -1]].tolist()
        )
        return {
            "rows": self.rows,
            "products": len(self.panel.skus),
            "categories": len(self.panel.category_names),
            "weeks": len(weeks),
            "first_week": window[0],
            "last_week": window[1],
            "dated": self.panel.dated,
            "daily": self.calendar.daily,
            **self.facts,
            "notices": [{"code": notice.code, "message": notice.message} for notice in self.notices],
        }


def _read(
    frame: pd.DataFrame, faults: Faults, notices: list[Notice], *, today: date | None, day_first: bool | None
) -> Rows | None:
    tidy = tidy_names(frame, faults)
    require_columns(tidy, ("sku", "units", "unit_price"), faults, what="The sales history")
    if "date" not in tidy.columns and "week" not in tidy.columns:
        faults.add("column_missing", "The sales history needs a column “date” or “week”.", column="date")
    if not faults and tidy.empty:
        faults.add("no_rows", "The sales history has no rows.")
    if faults:
        return None
    sku = codes(tidy["sku"], faults)
    _note_case_twins(sku, notices)
    units = numbers(tidy["units"], "units", faults)
    price = _prices(tidy["unit_price"], units, faults)
    times = read_times(tidy, faults, today=today, day_first=day_first)
    return Rows(sku=sku, times=times, units=units, price=price, **_optional(tidy, faults, notices))


def _prices(column: pd.Series, units: Floats, faults: Faults) -> Floats:
    """An empty price is accepted where nothing was sold; any price given has to be above zero."""
    price = numbers(column, "unit_price", faults, needed=False)
    faults.add_rows(price <= 0, "price_not_positive", "unit_price", "The price {} is not above zero.", column)
    missing = column.isna().to_numpy(dtype=bool) & (units != 0)
    faults.add_rows(missing, "number_missing", "unit_price", "The cell is empty; a price is needed.", None)
    return price


def _optional(tidy: pd.DataFrame, faults: Faults, notices: list[Notice]) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(("category", "cost", "promo", "rival", "stock"))
    if "category" in tidy.columns:
        found["category"] = codes(tidy["category"].fillna("Uncategorised"), faults, "category")
    for name, key in (("unit_cost", "cost"), ("competitor_price", "rival"), ("stock", "stock")):
        if name in tidy.columns:
            values = numbers(tidy[name], name, faults, needed=False)
            faults.add_rows(values < 0, "negative", name, "{} is below zero.", tidy[name])
            found[key] = None if np.isnan(values).all() else values
    if found["rival"] is not None:
        found["rival"] = np.where(found["rival"] > 0, found["rival"], np.nan)
    if "promo" in tidy.columns:
        found["promo"] = shares(tidy["promo"], "promo", faults)
    found["extras"] = _extras(tidy, notices)
    return found


def _extras(tidy: pd.DataFrame, notices: list[Notice]) -> dict[str, Floats]:
    extras, ignored = {}, []
    for name in map(str, tidy.columns):
        if name in KNOWN:
            continue
        values = None if _is_outcome(name) else maybe_numbers(tidy[name])
        if values is None:
            ignored.append(name)
        else:
            extras[name] = values
    if ignored:
        listed = ", ".join(ignored[:8])
        notices.append(Notice("columns_ignored", f"Not used as drivers of demand: {listed}."))
    return extras


def _is_outcome(name: str) -> bool:
    """A column that follows from the sale (revenue) or only names things may not explain the sale."""
    return any(word in name for word in OUTCOMES) or name.endswith(IDENTITIES) or name.startswith("unnamed")


def _note_case_twins(sku: Texts, notices: list[Notice]) -> None:
    """Codes that differ only in case stay apart: they are two products until the shop says otherwise."""
    counts = Counter(code.casefold() for code in pd.unique(sku))
    twins = sorted(code for code, count in counts.items() if count > 1)
    if twins:
        listed = ", ".join(twins[:5])
        message = (
            f"{len(twins)} product codes differ only in capital letters ({listed}); they are kept apart."
        )
        notices.append(Notice("codes_differ_in_case", message))
