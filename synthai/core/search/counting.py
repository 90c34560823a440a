"""Counting how search is used, so that editors see what leads to their pieces. Who searched is kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from synthai.core.events import publish
from synthai.core.models import SearchDay, SearchHit
from synthai.core.search import misses
from synthai.core.search.events import Searched
from synthai.core.search.results import Results
from synthai.core.tenancy import tenant

MOST: Final = 2000  # hits of an organisation; beyond it what led least, longest ago, makes room
LAST_PLACE: Final = 300
_DAY: Final = """
INSERT INTO core_searchday (organisation_id, day, searches, in_vain, opened) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (organisation_id, day) DO UPDATE SET searches = core_searchday.searches + excluded.searches,
    in_vain = core_searchday.in_vain + excluded.in_vain, opened = core_searchday.opened + excluded.opened
"""
_HIT: Final = """
INSERT INTO core_searchhit (organisation_id, kind, key, words, times, places, first_at, last_at)
VALUES (%s, %s, %s, %s, 1, %s, %s, %s)
ON CONFLICT (organisation_id, kind, key, words) DO UPDATE SET times = core_searchhit.times + 1,
    places = core_searchhit.places + excluded.places, last_at = excluded.last_at
RETURNING times
"""
# What was opened again since it was chosen stays: `times` is looked at once more when its row is free.
_MAKE_ROOM: Final = """
DELETE FROM core_searchhit AS hit USING (
    SELECT id, times FROM core_searchhit WHERE organisation_id = %s
    ORDER BY times DESC, last_at DESC, id DESC OFFSET %s) AS least
WHERE hit.organisation_id = %s AND hit.id = least.id AND hit.times = least.times
"""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The sums of some days."""

    searches: int
    in_vain: int
    opened: int


def searched(
    found: Results, *, organisation_id: int, where: str, now: datetime, is_in_vain: bool | None = None
) -> None:
    """Count a search of this organisation's people (the platform's, for visitors), and tell that there was one.

    `is_in_vain` unless something was found, or as said: the product has a page under these words.
    """
    vain = not found.total if is_in_vain is None else is_in_vain
    with tenant(organisation_id), transaction.atomic():
        _count(organisation_id, now, searches=1, in_vain=int(vain))
        publish(Searched(found=found.total, is_mended=bool(found.mended), where=where))


def opened(
    text: str, kind: str, key: str, place: int, *, looked_in: int, belongs_to: int, now: datetime
) -> None:
    """Count that a result was opened. `looked_in` is whose search it was, `belongs_to` whose thing.

    Words are kept with things of the same organisation alone, and not at all when they could say who somebody is.
    """
    said = misses.keepable(text) if looked_in == belongs_to else ""
    with tenant(looked_in), transaction.atomic():
        _count(looked_in, now, opened=1)
    if looked_in == belongs_to and not said:
        return
    with tenant(belongs_to), transaction.atomic(), connection.cursor() as cursor:
        at = min(max(place, 1), LAST_PLACE)
        cursor.execute(_HIT, [belongs_to, kind, key, said, at, now, now])
        if cursor.fetchone() == (1,):
            cursor.execute(_MAKE_ROOM, [belongs_to, MOST, belongs_to])


def _count(
    organisation_id: int, now: datetime, *, searches: int = 0, in_vain: int = 0, opened: int = 0
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DAY, [organisation_id, timezone.localdate(now), searches, in_vain, opened])


def figures(*, now: datetime, days: int = 30) -> Figures:
    """What the last days come to. Needs the tenant; one query."""
    since = timezone.localdate(now) - timedelta(days=days - 1)
    sums = SearchDay.objects.filter(day__gte=since).aggregate(
        searches=Sum("searches", default=0),
        in_vain=Sum("in_vain", default=0),
        opened=Sum("opened", default=0),
    )
    return Figures(**sums)


def times_of(kind: str, keys: Iterable[str]) -> dict[str, int]:
    """How often searches led to each of these things. Needs the tenant; one query."""
    rows = SearchHit.objects.filter(kind=kind, key__in=list(keys)).values("key").order_by("key")
    return dict(rows.annotate(sum=Sum("times")).values_list("key", "sum"))


def hits(kind: str, *, limit: int = 100) -> list[SearchHit]:
    """Which words led to things of a kind, most often first. Needs the tenant; one query."""
    return list(SearchHit.objects.filter(kind=kind).order_by("-times", "pk")[:limit])


def forget_stale(*, now: datetime) -> None:
    """Drop what nobody came by in three months. Needs the tenant."""
    SearchHit.objects.stale(now=now).delete()
