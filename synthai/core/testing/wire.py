"""A wire between a process and a server that a test can cut: the server is gone, without ending it for others."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class Wire:
    """Passes bytes between a port of its own and a server. `cut` refuses and drops, `mend` serves again."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.mend()

    def cut(self) -> None:
        """Drop every connection; new ones are refused."""
        self._run(self._close())

    def mend(self) -> None:
        """Serve on the same port as before."""
        self._run(self._listen())

    def end(self) -> None:
        """Cut for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for end in self._ends.copy():
            end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._ends |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(there, writer), return_exceptions=True)
        self._ends -= {writer, back}


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    with suppress(ConnectionError):
        sink.close()


@contextmanager
def wired(url: str) -> Iterator[tuple[Wire, str]]:
    """A wire to the server of an address, and the address that leads over it."""
    parts = urlsplit(url)
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 0)
    login = f"{parts.username or ''}:{parts.password or ''}@" if parts.password else ""
    try:
        yield wire, urlunsplit(parts._replace(netloc=f"{login}127.0.0.1:{wire.port}"))
    finally:
        wire.end()
