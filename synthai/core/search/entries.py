"""Small reads of entries."""

from collections.abc import Collection

from django.db import connection

from synthai.core.tenancy import tenant


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
