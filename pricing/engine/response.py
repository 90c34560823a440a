"""The price-response core: an empirical-Bayes negative-binomial model of all products in batched algebra.

Each product has its own coefficients, shrunk to the mean of its category; the category means are shrunk to a
weak prior. Fitted by a few Newton steps on the penalised likelihood with the local level filtered out, the
prior spread by EM.
"""

from dataclasses import dataclass, replace

import numpy as np

from pricing.engine import local_level
from pricing.engine.arrays import Bools, Floats, Ints
from pricing.engine.local_level import Dynamics
from pricing.engine.terms import DATES, LEVEL, PRICE

STEEPEST, FLATTEST = -7.0, -0.3
PRIOR_ELASTICITY, PRIOR_ELASTICITY_SD = -2.2, 1.0
# name: (prior mean, sd of category means around it, first guess of the spread inside a category)
PRIORS = {
    "level": (0.0, 10.0, 10.0),
    "price": (PRIOR_ELASTICITY, PRIOR_ELASTICITY_SD, 0.7),
    "trend": (0.0, 0.1, 0.2),
    "promo": (0.3, 0.5, 0.4),
    "rival": (0.4, 0.5, 0.4),
}
OTHER_PRIOR = (0.0, 0.3, 0.2)
DEPTH_PRIOR = (0.0, 1.0, 0.3)
CHUNK = 1000
DATE_TERMS = frozenset(DATES)
UNKNOWN = 1e12


@dataclass(frozen=True)
class Prior:
    """Means per category (C x K) and spread inside a category (K)."""

    mean: Floats
    spread: Floats


@dataclass(frozen=True)
class Core:
    """The fitted equation of S products with K terms, for one Box-Cox power of the price ratio."""

    power: float
    names: tuple[str, ...]
    beta: Floats
    variance: Floats
    price_sd: Floats
    prior: Prior
    dynamics: Dynamics
    dispersion: Floats
    level_next: Floats
    level_variance: Floats
    eta: Floats

    def local(self, steps: Ints) -> Floats:
        """Return the expected local level `steps` weeks after the history, S x len(steps)."""
        path: Floats = self.level_next[:, None] * self.dynamics.persistence ** (steps[None, :] - 1)
        return path

    def take(self, rows: Ints) -> "Core":
        """Return the core of some products."""
        own = ("beta", "variance", "price_sd", "dispersion", "level_next", "level_variance", "eta")
        return replace(self, **{name: getattr(self, name)[rows] for name in own})


@dataclass
class Work:
    """One chunk under way: data and the current guess."""

    x: Floats
    y: Floats
    known: Bools
    mean: Floats
    precision: Floats
    dispersion: Floats
    beta: Floats
    eta: Floats


@dataclass(frozen=True)
class Solved:
    beta: Floats
    covariance: Floats
    evidence: Floats
    whitened: Floats
    total: Floats


@dataclass(frozen=True)
class Fit:
    solved: Solved
    level_next: Floats
    level_variance: Floats


def first_prior(names: tuple[str, ...], categories: int) -> Prior:
    """Return the prior before any data is seen."""
    rows = _prior_rows(names)
    return Prior(np.repeat(rows[None, :, 0], categories, axis=0), rows[:, 2].copy())


def _prior_rows(names: tuple[str, ...]) -> Floats:
    """Return prior mean, sd between and first spread inside categories of each term, K x 3."""
    rows = [DEPTH_PRIOR if name.endswith("_depth") else PRIORS.get(name, OTHER_PRIOR) for name in names]
    return np.array(rows)


def starting_level(y: Floats, known: Bools) -> Floats:
    """Return log mean units per product (S), finite also for products that never sold."""
    count = np.maximum(known.sum(axis=1), 1)
    return np.asarray(np.log(np.maximum(np.where(known, y, 0.0).sum(axis=1) / count, 0.02)))


def newton(work: Work, dynamics: Dynamics, steps: int) -> Fit:
    """Improve the guess in place by a few Newton steps; return what the last one found."""
    for _ in range(steps):
        response, noise = working_response(work.y, work.known, work.eta, work.dispersion)
        solved = solve(work, response, noise, dynamics)
        work.beta = solved.beta
        line = np.einsum("stk,sk->st", work.x, work.beta)
        level, ahead, ahead_variance = local_level.smooth(response - line, noise, dynamics)
        work.eta = line + level
        _update_dispersion(work, solved)
    return Fit(solved, ahead, ahead_variance)


def working_response(y: Floats, known: Bools, eta: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return the linearised response and its variance (negative binomial, log link), S x T each."""
    mu = np.exp(np.clip(eta, -6, 17))
    noise = np.where(known, 1 / mu + dispersion[:, None], UNKNOWN)
    return eta + np.where(known, np.clip((y - mu) / mu, -1.0, 4.0), 0.0), noise


def solve(work: Work, response: Floats, noise: Floats, dynamics: Dynamics) -> Solved:
    """Weighted ridge towards the prior mean on the filtered series."""
    total, gain, _ = local_level.gains(noise, dynamics)
    columns = np.concatenate([work.x, response[..., None]], axis=-1)
    fresh, _ = local_level.innovations(columns, gain, dynamics.persistence)
    fresh /= np.sqrt(total)[..., None]
    gram = np.matmul(fresh.transpose(0, 2, 1), fresh)
    inner, cross = gram[:, :-1, :-1], gram[:, :-1, -1]
    curvature = inner + np.diag(work.precision)[None]
    covariance = np.linalg.inv(curvature)
    beta = np.einsum("skl,sl->sk", covariance, cross + work.precision * work.mean)
    beta[:, PRICE] = np.clip(beta[:, PRICE], STEEPEST, FLATTEST)
    misfit = gram[:, -1, -1] - 2 * (cross * beta).sum(axis=1) + np.einsum("sk,skl,sl->s", beta, inner, beta)
    misfit += ((beta - work.mean) ** 2 * work.precision).sum(axis=1)
    logs = np.where(work.known, np.log(total), 0.0).sum(axis=1)
    logs += np.linalg.slogdet(curvature)[1] - np.log(work.precision).sum()
    whitened = fresh[..., -1] - np.einsum("stk,sk->st", fresh[..., :-1], beta)
    return Solved(beta, covariance, -0.5 * (misfit + logs), whitened, total)


def _update_dispersion(work: Work, solved: Solved) -> None:
    """Move the dispersion so that squared innovations match their variance, shrunk to the shop's typical."""
    total = solved.total
    squared = np.clip(solved.whitened**2, 0, 16) * total
    weight = np.where(work.known, 1 / total**2, 0.0)
    excess = (weight * (squared - total)).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    count = work.known.sum(axis=1)
    own = np.clip(work.dispersion + excess, 0.005, 3.0)
    typical = float(np.median(own[count >= np.median(count)]))
    work.dispersion = (count * own + 20 * typical) / (count + 20)


def start(x: Floats, y: Floats, known: Bools, category: Ints, prior: Prior) -> Work:
    """Return a first guess for one chunk: level from the mean, everything else from the prior."""
    mean = prior.mean[category].copy()
    mean[:, LEVEL] = starting_level(y, known)
    smoothed = np.log((np.where(known, y, 0.0) + np.exp(mean[:, LEVEL])[:, None]) / 2 + 1e-3)
    return Work(
        x=x,
        y=np.where(known, y, 0.0),
        known=known,
        mean=mean,
        precision=1 / prior.spread**2,
        dispersion=np.full(len(y), 0.2),
        beta=mean.copy(),
        eta=smoothed,
    )


def update_prior(beta: Floats, variance: Floats, category: Ints, names: tuple[str, ...], old: Prior) -> Prior:
    """One EM step: category means shrunk to the shop mean and the weak prior, spread from what remains."""
    rows = _prior_rows(names)
    categories = old.mean.shape[0]
    count = np.bincount(category, minlength=categories)[:, None]
    weight = 1 / (old.spread**2 + variance)
    sums = np.stack([np.bincount(category, weights=w, minlength=categories) for w in weight.T], axis=1)
    pulled = np.stack(
        [
            np.bincount(category, weights=w * b, minlength=categories)
            for w, b in zip(weight.T, beta.T, strict=True)
        ],
        axis=1,
    )
    shop_weight = 1 / rows[:, 1] ** 2
    shop = (pulled.sum(axis=0) + rows[:, 0] * shop_weight) / (sums.sum(axis=0) + shop_weight)
    between = (rows[:, 1] / 2) ** 2
    mean = (pulled + shop / between) / (sums + 1 / between)
    around = (beta - mean[category]) ** 2 + variance
    guess = 8.0
    spread = np.sqrt((around.sum(axis=0) + guess * rows[:, 2] ** 2) / (count.sum() + guess))
    spread[LEVEL] = rows[LEVEL, 2]
    return Prior(mean, spread)
