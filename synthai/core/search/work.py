"""The worker's part: read what changed, and write its entry, its vectors and its words.

A batch is read and embedded outside of any transaction, then written in one, which first takes the changes it answers.
A change whose mark is another by then was made meanwhile: it is left, and what was read for it is thrown away.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F

from synthai.core.models import SearchChange, SearchChunk, SearchEntry
from synthai.core.models.search import MOST_ATTEMPTS
from synthai.core.models.search_fields import vector_text
from synthai.core.search import backends, embeddings, index, kinds, words, writing
from synthai.core.search.pieces import SearchPiece

BATCH: Final = 40
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
    """Words first, so that a thing is found within seconds; then the vectors, which take longest."""
    kind = kinds.kinds().get(name)
    keys = [change.key for change in changes]
    pieces = {piece.key: piece for piece in kind.load(keys)} if kind else {}
    found = {key: pieces[key] for key in keys if key in pieces and pieces[key].readers}
    chunked = {key: words.chunks(piece.title, piece.summary, piece.text) for key, piece in found.items()}
    known = _known(name, list(chunked))
    with transaction.atomic():
        mine = _still_mine(changes, _HOLD)
        gone = [key for key in mine if key not in found]
        SearchEntry.objects.filter(kind=name, key__in=gone).delete()
        kept = {key: found[key] for key in mine if key in found}
        written = writing.write(organisation_id, name, kept, chunked, now=now)
    vectors = _vectors({key: chunked[key] for key in kept}, known)
    with transaction.atomic():
        mine = _still_mine(changes, _TAKE)
        writing.put_chunks(organisation_id, {key: written[key] for key in mine if key in written}, vectors)
    kept = {key: kept[key] for key in mine if key in kept}
    _keep_elsewhere(organisation_id, name, kept, vectors, [key for key in gone if key in mine], now=now)


def _keep_elsewhere(
    organisation_id: int,
    name: str,
    kept: Mapping[str, SearchPiece],
    vectors: writing.Vectors,
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


# Held until the transaction ends, so that nobody says meanwhile that it changed again; taken for good.
_HOLD: Final = "UPDATE core_searchchange c SET attempts = c.attempts FROM {read} RETURNING c.key"
_TAKE: Final = "DELETE FROM core_searchchange c USING {read} RETURNING c.key"
_READ: Final = (
    "unnest(%s::bigint[], %s::bigint[]) AS read (id, mark) WHERE c.id = read.id AND c.mark = read.mark"
)


def _still_mine(changes: Sequence[SearchChange], statement: str) -> list[str]:
    """The keys whose change is still the one that was read."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(read=_READ),
            [[change.pk for change in changes], [change.mark for change in changes]],
        )
        return [key for (key,) in cursor.fetchall()]


def _put_off(changes: Sequence[SearchChange], *, now: datetime) -> None:
    for change in changes:
        pause = timedelta(seconds=10 * 3**change.attempts)
        SearchChange.objects.filter(pk=change.pk, mark=change.mark).update(
            attempts=F("attempts") + 1, not_before=now + pause
        )


def _vectors(chunked: Mapping[str, list[str]], known: Mapping[str, str]) -> writing.Vectors:
    """For each key its chunks' marks and vectors, as pgvector's text; None where there are no vectors to be had.

    What was embedded before by the same model with the same words (`known`) is not embedded again.
    """
    marks = {text: writing.fingerprint(text) for texts in chunked.values() for text in texts}
    fresh = [text for text in marks if marks[text] not in known]
    made = embeddings.of_passages(fresh)
    if made is None:
        return dict.fromkeys(chunked)
    held = {**known, **{marks[text]: vector_text(vector) for text, vector in zip(fresh, made, strict=True)}}
    return {key: [(marks[text], held[marks[text]]) for text in texts] for key, texts in chunked.items()}


def _known(name: str, keys: list[str]) -> dict[str, str]:
    held = SearchChunk.objects.filter(entry__kind=name, entry__key__in=keys, model=embeddings.MODEL)
    return dict(held.values_list("mark", "vector"))
