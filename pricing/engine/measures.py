"""How good a forecast was: WAPE, bias, RMSLE, pinball, coverage and width of the range."""

import numpy as np

from pricing.engine.arrays import Floats


def measure(
    actual: Floats, forecast: Floats, low: Floats | None = None, high: Floats | None = None
) -> dict[str, float]:
    """Return the measures over N weeks; bias is positive when the forecast is too high. Shares, not per cents."""
    total = max(float(actual.sum()), 1e-9)
    found = {
        "wape": float(np.abs(actual - forecast).sum() / total),
        "bias": float((forecast - actual).sum() / total),
        "rmsle": float(np.sqrt(np.mean((np.log1p(actual) - np.log1p(forecast)) ** 2))),
    }
    if low is not None and high is not None:
        parts = ((0.1, low), (0.5, forecast), (0.9, high))
        pinball = [np.maximum(q * (actual - f), (q - 1) * (actual - f)).sum() / total for q, f in parts]
        found["pinball"] = float(np.mean(pinball))
        found["coverage"] = float(np.mean((actual >= low) & (actual <= high)))
        found["width"] = float((high - low).sum() / total)
    return {name: round(value, 4) for name, value in found.items()}
