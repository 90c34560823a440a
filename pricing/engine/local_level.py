"""The unseen local level of demand: a first-order autoregression around the equation, filtered for all
products at once.

A shop that cuts slow sellers sets prices by this level; without it the level is taken for an effect of price.
"""

from dataclasses import dataclass

import numpy as np

from pricing.engine.arrays import Floats


@dataclass(frozen=True)
class Dynamics:
    """Persistence a week and standing variance of the local level (log units)."""

    persistence: float
    variance: float

    @property
    def shock(self) -> float:
        """Return the variance that is new each week."""
        return self.variance * (1 - self.persistence**2)


def gains(noise: Floats, dynamics: Dynamics) -> tuple[Floats, Floats, Floats]:
    """Return innovation variance F, Kalman gain and predicted variance P, each S x T.

    `noise` is the observation variance of the working response, S x T; infinite where nothing is known.
    """
    rows, weeks = noise.shape
    total, gain, ahead = np.empty(noise.shape), np.empty(noise.shape), np.empty((rows, weeks + 1))
    state = np.full(rows, dynamics.variance)
    for week in range(weeks):
        ahead[:, week] = state
        total[:, week] = state + noise[:, week]
        gain[:, week] = state / total[:, week]
        state = dynamics.persistence**2 * state * (1 - gain[:, week]) + dynamics.shock
    ahead[:, weeks] = state
    return total, gain, ahead


def innovations(columns: Floats, gain: Floats, persistence: float) -> tuple[Floats, Floats]:
    """Return what the filter did not expect of each column (S x T x C) and the state expected after the last
    week (S x C)."""
    out = np.empty(columns.shape)
    state = np.zeros((columns.shape[0], columns.shape[2]))
    for week in range(columns.shape[1]):
        out[:, week] = columns[:, week] - state
        state = persistence * (state + gain[:, week, None] * out[:, week])
    return out, state


def smooth(residual: Floats, noise: Floats, dynamics: Dynamics) -> tuple[Floats, Floats, Floats]:
    """Return the local level given all weeks (S x T), and its mean and variance for the week after (S)."""
    _, gain, ahead = gains(noise, dynamics)
    weeks = residual.shape[1]
    predicted = np.zeros(residual.shape)
    state = np.zeros(residual.shape[0])
    filtered = np.empty(residual.shape)
    for week in range(weeks):
        predicted[:, week] = state
        filtered[:, week] = state + gain[:, week] * (residual[:, week] - state)
        state = dynamics.persistence * filtered[:, week]
    level = filtered.copy()
    for week in range(weeks - 2, -1, -1):
        variance = ahead[:, week] * (1 - gain[:, week])
        pull = dynamics.persistence * variance / ahead[:, week + 1]
        level[:, week] += pull * (level[:, week + 1] - predicted[:, week + 1])
    return level, state, ahead[:, weeks]
