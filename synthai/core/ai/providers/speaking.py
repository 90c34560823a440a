"""What the adapters share: time limits, what a status means, and an answer that is being written."""

import email.utils
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx2

from synthai.core.ai.protocol import (
    Answer,
    Busy,
    Garbled,
    Misconfigured,
    ModelError,
    Prompt,
    Stop,
    Unfit,
    Usage,
)

CONNECT_SECONDS = 5
_LONGEST_WAIT = timedelta(hours=1)
_UNFIT, _ASIDE = {400, 413, 422}, {401, 402, 403, 404}


def whole(prompt: Prompt, idle: float) -> httpx2.Timeout:
    """Limits of a call that answers in one piece: the model may think for as long as the prompt allows."""
    return httpx2.Timeout(prompt.within.total_seconds(), connect=min(CONNECT_SECONDS, idle))


def between(idle: float) -> httpx2.Timeout:
    """Limits of a stream: silence is what counts."""
    return httpx2.Timeout(idle, connect=min(CONNECT_SECONDS, idle))


def judged(status: int, headers: Mapping[str, str], answer: str, *, is_quota: bool = False) -> ModelError:
    """What a refusal by status means."""
    if is_quota or status in _ASIDE:
        return Misconfigured(answer)
    if status in _UNFIT:
        return Unfit(answer)
    return Busy(answer, retry_after=_retry_after(headers.get("retry-after", "")))


def said(error: Exception) -> str:
    """The provider's own words, short."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    words = inner.get("message") if isinstance(inner, dict) else None
    return str(words or type(error).__name__)[:200]


def letters(text: str) -> str:
    """Without what no database, socket or page takes: zeros go, halves of a letter become the mark for one that is missing."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def broken(writing: "Writing | None") -> ModelError:
    """The line broke: nothing was said yet, or half of it."""
    if writing is not None and writing.text:
        return Garbled("the line broke in the middle", usage=writing.spent())
    return Busy("nobody answers at the address")


@contextmanager
def shaped(writing: "Writing | None" = None) -> Iterator[None]:
    """What is no answer by its shape is Garbled, and never a crash."""
    try:
        yield
    except ModelError:
        raise
    except httpx2.TimeoutException as error:
        raise Busy("no answer in time") from error
    except httpx2.HTTPError as error:
        raise broken(writing) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        usage = writing.spent() if writing is not None else None
        raise Garbled(
            f"the answer has no shape that is known ({type(error).__name__})", usage=usage
        ) from error


class Writing:
    """Base of a stream: keeps the pieces and what is known of the tokens."""

    def __init__(self, opened: Any, prompt: Prompt) -> None:
        self._opened, self._prompt = opened, prompt
        self._pieces: list[str] = []
        self._usage: Usage | None = None
        self._stop: Stop | None = None
        self._model = ""
        self._is_whole = False
        self._deadline = time.monotonic() + prompt.within.total_seconds()

    @property
    def text(self) -> str:
        """All pieces so far."""
        return "".join(self._pieces)

    @property
    def answer(self) -> Answer:
        """The whole; an answer that is not whole has none."""
        if not self._is_whole or self._stop is None:
            raise Garbled("the answer is not whole", usage=self.spent())
        request_id = self._opened.response.headers.get("x-request-id") or ""
        return Answer(
            text=self.text,
            usage=self.spent(),
            model=self._model,
            stop=self._stop,
            request_id=request_id or self._opened.response.headers.get("request-id") or "",
        )

    def spent(self) -> Usage:
        """The tokens told, or reckoned from what was written."""
        return self._usage or Usage.reckoned(self._prompt, self.text)

    def close(self) -> None:
        """Shut the line; a thread that waits for the next piece wakes up."""
        line = self._opened.response.extensions.get("network_stream")
        with suppress(OSError, AttributeError):
            line.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        with suppress(Exception):
            self._opened.close()

    def _kept(self, piece: str) -> str:
        if time.monotonic() > self._deadline:
            raise Busy("it writes for longer than was allowed")
        self._pieces.append(letters(piece))
        return self._pieces[-1]

    def _finish(self) -> None:
        if self._stop is None:
            raise Garbled("the stream ended before the answer did", usage=self.spent())
        self._is_whole = True


def _retry_after(value: str) -> timedelta | None:
    """Seconds or a date, an hour at most."""
    try:
        seconds = float(value)
    except ValueError:
        parsed = email.utils.parsedate_tz(value)
        if parsed is None:
            return None
        seconds = email.utils.mktime_tz(parsed) - time.time()
    if not 0 < seconds < float("inf"):
        return None
    return min(timedelta(seconds=min(seconds, 1e6)), _LONGEST_WAIT)
