"""Tell reviewers what waits for them, writers what became of their pieces, and editors what colleagues say. Each is told once."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from notifications.services import inbox
from publishing import kinds
from publishing.models import Piece, PieceNote, Review
from publishing.selectors import notes, reviews
from publishing.terms import Verdict


def review_asked(review_id: int) -> None:
    """Tell who was asked, or whoever may review. Nobody is told of what was decided meanwhile."""
    review = _review(review_id)
    if review is None or review.verdict or review.piece.removed_at is not None:
        return
    editors = reviews.editor_ids(review.organisation_id or 0)
    wanted = [review.asked_of_id] if review.asked_of_id in editors else editors
    name = review.asked_by.label if review.asked_by else _("Somebody")
    words = _("%(name)s asks you to read it.") % {"name": name}
    said = f"{words} “{review.note}”" if review.note else words
    own = {review.asked_by_id, review.piece.created_by_id if len(editors) > 1 else None}
    wanted = [each for each in wanted if each not in own]
    title = _("To review: %(title)s") % {"title": review.piece}
    _tell(
        kinds.ASKED, wanted, review.piece, title=title, body=said, key=review.public_id, view="write-review"
    )


def review_decided(review_id: int) -> None:
    """Tell who asked."""
    review = _review(review_id)
    if review is None or review.asked_by_id == review.decided_by_id:
        return
    is_approved = review.verdict == Verdict.APPROVED
    words = _("Approved: %(title)s") if is_approved else _("Sent back: %(title)s")
    name = review.decided_by.label if review.decided_by else _("Somebody")
    said = f"{name}: “{review.words}”" if review.words else name
    kind = kinds.APPROVED if is_approved else kinds.RETURNED
    title = words % {"title": review.piece}
    _tell(
        kind,
        [review.asked_by_id],
        review.piece,
        title=title,
        body=said,
        key=review.public_id,
        view="write-review",
    )


def published(piece_id: int, revision: int, by_id: int | None) -> None:
    """Tell who wrote it, and who sent it for review, that readers see it; who published it knows."""
    piece = _piece(piece_id)
    if piece is None:
        return
    asked = Review.objects.filter(piece_id=piece.pk).order_by("-asked_at", "-pk").first()
    wanted = {piece.created_by_id, asked.asked_by_id if asked else None} - {by_id}
    title = _("Published: %(title)s") % {"title": piece}
    _tell(
        kinds.PUBLISHED,
        wanted,
        piece,
        title=title,
        body=_("Readers see it now."),
        key=f"{piece.public_id}:{revision}",
    )


def missed(piece_id: int, revision: int, by_id: int | None) -> None:
    """Tell who planned it and who wrote it why readers do not see it; where both are gone, whoever may review."""
    piece = _piece(piece_id)
    if piece is None or not piece.missed:
        return
    told = [f"{each['where']}: {each['words']}" for each in piece.missed.get("troubles", [])]
    editors = reviews.editor_ids(piece.organisation_id or 0)
    named = {piece.created_by_id, by_id} & set(notes.who_sees(piece))
    title = _("Not published: %(title)s") % {"title": piece}
    key = f"{piece.public_id}:{revision}:{piece.missed.get('at', '')}"
    _tell(
        kinds.MISSED, named or editors, piece, title=title, body="\n".join(told), key=key, view="write-review"
    )


def taken_over(piece_id: int, user_id: int, from_id: int, since: str) -> None:
    """Tell who was writing."""
    piece = _piece(piece_id)
    name = people.labels_of([user_id]).get(user_id, "")
    if piece is None or not name:
        return
    title = _("%(name)s writes on: %(title)s") % {"name": name, "title": piece}
    said = _("%(name)s took over from you. What you wrote is kept.") % {"name": name}
    _tell(kinds.TAKEN_OVER, [from_id], piece, title=title, body=said, key=f"{piece.public_id}:{since}")


def note_written(note_id: int) -> None:
    """Tell who was asked; without anybody asked the writer of the piece; of a reply everybody in the talk."""
    rows = PieceNote.objects.select_related("piece", "written_by", "answers").filter(pk=note_id)
    note = rows.order_by("pk").first()
    if note is None:
        return
    piece: Piece = note.piece
    wanted = {note.asked_id} if note.asked_id else {piece.created_by_id}
    if note.answers is not None:
        talk = PieceNote.objects.filter(answers_id=note.answers_id).values_list("written_by_id", flat=True)
        wanted = {note.answers.written_by_id, note.answers.asked_id, *talk}
    name = note.written_by.label if note.written_by else _("Somebody")
    title = _("A note on: %(title)s") % {"title": piece}
    said = f"{name}: “{note.words[:300]}”"
    _tell(
        kinds.NOTED,
        wanted - {note.written_by_id},
        piece,
        title=title,
        body=said,
        key=note.public_id,
        view="write-notes",
    )


def _review(review_id: int) -> Review | None:
    rows = Review.objects.select_related("piece", "asked_by", "decided_by").filter(pk=review_id)
    return rows.order_by("pk").first()


def _piece(piece_id: int) -> Piece | None:
    return Piece.objects.kept().filter(pk=piece_id).order_by("pk").first()


def _tell(
    kind: str,
    wanted: Iterable[Any],
    piece: Piece,
    *,
    title: str,
    body: str,
    key: str,
    view: str = "write-piece",
) -> None:
    """Those of them who see the draft now: who left, or may not write any more, hears nothing of it."""
    sees = set(notes.who_sees(piece))
    slug = people.slug_of(piece.organisation_id or 0)
    inbox.notify(
        kind,
        sorted(each for each in set(wanted) if each in sees),
        title=title,
        body=body,
        url=reverse(f"publishing:{view}", args=[slug, piece.public_id]),
        organisation_id=piece.organisation_id,
        key=f"{kind}:{key}",
        thread=f"publishing.piece:{piece.public_id}",
    )
