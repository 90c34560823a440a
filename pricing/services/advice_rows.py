"""The engine's advice as recommendations to store: amounts in cents, and a demand curve for each product's page."""

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pricing.engine.constraints import CONSTRAINTS
from pricing.models import Action, Product, Recommendation, Run
from synthai.core.money import round_half_up

if TYPE_CHECKING:
    from pricing import engine

BATCH: Final = 2_000
CURVE_POINTS: Final = 25
HELD_BACK_BY: Final = {constraint.code: constraint.words for constraint in CONSTRAINTS}
_AMOUNTS: Final = (
    "current_price", "price", "revenue_before", "revenue_after", "profit_gain",
    "profit_before", "profit_before_low", "profit_before_high",
    "profit_after", "profit_after_low", "profit_after_high", "profit_gain_low", "profit_gain_high",
)  # fmt: skip
_NUMBERS: Final = (
    "units_before", "units_before_low", "units_before_high",
    "units_after", "units_after_low", "units_after_high",
    "probability_of_gain", "elasticity", "elasticity_low", "elasticity_high", "own_data_share",
)  # fmt: skip


def recommendations(
    run: Run, advice: pd.DataFrame, products: dict[str, Product], model: "engine.Model"
) -> Iterator[Recommendation]:
    """Unsaved recommendations of a run, one a row of advice whose product code is in `products`."""
    known = advice[advice["sku"].astype(str).isin(products)] if len(advice) else advice
    for start in range(0, len(known), BATCH):
        part = known.iloc[start : start + BATCH]
        for row, curve in zip(part.to_dict("records"), curves(model, part), strict=True):
            yield _recommendation(run, products[str(row["sku"])], dict(row), curve)


def curves(model: "engine.Model", advice: pd.DataFrame) -> Iterator[dict[str, list[float]]]:
    """Demand curves from half to one and a half times today's price, rounded for storage; one a row."""
    places = np.array([model.place(str(sku)) for sku in advice["sku"]], dtype=np.intp)
    current = advice["current_price"].to_numpy(dtype=float)
    prices = current[:, None] * np.linspace(0.5, 1.5, CURVE_POINTS)[None, :]
    units, low, high = model.at_prices(places, prices)
    parts = (_listed(prices, 2), _listed(units, 3), _listed(low, 3), _listed(high, 3))
    for of_one in zip(*parts, strict=True):
        yield dict(zip(("prices", "units", "low", "high"), of_one, strict=True))


def _listed(values: npt.NDArray[np.floating], digits: int) -> list[list[float]]:
    rounded: list[list[float]] = values.round(digits).tolist()
    return rounded


def _recommendation(
    run: Run, product: Product, row: dict[Any, Any], curve: dict[str, list[float]]
) -> Recommendation:
    values: dict[str, Any] = {name: _cents(row.get(name)) for name in _AMOUNTS}
    values.update({name: float(row[name]) for name in _NUMBERS})
    values["profit_gain"] = values["profit_gain"] or Decimal("0.00")
    return Recommendation(
        organisation_id=run.organisation_id,
        run_id=run.pk,
        product_id=product.pk,
        sku=product.sku,
        name=product.name or product.sku,
        category=product.category.name if product.category else "",
        action=Action(row["action"]),
        unit_cost=_cents(row.get("unit_cost")),
        weeks_of_data=int(row["weeks_of_data"]),
        reason_code=row["reason_code"],
        reason=row["reason"],
        binding_constraint=HELD_BACK_BY.get(row.get("binding_constraint") or "", ""),
        runner_ups=json.loads(row.get("runners_up") or "[]"),
        curve=curve,
        **values,
    )


def _cents(value: Any) -> Decimal | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return round_half_up(Decimal(repr(float(value))))
