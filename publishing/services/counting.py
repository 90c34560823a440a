"""Figures of readers: how often a piece is opened, finished, bookmarked and found, and what organisations read together. No name is kept
in them."""

from datetime import date, datetime
from typing import Final, Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publishing import locks
from publishing.models import Piece, PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.selectors.reading import Shown
from publishing.services import reader_hints
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.tenancy import tenant

What = Literal["opened", "finished", "bookmarked", "searched"]
MOST_PAIRS: Final = 50  # of the pieces an organisation finished last


def seen(shown: Shown, what: What, *, now: datetime) -> None:
    """Somebody opened the piece, came to its end, bookmarked it or came from a search. Needs the tenant of the shelf."""
    count(shown.piece, what, day=timezone.localdate(now))


@transaction.atomic
def count(piece: Piece, what: What, *, day: date) -> None:
    """One more; editors who look on see it. Needs the tenant of the piece."""
    row, _made = PieceDay.objects.get_or_create(piece_id=piece.pk, day=day)
    PieceDay.objects.filter(pk=row.pk).update(**{what: F(what) + 1})
    after_commit(reader_hints.counted, piece.organisation_id or 0, piece.public_id)


def pair(shown: Shown, *, by: Actor) -> None:
    """Note which of the platform's pieces this organisation finished beside this one, when it is the first of it to finish it.

    Part of the transaction that finished it, in the reader's tenant. Who wants no suggestions is left out.
    """
    if not shown.shelf.is_platform or not _gives(by):
        return
    key = shown.piece.public_id
    locks.lock_pairs(key)
    finished = Reading.objects.filter(is_platform=True, finished_at__isnull=False).exclude(
        user_id__in=_silent()
    )
    if finished.filter(key=key).exclude(user_id=by.user_id or 0).exists():
        return
    rows = finished.exclude(key=key).order_by("-finished_at").values_list("key", flat=True)
    others = list(dict.fromkeys(rows[: 4 * MOST_PAIRS]))[:MOST_PAIRS]
    with tenant(shown.shelf.pk):
        ids = list(Piece.objects.filter(public_id__in=others).order_by("pk").values_list("pk", flat=True))
        _add(shown.piece.pk, ids)


def _gives(by: Actor) -> bool:
    return by.user_id is not None and by.user_id not in set(_silent())


def _silent() -> list[int]:
    return list(ReaderChoice.objects.filter(wants_suggestions=False).values_list("user_id", flat=True))


def _add(piece_id: int, others: list[int]) -> None:
    """One organisation more, both ways. Rows are made, and locked, in one order for everybody: otherwise two who finish pieces at the
    same moment would wait for each other for ever."""
    wanted = sorted({pair for other in others for pair in ((piece_id, other), (other, piece_id))})
    ReadTogether.objects.bulk_create(
        [ReadTogether(piece_id=one, other_id=two) for one, two in wanted], ignore_conflicts=True
    )
    ids = locks.lock_together(piece_id, others)
    ReadTogether.objects.filter(pk__in=ids).update(organisations=F("organisations") + 1)
