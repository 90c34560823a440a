"""Writing entries, their vectors and their words, in a transaction of the worker's."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from synthai.core.models import SearchAudience, SearchChunk, SearchEntry
from synthai.core.models.search import edition
from synthai.core.search import embeddings, words
from synthai.core.search.pieces import SearchPiece

_LETTERS: Final = 60_000
_PUT: Final = """
INSERT INTO core_searchentry (organisation_id, kind, key, language, title, summary, text, path, audience_id, facets, boost,
    named, words, changed_at, indexed_at, made_by)
VALUES (%(organisation)s, %(kind)s, %(key)s, %(language)s, %(title)s, %(summary)s, %(text)s, %(path)s, %(audience)s,
    %(facets)s::jsonb, %(boost)s, %(named)s,
    setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A') || setweight(to_tsvector('synthai_plain', %(title)s), 'A')
    || setweight(to_tsvector(%(config)s::regconfig, %(summary)s), 'B') || setweight(to_tsvector('synthai_plain', %(summary)s), 'B')
    || setweight(to_tsvector(%(config)s::regconfig, %(text)s), 'D'),
    %(changed_at)s, %(now)s, %(made_by)s)
ON CONFLICT (organisation_id, kind, key) DO UPDATE SET language = excluded.language, title = excluded.title,
    summary = excluded.summary, text = excluded.text, path = excluded.path, audience_id = excluded.audience_id,
    facets = excluded.facets, boost = excluded.boost, named = excluded.named, words = excluded.words,
    changed_at = excluded.changed_at, indexed_at = excluded.indexed_at, made_by = excluded.made_by
RETURNING id
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
    written = {}
    for key in sorted(pieces):
        audience = audiences[_mark_of(pieces[key].readers)]
        entry_id = put_entry(organisation_id, name, pieces[key], audience, now=now)
        written[key] = (entry_id, audience)
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


def put_entry(organisation_id: int, kind: str, piece: SearchPiece, audience: int, *, now: datetime) -> int:
    """Write one entry over what was there. Returns its key."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT,
            {
                "organisation": organisation_id,
                "kind": kind,
                "key": piece.key,
                "language": piece.language[:8],
                "config": CONFIGS.get(piece.language[:2], "synthai_plain"),
                "title": _clean(piece.title),
                "summary": _clean(piece.summary),
                "text": _clean(piece.text),
                "path": piece.path,
                "audience": audience,
                "facets": json.dumps({name: list(values) for name, values in piece.facets.items()}),
                "boost": piece.boost,
                "named": words.plain(_clean(piece.title)),
                "changed_at": piece.changed_at,
                "now": now,
                "made_by": edition(has_vectors=False),
            },
        )
        return int(cursor.fetchone()[0])


def _clean(text: str) -> str:
    return text.replace("\x00", "")[:_LETTERS]


def put_chunks(organisation_id: int, written: Mapping[str, tuple[int, int]], vectors: Vectors) -> None:
    entries = [entry_id for entry_id, _ in written.values()]
    SearchChunk.objects.filter(entry_id__in=entries).delete()
    chunks = [
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
    ]
    SearchChunk.objects.bulk_create(chunks)
    embedded = [entry_id for key, (entry_id, _) in written.items() if vectors.get(key) is not None]
    SearchEntry.objects.filter(pk__in=embedded).update(made_by=edition())


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
