"""When a piece goes live and when it ends. What is planned is kept as a revision: the draft may go on, and readers see what they saw
until the time has come. Beat looks each minute; each piece is a transaction of its own, so a killed worker leaves nothing half done.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from publishing import events, locks
from publishing.engine.readiness import Trouble
from publishing.models import Piece, Revision
from publishing.refusals import NotReady
from publishing.services import following, hints, live, review_closing, revisions
from publishing.terms import RevisionKind
from publishing.workflow_refusals import EndsTooEarly, TimePassed
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.events import publish as tell


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When readers see it and when no more. Without `goes_live_at` nothing goes live by itself, without `ends_at` it does not end.
    `takes_draft`: the draft as it stands now; otherwise what was planned before stays planned."""

    goes_live_at: datetime | None = None
    ends_at: datetime | None = None
    takes_draft: bool = True


@transaction.atomic
def plan(piece_id: int, wanted: Plan, *, by: Actor, now: datetime) -> Piece:
    """Set both times; the same again changes nothing. A review that waits is approved with it. Raises NotFound, NotAllowed,
    PiecePutAway, TimePassed, EndsTooEarly, NotReady."""
    piece = live.to_publish(piece_id, by=by)
    before = (piece.goes_live_at, piece.next_id, piece.ends_at)
    _refuse_times(piece, wanted, now=now)
    if wanted.goes_live_at is None:
        live.plan_nothing(piece)
    else:
        _keep(piece, wanted, by=by, now=now)
    had_ended, piece.ends_at = piece.ended_told_at is not None, wanted.ends_at
    if piece.ends_at is None or piece.ends_at > now:
        piece.ended_told_at = None
    if (piece.goes_live_at, piece.next_id, piece.ends_at) == before:
        return piece
    is_back = had_ended and piece.is_live(now=now)
    if is_back and piece.live is not None:
        live.refuse_unread(piece, piece.live)
    piece.save(update_fields=["ends_at", "ended_told_at", *live.PLANNED])
    _tell_planned(piece, before, by=by, is_back=is_back)
    return piece


@transaction.atomic
def withdraw(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """Nothing goes live by itself any more; what readers see, and its end, stay. Idempotent. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = live.to_publish(piece_id, by=by)
    if piece.next_id is not None or piece.missed:
        times = {"goes_live_at": [piece.goes_live_at, None]}
        live.plan_nothing(piece)
        piece.save(update_fields=live.PLANNED)
        following.shows(piece)
        audit(piece, "publishing.piece.unplanned", by=by, changes=times)
        hints.later(hints.SHOWN, piece)
    return piece


@transaction.atomic
def turn(piece_id: int, *, now: datetime) -> Piece | None:
    """Do what is due for one piece: its next revision goes live, its time ends. Idempotent: who comes second finds nothing to do. None
    for a piece that is gone. Needs the tenant; no person is behind it."""
    piece = Piece.objects.filter(pk=piece_id).order_by("pk").first()
    if piece is None:
        return None
    piece = locks.lock_piece(piece_id)
    if piece.removed_at is not None:
        return piece
    if piece.next is not None and piece.goes_live_at is not None and piece.goes_live_at <= now:
        _go_live(piece, piece.next, now=now)
    if piece.live_id is not None and piece.has_ended(now=now) and piece.ended_told_at is None:
        _end(piece, now=now)
    return piece


def due(*, now: datetime) -> list[int]:
    """Keys of the pieces for which something is due. One query. Needs the tenant."""
    found = Piece.objects.due(now=now).values("pk").union(Piece.objects.over(now=now).values("pk"))
    return sorted(row["pk"] for row in found)


def miss_what_passed(piece: Piece, *, now: datetime) -> None:
    """What was to go live while the piece was put away does not, all of a sudden, when it is back. The caller stores live.PLANNED."""
    if piece.next is not None and piece.goes_live_at is not None and piece.goes_live_at <= now:
        _note_missed(piece, [_of_time("put_away", "goes_live_at", _("It was put away at that time."))])


def _of_time(code: str, field: str, words: str) -> Trouble:
    return Trouble(code=code, part="settings", pointer=f"#/{field}", where=_("Time"), words=words)


def _refuse_over(piece: Piece, *, now: datetime) -> None:
    """Raise NotReady when its end came first, as where no worker ran in its time: it would never end."""
    if piece.has_ended(now=now):
        words = _("Its end was over before it could go live: choose new times.")
        raise NotReady([_of_time("time_over", "ends_at", words)])


def _refuse_times(piece: Piece, wanted: Plan, *, now: datetime) -> None:
    begins, ends = wanted.goes_live_at, wanted.ends_at
    if begins is not None and begins <= now and begins != piece.goes_live_at:
        raise TimePassed(field="goes_live_at")
    if ends is not None and ends <= now and ends != piece.ends_at:
        raise TimePassed(field="ends_at")
    if begins is not None and ends is not None and ends <= begins:
        raise EndsTooEarly


def _keep(piece: Piece, wanted: Plan, *, by: Actor, now: datetime) -> None:
    """Keep what goes live at its time. Raises NotReady."""
    revision = piece.next
    if revision is None or wanted.takes_draft:
        live.refuse_unready(piece, now=now)
        review_closing.close(piece, by=by, now=now, is_told=True)
        revision = _revision(piece, by=by, now=now)
    else:
        live.refuse_unread(piece, revision)
    piece.next, piece.goes_live_at, piece.next_by_id, piece.missed = (
        revision,
        wanted.goes_live_at,
        by.user_id,
        {},
    )


def _revision(piece: Piece, *, by: Actor, now: datetime) -> Revision:
    if piece.next is not None and piece.next.of_version == piece.version:
        return piece.next
    return revisions.keep(piece, by=by, now=now, kind=RevisionKind.PLANNED)


def _tell_planned(
    piece: Piece, before: tuple[datetime | None, int | None, datetime | None], *, by: Actor, is_back: bool
) -> None:
    changes = {"goes_live_at": [before[0], piece.goes_live_at], "ends_at": [before[2], piece.ends_at]}
    code = "publishing.piece.planned" if piece.goes_live_at or piece.ends_at else "publishing.piece.unplanned"
    audit(piece, code, by=by, changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]})
    hints.later(hints.SHOWN, piece)
    following.shows(piece)
    if is_back and piece.live is not None:
        following.read([piece])
        number = piece.live.number
        tell(
            events.PiecePublished(
                piece_id=piece.pk, public_id=piece.public_id, revision=number, by_id=by.user_id
            )
        )


def _go_live(piece: Piece, revision: Revision, *, now: datetime) -> None:
    by = system_actor(piece.organisation_id)
    planner = piece.next_by_id
    try:
        _refuse_over(piece, now=now)
        live.refuse_unready(piece, revision, now=now)
    except NotReady as refused:
        _note_missed(piece, refused.troubles)
        piece.save(update_fields=live.PLANNED)
        following.shows(piece)
        audit(piece, "publishing.piece.missed", by=by, changes={"revision": [None, revision.number]})
        told = events.PieceMissed(
            piece_id=piece.pk, public_id=piece.public_id, revision=revision.number, by_id=planner
        )
        tell(told)
        hints.later(hints.SHOWN, piece)
        return
    live.show(piece, revision, by=by, now=now, planner=planner)


def _note_missed(piece: Piece, troubles: list[Trouble]) -> None:
    told = {
        "at": piece.goes_live_at.isoformat() if piece.goes_live_at else "",
        "troubles": [each.told() for each in troubles],
    }
    piece.next, piece.next_by, piece.goes_live_at, piece.missed = None, None, None, told


def _end(piece: Piece, *, now: datetime) -> None:
    """Search, feeds, kept pages and the media library hear that readers see it no more."""
    piece.ended_told_at = now
    piece.save(update_fields=["ended_told_at"])
    following.shows(piece)
    following.read([piece])
    audit(piece, "publishing.piece.ended", by=system_actor(piece.organisation_id))
    tell(events.PieceTakenDown(piece_id=piece.pk, public_id=piece.public_id))
    hints.later(hints.SHOWN, piece)
