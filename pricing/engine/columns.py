"""Reading columns: names, codes, numbers and yes/no marks, each fault with its row.

Nothing is guessed that could change a number: a comma in a number is refused (12,50 or 1,250?), an ambiguous
date order is asked for.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pricing.engine.arrays import Bools, Floats, Texts
from pricing.engine.problems import KEPT, Problem

FIRST_LINE = 2
YES = {"1", "true", "yes", "y", "ja", "promo", "x"}
NO = {"", "0", "false", "no", "n", "nee", "nan", "none"}


class Faults:
    """Collects problems while a table is read; keeps the first 500 and counts the rest."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.total = 0

    def add(self, code: str, message: str, *, row: int | None = None, column: str | None = None) -> None:
        """Record one fault; `row` is a position from 0 (turned into the line of the file)."""
        self.total += 1
        if len(self.problems) < KEPT:
            line = None if row is None else row + FIRST_LINE
            self.problems.append(Problem(line, column, code, message))

    def add_rows(self, bad: Bools, code: str, column: str, sentence: str, values: pd.Series | None) -> None:
        """Record one fault per True in `bad`; `{}` in the sentence becomes the value found there."""
        places = np.flatnonzero(bad)
        kept = places[: max(0, KEPT - len(self.problems))]
        for place in kept:
            shown = "" if values is None else str(values.iloc[place])[:40]
            self.add(code, sentence.format(shown), row=int(place), column=column)
        self.total += len(places) - len(kept)

    def __bool__(self) -> bool:
        return bool(self.problems)


def tidy_names(frame: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Return the frame with trimmed lower-case column names; doubled names are a fault."""
    names = [str(name).strip().lower().replace(" ", "_").lstrip("\ufeff") for name in frame.columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.add("column_doubled", f"The column “{name}” is there twice. Keep one of the two.", column=name)
    tidy = frame.loc[:, ~pd.Index(names).duplicated()].copy(deep=False)
    tidy.columns = pd.Index(list(dict.fromkeys(names)))
    return tidy.reset_index(drop=True)


def require_columns(frame: pd.DataFrame, wanted: Sequence[str], faults: Faults, *, what: str) -> None:
    """Record a fault for each column that has to be there and is not."""
    for name in wanted:
        if name not in frame.columns:
            found = ", ".join(map(str, frame.columns[:12])) or "none"
            faults.add(
                "column_missing", f"{what} has no column “{name}”. Columns found: {found}.", column=name
            )


def codes(column: pd.Series, faults: Faults, name: str = "sku") -> Texts:
    """Return product codes as text: trimmed, Unicode NFC, 10.0 read as 10. Case is kept: ab1 is not AB1."""
    factor, unique = pd.factorize(column, use_na_sentinel=True)
    texts = np.array([_code_text(value) for value in unique] + [""], dtype=object)
    result: Texts = texts[factor]
    faults.add_rows(result == "", "sku_missing", name, "The product code is empty.", None)
    return result


def _code_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


def numbers(column: pd.Series, name: str, faults: Faults, *, needed: bool = True) -> Floats:
    """Return float64 with NaN for empty cells; text, infinite numbers and (when needed) gaps are faults."""
    if column.dtype.kind in "biuf":
        values = np.array(column.to_numpy(dtype=float, na_value=np.nan))
        empty = np.isnan(values)
        bad = np.isinf(values)
    else:
        text = _number_text(column)
        empty = text.isin(["", "nan", "None", "<NA>"]).to_numpy(dtype=bool)
        parsed = pd.to_numeric(text.where(~empty, None), errors="coerce")
        values = np.array(parsed.to_numpy(dtype=float, na_value=np.nan))
        bad = ~empty & ~np.isfinite(values)
    sentence = "“{}” is not a number. Write numbers like 1250 or 12.50."
    faults.add_rows(bad, "not_a_number", name, sentence, column)
    if needed:
        faults.add_rows(empty, "number_missing", name, "The cell is empty; a number is needed.", None)
    values[bad] = np.nan
    return values


def _number_text(column: pd.Series) -> pd.Series:
    text = column.astype("string").fillna("").str.strip()
    return text.str.replace(r"^R\s*", "", regex=True).str.replace(
        r"(?<=\d)[ \u00a0\u202f](?=\d)", "", regex=True
    )


def shares(column: pd.Series, name: str, faults: Faults) -> Floats:
    """Return a promotion mark as a share from 0 to 1; takes numbers, true/false, yes/no; empty is 0."""
    if column.dtype.kind in "biuf":
        values = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        text = column.astype("string").fillna("").str.strip().str.lower()
        words = text.map({**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)})
        parsed = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        values = np.where(words.notna(), words.to_numpy(dtype=float, na_value=np.nan), parsed)
        filled = ~text.isin(NO).to_numpy(dtype=bool)
        sentence = "“{}” is neither yes/no nor a number from 0 to 1."
        faults.add_rows(filled & np.isnan(values), "not_a_mark", name, sentence, column)
    faults.add_rows(values < 0, "negative", name, "{} is below zero.", column)
    return np.asarray(np.clip(np.nan_to_num(values), 0.0, 1.0))


def maybe_numbers(column: pd.Series) -> Floats | None:
    """Return a further column as numbers, or None when it holds text or nothing."""
    quiet = Faults()
    values = numbers(column, "", quiet, needed=False)
    return None if quiet or np.isnan(values).all() else values
