"""Fitting the price-response core of a shop: prior and local level from a sample, then every product."""

from dataclasses import replace

import numpy as np

from pricing.engine import response
from pricing.engine.arrays import Bools, Floats, Ints
from pricing.engine.local_level import Dynamics
from pricing.engine.panel import Panel
from pricing.engine.response import Core, Prior
from pricing.engine.terms import PRICE, Scales, design, setting_of

SAMPLE, DYNAMICS_SAMPLE = 1500, 300
ROUNDS, DYNAMICS_ROUNDS, FINAL_STEPS = 10, (2, 4), 4
FIRST_DYNAMICS = Dynamics(0.8, 0.025)
PERSISTENCES = (0.5, 0.8, 0.9, 0.96)
VARIANCES = (0.002, 0.01, 0.025, 0.05, 0.1, 0.2)


def fit_core(panel: Panel, scales: Scales, power: float, seed: int, dynamics: Dynamics | None = None) -> Core:
    """Fit all S products of the panel with one Box-Cox power; the local level is learned unless given."""
    categories = max(1, len(panel.category_names))
    prior, dynamics = _learn_prior(panel, scales, power, seed, categories, dynamics)
    return _fit_all(panel, scales, power, prior, dynamics)


def common_evidence(panel: Panel, scales: Scales, cores: tuple[Core, ...]) -> Floats:
    """Return the log evidence of each core on one and the same linearised response, S x P."""
    out = np.empty((len(panel.skus), len(cores)))
    for rows in _chunks(panel):
        eta = np.mean([core.eta[rows] for core in cores], axis=0)
        spread = np.mean([core.dispersion[rows] for core in cores], axis=0)
        for place, core in enumerate(cores):
            x, y, known = _data(panel, scales, core.power, rows)
            answer, noise = response.working_response(y, known, eta, spread)
            work = response.start(x, y, known, panel.category[rows], core.prior)
            out[rows, place] = response.solve(work, answer, noise, core.dynamics).evidence
    return out


def _fit_all(panel: Panel, scales: Scales, power: float, prior: Prior, dynamics: Dynamics) -> Core:
    parts = [_fit_chunk(panel, scales, power, rows, prior, dynamics) for rows in _chunks(panel)]
    return _join(parts, power, scales.names, prior, dynamics)


def _chunks(panel: Panel) -> list[Ints]:
    total = len(panel.skus)
    return [np.arange(first, min(first + response.CHUNK, total)) for first in range(0, total, response.CHUNK)]


def _data(panel: Panel, scales: Scales, power: float, rows: Ints) -> tuple[Floats, Floats, Bools]:
    part = panel.choose(rows)
    x = design(scales.take(rows), setting_of(part), power)
    return x, np.nan_to_num(part.units).astype(float), part.trusted


def _learn_prior(
    panel: Panel, scales: Scales, power: float, seed: int, categories: int, given: Dynamics | None
) -> tuple[Prior, Dynamics]:
    rows = _sample(panel, seed)
    x, y, known = _data(panel, scales, power, rows)
    category = panel.category[rows]
    prior = response.first_prior(scales.names, categories)
    dynamics = given or FIRST_DYNAMICS
    work = response.start(x, y, known, category, prior)
    for turn in range(ROUNDS):
        fit = response.newton(work, dynamics, 2)
        variance = np.einsum("skk->sk", fit.solved.covariance)
        prior = response.update_prior(work.beta, variance, category, scales.names, prior)
        level = work.mean[:, 0]
        work.mean = prior.mean[category].copy()
        work.mean[:, 0] = level
        work.precision = 1 / prior.spread**2
        if given is None and turn in DYNAMICS_ROUNDS:
            dynamics = _choose_dynamics(work)
    return prior, dynamics


def _sample(panel: Panel, seed: int) -> Ints:
    """Take at most SAMPLE products, spread over the categories."""
    total = len(panel.skus)
    if total <= SAMPLE:
        return np.arange(total)
    shuffled = np.random.default_rng(seed).permutation(total)
    order = np.argsort(panel.category[shuffled], kind="stable")
    ranked = shuffled[order]
    start_of = np.searchsorted(panel.category[ranked], panel.category[ranked])
    within = np.arange(total) - start_of
    chosen: Ints = np.sort(ranked[np.argsort(within, kind="stable")[:SAMPLE]])
    return chosen


def _choose_dynamics(work: response.Work) -> Dynamics:
    """Pick persistence and size of the local level with the most evidence, by restricted likelihood."""
    rows = np.argsort(-work.known.sum(axis=1), kind="stable")[:DYNAMICS_SAMPLE]
    part = replace(
        work, x=work.x[rows], y=work.y[rows], known=work.known[rows], mean=work.mean[rows],
        dispersion=work.dispersion[rows], beta=work.beta[rows], eta=work.eta[rows],
    )  # fmt: skip
    best, best_evidence = FIRST_DYNAMICS, -np.inf
    answer = response.working_response(part.y, part.known, part.eta, part.dispersion)[0]
    for persistence in PERSISTENCES:
        for variance in VARIANCES:
            dynamics = Dynamics(persistence, variance)
            evidence = _dynamics_evidence(part, answer, dynamics)
            if evidence > best_evidence:
                best, best_evidence = dynamics, evidence
    return best


def _dynamics_evidence(part: response.Work, answer: Floats, dynamics: Dynamics) -> float:
    """Evidence with what the local level explains taken out of the dispersion."""
    mu = np.exp(np.clip(part.eta, -6, 17))
    best = -np.inf
    for share in (0.4, 0.7, 1.0, 1.4):
        noise = np.where(part.known, 1 / mu + share * part.dispersion[:, None], response.UNKNOWN)
        best = max(best, float(response.solve(part, answer, noise, dynamics).evidence.sum()))
    return best


def _fit_chunk(
    panel: Panel, scales: Scales, power: float, rows: Ints, prior: Prior, dynamics: Dynamics
) -> Core:
    x, y, known = _data(panel, scales, power, rows)
    work = response.start(x, y, known, panel.category[rows], prior)
    fit = response.newton(work, dynamics, FINAL_STEPS)
    variance = np.einsum("skk->sk", fit.solved.covariance)
    return Core(
        power=power,
        names=scales.names,
        beta=work.beta,
        variance=variance,
        price_sd=np.sqrt(variance[:, PRICE]),
        prior=prior,
        dynamics=dynamics,
        dispersion=work.dispersion,
        level_next=fit.level_next,
        level_variance=fit.level_variance,
        eta=work.eta.astype(np.float32),
    )


def _join(parts: list[Core], power: float, names: tuple[str, ...], prior: Prior, dynamics: Dynamics) -> Core:
    def stacked(field: str) -> Floats:
        return np.concatenate([getattr(part, field) for part in parts])

    return Core(
        power=power,
        names=names,
        beta=stacked("beta"),
        variance=stacked("variance"),
        price_sd=stacked("price_sd"),
        prior=prior,
        dynamics=dynamics,
        dispersion=stacked("dispersion"),
        level_next=stacked("level_next"),
        level_variance=stacked("level_variance"),
        eta=stacked("eta"),
    )
