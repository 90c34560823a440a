"""Reading PLAN and SCENARIOS: what the shop intends to charge, laid on the grid of the history."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pricing.engine.arrays import Floats, Ints
from pricing.engine.columns import Faults, codes, numbers, require_columns, shares, tidy_names
from pricing.engine.dates import read_times
from pricing.engine.panel import Calendar, Panel
from pricing.engine.problems import BadInput
from pricing.engine.terms import DEPTH_WEEKS, Setting, price_depth

LONGEST_PLAN = 104


@dataclass(frozen=True)
class Plan:
    """N plan rows: their product, their column in `setting` (all S products x W weeks), and the share of the
    week each row stands for (1 unless the plan is daily)."""

    product: Ints
    column: Ints
    share: Floats
    steps: Ints
    setting: Setting


def read_plan(
    frame: pd.DataFrame, panel: Panel, calendar: Calendar, *, day_first: bool | None = None
) -> Plan:
    """Check a PLAN table against the history. Raises BadInput with row and column of every fault."""
    faults = Faults()
    tidy = tidy_names(frame, faults)
    require_columns(tidy, ("sku", "unit_price"), faults, what="The plan")
    name = "date" if panel.dated else "week"
    if "date" not in tidy.columns and "week" not in tidy.columns:
        faults.add("column_missing", f"The plan needs a column “{name}”, as the history.", column=name)
    _stop(faults)
    times = read_times(tidy, faults, today=None, day_first=day_first)
    if times.dated != panel.dated and not faults:
        kind = "dates" if panel.dated else "running week numbers"
        faults.add("other_time", f"The history has {kind}, so the plan needs {kind} too.", column=name)
    product = known_products(tidy, panel, faults)
    _stop(faults)
    step = times.week - int(panel.weeks[-1])
    bad = (step < 1) | (step > LONGEST_PLAN)
    sentence = f"{{}} is not within the {LONGEST_PLAN} weeks after the history."
    faults.add_rows(
        bad, "not_after_history", name, sentence, tidy["date" if "date" in tidy.columns else "week"]
    )
    _stop(faults)
    steps, column = np.unique(step, return_inverse=True)
    daily = calendar.daily and times.dated and len(np.unique(times.day)) > 1
    if not daily:
        _refuse_twice(product * (len(steps) + 1) + column, tidy, faults)
    setting = _setting(tidy, panel, product, column, steps, faults)
    _stop(faults)
    share = calendar.day_shares[times.day] if daily else np.ones(len(tidy))
    return Plan(product, column, share, steps, setting)


def known_products(tidy: pd.DataFrame, panel: Panel, faults: Faults) -> Ints:
    """Return the position of each row's product in the panel; unknown codes are faults."""
    wanted = codes(tidy["sku"], faults)
    place = pd.Index(panel.skus).get_indexer(pd.Index(wanted))
    sentence = "The product “{}” is not in the sales history."
    faults.add_rows((place < 0) & (wanted != ""), "sku_unknown", "sku", sentence, pd.Series(wanted))
    return np.maximum(place, 0)


def prices_of(tidy: pd.DataFrame, name: str, faults: Faults) -> Floats:
    """Return a needed price column; text, gaps and prices not above zero are faults."""
    price = numbers(tidy[name], name, faults)
    faults.add_rows(price <= 0, "price_not_positive", name, "The price {} is not above zero.", tidy[name])
    return price


def _refuse_twice(key: Ints, tidy: pd.DataFrame, faults: Faults) -> None:
    twice = pd.Series(key).duplicated().to_numpy(dtype=bool)
    sentence = "The product “{}” is there twice for this week."
    faults.add_rows(twice, "plan_doubled", "sku", sentence, tidy["sku"])


def _setting(
    tidy: pd.DataFrame, panel: Panel, product: Ints, column: Ints, steps: Ints, faults: Faults
) -> Setting:
    shape = (len(panel.skus), len(steps))

    def laid(values: Floats, usual: Floats) -> Floats:
        """Mean of the plan's rows per cell, the usual value where the plan says nothing."""
        known = np.isfinite(values)
        place = (product * shape[1] + column)[known]
        size = shape[0] * shape[1]
        count = np.bincount(place, minlength=size).reshape(shape)
        total = np.bincount(place, weights=values[known], minlength=size).reshape(shape)
        return np.where(count > 0, total / np.maximum(count, 1), usual)

    current = np.broadcast_to(panel.current_price[:, None], shape)
    rival = None
    if panel.rival is not None:
        usual = expected_rival(panel, steps)
        given = "competitor_price" in tidy.columns
        rival = (
            laid(numbers(tidy["competitor_price"], "competitor_price", faults, needed=False), usual)
            if given
            else usual
        )
    extras: dict[str, Any] = {}
    for name in panel.extras:
        if name in tidy.columns:
            extras[name] = laid(numbers(tidy[name], name, faults, needed=False), np.full(shape, np.nan))
    promo = shares(tidy["promo"], "promo", faults) if "promo" in tidy.columns else np.zeros(len(tidy))
    price = laid(prices_of(tidy, "unit_price", faults), current)
    return Setting(
        weeks=panel.weeks[-1] + steps,
        price=price,
        depth=_depth(panel, price, steps),
        promo=laid(promo, np.zeros(shape)),
        rival=rival,
        extras=extras,
    )


def expected_rival(panel: Panel, steps: Ints) -> Floats:
    """Return the competitor's price when nothing is planned: from the last known it returns to its median as
    fast as it did in the history (S x W). NaN where there is no competitor."""
    if panel.rival is None:
        return np.full((len(panel.skus), len(steps)), np.nan)
    known = np.isfinite(panel.rival).any(axis=1, keepdims=True)
    logs = np.log(np.where(known, panel.rival, 1.0).astype(float))
    usual = np.median(logs, axis=1, keepdims=True)
    away = logs - usual
    moved = (away[:, :-1] ** 2).sum()
    persistence = float(np.clip((away[:, 1:] * away[:, :-1]).sum() / moved, 0, 1)) if moved > 0 else 1.0
    ahead = np.exp(usual + away[:, -1:] * persistence ** steps[None, :])
    return np.where(known, ahead, np.nan)


def _depth(panel: Panel, price: Floats, steps: Ints) -> Floats:
    """Depth of the planned prices, with the current price in weeks between that the plan leaves out."""
    path = np.repeat(panel.current_price[:, None], int(steps[-1]), axis=1)
    path[:, steps - 1] = price
    whole = np.concatenate([panel.price[:, -DEPTH_WEEKS:].astype(float), path], axis=1)
    return price_depth(whole)[:, whole.shape[1] - path.shape[1] + steps - 1]


def _stop(faults: Faults) -> None:
    if faults:
        raise BadInput(faults.problems, faults.total)
