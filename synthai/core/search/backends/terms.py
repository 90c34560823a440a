"""The words of a question as PostgreSQL's queries, and which of them very many entries have."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from synthai.core.search import synonyms
from synthai.core.search.asking import Ask
from synthai.core.search.together import Statement, Talk

SAME, MENDED = 0.8, 0.6  # what another word for it, and a mended one, count
_LEXEME: Final = re.compile(r"'((?:[^']|'')+)'(:\*)?")
# The terms by place, then, of what the organisations have very often, the words that are in them.
_PARSED: Final = r"""
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
), term AS MATERIALIZED (
    SELECT place, own::text, coalesce(same, '')::text AS same, coalesce(near, '')::text AS near
    FROM asked LEFT JOIN other USING (place)
), lexeme AS MATERIALIZED (
    SELECT DISTINCT replace(found[1], '''''', '''') AS word, found[2] IS NOT NULL AS is_begun
    FROM term, regexp_matches(concat_ws(' ', own, same, near), $$'((?:[^']|'')+)'(:\*)?$$, 'g') AS found
)
SELECT place, own, same, near, NULL AS organisation, NULL AS lexeme, NULL AS held FROM term
UNION ALL SELECT NULL, NULL, NULL, NULL, organisation_id, c.lexeme, c.held FROM lexeme
    JOIN core_searchcommon c ON c.lexeme = word AND c.organisation_id = ANY(%(of)s::bigint[]) WHERE NOT is_begun
UNION ALL SELECT NULL, NULL, NULL, NULL, organisation_id, c.lexeme, c.held FROM lexeme
    JOIN core_searchcommon c ON starts_with(c.lexeme, word) AND c.organisation_id = ANY(%(of)s::bigint[]) WHERE is_begun
ORDER BY place NULLS LAST
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


def parsed(ask: Ask, organisation_ids: Collection[int]) -> Talk[dict[int, list[Term]]]:
    """For each organisation the words of a question that say something to PostgreSQL, with how many of its entries have them where
    very many do. One statement; needs all tenants."""
    if not ask.words:
        return {key: [] for key in organisation_ids}
    places, others, hows = _others(ask)
    is_open = ask.is_typing and len(ask.words[-1]) > 1
    values = {"words": list(ask.words), "places": places, "others": others, "hows": hows}
    rows = yield Statement(
        _PARSED, {**values, "of": list(organisation_ids), "open": len(ask.words) if is_open else 0}
    )
    said, common = rows[: len(ask.words)], rows[len(ask.words) :]
    terms = [
        Term(word, _once(own), _once(same), _once(near))
        for word, (_, own, same, near, *_) in zip(ask.words, said, strict=True)
    ]
    held: dict[int, dict[str, int]] = {key: {} for key in organisation_ids}
    for *_, organisation_id, lexeme, count in common:
        held[organisation_id][lexeme] = count
    return {key: _with_common([term for term in terms if term.ways], counts) for key, counts in held.items()}


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


def _with_common(terms: Sequence[Term], held: Mapping[str, int]) -> list[Term]:
    return [
        replace(term, common=_common(term.as_asked, held), common_near=_common(term.near, held))
        for term in terms
    ]


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
