"""From keys to what a person sees. Rows are read inside the tenant, and the person's tokens are asked once more."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from synthai.core.search import kinds, synonyms
from synthai.core.search.asking import Ask, Lists
from synthai.core.search.backends.postgres import may_read
from synthai.core.search.fusion import Fused
from synthai.core.search.results import Count, Part, Result
from synthai.core.tenancy import tenant

COUNTED: Final = 300
_VALUES: Final = 12  # of a facet, the most frequent
_OPEN, _CLOSE = "\ue000", "\ue001"  # of nobody's alphabet
_LOOK: Final = f"""'StartSel={_OPEN}, StopSel={_CLOSE}, MaxWords=34, MinWords=16, ShortWord=2, MaxFragments=2, FragmentDelimiter=" … "'"""
_WHOLE: Final = f"'StartSel={_OPEN}, StopSel={_CLOSE}, HighlightAll=true'"
_CONFIG: Final = """(CASE left(language, 2) WHEN 'en' THEN 'synthai_en' WHEN 'af' THEN 'synthai_af' ELSE 'synthai_plain' END)::regconfig"""
_FACETS: Final = """
SELECT id, kind, language, facets, {there} FROM core_searchentry WHERE {{may_read}} AND id = ANY(%(ids)s)
"""
_COUNTED: Final = _FACETS.format(there="NULL::text[]")
# Of the words that misspelt ones were read as, those that stand in what was found: worked out once, until the first entry that has it.
_COUNTED_WITH: Final = """
WITH near AS MATERIALIZED (
    SELECT word, plainto_tsquery('synthai_en', word) || plainto_tsquery('synthai_af', word) || plainto_tsquery('synthai_plain', word) AS met
    FROM unnest(%(near)s::text[]) AS given (word)
)
""" + _FACETS.format(  # noqa: S608 - constants of this module
    there="""ARRAY(SELECT word FROM near WHERE EXISTS (
    SELECT 1 FROM core_searchentry WHERE {may_read} AND id = ANY(%(ids)s) AND words @@ met))"""
)
_SHOWN: Final = f"""
SELECT id, kind, key, title, path, language, changed_at,
    ts_headline({_CONFIG}, title, %(query)s::tsquery, {_WHOLE}),
    ts_headline({_CONFIG}, left(concat_ws(' ', nullif(summary, ''), text), 8000), %(query)s::tsquery, {_LOOK})
FROM core_searchentry WHERE {{may_read}} AND id = ANY(%(ids)s)
"""  # noqa: S608 - constants of this module

Answered = Sequence[tuple[Ask, Lists]]


@dataclass(frozen=True)
class Shown:
    """A page of results; what to narrow them by, how many there are, and what misspelt words were read as, of the best three hundred."""

    results: tuple[Result, ...]
    facets: Mapping[str, tuple[Count, ...]]
    total: int
    mended: Mapping[str, tuple[str, ...]]


def show(answered: Answered, fused: Sequence[Fused], *, page: int, size: int) -> Shown:
    """The page of results, and what is said of the best three hundred."""
    best = fused[:COUNTED]
    mended = {word: near for _, lists in answered for word, near in lists.mended.items()}
    doubted = sorted({each for near in mended.values() for each in near})
    counting = _COUNTED_WITH if doubted else _COUNTED
    counted = {row[0]: row for ask, _ in answered for row in _read(counting, ask, best, near=doubted)}
    there = [one for one in best if one.entry_id in counted]
    start = max(page - 1, 0) * size
    wanted = there[start : start + size]
    rows = {
        row[0]: (row, place > 0)
        for place, (ask, lists) in enumerate(answered)
        for row in _read(_SHOWN, ask, wanted, query=lists.query)
    }
    is_shelf_alone = len(answered) == 1 and "home" not in answered[0][0].tokens
    results = tuple(
        _result(one, rows[one.entry_id][0], is_shelf=rows[one.entry_id][1] or is_shelf_alone)
        for one in wanted
        if one.entry_id in rows
    )
    return Shown(results, _facets(counted.values()), len(there), _told(mended, counted.values()))


def _told(
    mended: Mapping[str, tuple[str, ...]], counted: Collection[tuple[Any, ...]]
) -> dict[str, tuple[str, ...]]:
    """What misspelt words were read as: words of the list that everybody has, and those of what this person found. Another would tell
    what stands in things that they may not see."""
    there = {word for row in counted for word in row[4] or ()}
    told = {
        word: tuple(each for each in near if each in there or each in synonyms.known())
        for word, near in mended.items()
    }
    return {word: near for word, near in told.items() if near} if counted else {}


def _read(statement: str, ask: Ask, fused: Sequence[Fused], **values: Any) -> list[tuple[Any, ...]]:
    ids = [one.entry_id for one in fused if one.organisation_id == ask.organisation_id]
    if not ids:
        return []
    said, its = may_read(ask)
    with tenant(ask.organisation_id), connection.cursor() as cursor:
        cursor.execute(statement.format(may_read=said), {**its, **values, "ids": ids})
        return list(cursor.fetchall())


def _result(one: Fused, row: tuple[Any, ...], *, is_shelf: bool) -> Result:
    _, name, key, title, path, language, changed_at, title_marked, marked = row
    kind = kinds.kinds().get(name)
    return Result(
        kind=name,
        label=kind.label if kind else name,
        icon=kind.icon if kind else "",
        key=key,
        title=title,
        path=path,
        language=language,
        changed_at=changed_at,
        is_shelf=is_shelf,
        title_parts=parts(title_marked),
        extract=parts(marked),
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
    for _, kind, language, facets, _near in rows:
        counts["kind"][kind] += 1
        counts["language"][language] += 1
        kept[facets if isinstance(facets, str) else json.dumps(facets)] += 1
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
