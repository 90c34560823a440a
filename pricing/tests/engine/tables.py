"""Small sales tables for tests: every optional column can be added or left out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Column = float | str | Callable[[int, int], Any]


def sales(
    products: int = 3,
    weeks: int = 30,
    *,
    start: str | None = "2026-01-05",
    price: float | None = None,
    **more: Column,
) -> pd.DataFrame:
    """Weekly rows: dated from `start`, or numbered from 1 without one; a price that moves unless fixed."""
    rng = np.random.default_rng(7)
    rows = []
    for product in range(products):
        for week in range(weeks):
            asked = price if price is not None else 20.0 + product + (week // 4) % 4
            row: dict[str, Any] = {
                "sku": f"S{product}",
                "units": int(rng.poisson(30 * (asked / 21) ** -2.2)),
                "unit_price": asked,
            }
            when = {"week": week + 1}
            if start is not None:
                when = {"date": (pd.Timestamp(start) + pd.Timedelta(weeks=week)).date().isoformat()}  # type: ignore[dict-item]
            extra = {name: value(product, week) if callable(value) else value for name, value in more.items()}
            rows.append({**when, **row, **extra})
    return pd.DataFrame(rows)
