"""From decisions to the PRICES table."""

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pricing.engine import explain
from pricing.engine.arrays import Floats, Ints
from pricing.engine.candidates import Offer, offer_of
from pricing.engine.optimiser import TEST, Decision, decide
from pricing.engine.panel import Panel
from pricing.engine.settings import Rules

if TYPE_CHECKING:
    from pricing.engine.model import Model, Progress

CHUNK = 1000
Z80 = 1.2816
LEAST_STEP = 0.03
COLUMNS = (
    "sku", "current_price", "price", "action", "test_price",
    "units_before", "units_before_low", "units_before_high",
    "units_after", "units_after_low", "units_after_high",
    "revenue_before", "revenue_before_low", "revenue_before_high",
    "revenue_after", "revenue_after_low", "revenue_after_high",
    "profit_before", "profit_before_low", "profit_before_high",
    "profit_after", "profit_after_low", "profit_after_high",
    "profit_gain", "profit_gain_low", "profit_gain_high", "probability_of_gain",
    "elasticity", "elasticity_low", "elasticity_high", "own_data_share",
    "reason", "reason_code", "binding_constraint", "runners_up", "price_points", "weeks_of_data",
    "unit_cost", "cautions",
)  # fmt: skip


def recommend(
    model: "Model", candidates: pd.DataFrame | None, rules: Rules, progress: "Progress"
) -> pd.DataFrame:
    """Price every product of the offer, in chunks. Money columns are in the currency of the history; revenue
    and profit are without VAT, a week."""
    offer = offer_of(model.panel, candidates)
    total = len(offer.places)
    points = price_points(model.panel, least_weeks=2 if model.history.calendar.daily else 1)
    parts = []
    for first in range(0, total, CHUNK):
        part = offer.slice(slice(first, min(first + CHUNK, total)))
        parts.append(_price_chunk(model, part, points, rules))
        progress(min(1.0, (first + CHUNK) / max(total, 1)), "Choosing prices")
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def price_points(panel: Panel, *, least_weeks: int) -> Ints:
    """Count the real prices of each product: at least 3 % apart, charged for `least_weeks` or more (two where
    daily rows were averaged, as a week with a change shows a price that never was)."""
    sku, week = np.nonzero(panel.trusted)
    level = np.round(np.log(panel.price[sku, week].astype(float)) / LEAST_STEP).astype(np.int64)
    seen = pd.DataFrame({"sku": sku, "level": level}).groupby(["sku", "level"]).size()
    real = seen[seen >= least_weeks].reset_index()["sku"]
    return np.bincount(real, minlength=len(panel.skus))


def _price_chunk(model: "Model", offer: Offer, points: Ints, rules: Rules) -> pd.DataFrame:
    places = offer.places
    blend = model.members.blend.take(places)
    skus = [str(sku) for sku in model.panel.skus[places]]
    before = _units(model, offer, offer.current)
    decision = decide(blend, offer, before[0], points[places], rules, skus)
    after = _units(model, offer, decision.price)
    elasticity, sd = blend.elasticity()
    table: dict[str, Any] = {
        "sku": skus,
        "current_price": offer.current.round(2),
        "price": decision.price.round(2),
        "action": decision.action,
        "test_price": np.where(decision.action == TEST, decision.proposal, np.nan).round(2),
        **_money(before, offer.current, offer.cost, rules.vat, "before"),
        **_money(after, decision.price, offer.cost, rules.vat, "after"),
        **_gains(decision, offer.cost),
        "probability_of_gain": decision.probability.round(4),
        "elasticity": elasticity.round(3),
        "elasticity_low": (elasticity - Z80 * sd).round(3),
        "elasticity_high": np.minimum(elasticity + Z80 * sd, -0.05).round(3),
        "own_data_share": blend.own_data_share().round(3),
        "reason_code": decision.reason,
        "binding_constraint": decision.binding,
        "runners_up": [json.dumps(others) for others in decision.runners_up],
        "price_points": points[places],
        "weeks_of_data": model.panel.observed()[places].sum(axis=1),
        "unit_cost": offer.cost,
    }
    return _explained(pd.DataFrame(table), rules)


def _explained(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    rows: list[dict[Any, Any]] = [{**row, "vat": rules.vat} for row in frame.to_dict("records")]
    frame["reason"] = [explain.reason(row) for row in rows]
    frame["cautions"] = [" ".join(explain.cautions(row)) for row in rows]
    return frame[list(COLUMNS)]


def _units(model: "Model", offer: Offer, price: Floats) -> tuple[Floats, Floats, Floats]:
    units, low, high = model.at_prices(offer.places, price[:, None])
    return units[:, 0], low[:, 0], high[:, 0]


def _money(
    units: tuple[Floats, Floats, Floats], price: Floats, cost: Floats, vat: float, when: str
) -> dict[str, Floats]:
    """Units, revenue and profit of a week with ranges. Profit = units x (price / (1 + VAT) - unit cost)."""
    net = price / (1 + vat)
    found: dict[str, Floats] = {}
    for kind, each in (("units", np.ones(len(net))), ("revenue", net), ("profit", net - cost)):
        low, high = units[1] * each, units[2] * each
        found[f"{kind}_{when}"] = (units[0] * each).round(3)
        found[f"{kind}_{when}_low"] = np.minimum(low, high).round(3)
        found[f"{kind}_{when}_high"] = np.maximum(low, high).round(3)
    return found


def _gains(decision: Decision, cost: Floats) -> dict[str, Floats]:
    unknown = np.isnan(cost)
    parts = {"": decision.gain, "_low": decision.gain_low, "_high": decision.gain_high}
    return {f"profit_gain{end}": np.where(unknown, np.nan, gain).round(3) for end, gain in parts.items()}
