"""Searches that found nothing, without who searched: a list of what editors could write."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection

from synthai.core.models import SearchMiss
from synthai.core.search import words
from synthai.core.tenancy import tenant

# An ID number, a telephone number or an address says who somebody is, however its digits are spaced: such words are not kept.
_PERSONAL: Final = re.compile(r"@|(?:\d[\s().+/-]*){6}")
MOST: Final = 2000  # of an organisation; beyond it what was asked least, longest ago, makes room
_LETTERS: Final = 100
_FEWEST: Final = 3  # letters
_WRITE: Final = """
INSERT INTO core_searchmiss (organisation_id, words, language, times, first_at, last_at, is_settled)
VALUES (%s, %s, %s, 1, %s, %s, false)
ON CONFLICT (organisation_id, words) DO UPDATE
SET times = core_searchmiss.times + 1, last_at = excluded.last_at, is_settled = false
RETURNING times
"""
# What was asked again since it was chosen stays: `times` is looked at once more when its row is free.
_MAKE_ROOM: Final = """
DELETE FROM core_searchmiss AS miss USING (
    SELECT id, times FROM core_searchmiss WHERE organisation_id = %s
    ORDER BY is_settled, times DESC, last_at DESC, id DESC OFFSET %s) AS least
WHERE miss.organisation_id = %s AND miss.id = least.id AND miss.times = least.times
"""


def keepable(text: str) -> str:
    """The words as they are kept; empty for those that are too few, or could say who somebody is."""
    said = words.plain(text)[:_LETTERS]
    return "" if len(said) < _FEWEST or _PERSONAL.search(words.plain(text)) else said


def note(text: str, *, organisation_id: int, language: str, now: datetime) -> None:
    """Count a search without result, once a page asked for it. Words that could say who somebody is are not kept."""
    said = keepable(text)
    if not said:
        return
    with tenant(organisation_id), connection.cursor() as cursor:
        cursor.execute(_WRITE, [organisation_id, said, language[:8], now, now])
        if cursor.fetchone() == (1,):
            cursor.execute(_MAKE_ROOM, [organisation_id, MOST, organisation_id])


def open_ones(*, limit: int = 100) -> list[SearchMiss]:
    """What was looked for in vain, most often first. Needs the tenant; one query."""
    return list(SearchMiss.objects.filter(is_settled=False).order_by("-times", "pk")[:limit])


def settled_ones(*, limit: int = 100) -> list[SearchMiss]:
    """What was taken off the list, last looked for first. Needs the tenant; one query."""
    return list(SearchMiss.objects.filter(is_settled=True).order_by("-last_at", "-pk")[:limit])


def settle(keys: Iterable[int]) -> int:
    """Take these off the list: somebody wrote about them. The next search in vain puts one back. Needs the tenant."""
    return SearchMiss.objects.filter(pk__in=list(keys)).update(is_settled=True)


def find(said: str) -> SearchMiss | None:
    """The row of these words. Needs the tenant; one query."""
    found: SearchMiss | None = SearchMiss.objects.filter(words=said[:_LETTERS]).order_by("pk").first()
    return found


def set_settled(key: int, *, is_settled: bool) -> bool:
    """Take one off the list, or put it back. Returns whether that changed anything. Needs the tenant."""
    rows = SearchMiss.objects.filter(pk=key).exclude(is_settled=is_settled)
    return rows.update(is_settled=is_settled) == 1


def forget_stale(*, now: datetime) -> None:
    """Drop what nobody looked for in three months. Needs the tenant."""
    SearchMiss.objects.stale(now=now).delete()
