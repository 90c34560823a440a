"""Pieces are looked at: soon after a change, and once a night. What is found is kept until it is mended."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from publishing import locks
from publishing.engine.checks import Found
from publishing.models import Finding, Piece, PieceCheck
from publishing.models.checks import FORGOTTEN_AFTER
from publishing.selectors import checking
from publishing.selectors.link_targets import key_of
from publishing.selectors.writing import can_change
from publishing.services import link_checks
from publishing.services.check_wishes import next_night, wanted
from synthai.core.access import Actor
from synthai.core.errors import NotFound

MOST_A_RUN: Final = 50


def run_due(*, now: datetime) -> int:
    """Look at the pieces whose turn it is, some at a time; a sweep sends the next. Needs the tenant. Returns how many."""
    due = list(
        PieceCheck.objects.due(now=now)
        .order_by("due_at", "pk")
        .values_list("piece_id", flat=True)[:MOST_A_RUN]
    )
    for piece_id in due:
        check(piece_id, now=timezone.now())
    return len(due)


@transaction.atomic
def check(piece_id: int, *, now: datetime) -> None:
    """Look at one piece and keep what was found. Bears repeating, and running twice at a time. Needs the tenant.

    A wish that comes meanwhile counts: it waits for the row, and the piece is looked at again. The piece is locked first, as by who
    changes it: their wish waits for the row and our findings for the piece, so that in another order both would wait for ever.
    """
    if not Piece.objects.filter(pk=piece_id).exists():
        return
    locks.lock_piece(piece_id)
    row = locks.lock_piece_check(piece_id)
    piece = Piece.objects.select_related("live", "original__live").filter(pk=piece_id).order_by("pk").first()
    if row is None or piece is None:
        return
    found = checking.look(piece, now=now)
    _keep(piece, found, now=now)
    link_checks.register(found.links, now=now)
    row.links = [key_of(url) for url in found.links]
    row.checked_at, row.version = now, piece.version
    row.revision = piece.live.number if piece.live and piece.is_live(now=now) else 0
    row.due_at = next_night(piece_id, now=now)
    row.save(update_fields=["links", "checked_at", "version", "revision", "due_at"])


@transaction.atomic
def check_now(piece_id: int, *, by: Actor, now: datetime) -> None:
    """Look at it at once, for who asked. Raises NotFound for a piece that they may not change."""
    piece = locks.lock_piece(piece_id)
    if not can_change(piece, by):
        raise NotFound
    wanted(piece_id, now=now)
    check(piece_id, now=now)


def _keep(piece: Piece, looked: checking.Looked, *, now: datetime) -> None:
    """Rows of what is wrong now. What was mended goes; a dismissal stays a while, for when the words come back."""
    draft = {each.fingerprint for each in looked.draft}
    live = {each.fingerprint for each in looked.live}
    found = {each.fingerprint: each for each in (*looked.live, *looked.draft)}
    rows = {row.fingerprint: row for row in Finding.objects.filter(piece_id=piece.pk)}
    gone = [row for key, row in rows.items() if key not in found]
    Finding.objects.filter(pk__in=[row.pk for row in gone if _is_over(row, now=now)]).delete()
    Finding.objects.filter(pk__in=[row.pk for row in gone]).update(in_draft=False, in_live=False)
    made = [_row(piece, each, now=now) for key, each in found.items() if key not in rows]
    for row in made:
        row.in_draft, row.in_live = row.fingerprint in draft, row.fingerprint in live
    Finding.objects.bulk_create(made)
    kept = [_again(row, found[key]) for key, row in rows.items() if key in found]
    for row in kept:
        row.in_draft, row.in_live, row.seen_at = row.fingerprint in draft, row.fingerprint in live, now
    Finding.objects.bulk_update(
        kept, ["in_draft", "in_live", "seen_at", "words", "told", "urgency"], batch_size=200
    )


def _is_over(row: Finding, *, now: datetime) -> bool:
    return row.dismissed_at is None or row.seen_at < now - FORGOTTEN_AFTER


def _row(piece: Piece, each: Found, *, now: datetime) -> Finding:
    return _again(
        Finding(
            organisation_id=piece.organisation_id,
            piece=piece,
            fingerprint=each.fingerprint,
            kind=each.kind,
            part=each.part,
            found_at=now,
            seen_at=now,
        ),
        each,
    )


def _again(row: Finding, each: Found) -> Finding:
    row.words, row.told, row.urgency = each.words, dict(each.told), each.urgency
    return row
