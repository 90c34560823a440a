"""Writing entries, their vectors and their words, in a transaction of the worker's."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from synthai.core.models import SearchAudience, SearchChunk, SearchEntry
from synthai.core.models.search import edition
from synthai.core.search import embeddings, words
from synthai.core.search.pieces import SearchPiece

_LETTERS: Final = 60_000
_PUT: Final = """
INSERT INTO core_searchentry (organisation_id, kind, key, language, title, summary, text, path, audience_id, facets, boost,
    named, words, changed_at, indexed_at, made_by)
SELECT %(organisation)s, %(kind)s, key, language, title, summary, text, path, audience, facets::jsonb, boost, named,
    setweight(to_tsvector(config::regconfig, title), 'A') || setweight(to_tsvector('synthai_plain', title), 'A')
    || setweight(to_tsvector(config::regconfig, summary), 'B') || setweight(to_tsvector('synthai_plain', summary), 'B')
    || setweight(to_tsvector(config::regconfig, text), 'D'), changed_at, %(now)s, %(made_by)s
FROM unnest(%(keys)s::text[], %(languages)s::text[], %(configs)s::text[], %(titles)s::text[], %(summaries)s::text[], %(texts)s::text[],
    %(paths)s::text[], %(audiences)s::bigint[], %(facets)s::text[], %(boosts)s::float8[], %(names)s::text[], %(changed)s::timestamptz[])
    AS given (key, language, config, title, summary, text, path, audience, facets, boost, named, changed_at)
ON CONFLICT (organisation_id, kind, key) DO UPDATE SET language = excluded.language, title = excluded.title,
    summary = excluded.summary, text = excluded.text, path = excluded.path, audience_id = excluded.audience_id,
    facets = excluded.facets, boost = excluded.boost, named = excluded.named, words = excluded.words,
    changed_at = excluded.changed_at, indexed_at = excluded.indexed_at, made_by = excluded.made_by
RETURNING key, id
"""
_LEARN: Final = """
INSERT INTO core_searchterm (organisation_id, term) SELECT %s, term FROM unnest(%s::text[]) term ORDER BY term
ON CONFLICT (organisation_id, term) DO NOTHING
"""
CONFIGS: Final = {"en": "synthai_en", "af": "synthai_af"}
# For each key its chunks' marks and vectors, as pgvector's text; None where there are none to be had.
Vectors = Mapping[str, list[tuple[str, str]] | None]


def fingerprint(text: str) -> str:
    """A short mark of a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def write(
    organisation_id: int,
    name: str,
    pieces: Mapping[str, SearchPiece],
    chunked: Mapping[str, list[str]],
    *,
    now: datetime,
) -> dict[str, tuple[int, int]]:
    """The entries, without vectors as yet. Returns the entry and the audience of each key."""
    audiences = audiences_of({piece.readers for piece in pieces.values()})
    of_key = {key: audiences[_mark_of(piece.readers)] for key, piece in pieces.items()}
    ids = _put(organisation_id, name, pieces, of_key, now=now)
    written = {key: (entry_id, of_key[key]) for key, entry_id in ids.items()}
    _move_chunks(written)
    learn(organisation_id, (text for key in pieces for text in chunked[key]))
    return written


def _move_chunks(written: Mapping[str, tuple[int, int]]) -> None:
    """Vectors that are there already are from now on for the readers of now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_searchchunk c SET audience_id = w.audience FROM unnest(%s::bigint[], %s::bigint[]) AS w (entry, audience) "
            "WHERE c.entry_id = w.entry AND c.audience_id <> w.audience",
            [[entry for entry, _ in written.values()], [audience for _, audience in written.values()]],
        )


def _put(
    organisation_id: int,
    kind: str,
    pieces: Mapping[str, SearchPiece],
    audiences: Mapping[str, int],
    *,
    now: datetime,
) -> dict[str, int]:
    """Write entries over what was there, in one statement. Returns their keys in the database."""
    if not pieces:
        return {}
    rows = sorted(pieces.items())
    given = [piece for _, piece in rows]
    values: dict[str, Any] = {
        "organisation": organisation_id,
        "kind": kind,
        "keys": [key for key, _ in rows],
        "languages": [piece.language[:8] for piece in given],
        "configs": [CONFIGS.get(piece.language[:2], "synthai_plain") for piece in given],
        "titles": [_clean(piece.title) for piece in given],
        "summaries": [_clean(piece.summary) for piece in given],
        "texts": [_clean(piece.text) for piece in given],
        "paths": [piece.path for piece in given],
        "audiences": [audiences[key] for key, _ in rows],
        "facets": [json.dumps({name: list(held) for name, held in piece.facets.items()}) for piece in given],
        "boosts": [float(piece.boost) for piece in given],
        "names": [words.plain(_clean(piece.title)) for piece in given],
        "changed": [piece.changed_at for piece in given],
        "now": now,
        "made_by": edition(has_vectors=False),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUT, values)
        return dict(cursor.fetchall())


def _clean(text: str) -> str:
    return text.replace("\x00", "")[:_LETTERS]


def entries_of(name: str, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The entry and the audience of each of these keys, as far as they have an entry."""
    rows = SearchEntry.objects.filter(kind=name, key__in=list(keys))
    return {key: (pk, audience) for key, pk, audience in rows.values_list("key", "pk", "audience_id")}


def put_chunks(
    organisation_id: int, written: Mapping[str, tuple[int, int]], vectors: Vectors, *, is_opened: bool
) -> None:
    """All vectors of these entries, in the place of those that they had. Where there are none to be had, what they begin with keeps the
    one that was just made (`is_opened`)."""
    embedded = {key: ids for key, ids in written.items() if vectors.get(key) is not None}
    rest = _ids(written) - _ids(embedded)
    SearchChunk.objects.filter(entry_id__in=_ids(embedded)).delete()
    SearchChunk.objects.filter(entry_id__in=rest, number__gte=int(is_opened)).delete()
    _put_vectors(organisation_id, embedded, vectors)
    SearchEntry.objects.filter(pk__in=_ids(embedded)).update(made_by=edition())


def put_openings(organisation_id: int, written: Mapping[str, tuple[int, int]], vectors: Vectors) -> None:
    """The first vector of these entries, beside the further ones that they may have of before."""
    SearchChunk.objects.filter(entry_id__in=_ids(written), number=0).delete()
    _put_vectors(organisation_id, written, vectors)


def _ids(written: Mapping[str, tuple[int, int]]) -> set[int]:
    return {entry_id for entry_id, _ in written.values()}


def _put_vectors(organisation_id: int, written: Mapping[str, tuple[int, int]], vectors: Vectors) -> None:
    SearchChunk.objects.bulk_create(
        SearchChunk(
            organisation_id=organisation_id,
            entry_id=entry_id,
            audience_id=audience,
            number=number,
            model=embeddings.MODEL,
            mark=mark,
            vector=vector,
        )
        for key, (entry_id, audience) in written.items()
        for number, (mark, vector) in enumerate(vectors.get(key) or ())
    )


def audiences_of(wanted: Iterable[Sequence[str]]) -> dict[str, int]:
    """The key of each set of tokens by its mark, made where it is new."""
    sets = {_mark_of(tokens): sorted(set(tokens)) for tokens in wanted}
    SearchAudience.objects.bulk_create(
        [SearchAudience(mark=mark, tokens=tokens) for mark, tokens in sorted(sets.items())],
        ignore_conflicts=True,
    )
    held = SearchAudience.objects.filter(mark__in=sets)
    return dict(held.values_list("mark", "pk"))


def _mark_of(tokens: Sequence[str]) -> str:
    return fingerprint("\n".join(sorted(set(tokens))))


def learn(organisation_id: int, texts: Iterable[str]) -> None:
    """Keep the words of these texts: misspelt ones are mended by them."""
    found = {term for text in texts for term in words.terms(text) if 4 <= len(term) <= 30 and term.isalpha()}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, [organisation_id, sorted(found)])
