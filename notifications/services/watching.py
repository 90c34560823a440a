"""Watch the providers: trouble is written down when it begins and when it is over, and staff are told each once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.engine import trouble
from notifications.engine.trouble import Judgement, Seen
from notifications.models import Attempt, ProviderTrouble
from notifications.models.message import CHANNELS
from notifications.services import faults, messages
from notifications.staff_kinds import TROUBLE, TROUBLE_OVER

LATELY, BEFORE = timedelta(minutes=15), timedelta(days=7)
_CHANNELS = dict(CHANNELS)
Key = tuple[str, str]  # channel and provider


@dataclass(frozen=True)
class Look:
    """What a provider did lately and before."""

    lately: Seen
    before: Seen


def watch(*, now: datetime) -> list[ProviderTrouble]:
    """Look at every provider that was used or is in trouble. Returns the troubles that began or ended."""
    looks = look(now=now)
    open_now = {(row.channel, row.provider): row for row in open_troubles()}
    changed = [_judged(key, looks.get(key), open_now.get(key), now) for key in {*looks, *open_now}]
    return [each for each in changed if each is not None]


def look(*, now: datetime) -> dict[Key, Look]:
    """What every provider did lately and in the days before. One query."""
    since = now - LATELY
    recent, older = Q(started_at__gte=since), Q(started_at__lt=since)
    failed = faults.FAILED
    rows = (
        Attempt.objects.filter(started_at__gte=now - BEFORE)
        .exclude(result__in=faults.IN_FLIGHT)
        .values("provider", channel=faults.CHANNEL)
        .order_by()
        .annotate(
            tried=Count("pk", filter=recent),
            failed=Count("pk", filter=recent & failed),
            tried_before=Count("pk", filter=older),
            failed_before=Count("pk", filter=older & failed),
        )
    )
    return {
        (row["channel"], row["provider"]): Look(
            Seen(row["tried"], row["failed"]), Seen(row["tried_before"], row["failed_before"])
        )
        for row in rows
    }


def open_troubles() -> list[ProviderTrouble]:
    """Troubles that are not over, the newest first."""
    return list(ProviderTrouble.objects.filter(ended_at=None).order_by("-began_at"))


def _judged(
    key: Key, found: Look | None, row: ProviderTrouble | None, now: datetime
) -> ProviderTrouble | None:
    seen = found or Look(Seen(), Seen())
    judgement = trouble.judge(seen.lately, seen.before, is_open=row is not None)
    if judgement is Judgement.BEGINS:
        return _begin(key, seen, now)
    if row is not None and judgement is Judgement.ENDS:
        return _end(row, now)
    if row is not None and seen.lately.share * 1000 > row.failing:
        worst = {"failing": round(seen.lately.share * 1000), "failed_count": seen.lately.failed}
        ProviderTrouble.objects.filter(pk=row.pk).update(**worst)
    return None


@transaction.atomic
def _begin(key: Key, seen: Look, now: datetime) -> ProviderTrouble | None:
    channel, provider = key
    usual = round(trouble.usual(seen.before) * 1000)
    row, is_new = ProviderTrouble.objects.get_or_create(
        channel=channel,
        provider=provider,
        ended_at=None,
        defaults={
            "began_at": now,
            "failing": round(seen.lately.share * 1000),
            "usual": usual,
            "failed_count": seen.lately.failed,
        },
    )
    if not is_new:
        return None
    numbers = {
        "failed": seen.lately.failed,
        "tried": seen.lately.tried,
        "usual": round(usual / 10),
        "share": round(row.failing / 10),
    }
    _tell(TROUBLE, row, "began", numbers, now)
    return row


@transaction.atomic
def _end(row: ProviderTrouble, now: datetime) -> ProviderTrouble | None:
    if not ProviderTrouble.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
        return None
    row.ended_at = now
    minutes = max(1, round((now - row.began_at).total_seconds() / 60))
    _tell(TROUBLE_OVER, row, "ended", {"minutes": minutes}, now)
    return row


def _tell(kind: str, row: ProviderTrouble, what: str, numbers: Mapping[str, int], now: datetime) -> None:
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    messages.tell(
        kind,
        list(staff.values_list("pk", flat=True)),
        values={
            "provider": title_of(row.channel, row.provider),
            "channel": str(_CHANNELS.get(row.channel, row.channel)),
            **numbers,
        },
        key=f"provider-trouble:{row.pk}:{what}",
        url=reverse("admin:notification-truth"),
        now=now,
    )


def title_of(channel: str, provider: str) -> str:
    """A provider's name in words; its code when it is no longer set up."""
    known = next((each for each in registry.active(Channel(channel)) if each.code == provider), None)
    return str(known.title) if known else provider
