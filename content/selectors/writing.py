"""Writing runs and calls of language models as pages and the API find them. All inside the tenant."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from content.models import (
    Document,
    ModelCall,
    ModelCallQuerySet,
    ModelSpend,
    RunSection,
    SectionState,
    WritingRun,
    WritingRunQuerySet,
)
from content.selectors import confidential, veils
from synthai.core.access import Actor
from synthai.core.errors import NotFound

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class MonthOfModels:
    """What a month came to. `unpriced` counts calls whose price is not known: their cost is not in `cost`."""

    month: date
    calls: int
    failed: int
    tokens: int
    cost: Decimal
    unpriced: int
    credits: int


def runs(*, by: Actor) -> WritingRunQuerySet:
    """Every run of a document that they may see, with its document."""
    rows = WritingRun.objects.filter(confidential.visible(by, "document__"))
    return rows.select_related("document", "requested_by").defer("facts")


def get_run(public_id: str, *, by: Actor) -> WritingRun:
    """The run with this id, with its document: the one door for pages and API. Raises NotFound."""
    found = runs(by=by).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    veils.for_reader(found.document, by)
    return found


def runs_of(document: Document) -> WritingRunQuerySet:
    """A document's runs, newest first."""
    rows = WritingRun.objects.select_related("document", "requested_by").defer("facts")
    return rows.filter(document=document).newest_first()


def active_run_of(document: Document) -> WritingRun | None:
    """The run that goes on, if one does."""
    return runs_of(document).active().first()


def facts_of(run: WritingRun) -> list[dict[str, Any]]:
    """What a run writes from; nothing once it has ended well. One query."""
    return list(WritingRun.objects.filter(pk=run.pk).values_list("facts", flat=True).get())


def sections_of(run: WritingRun) -> list[RunSection]:
    """Its sections in order. One query."""
    return list(RunSection.objects.of_run(run).in_order())


def percent(run: WritingRun) -> int:
    """How many of its sections are done. One query."""
    states = list(RunSection.objects.of_run(run).values_list("state", flat=True))
    open_ = sum(state in {SectionState.WAITING, SectionState.WRITING} for state in states)
    return round(100 * (len(states) - open_) / len(states)) if states else 100


def calls(*, by: Actor) -> ModelCallQuerySet:
    """Every call that is still kept, newest first, without what was said."""
    return _calls(by).defer("prompt", "answer", "run__facts").newest_first()


def calls_in_full(*, by: Actor) -> ModelCallQuerySet:
    """The same with what was said, for the export."""
    return _calls(by).defer("run__facts", "run__document__facts").newest_first()


def get_call(public_id: str, *, by: Actor) -> ModelCall:
    """One call with prompt and answer, masked. Raises NotFound."""
    found = _calls(by).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def _calls(by: Actor) -> ModelCallQuerySet:
    """What was said about a confidential document is as confidential."""
    seen = Q(run__isnull=True) | confidential.visible(by, "run__document__")
    rows = ModelCall.objects.all() if confidential.may_see_all(by) else ModelCall.objects.filter(seen)
    return rows.select_related("run__document")


def spent(*, now: datetime) -> list[MonthOfModels]:
    """The last months with any call, newest first. One query."""
    first = timezone.localdate(now).replace(day=1)
    oldest = date(first.year - 1, first.month, 1)
    rows = ModelSpend.objects.filter(month__gt=oldest).values("month").order_by("-month")
    sums = rows.annotate(
        calls_=Sum("calls"), failed_=Sum("failed"), in_=Sum("tokens_in"), out_=Sum("tokens_out"),
        cost_=Sum("cost"), unpriced_=Sum("unpriced"), credits_=Sum("credits"),
    )  # fmt: skip
    return [
        MonthOfModels(
            month=row["month"],
            calls=row["calls_"],
            failed=row["failed_"],
            tokens=row["in_"] + row["out_"],
            cost=row["cost_"],
            unpriced=row["unpriced_"],
            credits=row["credits_"],
        )
        for row in sums[:MONTHS]
    ]


def spent_by_model(month: date) -> list[ModelSpend]:
    """A month by model, dearest first. One query."""
    return list(ModelSpend.objects.filter(month=month).order_by("-credits", "provider", "model"))


def outcomes(month: date) -> dict[str, int]:
    """How calls of a month that are still kept ended."""
    rows = ModelCall.objects.filter(at__date__gte=month).values("outcome").order_by("outcome")
    return {row["outcome"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def as_row(call: ModelCall) -> list[Any]:
    """A call as a line of the export."""
    return [
        timezone.localtime(call.at).strftime("%Y-%m-%d %H:%M:%S"),
        call.provider,
        call.model,
        call.purpose,
        call.prompt_version,
        call.run.document.title if call.run else "",
        call.section,
        call.get_outcome_display(),
        str(call.tokens_in),
        str(call.tokens_out),
        "" if call.cost is None else f"{call.cost:f}",
        str(call.credits),
        call.kept_until.isoformat(),
        call.prompt,
        call.answer,
    ]
