"""What a person does with pieces: opens them, reads to the end, keeps them for later. One's own, and told to nobody.

Each verb is for a live piece that the person may read; who calls has found it through `selectors.reading`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from publishing import events, locks, permissions
from publishing.models import ReaderChoice, Reading
from publishing.refusals import ReaderOnly
from publishing.selectors.reading import Shown
from publishing.services import counting
from synthai.core.access import Actor, require
from synthai.core.events import publish as tell
from synthai.core.tenancy import tenant


def opened(shown: Shown, *, by: Actor, now: datetime, is_found: bool = False) -> Reading:
    """The person opened the piece, `is_found` from a search. Counted once a day. Raises NotAllowed, ReaderOnly."""
    with _row(shown, by) as row:
        if row.opened_on != timezone.localdate(now):
            row.opened_at, row.opened_on = row.opened_at or now, timezone.localdate(now)
            row.save(update_fields=["opened_at", "opened_on"])
            _count(shown, "opened", now)
            if is_found:
                _count(shown, "searched", now)
            tell(events.PieceViewed(public_id=row.key, is_platform=row.is_platform, user_id=row.user_id))
        return row


def finish(shown: Shown, *, by: Actor, now: datetime) -> Reading:
    """The person read it to its end: it leaves the list of what is to be read. Saying so twice changes nothing."""
    with _row(shown, by) as row:
        if row.finished_at is None:
            row.finished_at, row.later_at = now, None
            row.save(update_fields=["finished_at", "later_at"])
            _count(shown, "finished", now)
            counting.pair(shown, by=by)
            tell(events.PieceFinished(public_id=row.key, is_platform=row.is_platform, user_id=row.user_id))
        return row


def unfinish(shown: Shown, *, by: Actor) -> Reading:
    """Not read after all. What was counted stays counted."""
    with _row(shown, by) as row:
        row.finished_at = None
        row.save(update_fields=["finished_at"])
        return row


def mark(
    shown: Shown, *, by: Actor, now: datetime, bookmarked: bool | None = None, later: bool | None = None
) -> Reading:
    """Set or take away the bookmark, put it on the reading list or take it off; what is None stays."""
    with _row(shown, by) as row:
        if bookmarked and row.bookmarked_at is None:
            _count(shown, "bookmarked", now)
        if bookmarked is not None:
            row.bookmarked_at = (row.bookmarked_at or now) if bookmarked else None
        if later is not None:
            row.later_at = (row.later_at or now) if later else None
        row.save(update_fields=["bookmarked_at", "later_at"])
        return row


@transaction.atomic
def choose(*, wants_suggestions: bool, by: Actor) -> ReaderChoice:
    """Whether the person wants suggestions; who does not is not counted for others' either. Raises NotAllowed, ReaderOnly."""
    require(by, permissions.LIBRARY_READ)
    row: ReaderChoice
    row, _made = ReaderChoice.objects.update_or_create(
        user_id=_person(by),
        organisation_id=by.organisation_id,
        defaults={"wants_suggestions": wants_suggestions},
    )
    return row


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise ReaderOnly
    return by.user_id


def _count(shown: Shown, what: counting.What, now: datetime) -> None:
    with tenant(shown.shelf.pk):
        counting.count(shown.piece, what, day=timezone.localdate(now))


@contextmanager
def _row(shown: Shown, by: Actor) -> Iterator[Reading]:
    """The person's row of the piece, locked in a transaction that ends with the block, in the tenant they read in."""
    require(by, permissions.LIBRARY_READ)
    user_id = _person(by)
    with tenant(by.organisation_id or 0), transaction.atomic():
        yield locks.lock_reading(user_id, shown.piece.public_id, is_platform=shown.shelf.is_platform)
