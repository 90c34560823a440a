"""Pieces at the same moment: two workers at one schedule, two editors at one review, two people at one desk."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from publishing import locks
from publishing.gateways.web import Answer, Probe
from publishing.models import Desk, Finding, LinkCheck, Piece, PieceCheck, ReadTogether, Review
from publishing.services import (
    check_wishes,
    checks,
    counting,
    desks,
    link_checks,
    live,
    pieces,
    reviews,
    scheduling,
)
from publishing.services.scheduling import Plan
from publishing.tests import shelf
from publishing.workflow_refusals import AlreadyInReview, NoReview
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def begun(cast: Cast) -> Piece:
    with tenant(cast.umoja):
        return shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=timezone.now()))


def inside(cast: Cast, verb: Any) -> Any:
    """A participant: what it returns, or the name of its refusal."""

    def part() -> Any:
        with tenant(cast.umoja):
            try:
                return verb()
            except (AlreadyInReview, NoReview) as refusal:
                return type(refusal).__name__

    return part


def test_two_workers_let_it_go_live_once() -> None:
    cast = build_cast()
    piece, now = begun(cast), timezone.now()
    with tenant(cast.umoja):
        plan = Plan(goes_live_at=now - timedelta(minutes=1))
        scheduling.plan(piece.pk, plan, by=cast.thandi.actor, now=now - timedelta(hours=1))
    turn = inside(cast, lambda: scheduling.turn(piece.pk, now=now))
    assert len(values(run_together(turn, turn, turn))) == 3
    with tenant(cast.umoja):
        assert OutboxEvent.objects.filter(name="publishing.PiecePublished").count() == 1
        assert Piece.objects.get(pk=piece.pk).live_id is not None


def test_a_withdrawn_plan_and_its_time_are_one_or_the_other() -> None:
    cast = build_cast()
    piece, now = begun(cast), timezone.now()
    with tenant(cast.umoja):
        plan = Plan(goes_live_at=now - timedelta(minutes=1))
        scheduling.plan(piece.pk, plan, by=cast.thandi.actor, now=now - timedelta(hours=1))
    run_together(
        inside(cast, lambda: scheduling.turn(piece.pk, now=now)),
        inside(cast, lambda: scheduling.withdraw(piece.pk, by=cast.thandi.actor, now=now)),
    )
    with tenant(cast.umoja):
        after = Piece.objects.get(pk=piece.pk)
        told = OutboxEvent.objects.filter(name="publishing.PiecePublished").count()
    assert (after.next_id, told) == (None, 1 if after.live_id else 0)


def test_sent_for_review_twice_at_once_waits_once() -> None:
    cast = build_cast()
    piece, now = begun(cast), timezone.now()
    ask = inside(cast, lambda: reviews.ask(piece.pk, by=cast.bongani.actor, now=now).verdict)
    assert sorted(values(run_together(ask, ask))) == ["", "AlreadyInReview"]
    with tenant(cast.umoja):
        assert Review.objects.count() == 1


def test_approved_and_sent_back_at_once_is_one_of_both() -> None:
    cast = build_cast()
    piece, now, naledi = begun(cast), timezone.now(), cast.hire("manager", name="Naledi")
    with tenant(cast.umoja):
        reviews.ask(piece.pk, by=cast.bongani.actor, now=now)
    said = values(
        run_together(
            inside(cast, lambda: reviews.approve(piece.pk, by=cast.thandi.actor, now=now).verdict),
            inside(cast, lambda: reviews.send_back(piece.pk, words="No.", by=naledi.actor, now=now).verdict),
            inside(cast, lambda: live.publish(piece.pk, by=cast.thandi.actor, now=now).kind),
        )
    )
    with tenant(cast.umoja):
        assert Review.objects.get().verdict in {"approved", "returned"}
        assert OutboxEvent.objects.filter(name="publishing.ReviewDecided").count() == sum(
            each in {"approved", "returned"} for each in said
        )
        assert sum(each in {"approved", "returned"} for each in said) <= 1


def test_two_who_open_it_at_once_are_not_both_at_the_desk() -> None:
    cast = build_cast()
    piece, now = begun(cast), timezone.now()
    seats = run_together(
        *(
            inside(cast, lambda who=who: desks.sit(piece.pk, by=who.actor, now=now).is_mine)
            for who in (cast.thandi, cast.bongani)
        )
    )
    assert sorted(values(seats)) == [False, True]
    with tenant(cast.umoja):
        assert Desk.objects.count() == 1


def test_who_writes_and_who_looks_at_the_piece_do_not_wait_for_each_other_for_ever() -> None:
    cast = build_cast()
    piece = begun(cast)

    def writing() -> None:
        with transaction.atomic():
            locks.lock_piece(piece.pk)
            time.sleep(0.5)  # so that the other one has begun
            check_wishes.wanted(piece.pk, now=timezone.now())

    look = inside(cast, lambda: checks.check(piece.pk, now=timezone.now()))
    assert errors(run_together(inside(cast, writing), look)) == []
    with tenant(cast.umoja):
        assert Finding.objects.filter(piece=piece).exists()
        assert PieceCheck.objects.get(piece=piece).checked_at is not None


def test_a_link_s_answer_and_a_look_at_its_piece_do_not_wait_for_each_other_for_ever() -> None:
    cast, url = build_cast(), "https://example.com/gone"
    text = shelf.text(f"[Gone]({url})")
    piece = shelf.published(cast.thandi, "Stock", blocks=[text])
    with tenant(cast.umoja):
        checks.check(piece.pk, now=timezone.now())
        link = LinkCheck.objects.get()

    def looking() -> None:
        with transaction.atomic():
            locks.lock_piece_check(piece.pk)
            time.sleep(0.5)  # so that the other one has begun
            link_checks.register([url], now=timezone.now())

    gone = Probe(Answer.GONE, 404)
    settled = inside(cast, lambda: link_checks.settle(link.pk, gone, now=timezone.now()))
    assert errors(run_together(inside(cast, looking), settled)) == []
    with tenant(cast.umoja):
        assert LinkCheck.objects.get().failures == 1


def test_pieces_finished_at_once_by_many_organisations_are_counted_in_one_order() -> None:
    cast = build_cast()
    editor = shelf.platform(cast).editor
    keys = [shelf.published(editor, f"Piece {number}").pk for number in range(12)]

    def finishes(piece_id: int) -> Any:
        """What an organisation adds that finished this piece after all others, over and over."""

        def part() -> None:
            for _turn in range(5):
                others = [key for key in keys if key != piece_id]
                with tenant(editor.organisation), transaction.atomic():
                    counting._add(piece_id, others if piece_id % 2 else others[::-1])

        return part

    assert errors(run_together(*(finishes(key) for key in keys[:6]))) == []
    with tenant(editor.organisation):
        both = ReadTogether.objects.get(piece_id=keys[0], other_id=keys[1])
        far = ReadTogether.objects.get(piece_id=keys[7], other_id=keys[0])
    assert (both.organisations, far.organisations) == (10, 5)
