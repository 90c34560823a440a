"""Training: a run's sales go through the engine, its recommendations are stored.

Called by the worker. Each progress report is a short transaction of its own; the result is stored in one, so
a worker killed at any point leaves either a run to repeat or a finished one, never half the recommendations.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import pandas as pd
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from joblib import parallel_config

from pricing import engine, events, locks
from pricing.models import Product, Recommendation, Run, RunState
from pricing.selectors import training
from pricing.services import advice_rows, guardrails, runs, totals
from synthai.core import leases
from synthai.core.events import publish

REPORT_EVERY = 1.0  # seconds between two progress reports
TWO_ORIGINS_UP_TO = 2_000  # products
logger = logging.getLogger("synthai.pricing")


class Cancelled(Exception):  # noqa: N818  (a request, not an error)
    """Somebody asked to cancel, or another worker took over."""


@dataclass(frozen=True)
class _Result:
    """What a training leaves to store."""

    frame: pd.DataFrame
    model: "engine.Model"
    advice: pd.DataFrame
    metrics: dict[str, Any]


def train(run_id: int) -> None:
    """Train one run to its end, whatever that is. Does nothing when another worker holds it."""
    run = runs.claim(run_id, now=timezone.now())
    if run is None:
        return
    organisation_public_id = run.organisation.public_id
    runs.hint(run, organisation_public_id)
    try:
        # Threads: a worker's child may not start processes of its own, and would train on one core.
        with _held(run), parallel_config(backend="threading"):
            _train(run, _reporter(run, organisation_public_id))
    except Cancelled:
        runs.end_cancelled(run_id, now=timezone.now())
    except engine.BadHistory as error:
        runs.fail(run_id, error=str(error), now=timezone.now())
    except MemoryError:
        runs.fail(run_id, error=_("These sales need more memory than this server has."), now=timezone.now())
    run.refresh_from_db()
    runs.hint(run, organisation_public_id)


def _held(run: Run) -> AbstractContextManager[None]:
    """Keep the lease: some steps of a large training report nothing for minutes."""
    return leases.pulse(
        lambda: runs.renew(run.pk, now=timezone.now()), organisation_id=run.organisation_id or 0
    )


def _reporter(run: Run, organisation_public_id: str) -> Callable[[float, str], None]:
    """A progress callback that writes at most once a second, and raises Cancelled when told to stop."""
    last = timezone.now()

    def report(fraction: float, stage: str) -> None:
        nonlocal last
        now = timezone.now()
        if (now - last).total_seconds() < REPORT_EVERY:
            return
        last = now
        run.progress = min(99, int(fraction * 100))
        if not runs.report(run.pk, progress=run.progress, stage=stage, now=now):
            raise Cancelled
        runs.hint(run, organisation_public_id)

    return report


def _train(run: Run, report: Callable[[float, str], None]) -> None:
    frame = training.sales_frame()
    history = engine.History.from_frame(frame, today=timezone.localdate())
    model = engine.train(
        history,
        settings=engine.Settings(seed=run.seed, n_jobs=settings.PRICING_ENGINE_JOBS),
        progress=lambda fraction, stage: report(0.05 + 0.80 * fraction, stage),
    )
    advice = _advice(run, model, report)
    report(0.90, _("Testing the forecasts on your last weeks"))
    metrics = {**model.metrics, "methods": _methods(history, model, report)}
    report(0.97, _("Storing the prices"))
    _store(run, _Result(frame, model, advice, metrics), now=timezone.now())


def _methods(
    history: "engine.History", model: "engine.Model", report: Callable[[float, str], None]
) -> list[dict[str, Any]]:
    """How we and two plain methods would have forecast the shop's own last weeks; empty with little history.

    Large shops are tested on one origin instead of two: it costs as much as half a training.
    """
    origins = 2 if len(model.panel.skus) <= TWO_ORIGINS_UP_TO else 1
    try:
        found_by = engine.backtest(
            history,
            origins=origins,
            settings=model.settings,
            progress=lambda fraction, stage: report(0.90 + 0.07 * fraction, stage),
        ).methods
    except engine.BadHistory:
        return []
    names = ("wape", "bias", "coverage")
    return [
        {"label": label, **{name: found.get(name) for name in names}} for label, found in found_by.items()
    ]


def _advice(run: Run, model: "engine.Model", report: Callable[[float, str], None]) -> pd.DataFrame:
    """Advice for every product on sale that has a price, standard and zero-rated ones by their own VAT."""
    parts = []
    candidates = training.candidates_frame()
    sold = candidates[candidates["sku"].isin(model.panel.skus)]
    for vat, group in sold.groupby("vat"):
        priced = group.set_index("sku")
        rules = _engine_rules(
            run.settings,
            vat=float(str(vat)),
            floors=_by_code(priced["floor_price"]),
            ceilings=_by_code(priced["ceiling_price"]),
        )
        columns = ["sku", "current_price", "unit_cost"]
        parts.append(
            model.recommend(
                group[columns].dropna(axis="columns", how="all"),
                rules=rules,
                progress=lambda fraction, stage: report(0.85 + 0.10 * fraction, stage),
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _by_code(prices: "pd.Series[float]") -> dict[str, float]:
    return {str(code): float(price) for code, price in prices.dropna().items()}


def _engine_rules(
    kept: dict[str, Any], *, vat: float, floors: dict[str, float], ceilings: dict[str, float]
) -> "engine.Rules":
    """A run's kept settings in the engine's terms: shares, not per cent; floors and ceilings by product code."""
    return engine.Rules(
        vat=vat,
        floors=floors,
        ceilings=ceilings,
        min_margin=float(kept["min_margin"]) / 100,
        max_change=float(kept["max_change"]) / 100,
        endings=guardrails.parse_endings(kept["endings"]),
        caution=float(kept["caution"]),
    )


@transaction.atomic
def _store(run: Run, result: _Result, *, now: datetime) -> None:
    held = locks.lock_run(run.pk)
    if held.state != RunState.RUNNING or held.cancel_requested_at is not None:
        raise Cancelled
    products = {product.sku: product for product in Product.objects.on_sale().select_related("category")}
    Recommendation.objects.of_run(run.pk).delete()
    rows = advice_rows.recommendations(run, result.advice, products, result.model)
    while batch := list(islice(rows, advice_rows.BATCH)):
        Recommendation.objects.bulk_create(batch)
    held.engine_version, held.metrics = engine.VERSION, result.metrics
    held.row_count, held.product_count = len(result.frame), len(result.advice)
    days = result.frame["date"]
    held.data_from, held.data_until = _day(days.min()), _day(days.max())
    held.mark_ended(RunState.FINISHED, at=now)
    held.totals = totals.of_run(held)
    held.save()
    publish(events.RunFinished(run_id=run.pk, products=held.product_count, changes=held.totals["change"]))


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
