"""Reading the time column into week numbers. Day/month order is never guessed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from pricing.engine.arrays import Ints
from pricing.engine.columns import Faults

MONDAY = np.datetime64("1970-01-05", "D")
ISO = r"^\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?$"
YEAR_FIRST = r"^\d{4}[/.]\d{1,2}[/.]\d{1,2}$"
NUMERIC = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ].*)?$"
ISO_WEEK = r"^\d{4}-?W\d{1,2}$"


@dataclass(frozen=True)
class Times:
    """`week`: whole weeks since Monday 1970-01-05 when dated, else the running number given. `day`: 0 Monday
    to 6 Sunday, -1 when unknown."""

    week: Ints
    day: Ints
    dated: bool


def read_times(frame: pd.DataFrame, faults: Faults, *, today: date | None, day_first: bool | None) -> Times:
    """Read `date`, or `week` (running number, 2026-W07, 202607, or a date), whichever is there."""
    name = "date" if "date" in frame.columns else "week"
    column = frame[name]
    if name == "week" and (found := _running_weeks(column, faults)) is not None:
        return found
    days = _iso_weeks(column) if name == "week" else None
    if days is None:
        days = _days(column, name, faults, day_first=day_first)
    _refuse_odd(days, column, name, faults, today=today)
    whole = np.where(np.isnat(days), MONDAY, days)
    ordinal = (whole - MONDAY).astype(np.int64)
    return Times(ordinal // 7, ordinal % 7, dated=True)


def week_start(week: Ints) -> np.ndarray:
    """Return the Monday (datetime64[D]) of each dated week number."""
    monday: np.ndarray = MONDAY + np.asarray(week, dtype=np.int64) * 7
    return monday


def _running_weeks(column: pd.Series, faults: Faults) -> Times | None:
    """Return running week numbers, or None when the column holds dates or ISO weeks."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if np.isnan(values).all() and len(values):
        return None
    if column.dtype.kind == "M" or _looks_like_year_week(values):
        return None
    bad = ~np.isfinite(values) | (values != np.floor(values))
    faults.add_rows(bad, "week_unclear", "week", "“{}” is not a whole week number.", column)
    week = np.where(bad, 0, values).astype(np.int64)
    return Times(week, np.full(len(week), -1, dtype=np.int64), dated=False)


def _looks_like_year_week(values: np.ndarray) -> bool:
    known = values[np.isfinite(values)]
    if not len(known) or known.min() < 190001 or known.max() > 210053:
        return False
    part = known % 100
    return bool((part >= 1).all() and (part <= 53).all())


def _iso_weeks(column: pd.Series) -> np.ndarray | None:
    text = column.astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    if not (text.str.match(ISO_WEEK) | text.str.match(r"^\d{6}$")).all():
        return None
    plain = text.str.replace("W", "", regex=False).str.replace("-", "", regex=False)
    padded = plain.str.slice(0, 4) + "-W" + plain.str.slice(4).str.zfill(2) + "-1"
    return pd.to_datetime(padded, format="%G-W%V-%u", errors="coerce").to_numpy().astype("datetime64[D]")


def _days(column: pd.Series, name: str, faults: Faults, *, day_first: bool | None) -> np.ndarray:
    """Return datetime64[D], NaT where a fault was recorded."""
    if column.dtype.kind == "M":
        naive = column.dt.tz_localize(None) if column.dt.tz is not None else column
        return naive.to_numpy().astype("datetime64[D]")
    place, unique = pd.factorize(column.astype("string").fillna("").str.strip())
    text = pd.Series(unique, dtype="string")
    parsed = _parse_unique(text, name, faults, day_first=day_first)
    return parsed[place]


def _parse_unique(text: pd.Series, name: str, faults: Faults, *, day_first: bool | None) -> np.ndarray:
    result = np.full(len(text), np.datetime64("NaT"), dtype="datetime64[D]")
    iso = text.str.match(ISO).to_numpy(dtype=bool) | text.str.match(YEAR_FIRST).to_numpy(dtype=bool)
    if iso.any():
        head = text[iso].str.replace(r"[/.]", "-", regex=True).str.extract(r"^(\d{4}-\d{1,2}-\d{1,2})")[0]
        parsed = pd.to_datetime(head, format="%Y-%m-%d", errors="coerce")
        result[iso] = parsed.to_numpy().astype("datetime64[D]")
    parts = text.str.extract(NUMERIC)
    numeric = parts[0].notna().to_numpy(dtype=bool) & ~iso
    if numeric.any():
        order = _day_first(parts[numeric].astype(int), name, faults, day_first=day_first)
        result[numeric] = _assemble(parts[numeric].astype(int), day_first=order)
    return result


def _day_first(parts: pd.DataFrame, name: str, faults: Faults, *, day_first: bool | None) -> bool:
    """Decide day/month order from the whole column; ask when it stays open or contradicts itself."""
    if day_first is not None:
        return day_first
    day_leads, month_leads = bool((parts[0] > 12).any()), bool((parts[1] > 12).any())
    if day_leads == month_leads:
        mixed = "mixes day/month and month/day" if day_leads else "can be read as day/month or as month/day"
        sentence = f"The dates are unclear: the column {mixed}. Say which order it is, or write 2026-11-21."
        faults.add("date_order_unclear", sentence, column=name)
    return not month_leads


def _assemble(parts: pd.DataFrame, *, day_first: bool) -> np.ndarray:
    day, month = (parts[0], parts[1]) if day_first else (parts[1], parts[0])
    pieces = pd.DataFrame({"year": parts[2], "month": month, "day": day})
    return pd.to_datetime(pieces, errors="coerce").to_numpy().astype("datetime64[D]")


def _refuse_odd(
    days: np.ndarray, column: pd.Series, name: str, faults: Faults, *, today: date | None
) -> None:
    if any(problem.code == "date_order_unclear" for problem in faults.problems):
        return
    sentence = "“{}” is not a date. Write dates like 2026-11-21."
    faults.add_rows(np.isnat(days), "not_a_date", name, sentence, column)
    faults.add_rows(
        days < np.datetime64("1990-01-01"), "date_too_old", name, "{} is before 1990; check the year.", column
    )
    if today is not None:
        sentence = f"{{}} lies in the future (today is {today.isoformat()})."
        faults.add_rows(days > np.datetime64(today), "date_in_future", name, sentence, column)
