"""Words as PostgreSQL's stemmers of search see them, and how rare they are."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from synthai.core.tenancy import all_tenants

# As a question of search is tried: in English, in Afrikaans and as it stands.
_OF: Final = """
SELECT tsvector_to_array(to_tsvector('synthai_en', said)), tsvector_to_array(to_tsvector('synthai_af', said)
    || to_tsvector('synthai_plain', said)) FROM unnest(%s::text[]) WITH ORDINALITY AS g (said, place) ORDER BY place
"""
_HELD: Final = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM core_searchentry WHERE organisation_id = ANY(%(of)s::bigint[]) AND words @@ (
    plainto_tsquery('synthai_en', word) || plainto_tsquery('synthai_af', word) || plainto_tsquery('synthai_plain', word)
) LIMIT %(most)s) counted) FROM unnest(%(words)s::text[]) WITH ORDINALITY AS w (word, place) ORDER BY place
"""
_ALL: Final = """
SELECT count(*) FROM (SELECT 1 FROM core_searchentry WHERE organisation_id = ANY(%(of)s::bigint[]) LIMIT %(most)s) counted
"""
MOST: Final = 2000

Stems = frozenset[str]


def of(texts: Sequence[str]) -> list[Stems]:
    """The stems of each text, of all three dictionaries together. One statement, none for no text."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OF, [list(texts)])
        return [frozenset(english) | frozenset(others) for english, others in cursor.fetchall()]


def held(words: Sequence[str], *, organisation_ids: Sequence[int]) -> tuple[list[int], int]:
    """In how many entries of these organisations each word occurs, and how many entries there are; both counted up to two thousand.

    In the role of `all_tenants()` for the reason that search/backends/postgres.py gives; only numbers come out, and they are shown to
    nobody.
    """
    values: dict[str, Any] = {"of": list(organisation_ids), "words": list(words), "most": MOST}
    with all_tenants(reason="answers: how rare a word is"), connection.cursor() as cursor:
        cursor.execute(_HELD, values)
        counts = [int(count) for (count,) in cursor.fetchall()]
        cursor.execute(_ALL, values)
        return counts, int(cursor.fetchone()[0])
