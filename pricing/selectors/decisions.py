"""Reads of runs and recommendations, for pages and API."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DecimalField, F, Q, Sum
from django.db.models.functions import TruncWeek

from pricing.models import Action, Decision, Product, Recommendation, Run, RunState, SalesRow
from pricing.models.recommendations import RecommendationQuerySet
from pricing.models.runs import ACTIVE_STATES, RunQuerySet
from synthai.core.errors import NotFound

LIST_FIELDS = (
    "public_id", "organisation_id", "run_id", "product_id", "sku", "name", "category", "action",
    "current_price", "price", "profit_before", "profit_after", "profit_gain", "profit_gain_low",
    "profit_gain_high", "probability_of_gain", "reason", "state", "decided_price", "decided_by_label",
    "decided_at", "starts_on", "version", "product__public_id",
)  # fmt: skip
SORTS = {
    "-gain": ("-profit_gain", "-id"),
    "gain": ("profit_gain", "id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
}


@dataclass(frozen=True)
class RecommendationFilter:
    """What the list shows. Empty means all; `sort` is a key of SORTS.

    `starts_on` and `starts_after` choose accepted prices by their first day.
    """

    state: str = ""
    action: str = ""
    category: str = ""
    words: str = ""
    sort: str = "-gain"
    starts_on: date | None = None
    starts_after: date | None = None


def latest_run() -> Run | None:
    """The newest finished run of the active organisation."""
    return Run.objects.finished().order_by("-finished_at", "-id").first()


def current_runs() -> tuple[Run | None, Run | None]:
    """The run that is waiting or running, and the newest finished one, in one query.

    An active run is always the newest, since there is at most one.
    """
    states = [*ACTIVE_STATES, RunState.FINISHED]
    newest = list(Run.objects.filter(state__in=states).newest_first()[:2])
    active = next((run for run in newest if run.is_active), None)
    return active, next((run for run in newest if not run.is_active), None)


def has_decisions() -> bool:
    """Whether anybody ever decided about a price."""
    return bool(Decision.objects.exists())


def has_sales() -> bool:
    """Whether there is anything to learn from."""
    return bool(SalesRow.objects.exists())


def runs() -> RunQuerySet:
    """Every run, newest first."""
    return Run.objects.newest_first().select_related("requested_by")


def get_run(public_id: str) -> Run:
    """One run of the active organisation. Raises NotFound."""
    found = Run.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_recommendation(public_id: str) -> Recommendation:
    """One recommendation with its product. Raises NotFound."""
    found = (
        Recommendation.objects.select_related("product").filter(public_id=public_id).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def recommendation_ids(public_ids: list[str], *, run: Run | None = None) -> list[int]:
    """Primary keys of the recommendations with these ids, of one run if given; unknown ids are left out."""
    rows = Recommendation.objects.filter(public_id__in=public_ids)
    return list((rows.of_run(run.pk) if run else rows).values_list("pk", flat=True))


def open_change_ids(run: Run, chosen: RecommendationFilter, *, limit: int) -> list[int]:
    """Primary keys of the undecided advice to change that a filter shows, at most `limit`."""
    rows = recommendations(run, chosen).undecided().filter(action=Action.CHANGE)
    return list(rows.values_list("pk", flat=True)[:limit])


def get_product(public_id: str) -> Product:
    """One product with its category. Raises NotFound."""
    found = Product.objects.select_related("category").filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def recommendations(run: Run, chosen: RecommendationFilter) -> RecommendationQuerySet:
    """A run's recommendations as the list shows them, in the chosen order; curves are not loaded."""
    rows = Recommendation.objects.of_run(run.pk)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.action:
        rows = rows.filter(action=chosen.action)
    if chosen.category:
        rows = rows.filter(category=chosen.category)
    if chosen.words:
        rows = rows.filter(Q(name__icontains=chosen.words) | Q(sku__icontains=chosen.words))
    if chosen.starts_on:
        rows = rows.accepted().filter(starts_on=chosen.starts_on)
    if chosen.starts_after:
        rows = rows.accepted().filter(starts_on__gt=chosen.starts_after)
    return rows.select_related("product").only(*LIST_FIELDS).order_by(*SORTS.get(chosen.sort, SORTS["-gain"]))


def recommendation_of_product(product: Product) -> Recommendation | None:
    """The product's advice in the newest finished run that has one."""
    rows = Recommendation.objects.filter(product_id=product.pk).select_related("run")
    return rows.order_by("-id").first()


def weekly_history(product: Product, *, weeks: int = 104) -> list[dict[str, Any]]:
    """One dict a week (Monday `week`, `units`, average `price` in rand incl. VAT), oldest first."""
    money = DecimalField(max_digits=18, decimal_places=4)
    rows = (
        SalesRow.objects.filter(product_id=product.pk, units__gt=0)
        .annotate(week=TruncWeek("sold_on"))
        .values("week")
        .annotate(sold=Sum("units"), taken=Sum(F("units") * F("unit_price"), output_field=money))
        .order_by("-week")[:weeks]
    )
    found = [
        {"week": row["week"], "units": float(row["sold"]), "price": row["taken"] / row["sold"]}
        for row in rows
    ]
    return found[::-1]
