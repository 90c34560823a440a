"""Makes finished runs with advice, without training an engine."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pricing.models import Product, Recommendation, Run, RunState
from pricing.services import guardrails, totals
from synthai.core.tenancy import tenant

DEFAULTS: dict[str, Any] = {
    "action": "change",
    "current_price": Decimal("24.99"),
    "price": Decimal("26.49"),
    "unit_cost": Decimal("15.0000"),
    "units_before": 40.0,
    "units_before_low": 30.0,
    "units_before_high": 52.0,
    "units_after": 37.0,
    "units_after_low": 27.0,
    "units_after_high": 49.0,
    "revenue_before": Decimal("869.22"),
    "revenue_after": Decimal("852.29"),
    "profit_before": Decimal("269.22"),
    "profit_before_low": Decimal("200.00"),
    "profit_before_high": Decimal("350.00"),
    "profit_after": Decimal("297.29"),
    "profit_after_low": Decimal("210.00"),
    "profit_after_high": Decimal("390.00"),
    "profit_gain": Decimal("28.07"),
    "profit_gain_low": Decimal("4.00"),
    "profit_gain_high": Decimal("51.00"),
    "probability_of_gain": 0.93,
    "elasticity": -1.4,
    "elasticity_low": -2.0,
    "elasticity_high": -0.9,
    "own_data_share": 0.8,
    "weeks_of_data": 78,
    "reason_code": "raise",
    "reason": "People buy almost as much at R 26.49, so each week should earn more.",
    "runner_ups": [],
    "curve": {
        "prices": [20.0, 25.0, 30.0],
        "units": [50.0, 40.0, 33.0],
        "low": [40, 30, 24],
        "high": [62, 52, 44],
    },
}


def make_product(organisation: Any, sku: str = "MILK-2L", **values: Any) -> Product:
    """One product with today's price."""
    given = {"name": f"Product {sku}", "current_price": Decimal("24.99"), **values}
    with tenant(organisation):
        return Product.objects.create(organisation_id=organisation.pk, sku=sku, **given)


def make_run(organisation: Any, *, at: datetime | None = None, state: str = RunState.FINISHED) -> Run:
    """A run of the organisation."""
    now = at or timezone.now()
    with tenant(organisation):
        return Run.objects.create(
            organisation_id=organisation.pk,
            state=state,
            requested_at=now,
            finished_at=now if state == RunState.FINISHED else None,
            settings=guardrails.as_json(guardrails.current()),
            data_from=date(2025, 1, 6),
            data_until=date(2026, 6, 29),
        )


def make_advice(organisation: Any, run: Run, product: Product, **values: Any) -> Recommendation:
    """Advice for one product; refreshes the run's sums."""
    with tenant(organisation):
        advice = Recommendation.objects.create(
            organisation_id=organisation.pk,
            run=run,
            product=product,
            sku=product.sku,
            name=product.name,
            **{**DEFAULTS, **values},
        )
        run.totals = totals.of_run(run)
        run.save(update_fields=["totals"])
        return advice


def make_list(organisation: Any, count: int, **values: Any) -> tuple[Run, list[Recommendation]]:
    """A finished run with advice for `count` products."""
    run = make_run(organisation)
    found = []
    for number in range(count):
        product = make_product(organisation, f"SKU-{number:04d}")
        found.append(make_advice(organisation, run, product, profit_gain=Decimal(number), **values))
    return run, found
