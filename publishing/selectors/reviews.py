"""Reviews as editors and writers find them: what waits, for whom, and what was said."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from accounts import selectors as people
from publishing import permissions
from publishing.models import Piece, Review
from publishing.models.workflow import ReviewQuerySet
from publishing.selectors import approval
from synthai.core.access import Actor
from synthai.core.tenancy import active_organisation_id

FOR_ME, ALL, SENT = "mine", "all", "sent"
LISTS: Final = (FOR_ME, ALL, SENT)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many reviews wait: for this person or whoever may, for anybody, and of what this person sent."""

    mine: int
    all: int
    sent: int

    def of(self, which: str) -> int:
        """That of one list."""
        return int(getattr(self, which))


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where a piece stands with review. `others`: who may decide where this person may not; `is_changed`: since it was asked, or approved.
    `is_stuck`: whoever may decide had a hand in it, and the organisation wants somebody else."""

    waiting: Review | None
    last: Review | None
    may_decide: bool
    others: tuple[str, ...]
    is_changed: bool
    is_demanded: bool = False
    is_stuck: bool = False


def lists_of(by: Actor) -> tuple[str, ...]:
    """The lists this person has."""
    return LISTS if by.can(permissions.PIECE_EDIT) else (SENT,)


def waiting(which: str, *, by: Actor) -> ReviewQuerySet:
    """The reviews of a list, with their pieces and people. One query. Needs the tenant."""
    rows = Review.objects.waiting().filter(_shown(which, by))
    return rows.select_related("piece", "asked_by", "asked_of").defer(
        "piece__blocks", "piece__seo", "piece__touched"
    )


def _shown(which: str, by: Actor) -> Q:
    """Who edits sees all; everybody else what they sent, of their own pieces."""
    me = by.user_id or 0
    if not by.can(permissions.PIECE_EDIT):
        return Q(asked_by_id=me, piece__created_by_id=me)
    if which == FOR_ME:
        return (Q(asked_of_id=me) | Q(asked_of__isnull=True)) & ~Q(asked_by_id=me)
    return Q(asked_by_id=me) if which == SENT else Q(pk__isnull=False)


def counts(by: Actor) -> Counts:
    """One query."""
    rows: dict[str, Any] = Review.objects.waiting().aggregate(
        **{which: Count("pk", filter=_shown(which, by)) for which in lists_of(by)}
    )
    return Counts(mine=rows.get(FOR_ME, 0), all=rows.get(ALL, 0), sent=rows.get(SENT, 0))


def of_piece(piece: Piece) -> list[Review]:
    """Its reviews, newest first, with the people and what was read. One query."""
    rows = Review.objects.filter(piece_id=piece.pk).select_related(
        "asked_by", "asked_of", "decided_by", "revision"
    )
    return list(rows.order_by("-asked_at", "-pk")[:50])


def where(piece: Piece, history: list[Review], by: Actor) -> Where:
    """What the page shows. One query, three while it waits."""
    demanded = approval.is_demanded()
    last = history[0] if history else None
    review = last if last is not None and not last.verdict else None
    if review is None:
        changed = last is not None and piece.version != last.seen_version
        return Where(
            waiting=None, last=last, may_decide=False, others=(), is_changed=changed, is_demanded=demanded
        )
    is_editor = by.can(permissions.PIECE_EDIT)
    hands = hands_in(piece, review) if demanded else own_of(piece, review)
    others = others_who_may(piece, hands, by.user_id) if is_editor else []
    is_stuck = demanded and is_editor and by.user_id in hands and not others
    return Where(
        waiting=review,
        last=last,
        may_decide=is_editor and not others and not is_stuck,
        others=tuple(sorted(people.labels_of(others).values())),
        is_changed=piece.version != review.revision.of_version,
        is_demanded=demanded,
        is_stuck=is_stuck,
    )


def editor_ids(organisation_id: int) -> list[int]:
    """Keys of who may review. One query."""
    return approval.approver_ids(organisation_id)


def own_of(piece: Piece, review: Review) -> set[int | None]:
    """Whose own work it is: who began it, and who sent it."""
    return {piece.created_by_id, review.asked_by_id} - {None}


def hands_in(piece: Piece, review: Review) -> set[int | None]:
    """Who had a hand in it: also who changed it last since it was sent. Needs the review's `revision`."""
    is_changed = piece.version != review.revision.of_version
    return own_of(piece, review) | ({piece.changed_by_id} - {None} if is_changed else set())


def others_who_may(piece: Piece, own: set[int | None], user_id: int | None) -> list[int]:
    """Whose the decision is when it is not this person's: of one's own work somebody else's, as long as there is somebody. One query."""
    if user_id not in own:
        return []
    return [each for each in editor_ids(piece.organisation_id or 0) if each not in own]


def reviewers(piece: Piece, by: Actor) -> list[tuple[str, str]]:
    """Whom one may ask: public id and name. Two queries. Needs the tenant."""
    ids = set(editor_ids(active_organisation_id() or 0)) - {by.user_id}
    rows = people.members_query(active_organisation_id() or 0)
    found = [(row.user.public_id, row.user.label) for row in rows if row.user_id in ids]
    return sorted(found, key=lambda each: each[1].casefold())
