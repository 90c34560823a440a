"""The demand curve of a product: forecast level x the core's response to price. It always falls."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from pricing.engine.arrays import Floats
from pricing.engine.blend import Blend


@dataclass(frozen=True)
class Curve:
    """Expected weekly units of one product at some prices (VAT included), with range. Arrays of equal length."""

    sku: str
    current_price: float
    prices: Floats
    units: Floats
    low: Floats
    high: Floats


def response_with_spread(blend: Blend, price: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Return the expected multiple of demand at `price` (S x J) against `base` (S), and the sd of its log."""
    mean, log_mean, log_square = np.zeros(price.shape), np.zeros(price.shape), np.zeros(price.shape)
    for weight, multiple in blend.draws(price, base):
        logs = np.log(multiple)
        mean += weight[:, None] * multiple
        log_mean += weight[:, None] * logs
        log_square += weight[:, None] * logs**2
    return mean, np.sqrt(np.maximum(log_square - log_mean**2, 0.0))


def widen(units: Floats, low: Floats, high: Floats, log_sd: Floats, coverage: float) -> tuple[Floats, Floats]:
    """Widen a range by the uncertainty of the price response (independent of that of the level)."""
    reach = float(norm.ppf(0.5 + coverage / 2)) * log_sd
    safe = np.maximum(units, 1e-9)
    down = np.log(np.maximum(low, 0.02 * safe) / safe)
    up = np.log(np.maximum(high, safe) / safe)
    wide_low = np.where(low <= 0, 0.0, units * np.exp(-np.hypot(down, reach)))
    return wide_low, units * np.exp(np.hypot(up, reach))
