"""Choosing the price: among the admissible candidates, the best mean gain less caution x its spread."""

from dataclasses import dataclass, replace

import numpy as np

from pricing.engine.arrays import Bools, Floats, Ints
from pricing.engine.blend import Blend
from pricing.engine.candidates import Offer, price_grid
from pricing.engine.constraints import CONSTRAINTS, Case, allowed
from pricing.engine.settings import Rules

LEAST_GAIN = 0.005
LEAST_UNITS = 0.05
RUNNERS_UP = 3
TAIL = 0.10
CHANGE, KEEP, TEST = "change", "keep", "test"


@dataclass(frozen=True)
class Scores:
    """Weekly gain of profit against the current price, S x J each (revenue where the cost is unknown)."""

    mean: Floats
    sd: Floats
    probability: Floats

    def objective(self, caution: float) -> Floats:
        """Return mean gain less caution x sd."""
        return self.mean - caution * self.sd


@dataclass(frozen=True)
class Decision:
    """One entry a product. `reason` is a code of explain.REASONS; `binding` a constraint code or ""."""

    action: np.ndarray
    price: Floats
    proposal: Floats
    reason: np.ndarray
    binding: np.ndarray
    probability: Floats
    gain: Floats
    gain_low: Floats
    gain_high: Floats
    runners_up: list[list[dict[str, float]]]


def score(blend: Blend, prices: Floats, current: Floats, cost: Floats, units: Floats, vat: float) -> Scores:
    """Weigh every candidate over the posterior of the price response; `units` = expected at `current`."""
    known_cost = np.nan_to_num(cost)
    margin = prices / (1 + vat) - known_cost[:, None]
    now = (current / (1 + vat) - known_cost)[:, None]
    mean, square, probability = np.zeros(prices.shape), np.zeros(prices.shape), np.zeros(prices.shape)
    for weight, multiple in blend.draws(prices, current):
        gain = units[:, None] * (margin * multiple - now)
        share = weight[:, None]
        mean += share * gain
        square += share * gain**2
        probability += share * (gain > 0)
    return Scores(mean, np.sqrt(np.maximum(square - mean**2, 0)), probability)


def decide(
    blend: Blend, offer: Offer, units: Floats, points: Ints, rules: Rules, skus: list[str]
) -> Decision:
    """Choose the price of S products. `units` S expected weekly units at the current price, `points` S number
    of real price points in the history."""
    prices, listed = price_grid(offer, rules)
    case = _case(offer, prices, listed, rules, skus)
    scores = score(blend, prices, offer.current, offer.cost, units, rules.vat)
    fits, verdicts = allowed(case)
    objective = np.where(np.isfinite(prices), scores.objective(rules.caution), -np.inf)
    same = np.isclose(prices, offer.current[:, None], atol=0.004)
    free = fits & ~same
    best = _best(np.where(free, objective, -np.inf), scores, points, rules)
    index = np.arange(len(best))
    has = np.asarray(free.any(axis=1))
    action, reason = _act(
        has=has,
        must=_must_move(case),
        listed_only=listed & ~same.any(axis=1),
        worth=_worth(scores, objective, best, offer, units, rules),
        sure=scores.probability[index, best] >= rules.least_probability,
        points=points >= rules.least_price_points,
        sells=units >= LEAST_UNITS,
    )
    best = _nearest_when_unsure(best, reason, prices, free, offer.current)
    proposal = np.where(has, prices[index, best], offer.current)
    moves = (action != KEEP) & has
    low, high = _gain_range(blend, proposal, offer, units, rules)
    return Decision(
        action=action,
        price=np.where(moves, proposal, offer.current),
        proposal=proposal,
        reason=reason,
        binding=_binding(objective, best, fits, verdicts, has),
        probability=np.where(has, scores.probability[index, best], 0.0),
        gain=np.where(moves, scores.mean[index, best], 0.0),
        gain_low=np.where(moves, low, 0.0),
        gain_high=np.where(moves, high, 0.0),
        runners_up=_runners_up(prices, scores, np.where(free, objective, -np.inf), best),
    )


def _case(offer: Offer, prices: Floats, listed: Bools, rules: Rules, skus: list[str]) -> Case:
    return Case(
        prices=prices,
        current=offer.current,
        cost=offer.cost,
        rival=offer.rival,
        floor=np.array([float(rules.floors.get(sku, 0.0)) for sku in skus]),
        ceiling=np.array([float(rules.ceilings.get(sku, np.inf)) for sku in skus]),
        may_lose=np.array([sku in rules.below_cost_allowed for sku in skus], dtype=bool),
        listed=listed,
        rules=rules,
    )


def _best(objective: Floats, scores: Scores, points: Ints, rules: Rules) -> Ints:
    """Return the best candidate that is sure enough to be a change, else the best of all.

    A smaller step is often surer: it is preferred to testing a larger one.
    """
    sure = (scores.probability >= rules.least_probability) & (objective > 0)
    sure &= (points >= rules.least_price_points)[:, None]
    chosen = np.where(sure.any(axis=1, keepdims=True) & ~sure, -np.inf, objective)
    return _argbest(chosen)


def _argbest(objective: Floats) -> Ints:
    return np.asarray(objective.argmax(axis=1))


def _must_move(case: Case) -> Bools:
    """The current price itself breaks a hard rule (below cost, floor, ceiling, margin)."""
    now = replace(case, prices=case.current[:, None])
    broken = np.zeros(len(case.current), dtype=bool)
    for rule in CONSTRAINTS:
        if rule.hard:
            broken |= ~rule.allows(now)[:, 0]
    return broken


def _worth(scores: Scores, objective: Floats, best: Ints, offer: Offer, units: Floats, rules: Rules) -> Bools:
    """The best candidate promises more than nothing: at least half a per cent of today's profit."""
    index = np.arange(len(best))
    now = units * np.abs(offer.current / (1 + rules.vat) - np.nan_to_num(offer.cost))
    worth: Bools = (objective[index, best] > 0) & (scores.mean[index, best] > LEAST_GAIN * now)
    return worth


def _act(
    *, has: Bools, must: Bools, listed_only: Bools, worth: Bools, sure: Bools, points: Bools, sells: Bools
) -> tuple[np.ndarray, np.ndarray]:
    """Return action and reason code per product; the first row that holds decides."""
    table = [
        (~has & must, KEEP, "stuck"),
        (~has, KEEP, "nothing_allowed"),
        (must, CHANGE, "rule_broken"),
        (~sells & ~listed_only, KEEP, "hardly_sells"),
        (worth & sure & points, CHANGE, "gain"),
        (listed_only & ~worth, CHANGE, "nearest_of_list"),
        (~worth & ~points, KEEP, "unknown_response"),
        (~worth, KEEP, "already_good"),
        (~points, TEST, "few_price_points"),
        (np.ones(len(has), dtype=bool), TEST, "unsure"),
    ]
    conditions = [row[0] for row in table]
    action = np.select(conditions, [row[1] for row in table], KEEP).astype(object)
    reason = np.select(conditions, [row[2] for row in table], "").astype(object)
    return action, reason


def _nearest_when_unsure(
    best: Ints, reason: np.ndarray, prices: Floats, fits: Bools, current: Floats
) -> Ints:
    """Where only a list may be chosen from and none of it pays, take the admissible price nearest to today's."""
    distance = np.where(fits, np.abs(prices - current[:, None]), np.inf)
    return np.where(reason == "nearest_of_list", distance.argmin(axis=1), best)


def _gain_range(
    blend: Blend, price: Floats, offer: Offer, units: Floats, rules: Rules
) -> tuple[Floats, Floats]:
    """Return the 10 % and 90 % points of the weekly gain over the posterior of the response, S each."""
    cost = np.nan_to_num(offer.cost)
    margin, now = price / (1 + rules.vat) - cost, offer.current / (1 + rules.vat) - cost
    gains, weights = [], []
    for weight, multiple in blend.draws(price[:, None], offer.current):
        gains.append(units * (margin * multiple[:, 0] - now))
        weights.append(weight)
    gain, share = np.stack(gains, axis=1), np.stack(weights, axis=1)
    order = np.argsort(gain, axis=1, kind="stable")
    gain, share = (
        np.take_along_axis(gain, order, axis=1),
        np.take_along_axis(share, order, axis=1).cumsum(axis=1),
    )
    low = np.take_along_axis(gain, (share < TAIL).sum(axis=1)[:, None], axis=1)[:, 0]
    top = np.minimum((share < 1 - TAIL).sum(axis=1), gain.shape[1] - 1)
    return low, np.take_along_axis(gain, top[:, None], axis=1)[:, 0]


def _binding(
    objective: Floats, best: Ints, fits: Bools, verdicts: dict[str, Bools], has: Bools
) -> np.ndarray:
    """Name the first constraint that refused a price better than the chosen one."""
    index = np.arange(len(best))
    top = _argbest(objective)
    chosen = np.where(has, objective[index, best], -np.inf)
    better = (objective[index, top] > np.maximum(chosen, 0) + 1e-9) & ~fits[index, top]
    binding = np.full(len(best), "", dtype=object)
    for code, verdict in verdicts.items():
        binding[better & ~verdict[index, top] & (binding == "")] = code
    return binding


def _runners_up(
    prices: Floats, scores: Scores, objective: Floats, best: Ints
) -> list[list[dict[str, float]]]:
    """Return up to three next-best admissible prices of each product, best first."""
    others = objective.copy()
    others[np.arange(len(best)), best] = -np.inf
    order = np.argsort(-others, axis=1, kind="stable")[:, :RUNNERS_UP]
    return [
        [
            {
                "price": round(float(prices[row, place]), 2),
                "profit_gain": round(float(scores.mean[row, place]), 2),
                "probability_of_gain": round(float(scores.probability[row, place]), 3),
            }
            for place in places
            if np.isfinite(others[row, place])
        ]
        for row, places in enumerate(order)
    ]
