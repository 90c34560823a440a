"""Every row lock of publishing. Order: series, piece, then what hangs on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Q

from publishing.models import (
    Comment,
    Desk,
    Finding,
    LibraryRule,
    Piece,
    PieceCheck,
    PieceNote,
    Question,
    Reading,
    ReadTogether,
    Series,
    Suggestion,
    TranslationRun,
)
from synthai.core.errors import NotFound
from synthai.core.tenancy import active_organisation_id

_PAIRS: Final = 0x2090  # of advisory locks
_COMMENTER: Final = 0x2091


def lock_piece(piece_id: int) -> Piece:
    """The piece, locked until the transaction ends; what refers to it may be written meanwhile. Raises NotFound."""
    rows = Piece.objects.select_for_update(of=("self",), no_key=True).filter(pk=piece_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_series(series_id: int) -> Series:
    """The series, locked until the transaction ends. Raises NotFound."""
    found: Series | None = Series.objects.select_for_update().filter(pk=series_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_run(run_id: int) -> TranslationRun:
    """The run, locked until the transaction ends; its piece is locked first. Raises NotFound."""
    found = TranslationRun.objects.select_for_update().filter(pk=run_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_reading(user_id: int, key: str, *, is_platform: bool) -> Reading:
    """A person's row of a piece, made where there is none, locked until the transaction ends."""
    found = Reading.objects.of(user_id).filter(key=key, is_platform=is_platform)
    row = found.select_for_update().order_by("pk").first()
    if row is None:
        Reading.objects.get_or_create(user_id=user_id, key=key, is_platform=is_platform)
        row = found.select_for_update().order_by("pk").get()
    return row


def lock_pairs(key: str) -> None:
    """One person of an organisation at a time is the first to finish a piece; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_PAIRS, f"{active_organisation_id()} {key}"]
        )


def lock_together(piece_id: int, others: Iterable[int]) -> list[int]:
    """The rows that count a piece together with these, both ways, locked until the transaction ends; their ids. Always in the order of
    their pieces, whichever of the two was finished."""
    both = Q(piece_id=piece_id, other_id__in=others) | Q(piece_id__in=others, other_id=piece_id)
    rows = ReadTogether.objects.filter(both).select_for_update(no_key=True)
    return list(rows.order_by("piece_id", "other_id").values_list("pk", flat=True))


def lock_desk(piece_id: int) -> Desk | None:
    """Who writes in a piece, locked until the transaction ends; None where nobody ever did."""
    found: Desk | None = Desk.objects.select_for_update().filter(piece_id=piece_id).order_by("pk").first()
    return found


def lock_note(note_id: int) -> PieceNote:
    """A note of editors, locked until the transaction ends. Raises NotFound."""
    found: PieceNote | None = PieceNote.objects.select_for_update().filter(pk=note_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_piece_check(piece_id: int) -> PieceCheck | None:
    """When a piece is looked at, locked until the transaction ends; None where nobody ever wished for it."""
    rows = PieceCheck.objects.select_for_update().filter(piece_id=piece_id)
    found: PieceCheck | None = rows.order_by("pk").first()
    return found


def lock_finding(finding_id: int) -> Finding:
    """A finding, locked until the transaction ends. Raises NotFound."""
    found: Finding | None = Finding.objects.select_for_update().filter(pk=finding_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_comment(public_id: str) -> Comment:
    """The comment, locked until the transaction ends. Raises NotFound."""
    rows = Comment.objects.select_for_update(of=("self",)).filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_commenter(user_id: int) -> None:
    """One comment at a time is written by a person; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_COMMENTER, user_id % 2**31])


def lock_question(question_id: int) -> Question:
    """The question, locked until the transaction ends. Raises NotFound."""
    rows = Question.objects.select_for_update(of=("self",), no_key=True).filter(pk=question_id)
    found: Question | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_suggestion(suggestion_id: int) -> Suggestion | None:
    """A suggestion, locked until the transaction ends; None when it is gone."""
    rows = Suggestion.objects.select_for_update().filter(pk=suggestion_id)
    found: Suggestion | None = rows.order_by("pk").first()
    return found


def lock_rule(*, now: datetime) -> LibraryRule:
    """The organisation's rule, made where there is none, locked until the transaction ends."""
    LibraryRule.objects.get_or_create(organisation_id=active_organisation_id(), defaults={"changed_at": now})
    found: LibraryRule = LibraryRule.objects.select_for_update().order_by("pk").get()
    return found
