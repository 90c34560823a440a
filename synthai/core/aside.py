"""Questions of sockets to the database and the cache: many at a time, in a thread that keeps its connections.

`sync_to_async` gives each socket a context of its own, and with it a cache client and a connection to Valkey that stay open as
long as the socket does; and it asks one by one. Here what is asked while a batch is under way makes up the next one, so that
after a restart thousands of sockets cost some hundred questions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from django.db import close_old_connections

THREADS = 1  # it competes with the loop for the interpreter: more threads make every socket wait
LARGEST = 100  # of one batch: its answers come together
A = TypeVar("A")
B = TypeVar("B")
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="aside")


def aside(work: Callable[[A], B], asked: A) -> Awaitable[B]:
    """Do it in the thread, outside every tenant and context."""

    def done() -> B:
        close_old_connections()
        try:
            return work(asked)
        finally:
            close_old_connections()

    return asyncio.get_running_loop().run_in_executor(_threads, done)


class Together(Generic[A, B]):
    """Answers questions in batches; `work` gets them in order and answers each."""

    def __init__(self, work: Callable[[Sequence[A]], Sequence[B]]) -> None:
        self._work = work
        self._waiting: dict[asyncio.AbstractEventLoop, list[tuple[A, asyncio.Future[B]]]] = {}
        self._busy: dict[asyncio.AbstractEventLoop, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> int:
        """How many wait for their batch."""
        return len(self._waiting.get(asyncio.get_running_loop(), ()))

    async def ask(self, asked: A) -> B:
        """The answer to this one. Raises what its batch raised."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[B] = loop.create_future()
        self._waiting.setdefault(loop, []).append((asked, answer))
        if loop not in self._busy:
            self._busy[loop] = loop.create_task(self._empty(loop))
        return await answer

    async def _empty(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while self._waiting.get(loop):
                batch = self._waiting[loop][:LARGEST]
                del self._waiting[loop][:LARGEST]
                await self._answer(batch)
        finally:
            self._busy.pop(loop, None)
            self._waiting.pop(loop, None)

    async def _answer(self, batch: "list[tuple[A, asyncio.Future[B]]]") -> None:
        try:
            found = await aside(self._work, [asked for asked, _answer in batch])
        except Exception as error:  # noqa: BLE001 - handed to each who asked
            for _asked, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_asked, answer), each in zip(batch, found, strict=True):
            if not answer.done():
                answer.set_result(each)
