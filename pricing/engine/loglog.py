"""The textbook model, one product at a time: ordinary least squares of log units on log price.

Part of the stack because nothing beats it where a product has a long, busy history; a small ridge keeps it
finite where it has not. The price effect is held below zero as everywhere.
"""

import numpy as np

from pricing.engine.arrays import Floats
from pricing.engine.panel import Panel
from pricing.engine.response import FLATTEST, STEEPEST
from pricing.engine.terms import PRICE, Scales, Setting, design, setting_of

RIDGE = 0.3
ROWS = 2000


class LogLog:
    """Coefficients of S products; terms as in `terms.design` without trend, season and dates."""

    def __init__(self, scales: Scales, columns: list[int], beta: Floats) -> None:
        self.scales, self.columns, self.beta = scales, columns, beta

    def log_units(self, setting: Setting) -> Floats:
        """Return log units, S x W."""
        x = design(self.scales, setting, 0.0)[..., self.columns]
        return np.asarray(np.einsum("stk,sk->st", x, self.beta))


def fit_loglog(panel: Panel, scales: Scales) -> LogLog:
    """Fit all products in batched least squares."""
    names = scales.names
    last = names.index("year_cos") if scales.season else len(names)
    columns = [i for i in range(last) if names[i] != "trend"]
    beta = np.empty((len(panel.skus), len(columns)))
    for first in range(0, len(panel.skus), ROWS):
        rows = np.arange(first, min(first + ROWS, len(panel.skus)))
        part = panel.choose(rows)
        x = design(scales.take(rows), setting_of(part), 0.0)[..., columns]
        beta[rows] = _least_squares(x, part)
    beta[:, PRICE] = np.clip(beta[:, PRICE], STEEPEST, FLATTEST)
    return LogLog(scales, columns, beta)


def _least_squares(x: Floats, panel: Panel) -> Floats:
    known = panel.trusted
    y = np.log(np.nan_to_num(panel.units).astype(float) + 0.5)
    x = x * known[..., None]
    y = np.where(known, y, 0.0)
    ridge = np.full(x.shape[-1], RIDGE)
    ridge[0] = 1e-3
    towards = np.zeros(x.shape[-1])
    towards[PRICE] = -2.0
    gram = np.matmul(x.transpose(0, 2, 1), x) + np.diag(ridge)[None]
    pull = np.einsum("stk,st->sk", x, y) + ridge * towards
    return np.asarray(np.linalg.solve(gram, pull[..., None])[..., 0])
