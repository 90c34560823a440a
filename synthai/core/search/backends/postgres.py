"""Lists by PostgreSQL: stems with how rare they are, titles by their trigrams, nearness of vectors.

What the two text indexes answer is asked for in the role of `all_tenants()`, with the organisation and the audience in
the statement: under a row-level policy PostgreSQL does not use an index for an operator that is not leakproof, and
neither `@@` nor `<%` is. Only keys and scores come out of it; rows are read inside the tenant (query.py). Vectors are
compared one by one inside the tenant, so that none that may be read is missed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from synthai.core.models.search_fields import vector_text
from synthai.core.search import embeddings, synonyms
from synthai.core.search.asking import MOST_IN_A_LIST, Ask, Lists, Match
from synthai.core.tenancy import all_tenants, tenant

CAP: Final = 2000  # matches that are ranked; words that more entries have only narrow
_STRICT: Final = 500
_MANY: Final = 50_000  # what a word's rarity is measured by
_SAME, _MENDED = 0.8, 0.6  # what another word for it, and a mended one, count
NEAREST: Final = (
    0.79  # cosine; e5's are close together, and what has nothing to do with a question stays below
)
WITHIN: Final = 0.075  # of the nearest
_MAY_READ: Final = """organisation_id = %(organisation)s AND audience_id = ANY(ARRAY(
    SELECT id FROM core_searchaudience WHERE organisation_id = %(organisation)s AND tokens && %(tokens)s::varchar[]))"""
_TERMS: Final = """
WITH asked AS (
    SELECT place, plainto_tsquery('synthai_en', word) || plainto_tsquery('synthai_af', word)
        || plainto_tsquery('synthai_plain', word)
        || CASE WHEN place = %(open)s THEN to_tsquery('synthai_plain', word || ':*') ELSE ''::tsquery END AS own
    FROM unnest(%(words)s::text[]) WITH ORDINALITY AS w (word, place)
), other AS (
    SELECT place, (string_agg('(' || q::text || ')', ' | ') FILTER (WHERE how = 'same'))::tsquery AS same,
        (string_agg('(' || q::text || ')', ' | ') FILTER (WHERE how = 'near'))::tsquery AS near
    FROM unnest(%(places)s::bigint[], %(others)s::text[], %(hows)s::text[]) AS o (place, word, how),
        LATERAL (SELECT phraseto_tsquery('synthai_en', word) || phraseto_tsquery('synthai_af', word)
            || phraseto_tsquery('synthai_plain', word) AS q) made
    WHERE numnode(q) > 0 GROUP BY place
), terms AS (
    SELECT place, own, coalesce(same, '') AS same, coalesce(near, '') AS near FROM asked LEFT JOIN other USING (place)
)
SELECT own::text, same::text, near::text,
    (SELECT count(*) FROM (SELECT 1 FROM core_searchentry
        WHERE organisation_id = %(organisation)s AND words @@ (own || same) LIMIT %(cap)s) counted),
    CASE WHEN numnode(near) = 0 THEN 0 ELSE (SELECT count(*) FROM (SELECT 1 FROM core_searchentry
        WHERE organisation_id = %(organisation)s AND words @@ near LIMIT %(cap)s) counted) END
FROM terms ORDER BY place
"""
_POOL: Final = """
SELECT id, boost, {columns} FROM core_searchentry WHERE {may_read} AND words @@ %(query)s::tsquery LIMIT {limit}
"""
_NAMED: Final = """
SELECT id, word_similarity(%(named)s, named) AS alike FROM core_searchentry
WHERE {may_read} AND %(named)s <%% named ORDER BY alike DESC, id LIMIT {limit}
"""
_NEAR: Final = """
SELECT entry_id, -min(vector <#> %(vector)s::halfvec) AS near FROM core_searchchunk
WHERE {may_read} AND model = %(model)s {also} GROUP BY entry_id ORDER BY near DESC LIMIT {limit}
"""
_OF_ENTRIES: Final = """
AND entry_id IN (SELECT id FROM core_searchentry WHERE organisation_id = %(organisation)s AND {also})
"""


@dataclass(frozen=True, slots=True)
class _Term:
    """One word asked for, as PostgreSQL's queries, and in how many entries it is."""

    word: str
    own: str
    same: str
    held: int
    mended: str = ""

    @property
    def queries(self) -> list[tuple[str, str, float]]:
        """How it may be met, the query, and what that counts."""
        ways = (("word", self.own, 1.0), ("same", self.same, _SAME), ("spelling", self.mended, _MENDED))
        return [way for way in ways if way[1]]

    @property
    def any(self) -> str:
        return "(" + " | ".join(f"({query})" for _, query, _ in self.queries) + ")"

    @property
    def rarity(self) -> float:
        return math.log(1 + _MANY / (self.held + 1))


class Postgres:
    """Lists from the tables that the worker writes."""

    def lists(self, ask: Ask) -> Lists:
        """What matches. A constant number of statements; enters the ask's organisation by itself."""
        with all_tenants(reason="search: keys and scores of one organisation"):
            terms = _terms(ask) if "words" in ask.ways else []
            found, is_capped = _by_words(ask, terms)
            named = _by_name(ask) if "named" in ask.ways else ()
        return Lists(
            words=found,
            named=named,
            meaning=_by_meaning(ask) if "meaning" in ask.ways else (),
            query=" | ".join(term.any for term in terms),
            mended={term.word: ask.mended[term.word] for term in terms if term.mended},
            is_capped=is_capped,
        )


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def highlighting(ask: Ask) -> str:
    """The words of a question as PostgreSQL's query, for marking them in what another backend found. One statement."""
    with all_tenants(reason="search: words of a question"):
        return " | ".join(term.any for term in _terms(ask))


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


def may_read(ask: Ask) -> tuple[str, dict[str, Any]]:
    """The condition on entries: whose, for whom, and what is asked for."""
    also, values = filters(ask)
    said = f"{_MAY_READ} AND {also}" if also else _MAY_READ
    return said, {"organisation": ask.organisation_id, "tokens": list(ask.tokens), **values}


def _terms(ask: Ask) -> list[_Term]:
    if not ask.words:
        return []
    places, others, hows = _others(ask)
    typing = len(ask.words) if ask.is_typing and len(ask.words[-1]) > 1 else 0
    values = {
        "words": list(ask.words),
        "open": typing,
        "places": places,
        "others": others,
        "hows": hows,
        "cap": CAP,
    }
    rows = _rows(_TERMS, {"organisation": ask.organisation_id, **values})
    terms = [
        _Term(word, own, same, held) if held else _Term(word, own, same, held_near, near)
        for word, (own, same, near, held, held_near) in zip(ask.words, rows, strict=True)
    ]
    return [term for term in terms if term.queries]


def _others(ask: Ask) -> tuple[list[int], list[str], list[str]]:
    """Other words for what is asked, each with the place of a word that it stands for (a phrase's with each of its words), and
    whether it means the same or is what was meant."""
    found = []
    for phrase, same in synonyms.meaning_the_same(ask.text).items():
        found += [(word, other, "same") for word in phrase.split() for other in same]
    for word, near in ask.mended.items():
        also = {*near, *(other for each in near for other in synonyms.meaning_the_same(each).get(each, ()))}
        found += [(word, other, "near") for other in sorted(also)]
    known = [(ask.words.index(word) + 1, other, how) for word, other, how in found if word in ask.words]
    return [place for place, _, _ in known], [other for _, other, _ in known], [how for _, _, how in known]


def _by_words(ask: Ask, terms: Sequence[_Term]) -> tuple[tuple[Match, ...], bool]:
    """Entries with the words, rare words counting more. Of words that very many have only those with all are ranked."""
    known = sorted((term for term in terms if term.held), key=lambda term: term.held)
    if not known:
        return (), False
    rare: list[_Term] = []
    total = 0
    for term in known:
        total += term.held
        if rare and total > CAP:
            break
        rare.append(term)
    pool = _pool(ask, known, " | ".join(term.any for term in rare), CAP)
    if len(rare) < len(known):
        pool |= _pool(ask, known, " & ".join(term.any for term in known), _STRICT)
    ranked = sorted(pool.values(), key=lambda match: (-match.score, match.entry_id))
    return tuple(ranked[:MOST_IN_A_LIST]), total > CAP or len(pool) >= CAP


def _pool(ask: Ask, terms: Sequence[_Term], query: str, limit: int) -> dict[int, Match]:
    """The matches of a query with what each term scores in them; a title counts ten times a text."""
    said, values = may_read(ask)
    ways = [(term, how, counts) for term in terms for how, _, counts in term.queries]
    queries = [each for term in terms for _, each, _ in term.queries]
    columns = ", ".join(
        f"ts_rank('{{0.1,0.2,0.5,1}}', words, %(q{number})s::tsquery, 1)" for number in range(len(queries))
    )
    values |= {f"q{number}": each for number, each in enumerate(queries)}
    statement = _POOL.format(columns=columns, may_read=said, limit=limit)
    rows = _rows(statement, {**values, "query": query})
    return {entry_id: _scored(entry_id, boost, ways, scores) for entry_id, boost, *scores in rows}


def _scored(
    entry_id: int, boost: float, ways: Sequence[tuple[_Term, str, float]], scores: Sequence[float]
) -> Match:
    best: dict[str, tuple[float, str]] = {}
    for (term, how, counts), score in zip(ways, scores, strict=True):
        # Being there counts most; where and how often, the rest.
        worth = term.rarity * counts * (0.5 + score) if score > 0 else 0.0
        if worth > best.get(term.word, (0.0, ""))[0]:
            best[term.word] = (worth, how)
    total = sum(worth for worth, _ in best.values())
    return Match(entry_id, total * boost, tuple((word, how) for word, (_, how) in best.items()))


def _by_name(ask: Ask) -> tuple[Match, ...]:
    """Titles that look like it: a name half remembered, a number, a word misspelt."""
    named = " ".join(ask.words)
    if not 3 <= len(named) <= 60:
        return ()
    said, values = may_read(ask)
    rows = _rows(_NAMED.format(may_read=said, limit=60), {**values, "named": named})
    return tuple(Match(entry_id, float(alike)) for entry_id, alike in rows)


def _by_meaning(ask: Ask) -> tuple[Match, ...]:
    """Entries with a chunk near the question. Every vector that may be read is compared."""
    if ask.vector is None:
        return ()
    also, values = filters(ask)
    narrowed = _OF_ENTRIES.format(also=also) if also else ""
    statement = _NEAR.format(may_read=_MAY_READ, also=narrowed, limit=MOST_IN_A_LIST)
    values |= {
        "organisation": ask.organisation_id,
        "tokens": list(ask.tokens),
        "vector": vector_text(ask.vector),
        "model": embeddings.MODEL,
    }
    with tenant(ask.organisation_id):
        rows = _rows(statement, values)
    least = max(NEAREST, rows[0][1] - WITHIN) if rows else 0
    return tuple(Match(entry_id, float(near)) for entry_id, near in rows if near >= least)
