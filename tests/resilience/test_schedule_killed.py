"""A worker is killed at every statement of letting a piece go live: afterwards it is live once, told once, and found."""

import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from publishing.models import Piece
from publishing.services import pieces, scheduling
from publishing.services.scheduling import Plan
from publishing.tests import shelf
from synthai.core.models import AuditEntry, OutboxEvent, SearchChange
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = timezone.now()
MOST_STEPS = 60


def planned(cast: Cast, number: int) -> Piece:
    """A piece whose time came a minute ago."""
    with tenant(cast.umoja):
        made = shelf.whole(pieces.begin(title=f"Piece {number}", by=cast.thandi.actor, now=NOW))
        plan = Plan(goes_live_at=NOW - timedelta(minutes=1))
        scheduling.plan(made.pk, plan, by=cast.thandi.actor, now=NOW - timedelta(hours=1))
        return made


def killed_at(step: int, cast: Cast, piece: Piece) -> bool:
    """Its turn in a forked process that dies at its `step`-th statement; False when it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = step

        def statement(execute: Any, *args: Any) -> Any:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*args)

        try:
            with connection.execute_wrapper(statement), tenant(cast.umoja):
                scheduling.turn(piece.pk, now=NOW)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must never become a second test run
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_anywhere_it_goes_live_once() -> None:
    cast = build_cast()
    for step in range(1, MOST_STEPS):
        piece = planned(cast, step)
        was_killed = killed_at(step, cast, piece)
        with tenant(cast.umoja):
            after = Piece.objects.get(pk=piece.pk)
            assert (after.live_id is None) == was_killed, "all of it or nothing"
            assert scheduling.due(now=NOW) == ([piece.pk] if was_killed else [])
            for _ in range(2):  # beat comes again, and once more
                scheduling.turn(piece.pk, now=NOW)
            assert Piece.objects.get(pk=piece.pk).live_id is not None
            assert OutboxEvent.objects.filter(name="publishing.PiecePublished").count() == step
            assert AuditEntry.objects.filter(code="publishing.piece.published").count() == step
            assert SearchChange.objects.filter(key=piece.public_id).exists()
        if not was_killed:
            assert step > 8, "nothing was killed"
            return
    pytest.fail("The work has no end.")
