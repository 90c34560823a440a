"""A stream read on a thread of its own, so that whoever waits for the next piece can still be told to stop."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from queue import Empty, SimpleQueue

from synthai.core.ai.protocol import Answer, Garbled, IsCancelled, ModelError, Prompt, Provider, Stream, Usage


class Cancelled(Exception):
    """Whoever waited does not want it any more."""


@dataclass(frozen=True)
class _End:
    """The last thing that comes: all is said, or what went wrong."""

    error: BaseException | None


class Pump:
    """Reads one stream. `text` is what came so far."""

    def __init__(self, provider: Provider, prompt: Prompt) -> None:
        self._provider, self._prompt = provider, prompt
        self._queue: SimpleQueue[str | _End] = SimpleQueue()
        self._stream: Stream | None = None
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._read, name="synthai-ai-stream", daemon=True)
        self.text = ""

    def pieces(self, poll: timedelta, is_cancelled: IsCancelled) -> Iterator[str]:
        """The pieces as they come. Raises a ModelError, or Cancelled as soon as `is_cancelled` says so: before anything is sent, too."""
        while True:
            if is_cancelled():
                self.close()
                raise Cancelled
            if self._thread.ident is None:
                self._thread.start()
            try:
                found = self._queue.get(timeout=poll.total_seconds())
            except Empty:
                continue
            if isinstance(found, _End):
                if found.error is not None:
                    raise found.error
                return
            self.text += found
            yield found

    @property
    def answer(self) -> Answer:
        """The whole, once all pieces came."""
        if self._stream is None:
            raise Garbled("nothing came")
        return self._stream.answer

    def spent(self) -> Usage | None:
        """What it cost so far; None when it had not begun."""
        return None if self._stream is None else self._stream.spent()

    def close(self) -> None:
        """Shut the line, from any thread. A request that was not answered yet is given up as soon as it is."""
        self._is_closed.set()
        if self._stream is not None:
            self._stream.close()

    def _read(self) -> None:
        try:
            self._stream = self._provider.stream(self._prompt)
            if self._is_closed.is_set():
                self._stream.close()
                return
            for piece in self._stream:
                self._queue.put(piece)
            self._queue.put(_End(None))
        except ModelError as error:
            self._queue.put(_End(error))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._queue.put(_End(error))
