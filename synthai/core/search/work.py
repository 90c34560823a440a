"""The worker's part: read what changed, and write its entry, its vectors and its words.

A batch is read and embedded outside of any transaction, then written in one, which first takes the changes it answers.
A change whose mark is another by then was made meanwhile: it is left, and what was read for it is thrown away.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F

from synthai.core.models import SearchAudience, SearchChange, SearchChunk, SearchEntry
from synthai.core.models.search import MOST_ATTEMPTS, edition
from synthai.core.models.search_fields import vector_text
from synthai.core.search import backends, embeddings, index, kinds, words
from synthai.core.search.pieces import SearchPiece

BATCH: Final = 40
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
logger = logging.getLogger("synthai.search")


def batch(organisation_id: int, *, now: datetime) -> int:
    """Work on the next changes that are due, urgent ones first. Returns how many there were. Needs the tenant.

    A kind whose reading fails is put off with growing pauses, and given up after eight times: the others go on.
    """
    due = SearchChange.objects.filter(not_before__lte=now, attempts__lt=MOST_ATTEMPTS)
    changes = list(due.order_by("-is_urgent", "not_before", "pk")[:BATCH])
    by_kind: dict[str, list[SearchChange]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    for name, some in by_kind.items():
        try:
            _work_on(organisation_id, name, some, now=now)
        except Exception:
            logger.exception("%s could not be indexed", name)
            _put_off(some, now=now)
    return len(changes)


def _work_on(organisation_id: int, name: str, changes: Sequence[SearchChange], *, now: datetime) -> None:
    kind = kinds.kinds().get(name)
    keys = [change.key for change in changes]
    pieces = {piece.key: piece for piece in kind.load(keys)} if kind else {}
    found = {key: pieces[key] for key in keys if key in pieces and pieces[key].readers}
    chunked = {key: words.chunks(piece.title, piece.summary, piece.text) for key, piece in found.items()}
    vectors = _vectors(name, chunked)
    with transaction.atomic():
        mine = _taken(changes)
        gone = [key for key in mine if key not in found]
        if gone:
            SearchEntry.objects.filter(kind=name, key__in=gone).delete()
        kept = {key: found[key] for key in mine if key in found}
        _write(organisation_id, name, kept, chunked, vectors, now=now)
    _keep_elsewhere(organisation_id, name, kept, vectors, gone, now=now)


def _keep_elsewhere(
    organisation_id: int,
    name: str,
    kept: Mapping[str, SearchPiece],
    vectors: "Vectors",
    gone: list[str],
    *,
    now: datetime,
) -> None:
    """The same in the other backend, where there is one. Where it is out of reach the keys wait for another turn."""
    other = backends.other()
    if other is None:
        return
    try:
        other.keep(organisation_id, name, kept, vectors={key: vectors[key] for key in kept}, at=now)
        other.drop(organisation_id, name, gone, at=now)
    except backends.OutOfReach:
        logger.warning("%s waits for OpenSearch", name)
        index.changed_all(name, (*kept, *gone), is_urgent=False, after=timedelta(minutes=1))


def _taken(changes: Sequence[SearchChange]) -> list[str]:
    """The keys whose change is still the one that was read; it is done with this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM core_searchchange c USING unnest(%s::bigint[], %s::bigint[]) AS read (id, mark) "
            "WHERE c.id = read.id AND c.mark = read.mark RETURNING c.key",
            [[change.pk for change in changes], [change.mark for change in changes]],
        )
        return [key for (key,) in cursor.fetchall()]


def _put_off(changes: Sequence[SearchChange], *, now: datetime) -> None:
    for change in changes:
        pause = timedelta(seconds=10 * 3**change.attempts)
        SearchChange.objects.filter(pk=change.pk, mark=change.mark).update(
            attempts=F("attempts") + 1, not_before=now + pause
        )


Vectors = Mapping[str, list[tuple[str, str]] | None]


def _vectors(name: str, chunked: Mapping[str, list[str]]) -> Vectors:
    """For each key its chunks' marks and vectors, as pgvector's text; None where there are no vectors to be had.

    What was embedded before by the same model with the same words is not embedded again.
    """
    marks = {text: fingerprint(text) for texts in chunked.values() for text in texts}
    known = _known(name, list(chunked))
    fresh = [text for text in marks if marks[text] not in known]
    made = embeddings.of_passages(fresh)
    if made is None:
        return dict.fromkeys(chunked)
    known |= {marks[text]: vector_text(vector) for text, vector in zip(fresh, made, strict=True)}
    return {key: [(marks[text], known[marks[text]]) for text in texts] for key, texts in chunked.items()}


def _known(name: str, keys: list[str]) -> dict[str, str]:
    held = SearchChunk.objects.filter(entry__kind=name, entry__key__in=keys, model=embeddings.MODEL)
    return dict(held.values_list("mark", "vector"))


def fingerprint(text: str) -> str:
    """A short mark of a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _write(
    organisation_id: int,
    name: str,
    pieces: Mapping[str, SearchPiece],
    chunked: Mapping[str, list[str]],
    vectors: Vectors,
    *,
    now: datetime,
) -> None:
    audiences = audiences_of({piece.readers for piece in pieces.values()})
    for key in sorted(pieces):
        piece = pieces[key]
        audience = audiences[_mark_of(piece.readers)]
        made_by = edition(has_vectors=vectors[key] is not None)
        entry_id = put_entry(organisation_id, name, piece, audience, made_by=made_by, now=now)
        _put_chunks(organisation_id, entry_id, audience, vectors[key])
    learn(organisation_id, (text for key in pieces for text in (*chunked[key], pieces[key].summary)))


def put_entry(
    organisation_id: int, kind: str, piece: SearchPiece, audience: int, *, made_by: str, now: datetime
) -> int:
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
                "made_by": made_by,
            },
        )
        return int(cursor.fetchone()[0])


def _clean(text: str) -> str:
    return text.replace("\x00", "")[:_LETTERS]


def _put_chunks(
    organisation_id: int, entry_id: int, audience: int, vectors: list[tuple[str, str]] | None
) -> None:
    SearchChunk.objects.filter(entry_id=entry_id).delete()
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
        for number, (mark, vector) in enumerate(vectors or ())
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
