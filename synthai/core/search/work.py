"""The worker's part: read what changed, and write its entry, its words and its vectors.

The words of everything that waits come before the vectors of anything, and the vectors of what each thing begins with before those of its
further passages: so a thing is found by its words at once and by its meaning within seconds while many wait. What people change comes before
what is read anew. Vectors are made of a few things at a time, to look between.

A thing is read and embedded outside of any transaction, then written in one, which first takes the changes it answers. A change whose
mark is another by then was made meanwhile: it is left, and what was read for it is thrown away.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from synthai.core.models import SearchChange, SearchChunk, SearchEntry
from synthai.core.models.search import MOST_ATTEMPTS, SearchChangeQuerySet
from synthai.core.models.search_fields import vector_text
from synthai.core.search import backends, embeddings, index, kinds, rarity, words, writing
from synthai.core.search.pieces import SearchPiece

BATCH: Final = 100
AT_ONCE: Final = 8  # things whose further vectors are made before anybody looks what else changed,
TEXTS: Final = 24  # as far as they have no more texts than this; and things whose first vector is
logger = logging.getLogger("synthai.search")


def run(organisation_id: int, *, seconds: float) -> bool:
    """Work off what is due, for so long. Returns whether something is left. Needs the tenant.

    One worker at a time: another would read the same things. What it was sent for is found by the one that is at work.
    """
    if not index.takes_turn(organisation_id):
        return False
    until = time.monotonic() + seconds
    try:
        while batch(organisation_id, now=timezone.now()):
            if time.monotonic() > until:
                return True
            index.goes_on(organisation_id)
        rarity.keep_up(organisation_id)
    finally:
        index.ends_turn(organisation_id)
    return _due(now=timezone.now()).exists()  # said while this one was already ending


def batch(organisation_id: int, *, now: datetime) -> int:
    """Work on the next changes that are due: words first, then openings, then the rest. Returns how many there were. Needs the tenant.

    A kind whose reading fails is put off with growing pauses, and given up after eight times: the others go on. From the second time on each
    of its things is read by itself.
    """
    wordless = _next(BATCH, now=now, has_words=False)
    changes = wordless or _next(TEXTS, now=now, has_words=True)
    work_on = _write_words if wordless else _write_vectors
    for some in _together(changes):
        name = some[0].kind
        try:
            work_on(organisation_id, name, some, now=now)
        except Exception:
            logger.exception("%s could not be indexed", name)
            _put_off(some, now=now)
    return len(changes)


def _due(*, now: datetime) -> SearchChangeQuerySet:
    return SearchChange.objects.filter(not_before__lte=now, attempts__lt=MOST_ATTEMPTS)


def _next(most: int, *, now: datetime, has_words: bool) -> list[SearchChange]:
    """As many as there may be of what comes first: what people change waits for nothing beside it, nor does what has no vector yet."""
    waiting = _due(now=now).filter(has_words=has_words)
    rows = list(waiting.order_by("-is_urgent", "has_opening", "not_before", "pk")[:most])
    first = [
        row for row in rows if (row.is_urgent, row.has_opening) == (rows[0].is_urgent, rows[0].has_opening)
    ]
    return first[:AT_ONCE] if first and first[0].has_opening else first


def _together(changes: Iterable[SearchChange]) -> list[list[SearchChange]]:
    """What is read at once: things of a kind. What failed before is read by itself, so that one that cannot be read takes no other along."""
    found: dict[tuple[str, str], list[SearchChange]] = {}
    for change in changes:
        found.setdefault((change.kind, change.key if change.attempts else ""), []).append(change)
    return list(found.values())


def _read(name: str, changes: Sequence[SearchChange]) -> dict[str, SearchPiece]:
    """The things as they are now, those left out that are gone or nobody's."""
    kind = kinds.kinds().get(name)
    keys = [change.key for change in changes]
    pieces = {piece.key: piece for piece in kind.load(keys)} if kind else {}
    return {key: pieces[key] for key in keys if key in pieces and pieces[key].readers}


def _write_words(organisation_id: int, name: str, changes: Sequence[SearchChange], *, now: datetime) -> None:
    found = _read(name, changes)
    with transaction.atomic():
        mine = _held(changes)
        gone = _take_out(name, mine, found)
        kept = {key: found[key] for key in mine if key in found}
        _of(mine, kept).update(has_words=True, has_opening=False)
        writing.write(organisation_id, name, kept, _chunks(kept), now=now)

    def tell(other: backends.Other) -> None:
        other.keep(organisation_id, name, kept, vectors=dict.fromkeys(kept), at=now)
        other.drop(organisation_id, name, gone, at=now)

    _elsewhere(name, gone, tell)  # the others come once more, with their vectors


def _write_vectors(
    organisation_id: int, name: str, changes: Sequence[SearchChange], *, now: datetime
) -> None:
    """The openings of things that have none, else all of a few: each change tells which of the two it waits for."""
    found, is_opened = _read(name, changes), changes[0].has_opening
    whole = _chunks(found)
    some = _few(whole, changes) if is_opened else _openings(name, whole)
    vectors = _vectors(some, _known(name, some))
    is_done = {key for key, texts in some.items() if len(texts) == len(whole[key]) or vectors[key] is None}
    with transaction.atomic():
        mine = _held(changes)
        gone = _take_out(name, mine, found)
        _of(mine, is_done).delete()
        _of(mine, some.keys() - is_done).update(has_opening=True)
        written = writing.entries_of(name, mine.keys() & some.keys())
        done = {key: ids for key, ids in written.items() if key in is_done}
        writing.put_chunks(organisation_id, done, vectors, is_opened=is_opened)
        begun = {key: ids for key, ids in written.items() if key not in is_done}
        writing.put_openings(organisation_id, begun, vectors)
    kept = {key: found[key] for key in written}

    def tell(other: backends.Other) -> None:
        other.keep(organisation_id, name, kept, vectors={key: vectors[key] for key in kept}, at=now)
        other.drop(organisation_id, name, gone, at=now)

    _elsewhere(name, [*done, *gone], tell)  # what is begun comes once more


def _held(changes: Sequence[SearchChange]) -> dict[str, int]:
    """Of each change that is still the one that was read, its row by key: held until the transaction ends, so that nobody says meanwhile
    that the thing changed again. Taken in the order in which `changed_all` takes them, or the two would wait for each other."""
    marks = {change.pk: change.mark for change in changes}
    rows = SearchChange.objects.filter(pk__in=marks).order_by("key").select_for_update()
    return {key: pk for key, pk, mark in rows.values_list("key", "pk", "mark") if marks[pk] == mark}


def _of(mine: Mapping[str, int], keys: Iterable[str]) -> SearchChangeQuerySet:
    return SearchChange.objects.filter(pk__in=[mine[key] for key in keys if key in mine])


def _take_out(name: str, mine: Mapping[str, int], found: Mapping[str, SearchPiece]) -> list[str]:
    """Take entries out whose things are gone, and their changes."""
    gone = [key for key in mine if key not in found]
    _of(mine, gone).delete()
    SearchEntry.objects.filter(kind=name, key__in=gone).delete()
    return gone


def _chunks(found: Mapping[str, SearchPiece]) -> dict[str, list[str]]:
    return {key: words.chunks(piece.title, piece.summary, piece.text) for key, piece in found.items()}


def _openings(name: str, chunked: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What each begins with; all of what was embedded before, as nobody waits for that."""
    held = SearchChunk.objects.filter(entry__kind=name, entry__key__in=list(chunked), model=embeddings.MODEL)
    marks = set(held.values_list("mark", flat=True))
    return {
        key: texts if marks.issuperset(map(writing.fingerprint, texts)) else texts[:1]
        for key, texts in chunked.items()
    }


def _few(chunked: Mapping[str, list[str]], changes: Sequence[SearchChange]) -> dict[str, list[str]]:
    """As many things as have few texts together; at least one."""
    few: dict[str, list[str]] = {}
    for change in changes:
        texts = chunked.get(change.key)
        if texts is not None:
            if few and sum(map(len, few.values())) + len(texts) > TEXTS:
                break
            few[change.key] = texts
    return few


def _elsewhere(name: str, keys: Sequence[str], tell: Callable[[backends.Other], None]) -> None:
    """The same in the other backend, where there is one. Where it is out of reach these keys wait for another turn."""
    other = backends.other()
    if other is None:
        return
    try:
        tell(other)
    except backends.OutOfReach:
        logger.warning("%s waits for OpenSearch", name)
        index.changed_all(name, keys, is_urgent=False, after=timedelta(minutes=1))


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


def _known(name: str, chunked: Mapping[str, list[str]]) -> dict[str, str]:
    marks = [writing.fingerprint(text) for texts in chunked.values() for text in texts]
    held = SearchChunk.objects.filter(
        entry__kind=name, entry__key__in=list(chunked), model=embeddings.MODEL, mark__in=marks
    )
    return dict(held.values_list("mark", "vector"))
