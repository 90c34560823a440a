"""From keys to what a person sees. Rows are read inside the tenant, and the person's tokens are asked once more."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from synthai.core.search import kinds, synonyms
from synthai.core.search.asking import Ask, Lists
from synthai.core.search.backends.postgres import may_read
from synthai.core.search.fusion import Fused
from synthai.core.search.results import Count, Part, Result
from synthai.core.search.together import Statement, in_each, written

COUNTED: Final = 300
_VALUES: Final = 12  # of a facet, the most frequent
_OPEN, _CLOSE = "\ue000", "\ue001"  # of nobody's alphabet
_LOOK: Final = f"""'StartSel={_OPEN}, StopSel={_CLOSE}, MaxWords=34, MinWords=16, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "'"""
_WHOLE: Final = f"'StartSel={_OPEN}, StopSel={_CLOSE}, HighlightAll=true'"
_CONFIG: Final = """(CASE left(language, 2) WHEN 'en' THEN 'synthai_en' WHEN 'af' THEN 'synthai_af' ELSE 'synthai_plain' END)::regconfig"""
# Of every entry what is counted, and of those on the page what is shown, in one statement.
_ROWS: Final = f"""
SELECT id, kind, language, facets, {{there}}, is_shown, CASE WHEN is_shown THEN key END, CASE WHEN is_shown THEN title END,
    CASE WHEN is_shown THEN path END, CASE WHEN is_shown THEN changed_at END,
    CASE WHEN is_shown THEN ts_headline({_CONFIG}, title, %(query)s::tsquery, {_WHOLE}) END,
    CASE WHEN is_shown THEN ts_headline({_CONFIG}, left(concat_ws(' ', nullif(summary, ''), text), 8000), %(query)s::tsquery, {_LOOK}) END
FROM core_searchentry, LATERAL (SELECT id = ANY(%(shown)s::bigint[]) AS is_shown) AS page
WHERE {{{{may_read}}}} AND id = ANY(%(ids)s::bigint[])
"""  # noqa: S608 - constants of this module
_PLAIN: Final = _ROWS.format(there="NULL::text[]")
# Of the words that misspelt ones were read as, those that stand in what was found: worked out once, until the first entry that has it.
_WITH_MENDED: Final = """
WITH near AS MATERIALIZED (
    SELECT word, plainto_tsquery('synthai_en', word) || plainto_tsquery('synthai_af', word) || plainto_tsquery('synthai_plain', word) AS met
    FROM unnest(%(near)s::text[]) AS given (word)
)
""" + _ROWS.format(  # noqa: S608 - constants of this module
    there="""ARRAY(SELECT word FROM near WHERE EXISTS (
    SELECT 1 FROM core_searchentry WHERE {may_read} AND id = ANY(%(ids)s::bigint[]) AND words @@ met))"""
)

Answered = Sequence[tuple[Ask, Lists]]


@dataclass(frozen=True)
class Shown:
    """A page of results; what to narrow them by, how many there are, and what misspelt words were read as, of the best three hundred."""

    results: tuple[Result, ...]
    facets: Mapping[str, tuple[Count, ...]]
    total: int
    mended: Mapping[str, tuple[str, ...]]


class _Row(NamedTuple):
    """An entry that this person may read. Without `is_shown` only what is counted."""

    id: int
    kind: str
    language: str
    facets: Any
    there: Sequence[str] | None
    is_shown: bool
    key: str
    title: str
    path: str
    changed_at: datetime
    title_marked: str
    marked: str


def show(answered: Answered, fused: Sequence[Fused], *, page: int, size: int) -> Shown:
    """The page of results, and what is said of the best three hundred."""
    if not answered:
        return Shown((), {}, 0, {})
    best, start = fused[:COUNTED], max(page - 1, 0) * size
    mended = {word: near for _, lists in answered for word, near in lists.mended.items()}
    rows = _rows(answered, best, best[start : start + size], near=_each(mended))
    there = [one for one in best if one.entry_id in rows]
    wanted = there[start : start + size]
    if any(not rows[one.entry_id].is_shown for one in wanted):  # something went while this was asked
        rows |= _rows(answered, wanted, wanted, near=_each(mended))
    is_shelf_alone = len(answered) == 1 and "home" not in answered[0][0].tokens
    shelf = answered[-1][0].organisation_id if is_shelf_alone or len(answered) > 1 else None
    results = tuple(
        _result(one, rows[one.entry_id], is_shelf=one.organisation_id == shelf)
        for one in wanted
        if rows[one.entry_id].is_shown
    )
    return Shown(results, _facets(rows.values()), len(there), _told(mended, rows.values()))


def _each(mended: Mapping[str, tuple[str, ...]]) -> list[str]:
    return sorted({each for near in mended.values() for each in near})


def _rows(
    answered: Answered, of: Sequence[Fused], shown: Sequence[Fused], *, near: list[str]
) -> dict[int, _Row]:
    """What is counted and shown of these, by key. A statement for each place, sent as one."""
    statement, ids = (_WITH_MENDED if near else _PLAIN), written(one.entry_id for one in shown)
    asked = [
        (ask.organisation_id, _reading(statement, ask, its, near=near, shown=ids, query=lists.query))
        for ask, lists in answered
        if (its := [one.entry_id for one in of if one.organisation_id == ask.organisation_id])
    ]
    return {row[0]: _Row(*row) for rows in in_each(asked) for row in rows}


def _reading(statement: str, ask: Ask, ids: Sequence[int], **values: Any) -> Statement:
    said, its = may_read(ask)
    return Statement(statement.format(may_read=said), {**its, **values, "ids": written(ids)})


def _told(mended: Mapping[str, tuple[str, ...]], counted: Collection[_Row]) -> dict[str, tuple[str, ...]]:
    """What misspelt words were read as: words of the list that everybody has, and those of what this person found. Another would tell
    what stands in things that they may not see."""
    there = {word for row in counted for word in row.there or ()}
    told = {
        word: tuple(each for each in near if each in there or each in synonyms.known())
        for word, near in mended.items()
    }
    return {word: near for word, near in told.items() if near} if counted else {}


def _result(one: Fused, row: _Row, *, is_shelf: bool) -> Result:
    kind = kinds.kinds().get(row.kind)
    return Result(
        kind=row.kind,
        label=kind.label if kind else row.kind,
        icon=kind.icon if kind else "",
        key=row.key,
        title=row.title,
        path=row.path,
        language=row.language,
        changed_at=row.changed_at,
        is_shelf=is_shelf,
        title_parts=parts(row.title_marked),
        extract=parts(row.marked),
        why=one.why,
        score=one.score,
    )


def parts(marked: str) -> tuple[Part, ...]:
    """Marked text in parts, so that whoever shows it escapes each."""
    made: list[Part] = []
    for number, piece in enumerate(marked.split(_OPEN)):
        inside, _, after = piece.partition(_CLOSE) if number else ("", "", piece)
        made += [Part(inside, is_match=True)] if inside else []
        made += [Part(after)] if after else []
    return tuple(made)


def _facets(rows: Any) -> dict[str, tuple[Count, ...]]:
    counts: dict[str, Counter[str]] = {"kind": Counter(), "language": Counter()}
    kept: Counter[str] = Counter()  # many have the same
    for row in rows:
        counts["kind"][row.kind] += 1
        counts["language"][row.language] += 1
        kept[row.facets if isinstance(row.facets, str) else json.dumps(row.facets)] += 1
    for facets, count in kept.items():
        for name, values in json.loads(facets).items():
            for value in values:
                counts.setdefault(name, Counter())[value] += count
    known = kinds.kinds()
    return {
        name: tuple(
            Count(value, count, known[value].label if name == "kind" and value in known else "")
            for value, count in sorted(counter.items(), key=lambda each: (-each[1], each[0]))[:_VALUES]
        )
        for name, counter in counts.items()
        if counter
    }
