"""The log of calls to language models: kept masked until its day, summed by month for good."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from content.models import ModelCall, ModelSpend, ReadDocument, RunSection
from content.services import ai_credits
from content.services.apart import apart
from synthai.core.ai.metering import CallRecord, Outcome
from synthai.core.money import round_half_up
from synthai.core.tenancy import active_organisation_id

KEEPER = "content.calls"
_GOOD = (Outcome.ANSWERED, Outcome.CUT_SHORT, Outcome.CANCELLED)
_BATCH = 1_000


class CallKeeper:
    """What core tells (`metering.use_keeper`). Calls of no organisation are not kept."""

    def keep(self, record: CallRecord) -> None:
        """Write it down, once; also when the work around it is rolled back."""
        if active_organisation_id() is not None:
            apart(lambda: _keep(record))


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Delete the calls of this organisation whose day has come, some at a time. Returns how many."""
    gone = 0
    while keys := list(
        ModelCall.objects.overdue(now=now).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    ):
        gone += ModelCall.objects.filter(pk__in=keys).delete()[0]
    return gone


@transaction.atomic
def _keep(record: CallRecord) -> None:
    if ModelCall.objects.filter(key=record.key).exists():
        return
    usage, details = record.usage, record.origin.details
    cost = None if record.cost is None else round_half_up(record.cost.rand.amount, 6)
    counts: dict[str, Any] = {
        "tokens_in": usage.input + usage.cached + usage.cache_written,
        "tokens_out": usage.output,
        "credits": ai_credits.of(usage.total, record.cost),
    }
    section = _section_of(details.get("section", ""))
    ModelCall.objects.create(
        key=record.key,
        run=section.run if section else None,
        section=section.key if section else "",
        read=_read_of(details.get("read", "")),
        purpose=record.origin.purpose[:80],
        prompt_version=record.origin.version[:20],
        provider=record.provider[:40],
        model=record.model[:120],
        outcome=record.outcome.value,
        error=record.error[:500],
        prompt=_storable(record.prompt),
        answer=_storable(record.answer),
        masked=record.masked,
        is_estimated=usage.is_estimated,
        cost=cost,
        request_id=record.request_id[:120],
        at=record.at,
        took_ms=round(record.took.total_seconds() * 1000),
        kept_until=record.kept_until,
        **counts,
    )
    _sum_up(record, cost, counts)
    if section is not None:
        added = F("unpriced") + int(cost is None and usage.total > 0)
        RunSection.objects.filter(pk=section.pk).update(
            calls=F("calls") + 1,
            tokens=F("tokens") + usage.total,
            credits=F("credits") + counts["credits"],
            cost=F("cost") + (cost or 0),
            unpriced=added,
        )


def _sum_up(record: CallRecord, cost: Decimal | None, counts: dict[str, Any]) -> None:
    row = {
        "month": timezone.localdate(record.at).replace(day=1),
        "provider": record.provider[:40],
        "model": record.model[:120],
    }
    ModelSpend.objects.bulk_create(
        [ModelSpend(organisation_id=active_organisation_id(), **row)], ignore_conflicts=True
    )
    ModelSpend.objects.filter(**row).update(
        calls=F("calls") + 1,
        failed=F("failed") + int(record.outcome not in _GOOD),
        cost=F("cost") + (cost or 0),
        unpriced=F("unpriced") + int(cost is None and record.usage.total > 0),
        **{name: F(name) + count for name, count in counts.items()},
    )


def _section_of(key: str) -> RunSection | None:
    if not key.isdecimal():
        return None
    found: RunSection | None = (
        RunSection.objects.select_related("run").filter(pk=int(key)).order_by("pk").first()
    )
    return found


def _read_of(public_id: str) -> ReadDocument | None:
    """What stands in it must not outlive it here."""
    if not public_id:
        return None
    found: ReadDocument | None = (
        ReadDocument.objects.filter(public_id=public_id).only("organisation").order_by("pk").first()
    )
    return found


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL, and a model may say anything."""
    return text.replace("\x00", "")
