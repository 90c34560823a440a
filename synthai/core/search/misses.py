"""Searches that found nothing, without who searched: a list of what editors could write."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection

from synthai.core.models import SearchMiss
from synthai.core.search import words
from synthai.core.tenancy import tenant

# An ID number, a telephone number or an address says who somebody is: such words are not kept.
_PERSONAL: Final = re.compile(r"@|\d{6,}|\d{3}[ -]\d{3,}")
_LETTERS: Final = 100
_WRITE: Final = """
INSERT INTO core_searchmiss (organisation_id, words, language, times, first_at, last_at, is_settled)
VALUES (%s, %s, %s, 1, %s, %s, false)
ON CONFLICT (organisation_id, words) DO UPDATE
SET times = core_searchmiss.times + 1, last_at = excluded.last_at, is_settled = false
"""


def note(text: str, *, organisation_id: int, language: str, now: datetime) -> None:
    """Count a search without result, once a page asked for it. Words that could say who somebody is are not kept."""
    said = words.plain(text)[:_LETTERS]
    if len(said) < 3 or _PERSONAL.search(said):
        return
    with tenant(organisation_id), connection.cursor() as cursor:
        cursor.execute(_WRITE, [organisation_id, said, language[:8], now, now])


def open_ones(*, limit: int = 100) -> list[SearchMiss]:
    """What was looked for in vain, most often first. Needs the tenant; one query."""
    return list(SearchMiss.objects.filter(is_settled=False).order_by("-times", "pk")[:limit])


def settle(keys: Iterable[int]) -> int:
    """Take these off the list: somebody wrote about them. The next search in vain puts one back. Needs the tenant."""
    return SearchMiss.objects.filter(pk__in=list(keys)).update(is_settled=True)


def forget_stale(*, now: datetime) -> None:
    """Drop what nobody looked for in three months. Needs the tenant."""
    SearchMiss.objects.stale(now=now).delete()
