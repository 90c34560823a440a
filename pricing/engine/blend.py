"""The core for several shapes of the demand curve, averaged by the evidence for each.

Box-Cox power 0 is constant elasticity, 1 is exponential, 3 is close to a straight line: which one a product
follows is learned per category and product, not assumed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from pricing.engine import response
from pricing.engine.arrays import Floats, Ints
from pricing.engine.core_fit import common_evidence, fit_core
from pricing.engine.panel import Panel
from pricing.engine.response import FLATTEST, STEEPEST, Core
from pricing.engine.terms import PRICE, Scales, Setting, box_cox, design, price_ratio

POWERS = (0.0, 1.0, 3.0)
NODES = 15
PRIOR_COUNT = 4.0


@dataclass(frozen=True)
class Blend:
    """The price response of S products: P cores and their weights (S x P, rows sum to 1)."""

    scales: Scales
    cores: tuple[Core, ...]
    weights: Floats

    def take(self, rows: Ints) -> "Blend":
        """Return the blend of some products."""
        return Blend(
            self.scales.take(rows), tuple(core.take(rows) for core in self.cores), self.weights[rows]
        )

    def elasticity(self) -> tuple[Floats, Floats]:
        """Return the elasticity at the usual price and its posterior sd, S each."""
        means = np.stack([core.beta[:, PRICE] for core in self.cores], axis=1)
        spreads = np.stack([core.price_sd for core in self.cores], axis=1)
        mean = (self.weights * means).sum(axis=1)
        variance = (self.weights * (spreads**2 + (means - mean[:, None]) ** 2)).sum(axis=1)
        return mean, np.sqrt(variance)

    def own_data_share(self) -> Floats:
        """Return how much of the elasticity comes from the product's own sales, 0 to 1 (S)."""
        shares = [1 - (core.price_sd / core.prior.spread[PRICE]) ** 2 for core in self.cores]
        share = (self.weights * np.clip(np.stack(shares, axis=1), 0, 1)).sum(axis=1)
        return np.asarray(share)

    def log_units(self, setting: Setting, steps: Ints | None) -> Floats:
        """Return log expected units, S x W; `steps` = weeks after the history (None leaves out the local
        level)."""
        total = np.zeros(setting.price.shape)
        for place, core in enumerate(self.cores):
            line = np.einsum("stk,sk->st", design(self.scales, setting, core.power), core.beta)
            if steps is not None:
                line += core.local(steps)
            total += self.weights[:, place, None] * line
        return total

    def log_response(self, setting: Setting) -> Floats:
        """Return the part of log units due to price, promotion, drivers and competitor, S x W."""
        total = np.zeros(setting.price.shape)
        chosen = [i for i, name in enumerate(self.scales.names) if not _is_level_term(name)]
        for place, core in enumerate(self.cores):
            x = design(self.scales, setting, core.power)[..., chosen]
            total += self.weights[:, place, None] * np.einsum("stk,sk->st", x, core.beta[:, chosen])
        return total

    def draws(self, price: Floats, base: Floats) -> Iterator[tuple[Floats, Floats]]:
        """Yield (weight S, demand at `price` S x J as a multiple of demand at `base` S) over the posterior.

        Every draw has a negative price effect, so every curve falls.
        """
        ratio, base_ratio = price_ratio(self.scales, price), price_ratio(self.scales, base[:, None])
        for place, core in enumerate(self.cores):
            step = box_cox(ratio, core.power) - box_cox(base_ratio, core.power)
            for slope in price_slopes(core):
                yield self.weights[:, place] / NODES, np.exp(np.clip(slope[:, None] * step, -12, 12))

    def multiplier(self, price: Floats, base: Floats) -> Floats:
        """Return expected demand at `price` (S x J) as a multiple of demand at `base` (S)."""
        total = np.zeros(price.shape)
        for weight, multiple in self.draws(price, base):
            total += weight[:, None] * multiple
        return total

    def dispersion(self) -> Floats:
        """Return the negative-binomial dispersion, S."""
        return np.asarray(np.mean([core.dispersion for core in self.cores], axis=0))

    def level_variance(self, steps: Ints) -> Floats:
        """Return the variance of the local level `steps` weeks after the history, S x len(steps)."""
        core = self.cores[0]
        fade = core.dynamics.persistence ** (2 * (steps[None, :] - 1))
        return np.asarray(core.level_variance[:, None] * fade + core.dynamics.variance * (1 - fade))


def _is_level_term(name: str) -> bool:
    return name in {"level", "trend"} or name.startswith(("year_", "half_")) or name in response.DATE_TERMS


def price_slopes(core: Core) -> Iterator[Floats]:
    """Yield NODES equally likely price coefficients (S each) of the posterior cut to [-7, -0.3]."""
    mean, sd = core.beta[:, PRICE], np.maximum(core.price_sd, 1e-3)
    low, high = ndtr((STEEPEST - mean) / sd), ndtr((FLATTEST - mean) / sd)
    for node in range(NODES):
        share = low + (high - low) * (node + 0.5) / NODES
        yield np.clip(mean + sd * ndtri(np.clip(share, 1e-9, 1 - 1e-9)), STEEPEST, FLATTEST)


def fit_blend(panel: Panel, scales: Scales, seed: int) -> Blend:
    """Fit the cores and weigh them; the local level is learned with the first and shared."""
    first = fit_core(panel, scales, POWERS[0], seed)
    others = (fit_core(panel, scales, power, seed, first.dynamics) for power in POWERS[1:])
    cores = (first, *others)
    evidence = common_evidence(panel, scales, cores)
    return Blend(scales, cores, _weigh(evidence, panel.category, max(1, len(panel.category_names))))


def _weigh(evidence: Floats, category: Ints, categories: int) -> Floats:
    """Mixture weights per product: evidence of the product times how common the shape is in its category."""
    likely = np.exp(np.clip(evidence - evidence.max(axis=1, keepdims=True), -50, 0))
    common = np.full((categories, evidence.shape[1]), 1 / evidence.shape[1])
    shop = common[0]
    for _ in range(20):
        share = likely * common[category]
        share /= share.sum(axis=1, keepdims=True)
        sums = np.stack([np.bincount(category, weights=w, minlength=categories) for w in share.T], axis=1)
        shop = (sums.sum(axis=0) + PRIOR_COUNT / len(shop)) / (sums.sum() + PRIOR_COUNT)
        common = (sums + PRIOR_COUNT * shop) / (sums.sum(axis=1, keepdims=True) + PRIOR_COUNT)
    return np.asarray(share)
