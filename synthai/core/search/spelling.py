"""Words that an organisation has nowhere, and words it has that they may have been meant to be."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from synthai.core.search import synonyms, words
from synthai.core.search.together import Statement, Talk

_SHORTEST: Final = 4
# Looked for one organisation after the other: each is a scan of its own part of the trigrams' index.
_LIKE: Final = """
SELECT word, CASE WHEN NOT EXISTS (SELECT 1 FROM core_searchterm WHERE organisation_id = ANY(%(of)s) AND term = word) THEN
    ARRAY(SELECT term FROM unnest(%(of)s::bigint[]) AS o (organisation), LATERAL (
        SELECT term FROM core_searchterm WHERE organisation_id = organisation AND term %% word
        ORDER BY similarity(term, word) DESC LIMIT 12) near) END
FROM unnest(%(words)s::text[]) AS w (word)
"""


@cache
def _listed(length: int) -> frozenset[str]:
    """The words of the list of synonyms that are about as long; no phrases, no stems."""
    return frozenset(
        word
        for word in synonyms.known()
        if " " not in word and not word.startswith("-") and abs(len(word) - length) <= words.MOST_SLIPS
    )


def mended(organisation_ids: Sequence[int], asked: Iterable[str]) -> Talk[dict[str, tuple[str, ...]]]:
    """For each word that is misspelt as far as these organisations and the list of synonyms know: the nearest they have.

    At most one statement; needs all tenants, with the organisations in the statement, for the reason that
    backends/postgres.py gives. A term is shown to nobody unless it found what they may see.
    """
    doubted = [
        word for word in asked if len(word) >= _SHORTEST and not synonyms.is_listed(word) and word.isalpha()
    ]
    if not doubted or not organisation_ids:
        return {}
    rows = yield Statement(_LIKE, {"of": list(organisation_ids), "words": doubted})
    found = {word: words.alike(word, {*near, *_listed(len(word))}) for word, near in rows if near is not None}
    return {word: tuple(near) for word, near in found.items() if near}
