"""Comments and readers at the same moment: no brake is slipped past, nothing is written twice, no reader is lost."""

from typing import Any

import pytest
from django.utils import timezone

from publishing.comment_refusals import CommentGone, TooManyComments
from publishing.models import Comment, Piece, PieceDay
from publishing.selectors import readers, reading
from publishing.services import comment_moderation, comments, counting
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person, build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def say(person: Person, piece: Piece, text: str, **more: Any) -> Comment:
    now = timezone.now()
    with tenant(person.organisation), readers.beside(person.organisation, "own") as found:
        shown = reading.get_by_key(found, piece.public_id, readers.of_actor(person.actor, found), now=now)
    return comments.write(shown, text=text, by=person.actor, now=now, **more)


def begin() -> tuple[Cast, Piece]:
    cast = build_cast()
    return cast, shelf.published(cast.thandi, "How we bake", audience="team", allows_comments=True)


def test_the_brake_holds_for_many_at_once() -> None:
    cast, piece = begin()
    outcomes = run_together(
        *((lambda number=number: say(cast.bongani, piece, f"Number {number}")) for number in range(8))
    )
    assert len(values(outcomes)) == 5
    assert {type(each) for each in errors(outcomes)} == {TooManyComments}


def test_the_same_sent_twice_at_once_is_one() -> None:
    cast, piece = begin()
    outcomes = run_together(*(lambda: say(cast.bongani, piece, "Twice") for _ in range(2)))
    assert len({each.pk for each in values(outcomes)}) == 1
    with tenant(cast.umoja):
        assert Comment.objects.count() == 1


def test_a_reply_comes_before_the_hiding_or_not_at_all() -> None:
    cast, piece = begin()
    first = say(cast.bongani, piece, "Buy my shoes")

    def hide() -> None:
        with tenant(cast.umoja):
            comment_moderation.hide(
                first.public_id, reason="Advertising", by=cast.thandi.actor, now=timezone.now()
            )

    outcomes = run_together(hide, lambda: say(cast.bongani, piece, "Cheap", reply_to=first.public_id))
    assert {type(each) for each in errors(outcomes)} <= {CommentGone}
    with tenant(cast.umoja):
        assert Comment.objects.get(pk=first.pk).state == "hidden"


def test_readers_at_the_same_moment_are_all_counted() -> None:
    cast, piece = begin()

    def read() -> None:
        with tenant(cast.umoja):
            counting.count(piece, "opened", day=timezone.localdate())

    assert errors(run_together(*(read for _ in range(8)))) == []
    with tenant(cast.umoja):
        assert PieceDay.objects.get().opened == 8
