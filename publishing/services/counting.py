"""Figures of readers: how often a piece is opened and finished, and what organisations read together. No name is kept in them."""

from datetime import date, datetime
from typing import Final, Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publishing import locks
from publishing.models import Piece, PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.selectors.reading import Shown
from synthai.core.access import Actor
from synthai.core.tenancy import tenant

What = Literal["opened", "finished"]
MOST_PAIRS: Final = 50  # of the pieces an organisation finished last


def seen(shown: Shown, what: What, *, now: datetime) -> None:
    """Somebody on a public page opened the piece or came to its end. Needs the tenant of the shelf."""
    count(shown.piece.pk, what, day=timezone.localdate(now))


@transaction.atomic
def count(piece_id: int, what: What, *, day: date) -> None:
    """One more. Needs the tenant of the piece."""
    row, _made = PieceDay.objects.get_or_create(piece_id=piece_id, day=day)
    PieceDay.objects.filter(pk=row.pk).update(**{what: F(what) + 1})


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
    wanted = [(piece_id, other) for other in others] + [(other, piece_id) for other in others]
    ReadTogether.objects.bulk_create(
        [ReadTogether(piece_id=one, other_id=two) for one, two in wanted], ignore_conflicts=True
    )
    both = ReadTogether.objects.filter(piece_id=piece_id, other_id__in=others)
    both |= ReadTogether.objects.filter(piece_id__in=others, other_id=piece_id)
    both.update(organisations=F("organisations") + 1)
