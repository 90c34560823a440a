"""Lists by PostgreSQL: stems with how rare they are, titles by their trigrams, nearness of vectors.

What the two text indexes answer is asked for in the role of `all_tenants()`, with the organisation and the audience in
the statement: under a row-level policy PostgreSQL does not use an index for an operator that is not leakproof, and
neither `@@` nor `<%` is. Only keys and scores come out of it; rows are read inside the tenant (query.py). Inside the tenant
the short form of every vector that may be read is compared, so that audience and tenant never thin out what an index proposed, and then the vectors
of the likeliest.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from synthai.core.models.search_fields import vector_text
from synthai.core.search import embeddings
from synthai.core.search.asking import MOST_IN_A_LIST, Ask, Lists, Match
from synthai.core.search.backends import ranking
from synthai.core.search.backends.ranking import Pool
from synthai.core.search.backends.terms import Term, parsed
from synthai.core.search.together import Rows, Statement, Talk, in_each, outcomes, written
from synthai.core.tenancy import all_tenants

CAP: Final = 250  # matches that are ranked; words that more entries have only narrow
_STRICT: Final = 125
_NAME_WORDS: Final = 5  # more is a question, no name
LIKELIEST: Final = 600  # by their short forms; with fewer vectors than these none is missed
_CHUNKS: Final = 300  # the nearest, several of one entry among them
NEAREST: Final = (
    0.79  # cosine; e5's are close together, and what has nothing to do with a question stays below
)
WITHIN: Final = 0.075  # of the nearest
# As bigint: a number alone is an integer to PostgreSQL, and indexes of GIN, unlike others, then leave the organisation out and
# read what all organisations have of a word.
_OF_AUDIENCE: Final = """organisation_id = %(organisation)s::bigint AND {audience} = ANY(ARRAY(
    SELECT id FROM core_searchaudience WHERE organisation_id = %(organisation)s::bigint AND tokens && %(tokens)s::varchar[]))"""
_MAY_READ: Final = _OF_AUDIENCE.format(audience="audience_id")
# In front of what a text index answers: the index of audiences must not be taken in its place, as PostgreSQL does for a shelf of a thousand,
# where each row is then compared with every word.
_MAY_READ_OF_MET: Final = _OF_AUDIENCE.format(audience="audience_id + 0")
# The matches are found first and by the index: with a limit inside, PostgreSQL would read the table until it had enough.
_POOL: Final = """
WITH met AS MATERIALIZED (
    SELECT id, boost, words FROM core_searchentry WHERE {may_read} AND words @@ %(query)s::tsquery
)
SELECT id, boost, {columns} FROM met LIMIT {limit}
"""
_NAMED: Final = """
SELECT id, word_similarity(%(named)s, named) AS alike FROM core_searchentry
WHERE {may_read} AND %(named)s <%% named ORDER BY alike DESC, id LIMIT {limit}
"""
# The first pass reads an index alone, a quarter of the bytes. Distance and key (below 2^40, more chunks than fit a disk) are one number
# of 64 bits there: PostgreSQL sorts such without copying each row first, which takes a quarter less time.
_NEAR: Final = """
SELECT entry_id, -(vector <#> %(vector)s::halfvec) AS near FROM core_searchchunk
WHERE organisation_id = %(organisation)s::bigint AND id = ANY(ARRAY(
    SELECT far_and_id & (1::bigint << 40) - 1 FROM (
        SELECT (sketch <~> synthai_sketch(%(vector)s::halfvec))::bigint << 40 | id AS far_and_id FROM core_searchchunk
        WHERE {may_read} AND model = %(model)s {also} ORDER BY far_and_id LIMIT {likeliest}
    ) likeliest
)) ORDER BY near DESC LIMIT {limit}
"""
_OF_ENTRIES: Final = """
AND entry_id IN (SELECT id FROM core_searchentry WHERE organisation_id = %(organisation)s::bigint AND {also})
"""
ByWords = tuple[tuple[Match, ...], list[Term], bool]


class Postgres:
    """Lists from the tables that the worker writes."""

    def lists_of(self, asks: Sequence[Ask]) -> list[Lists]:
        """What matches one question in each place. A constant number of statements; enters each organisation by itself.

        Words and titles first: meanwhile the question's vector is made.
        """
        with all_tenants(reason="search: keys and scores of one organisation"):
            known: dict[int, list[Term]] = {}
            if "words" in asks[0].ways:
                (known,) = outcomes(parsed(asks[0], [ask.organisation_id for ask in asks]))
            by_words = [_by_words(ask, known.get(ask.organisation_id, ())) for ask in asks]
            met = outcomes(*by_words, *map(_by_name, asks))
        meant = by_meaning(asks) if "meaning" in asks[0].ways else [()] * len(asks)
        return [_lists(*each) for each in zip(asks, met[: len(asks)], met[len(asks) :], meant, strict=True)]


def _lists(ask: Ask, by_words: ByWords, named: tuple[Match, ...], meaning: tuple[Match, ...]) -> Lists:
    found, met, is_capped = by_words
    return Lists(
        words=found,
        named=named,
        meaning=meaning,
        query=" | ".join(term.any for term in met),
        mended={term.word: ask.mended[term.word] for term in met if term.near},
        is_capped=is_capped,
    )


def highlighting(ask: Ask) -> str:
    """The words of a question as PostgreSQL's query, for marking them in what another backend found. One statement."""
    with all_tenants(reason="search: words of a question"):
        (known,) = outcomes(parsed(ask, [ask.organisation_id]))
    return " | ".join(term.any for term in known[ask.organisation_id])


def filters(ask: Ask, *, entry: str = "") -> tuple[str, dict[str, Any]]:
    """The condition that an entry is of the kinds, facets and language asked for; empty when all are."""
    said: list[str] = []
    values: dict[str, Any] = {}
    if ask.kinds:
        said.append(f"{entry}kind = ANY(%(kinds)s::text[])")
        values["kinds"] = list(ask.kinds)
    if ask.language:
        said.append(f"{entry}language = %(language)s")
        values["language"] = ask.language
    for number, (name, wanted) in enumerate(sorted(ask.facets.items())):
        said.append(f"jsonb_exists_any({entry}facets -> %(facet{number})s, %(facet{number}_of)s::text[])")
        values |= {f"facet{number}": name, f"facet{number}_of": list(wanted)}
    return " AND ".join(said), values


def may_read(ask: Ask, *, whose: str = _MAY_READ) -> tuple[str, dict[str, Any]]:
    """The condition on entries: whose, for whom, and what is asked for."""
    also, values = filters(ask)
    said = f"{whose} AND {also}" if also else whose
    return said, {"organisation": ask.organisation_id, "tokens": written(ask.tokens), **values}


def _by_words(ask: Ask, terms: Sequence[Term]) -> Talk[ByWords]:
    """Entries with the words, rare words counting more; the terms as they were met; whether there were too many.

    Words that very many entries have are looked for only as long as there is room, else they narrow: what has all of them comes in.
    """
    if not terms:
        return (), [], False
    rare = [term for term in terms if not term.crowd]
    common = sorted((term for term in terms if term.crowd), key=lambda term: term.crowd)
    pool = Pool.empty(terms)
    if rare:
        pool = yield from _pool(ask, terms, " | ".join(term.any for term in rare), CAP)
    # No room: not all that have a rare word are looked at, and a word that none of these has may still be there.
    room = CAP - len(pool)
    also = [
        term for place, term in enumerate(common) if sum(each.crowd for each in common[: place + 1]) <= room
    ]
    also = also or (common[:1] if not len(pool) else [])
    if also:
        pool = pool.joined((yield from _pool(ask, terms, " | ".join(term.any for term in also), CAP)))
    met = [term for term in pool.as_met() if room <= 0 or term.word in pool.held or term.crowd]
    is_capped = len(also) < len(common) or len(pool) >= CAP
    if is_capped and len(met) > 1:  # of what did not come in, what has all the words does
        pool = pool.joined((yield from _pool(ask, terms, " & ".join(term.any for term in met), _STRICT)))
    return ranking.ranked(pool, met, MOST_IN_A_LIST), pool.as_met(), is_capped


def _pool(ask: Ask, terms: Sequence[Term], query: str, limit: int) -> Talk[Pool]:
    """The matches of a query, with what each way of meeting each term scores in them; a title counts ten times a text."""
    said, values = may_read(ask, whose=_MAY_READ_OF_MET)
    queries = [query for term in terms for _, query, _ in term.ways]
    columns = ", ".join(
        f"ts_rank('{{0.1,0.2,0.5,1}}', words, %(q{number})s::tsquery, 1)" for number in range(len(queries))
    )
    values |= {f"q{number}": each for number, each in enumerate(queries)}
    statement = _POOL.format(columns=columns, may_read=said, limit=limit)
    rows = yield Statement(statement, {**values, "query": query})
    return Pool.of(terms, rows)


def _by_name(ask: Ask) -> Talk[tuple[Match, ...]]:
    """Titles that look like it: a name half remembered, a number, a word misspelt."""
    named = " ".join(ask.words)
    is_name = "named" in ask.ways and 3 <= len(named) <= 60 and len(ask.words) <= _NAME_WORDS
    if not is_name:
        return ()
    said, values = may_read(ask, whose=_MAY_READ_OF_MET)
    rows = yield Statement(_NAMED.format(may_read=said, limit=60), {**values, "named": named})
    return tuple(Match(entry_id, float(alike)) for entry_id, alike in rows)


@lru_cache(maxsize=64)
def _written(vector: bytes) -> str:
    """As pgvector reads it: once for the places that are asked the same."""
    import numpy as np  # noqa: PLC0415 - who does not search needs none of it

    return vector_text(np.frombuffer(vector, dtype=np.float32).tolist())


def by_meaning(asks: Sequence[Ask], *, likeliest: int = LIKELIEST) -> list[tuple[Match, ...]]:
    """In each place the entries with a chunk near the one question, of so many whose short forms are likeliest. Statements sent as one;
    enters each organisation."""
    vector = asks[0].vector
    if vector is None:
        return [() for _ in asks]
    said = _written(vector.tobytes())
    rows = in_each([(ask.organisation_id, _nearest(ask, said, likeliest)) for ask in asks])
    return [_near(each) for each in rows]


def _nearest(ask: Ask, vector: str, likeliest: int) -> Statement:
    also, values = filters(ask)
    narrowed = _OF_ENTRIES.format(also=also) if also else ""
    statement = _NEAR.format(may_read=_MAY_READ, also=narrowed, likeliest=likeliest, limit=_CHUNKS)
    values |= {"organisation": ask.organisation_id, "tokens": written(ask.tokens)}
    return Statement(statement, {**values, "vector": vector, "model": embeddings.MODEL})


def _near(rows: Rows) -> tuple[Match, ...]:
    nearest: dict[int, float] = {}
    for entry_id, near in rows:
        nearest.setdefault(entry_id, float(near))  # the nearest of its chunks comes first
    least = max(NEAREST, next(iter(nearest.values()), 0.0) - WITHIN)
    best = islice(nearest.items(), MOST_IN_A_LIST)
    return tuple(Match(entry_id, near) for entry_id, near in best if near >= least)
