"""Small reads of entries."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import connection

from synthai.core.models.search import MOST_ATTEMPTS
from synthai.core.search.together import Statement, Talk
from synthai.core.tenancy import tenant

# Urgent ones, or those by which everything is read again into an empty index.
_BEHIND: Final = """
SELECT EXISTS (SELECT 1 FROM core_searchchange c WHERE organisation_id = ANY(%(of)s) AND at < %(since)s AND attempts < %(most)s AND NOT has_words
    AND (is_urgent OR NOT EXISTS (SELECT 1 FROM core_searchentry e WHERE e.organisation_id = c.organisation_id)))
"""


def are_behind(organisation_ids: Collection[int], *, since: datetime) -> Talk[bool]:
    """Whether changes of any of these wait for their words since then. One statement, which shows no row; needs all tenants."""
    rows = yield Statement(_BEHIND, {"of": list(organisation_ids), "since": since, "most": MOST_ATTEMPTS})
    return bool(rows[0][0])


def ids_of(organisation_id: int, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The keys in the database of these kinds and keys, as far as there are such entries."""
    if not names:
        return {}
    with tenant(organisation_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.kind, e.key, e.id FROM core_searchentry e JOIN unnest(%s::text[], %s::text[]) AS n (kind, key) "
            "ON e.kind = n.kind AND e.key = n.key WHERE e.organisation_id = %s",
            [[kind for kind, _ in names], [key for _, key in names], organisation_id],
        )
        return {(kind, key): entry_id for kind, key, entry_id in cursor.fetchall()}
