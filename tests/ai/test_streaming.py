"""Streams as apps read them: pieces at once, a new beginning after half of one, cancelling."""

import threading
import time
from collections.abc import Callable

import pytest

from synthai.core import valkey
from synthai.core.ai import calling, cancelling
from synthai.core.ai.calling import Done, Piece, Restarted, Stopped
from synthai.embedded.sandbox.models import HONEST, ModelService
from tests.ai.conftest import NOW, ORIGIN, Books, prompt

Played = Callable[..., list[ModelService]]


def test_a_stream_comes_in_pieces_and_ends_with_the_whole(played: Played, books: Books) -> None:
    [service] = played("openai")
    events = list(calling.stream(prompt(), origin=ORIGIN, now=NOW))

    assert [each.text for each in events if isinstance(each, Piece)] == service.pieces(HONEST)
    assert isinstance(events[-1], Done)
    assert events[-1].reply.text == HONEST
    assert books.outcomes == [("openai", "answered")]


@pytest.mark.parametrize("fault", ["cuts_after", "breaks_after"])
def test_half_a_stream_begins_anew_with_the_next(played: Played, books: Books, fault: str) -> None:
    first, _second = played("anthropic", "openai")
    first.faults.set({fault: 2})
    events = list(calling.stream(prompt(), origin=ORIGIN, now=NOW))

    restarts = [place for place, each in enumerate(events) if isinstance(each, Restarted)]
    assert len(restarts) == 2
    assert "".join(each.text for each in events[restarts[-1] + 1 :] if isinstance(each, Piece)) == HONEST
    assert isinstance(events[-1], Done)
    assert events[-1].reply.provider == "openai"
    assert [each.usage.total > 0 for each in books.spents] == [True, True, True], (
        "what was half written is paid for"
    )


def test_a_stream_is_cancelled_while_the_model_is_silent(played: Played, books: Books) -> None:
    [service] = played("openai")
    service.faults.stalls_after = 2
    run = "test-silent"
    valkey.client().delete(valkey.key("ai", "cancel", run))
    threading.Timer(0.3, cancelling.cancel, args=(run,)).start()
    began = time.monotonic()
    events = list(calling.stream(prompt(), origin=ORIGIN, now=NOW, is_cancelled=cancelling.watching(run)))

    assert isinstance(events[-1], Stopped)
    assert HONEST.startswith(events[-1].text)
    assert time.monotonic() - began < 1.5
    assert books.outcomes == [("openai", "cancelled")]
    assert books.spents[0].usage.total > 0
    _until(lambda: service.cut_off == 1, "the provider stops writing")


def test_what_is_cancelled_before_it_begins_is_not_sent(played: Played, books: Books) -> None:
    [service] = played("openai")
    assert list(calling.stream(prompt(), origin=ORIGIN, now=NOW, is_cancelled=lambda: True)) == [Stopped("")]
    assert service.asked == []
    assert (books.outcomes, books.spents[0].usage.total) == ([("openai", "cancelled")], 0)


def test_closing_the_iterator_cancels(played: Played, books: Books) -> None:
    [service] = played("anthropic")
    service.faults.piece_delay = 0.02
    events = calling.stream(prompt(), origin=ORIGIN, now=NOW)
    assert isinstance(next(events), Piece)
    events.close()  # type: ignore[attr-defined]

    assert books.outcomes == [("anthropic", "cancelled")]
    _until(lambda: service.cut_off == 1, "the provider stops writing")


def test_the_first_piece_is_passed_on_at_once(played: Played) -> None:
    [service] = played("openai")
    service.faults.piece_delay = 0.1
    events = calling.stream(prompt(), origin=ORIGIN, now=NOW)
    next(events)
    gaps = []
    for _turn in range(4):
        began = time.monotonic()
        next(events)
        gaps.append(time.monotonic() - began)
    events.close()  # type: ignore[attr-defined]
    assert min(gaps) < 0.15, "a piece waits for no other"


def _until(holds: Callable[[], bool], what: str, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
