"""Addresses elsewhere are asked by workers: a week is long enough, three bad days make a link broken, and no host is asked often."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone
from redis.exceptions import RedisError

from publishing.check_terms import LinkState
from publishing.gateways import web
from publishing.models import LinkCheck, PieceCheck
from publishing.selectors.link_targets import key_of
from publishing.services.check_wishes import PAUSE

MOST_A_RUN: Final = 20
LONGEST: Final = timedelta(seconds=60)  # of a run; then no further address is asked
HOST_SECONDS: Final = 2  # between two questions to one host, from all workers together
BAD_DAYS: Final = 3
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_LATER: Final = timedelta(minutes=1)
_HELD: Final = timedelta(minutes=10)  # while one is asked, no other worker asks it


def register(urls: Iterable[str], *, now: datetime) -> None:
    """Know these addresses; new ones are asked soon. Two statements, however many. Part of a transaction. Needs the tenant."""
    wanted = {key_of(url): url for url in urls}
    if not wanted:
        return
    known = LinkCheck.objects.filter(key__in=wanted)
    known.update(seen_at=now)
    present = set(known.values_list("key", flat=True))
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(key=key, url=url, host=(urlsplit(url).hostname or "")[:255], due_at=now, seen_at=now)
            for key, url in wanted.items()
            if key not in present
        ],
        ignore_conflicts=True,
    )


def ask_due(*, now: datetime) -> int:
    """Ask some of the addresses whose turn it is. No transaction is open while one is asked. Needs the tenant. Returns how many."""
    rows = LinkCheck.objects.due(now=now).order_by("due_at", "pk")
    due = list(rows.values_list("pk", "host", "url")[: MOST_A_RUN * 3])
    asked, hosts, began = 0, set[str](), timezone.now()
    for pk, host, url in due:
        if asked >= MOST_A_RUN or timezone.now() - began > LONGEST:
            break
        if host in hosts or not _may_ask(host):
            LinkCheck.objects.filter(pk=pk).update(due_at=now + _LATER)
            continue
        hosts.add(host)
        if LinkCheck.objects.due(now=now).filter(pk=pk).update(due_at=now + _HELD):
            settle(pk, web.ask(url), now=timezone.now())
            asked += 1
    return asked


@transaction.atomic
def settle(link_id: int, probe: web.Probe, *, now: datetime) -> None:
    """Keep what came of asking. A change of what is known lets the pieces be looked at that lead there. Needs the tenant."""
    row = LinkCheck.objects.filter(pk=link_id).order_by("pk").first()
    if row is None:
        return
    before, today = row.state, timezone.localdate(now)
    row.asked_at, row.status = now, probe.status
    if probe.answer is web.Answer.GONE:
        row.failures += int(row.failed_on != today)
        row.failed_on = today
        row.state = LinkState.BROKEN if row.failures >= BAD_DAYS else LinkState.FAILING
    else:
        row.failures, row.failed_on = 0, None
        row.state = LinkState.FINE if probe.answer is web.Answer.FINE else LinkState.UNSURE
    row.due_at = now + (_DAY if row.state == LinkState.FAILING else _WEEK)
    if row.state != before:
        _tell(
            row.key, now=now
        )  # before the address is written: who looks at a piece locks its row first, too
    row.save(update_fields=["asked_at", "status", "failures", "failed_on", "state", "due_at"])


def clean(*, now: datetime) -> int:
    """Forget addresses that nothing leads to any more. Needs the tenant. Returns how many."""
    return LinkCheck.objects.forgotten(now=now).delete()[0]


def _tell(key: str, *, now: datetime) -> None:
    rows = PieceCheck.objects.filter(Q(links__contains=[key]))
    rows.update(due_at=Least("due_at", now + PAUSE))


def _may_ask(host: str) -> bool:
    """Whether this host was left alone long enough. Without Valkey one address of each host a run is cap enough."""
    try:
        return bool(cache.add(f"publishing:link-host:{host}", 1, HOST_SECONDS))
    except (RedisError, OSError):
        return True
