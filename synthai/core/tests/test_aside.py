"""Questions asked together, and handshakes that are too many."""

import asyncio
import resource
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from synthai.core import socket_sign_in
from synthai.core.aside import LARGEST, Together


def test_what_is_asked_meanwhile_is_answered_in_one_batch() -> None:
    batches: list[int] = []

    def doubled(asked: Sequence[int]) -> list[int]:
        batches.append(len(asked))
        return [2 * each for each in asked]

    async def ask() -> list[int]:
        together: Together[int, int] = Together(doubled)
        return list(await asyncio.gather(*(together.ask(number) for number in range(2 * LARGEST + 1))))

    assert async_to_sync(ask)() == [2 * number for number in range(2 * LARGEST + 1)]
    assert batches == [LARGEST, LARGEST, 1]


def test_a_batch_that_breaks_breaks_for_its_own_only_and_one_who_left_harms_nobody() -> None:
    may_end = threading.Event()

    def work(asked: Sequence[str]) -> Sequence[str]:
        may_end.wait(5)
        if "bad" in asked:
            raise ValueError(asked)
        return asked

    async def ask() -> tuple[Any, Any]:
        together: Together[str, str] = Together(work)
        bad, leaving = asyncio.create_task(together.ask("bad")), asyncio.create_task(together.ask("leaving"))
        await asyncio.sleep(0.01)
        leaving.cancel()
        later = asyncio.create_task(together.ask("later"))
        may_end.set()
        return await asyncio.gather(bad, later, return_exceptions=True)

    bad, later = async_to_sync(ask)()
    assert isinstance(bad, ValueError)
    assert later == "later"


def test_a_handshake_too_many_is_sent_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_sign_in, "MOST_WAITING", 0)
    sent: list[Any] = []

    async def nobody(*_: Any) -> None:
        raise AssertionError("it was let in")

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    async def visit() -> None:
        await socket_sign_in.SignedIn(nobody)({"type": "websocket", "headers": []}, receive, send)

    async_to_sync(visit)()
    assert sent == [{"type": "websocket.close", "code": 1013}]


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [(b"a=b; sessionid=k3y", "k3y"), (b"a=b", ""), (b"sessionid=", ""), (b"\xff\xfe", ""), (b"[=]=1;;", "")],
)
def test_the_session_among_a_handshakes_headers(cookie: bytes, expected: str) -> None:
    assert socket_sign_in.session_key([(b"host", b"x"), (b"cookie", cookie)]) == expected


def test_a_process_may_hold_as_many_files_as_the_system_lets_it() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, before[1]), before[1]))
        raised = socket_sign_in.more_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (raised, before[1])
        assert raised >= min(1024, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
