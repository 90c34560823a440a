"""The words of a question as PostgreSQL's queries, and which of them very many entries have."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection

from synthai.core.search import synonyms
from synthai.core.search.asking import Ask

SAME, MENDED = 0.8, 0.6  # what another word for it, and a mended one, count
_LEXEME: Final = re.compile(r"'((?:[^']|'')+)'(:\*)?")
_PARSED: Final = """
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
)
SELECT own::text, coalesce(same, '')::text, coalesce(near, '')::text FROM asked LEFT JOIN other USING (place) ORDER BY place
"""
_COMMON: Final = """
SELECT organisation_id, lexeme, held FROM core_searchcommon
WHERE organisation_id = ANY(%(of)s) AND (lexeme = ANY(%(lexemes)s) OR lexeme LIKE ANY(%(begun)s))
"""


@dataclass(frozen=True, slots=True)
class Term:
    """One word asked for: the queries that meet it as it is, by another word for it, by what it may have been meant to be; `common`:
    in how many entries it is where very many have it, else nought; `common_near`: the same of what it may have been meant to be."""

    word: str
    own: str
    same: str
    near: str
    common: int = 0
    common_near: int = 0

    @property
    def crowd(self) -> int:
        """In how many entries it is, however it is met, where those are very many."""
        return self.common + self.common_near

    @property
    def ways(self) -> list[tuple[str, str, float]]:
        """How it may be met, the query, and what that counts."""
        found = (("word", self.own, 1.0), ("same", self.same, SAME), ("spelling", self.near, MENDED))
        return [way for way in found if way[1]]

    @property
    def any(self) -> str:
        """The query that meets it in any way."""
        return "(" + " | ".join(f"({query})" for _, query, _ in self.ways) + ")"

    @property
    def as_asked(self) -> str:
        """Its query without what it may have been meant to be."""
        return " | ".join(f"({query})" for query in (self.own, self.same) if query)


def parsed(ask: Ask) -> list[Term]:
    """The words of a question that say something to PostgreSQL. One statement, which reads no table."""
    if not ask.words:
        return []
    places, others, hows = _others(ask)
    is_open = ask.is_typing and len(ask.words[-1]) > 1
    values: dict[str, Any] = {"words": list(ask.words), "places": places, "others": others, "hows": hows}
    with connection.cursor() as cursor:
        cursor.execute(_PARSED, {**values, "open": len(ask.words) if is_open else 0})
        rows = cursor.fetchall()
    terms = [
        Term(word, _once(own), _once(same), _once(near))
        for word, (own, same, near) in zip(ask.words, rows, strict=True)
    ]
    return [term for term in terms if term.ways]


def _once(query: str) -> str:
    """Each alternative once: the three languages mostly have the same stem, and each is looked up and scored for every entry."""
    return query if "(" in query else " | ".join(dict.fromkeys(query.split(" | ")))


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


def with_common(terms: Sequence[Term], organisation_ids: Iterable[int]) -> Mapping[int, list[Term]]:
    """For each organisation the terms, with how many of its entries have them where very many do. One statement; needs all tenants."""
    asked = [found for term in terms for found in _LEXEME.findall(term.any)]
    values: dict[str, Any] = {
        "of": list(organisation_ids),
        "lexemes": [word for word, begun in asked if not begun],
        "begun": [f"{_literally(word)}%" for word, begun in asked if begun],
    }
    held: dict[int, dict[str, int]] = {key: {} for key in values["of"]}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_COMMON, values)
            for organisation_id, lexeme, count in cursor.fetchall():
                held[organisation_id][lexeme] = count
    return {
        key: [
            replace(term, common=_common(term.as_asked, counts), common_near=_common(term.near, counts))
            for term in terms
        ]
        for key, counts in held.items()
    }


def _literally(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word.replace("''", "'"))


def _common(query: str, held: Mapping[str, int]) -> int:
    """What any of its alternatives come to at most: of a phrase, its rarest word decides."""
    most: dict[tuple[str, ...], int] = {}
    for one in query.split(" | "):
        lexemes = _LEXEME.findall(one)
        counts = [
            sum(count for lexeme, count in held.items() if lexeme.startswith(word))
            if begun
            else held.get(word, 0)
            for word, begun in lexemes
        ]
        most[tuple(word for word, _ in lexemes)] = min(counts, default=0)
    return sum(most.values())
