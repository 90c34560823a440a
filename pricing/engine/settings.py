"""What a person or the shop may choose: how to train (`Settings`) and what a price must obey (`Rules`)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

CAREFUL, BALANCED, BOLD = 1.0, 0.5, 0.0


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the model is trained. One configuration serves every shop; tests and demos may make it smaller."""

    seed: int = 0
    vat: float = 0.15
    n_jobs: int = 2
    horizon: int = 8
    coverage: float = 0.80
    trees: int = 80
    forest_rows: int = 80_000
    inner_origins: int = 4
    drivers: tuple[str, ...] | None = None
    """Further numeric columns that drive demand; None = every suitable one, () = none."""

    def __post_init__(self) -> None:
        _check(0 <= self.vat < 1, "vat is a share: 0.15 for 15 %")
        _check(1 <= self.horizon <= 26, "horizon is 1 to 26 weeks")
        _check(0.5 <= self.coverage <= 0.99, "coverage is between 0.5 and 0.99")
        _check(self.trees >= 1, "trees is at least 1")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for storing beside a run."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a recommended price must obey. Prices include VAT, costs do not; shares, not per cents."""

    vat: float = 0.15
    min_margin: float = 0.05
    """Least (net price - cost) / net price, net = price / (1 + vat)."""
    max_change: float = 0.20
    endings: tuple[str, ...] = (".99", ".49")
    caution: float = BALANCED
    """Objective = mean gain - caution x sd of the gain. 1.0 careful, 0.5 balanced, 0 bold."""
    floors: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    competitor_band: tuple[float, float] | None = None
    """(lowest, highest) price as a share of the competitor's price, e.g. (0.90, 1.05)."""
    below_cost_allowed: frozenset[str] = frozenset()
    """Codes for which a person has said that the price may go below cost."""
    least_probability: float = 0.8
    least_price_points: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "endings", tuple(ending_text(ending) for ending in self.endings))
        _check(0 <= self.vat < 1, "vat is a share: 0.15 for 15 %")
        _check(self.min_margin < 1, "min_margin is a share below 1: 0.05 for 5 %")
        _check(0 <= self.max_change < 1, "max_change is a share below 1: 0.20 for 20 %")
        _check(self.caution >= 0, "caution is 0 or more")
        _check(0 <= self.least_probability <= 1, "least_probability is between 0 and 1")
        band = self.competitor_band
        _check(band is None or 0 < band[0] <= band[1], "competitor_band is (lowest, highest), both above 0")

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for storing beside a run."""
        plain = asdict(self)
        plain["floors"], plain["ceilings"] = dict(self.floors), dict(self.ceilings)
        plain["below_cost_allowed"] = sorted(self.below_cost_allowed)
        return plain

    def ending_cents(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the admissible cents (0-99), sorted; empty means every cent is admissible."""
        return np.array(sorted({int(ending[1:]) for ending in self.endings}), dtype=np.int64)


def ending_text(ending: object) -> str:
    """Return an ending as ".99"; takes ".99", "99", 99 or 0.99. Raises ValueError when it is none of these."""
    text = str(ending).strip().removeprefix("0")
    digits = text.removeprefix(".") or "0"
    _check(digits.isdigit() and len(digits) <= 2, f"{ending!r} is not a price ending such as .99 or .50")
    return f".{digits:0<2}" if text.startswith(".") else f".{digits:0>2}"


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise ValueError(sentence)
