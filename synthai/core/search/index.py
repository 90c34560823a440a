"""Saying that things changed, and keeping the index whole: a row now, the worker does the rest within seconds."""

import secrets
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from synthai.core.after_commit import after_commit
from synthai.core.models import SearchChange, SearchEntry, SearchTerm
from synthai.core.models.search import MOST_ATTEMPTS
from synthai.core.search import kinds
from synthai.core.tasks import task_named
from synthai.core.tenancy import active_or_none, active_organisation_id, all_tenants, tenant

WORKER: Final = "synthai.core.search.tasks.search_index"
_WAKE_SECONDS: Final = 5
_TURN_SECONDS: Final = 60
_BATCH: Final = 2000
_WRITE = """
INSERT INTO core_searchchange (organisation_id, kind, key, is_urgent, has_words, has_opening, mark, at, not_before, attempts)
SELECT %s, %s, key, %s, false, false, %s, %s, %s, 0 FROM unnest(%s::text[]) key ORDER BY key
ON CONFLICT (organisation_id, kind, key) DO UPDATE
SET is_urgent = core_searchchange.is_urgent OR excluded.is_urgent, has_words = false, has_opening = false, mark = excluded.mark,
    attempts = 0,
    at = CASE WHEN core_searchchange.attempts > 0 THEN excluded.at ELSE core_searchchange.at END,
    not_before = least(core_searchchange.not_before, excluded.not_before)
"""


def changed(kind: str, key: str) -> None:
    """Say that a thing was made, changed or removed: its entry follows within seconds of the commit.

    Call it in the service's own transaction, with the tenant active; it writes one row. A kind that nobody offers is as
    good as any other: the day somebody does, it is indexed.
    """
    changed_all(kind, (key,))


def changed_all(
    kind: str, keys: Iterable[str], *, is_urgent: bool = True, after: timedelta = timedelta()
) -> None:
    """As `changed`, for many things of a kind, in a statement for each two thousand; `after` puts the work off."""
    organisation_id = _organisation()
    for some in batched_keys(keys):
        _write(organisation_id, kind, some, is_urgent=is_urgent, after=after)
    after_commit(wake, organisation_id)


def hidden(kind: str, key: str) -> None:
    """As `changed`, for a thing that fewer may see from now on: nobody finds it until the worker has read it again, so that it is not
    shown for some seconds more to those who may not. Needs the tenant and the caller's transaction."""
    hidden_all(kind, (key,))


def hidden_all(kind: str, keys: Iterable[str]) -> None:
    """As `hidden`, for many things of a kind, in a few statements for each two thousand."""
    for some in batched_keys(keys):
        changed_all(kind, some)  # first: a worker that writes entries holds these rows until it has
        SearchEntry.objects.filter(kind=kind, key__in=some).delete()  # what it wrote goes too


def recorded(row: Model, organisation_id: int) -> None:
    """A deed on this row was recorded: what search keeps of it is read again, and until then nobody finds it if the row was put away.
    Called by `synthai.core.audit`, in its transaction."""
    for name, keys_of in kinds.following(row._meta.label_lower):
        with nullcontext() if active_or_none() is not None else tenant(organisation_id):
            keys = list(keys_of(row))
        if kinds.is_away(row):
            with tenant(organisation_id):
                hidden_all(name, keys)
        else:
            changed_of(organisation_id, name, keys)


def changed_of(organisation_id: int, kind: str, keys: Iterable[str]) -> None:
    """As `changed_all`, where the organisation is known and another scope, or all tenants, may be active."""
    for some in batched_keys(keys):
        _write(organisation_id, kind, some, is_urgent=True, after=timedelta())
    after_commit(wake, organisation_id)


def batched_keys(keys: Iterable[str]) -> list[list[str]]:
    """Keys without doubles, in portions; in the order in which the worker takes their rows, so that the two do not wait for each other."""
    once = sorted(set(keys))
    return [once[start : start + _BATCH] for start in range(0, len(once), _BATCH)]


def _organisation() -> int:
    organisation_id = active_organisation_id()
    if organisation_id is None:
        raise TypeError("Things change in one organisation: enter it with `with tenant(organisation):`.")
    return organisation_id


def _write(organisation_id: int, kind: str, keys: list[str], *, is_urgent: bool, after: timedelta) -> None:
    mark, now = secrets.randbits(62), timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [organisation_id, kind, is_urgent, mark, now, now + after, keys])


def wake(organisation_id: int) -> None:
    """Send the worker, unless it was just sent. Beat sends it again for what waits too long."""
    if cache.add(f"search-wake:{organisation_id}", 1, timeout=_WAKE_SECONDS):
        task_named(WORKER).enqueue(organisation_id=organisation_id)


def awake(organisation_id: int) -> None:
    """The worker begins: what changes from now on sends it again."""
    cache.delete(f"search-wake:{organisation_id}")


def takes_turn(organisation_id: int) -> bool:
    """Whether no other worker is at work on the organisation's index; from now on this one is, until `ends_turn`, or for a minute after
    `goes_on` should it die."""
    return bool(cache.add(f"search-at-work:{organisation_id}", 1, timeout=_TURN_SECONDS))


def goes_on(organisation_id: int) -> None:
    """The worker is still at it."""
    cache.set(f"search-at-work:{organisation_id}", 1, timeout=_TURN_SECONDS)


def ends_turn(organisation_id: int) -> None:
    """The worker is through."""
    cache.delete(f"search-at-work:{organisation_id}")


def rebuild(organisation_id: int, *, only: Iterable[str] = ()) -> int:
    """Read everything of the organisation again, of all kinds or some, behind what people change meanwhile.

    Nothing is taken out first: each entry is replaced as its turn comes, and one whose thing is gone goes, so searching
    goes on. Of all kinds: words that nothing has any more are forgotten, and until their turn comes misspelt ones are not mended. Returns how
    many entries wait for it.
    """
    wanted, total = set(only), 0
    with tenant(organisation_id):
        if not wanted:
            SearchTerm.objects.all().delete()  # written again with what still has them
        for name, kind in kinds.kinds().items():
            if wanted and name not in wanted:
                continue
            held = SearchEntry.objects.filter(kind=name).values_list("key", flat=True)
            keys = list(dict.fromkeys((*kind.keys(), *held)))
            changed_all(name, keys, is_urgent=False)
            total += len(keys)
    return total


def lag(*, now: datetime) -> timedelta:
    """How long the oldest change that is due waits for its words, over all organisations; those given up do not count."""
    with all_tenants(reason="search lag"):
        oldest = (
            SearchChange.objects.filter(
                attempts__lt=MOST_ATTEMPTS, not_before__lte=now, is_urgent=True, has_words=False
            )
            .order_by("at")
            .values_list("at", flat=True)
            .first()
        )
    return now - oldest if oldest else timedelta()


def refresh(*, now: datetime) -> None:
    """Have entries of another edition or model written again, two thousand at a time. Needs the tenant."""
    old = SearchEntry.objects.outdated(now=now).order_by("pk").values_list("kind", "key")[:_BATCH]
    by_kind: dict[str, list[str]] = {}
    for kind, key in old:
        by_kind.setdefault(kind, []).append(key)
    for kind, keys in by_kind.items():
        changed_all(kind, keys, is_urgent=False)


def given_up() -> int:
    """How many changes were given up after eight tries, over all organisations."""
    with all_tenants(reason="search: changes given up"):
        return SearchChange.objects.filter(attempts__gte=MOST_ATTEMPTS).count()


def try_again(changes: Iterable[int], *, now: datetime) -> int:
    """Have changes worked on again that were put off or given up, over all organisations; for staff. Returns how many."""
    with all_tenants(reason="search: try again"):
        rows = SearchChange.objects.filter(pk__in=list(changes), attempts__gt=0)
        organisations = set(rows.values_list("organisation_id", flat=True))
        count = rows.update(attempts=0, not_before=now, at=now)
    for organisation_id in sorted(organisations):
        after_commit(wake, organisation_id)
    return count
