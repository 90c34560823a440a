"""Words that an organisation has nowhere, and words it has that they may have been meant to be."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from django.db import connection

from synthai.core.search import synonyms, words
from synthai.core.tenancy import all_tenants

_SHORTEST: Final = 4
_KNOWN: Final = (
    "SELECT term FROM core_searchterm WHERE organisation_id = ANY(%(of)s) AND term = ANY(%(words)s)"
)
# Looked for one organisation after the other: each is a scan of its own part of the trigrams' index.
_LIKE: Final = """
SELECT word, ARRAY(SELECT term FROM unnest(%(of)s::bigint[]) AS o (organisation), LATERAL (
    SELECT term FROM core_searchterm WHERE organisation_id = organisation AND term %% word
    ORDER BY similarity(term, word) DESC LIMIT 12) near)
FROM unnest(%(words)s::text[]) AS w (word)
"""


@cache
def _listed() -> frozenset[str]:
    """The words of the list of synonyms; no phrases, no stems."""
    return frozenset(word for word in synonyms.known() if " " not in word and not word.startswith("-"))


def mended(organisation_ids: Sequence[int], asked: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each word that is misspelt as far as these organisations and the list of synonyms know: the nearest they have.

    At most two statements. Terms are read in the role of `all_tenants()`, with the organisations in the statement, for the
    reason that backends/postgres.py gives; a term is shown to nobody unless it found what they may see.
    """
    doubted = [
        word for word in asked if len(word) >= _SHORTEST and not synonyms.is_listed(word) and word.isalpha()
    ]
    if not doubted or not organisation_ids:
        return {}
    with all_tenants(reason="search: words of one organisation"), connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"of": list(organisation_ids), "words": doubted})
        known = {term for (term,) in cursor.fetchall()}
        unknown = [word for word in doubted if word not in known]
        if not unknown:
            return {}
        cursor.execute(_LIKE, {"of": list(organisation_ids), "words": unknown})
        found = {word: words.alike(word, {*near, *_listed()}) for word, near in cursor.fetchall()}
    return {word: tuple(near) for word, near in found.items() if near}
