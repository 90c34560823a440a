"""What every played carrier of messages has: what it took, faults of its own, callbacks that follow a message."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import requests
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from synthai.embedded.sandbox.gateway import CALLBACK_TIMEOUT, Faults, SandboxGateway

_SHOWN = 200
Handler = Callable[[Request, bytes], Response]


@dataclass
class MessageFaults(Faults):
    """What goes wrong with messages. `busy`: 429 with this Retry-After. `breaks_after_taking`: a message is taken, the answer is 500.
    `lies`: a message is taken, and a callback tells that its address does not exist."""

    busy: str = ""
    breaks_after_taking: bool = False
    lies: bool = False


class Refused(Exception):
    """A refusal in the words of the carrier."""

    def __init__(self, status: int, code: str | int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class Taken:
    """A message that was accepted. `fields` are what was asked for, as it came."""

    id: str
    to: str
    text: str
    key: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For a page that shows what would have arrived."""
        return asdict(self)


class MessageService(SandboxGateway):
    """Base of a played carrier. A subclass says how it refuses, and sends its callbacks in `told`."""

    states: ClassVar[Sequence[str]] = ("sent", "delivered")  # what callbacks tell of a message, in this order
    lie: ClassVar[str] = "failed"  # what they tell instead when it lies
    remembered: ClassVar[int] = 50_000

    def __init__(self, *, webhook_url: str = "") -> None:
        super().__init__()
        self.faults: MessageFaults = MessageFaults()
        self.webhook_url = webhook_url
        self.taken: list[Taken] = []
        self.numbers = count(1)
        self.journal: Path | None = None

    def keep_in(self, folder: Path) -> None:
        """Remember in this folder what is taken, a line each, beginning with the newest of what was taken before."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.journal = folder / f"{self.code}.messages"
        text = self.journal.read_text(encoding="utf-8") if self.journal.exists() else ""
        lines = text.splitlines()
        self.taken = [found for line in lines[-self.remembered :] if (found := _read(line))]
        self.numbers = count(len(lines) + 1)
        if text and not text.endswith("\n"):  # killed while it wrote: the next line is one of its own
            with self.journal.open("a", encoding="utf-8") as file:
                file.write("\n")

    def memory(self) -> dict[str, Any]:
        """The messages that were taken."""
        return {"taken": [each.as_dict() for each in self.taken]}

    def recall(self, memory: dict[str, Any]) -> None:
        """Take them up."""
        self.taken = [Taken(**each) for each in memory["taken"]]

    def remember(self) -> None:
        """Nothing: `take` wrote a line before the answer."""

    def endpoint(self, handler: Handler) -> Callable[[Request], Any]:
        """An address of the API: faults first, then the handler; then what goes wrong after a message was taken."""

        @wraps(handler)
        async def answered(request: Request) -> Response:
            body = await request.body()
            if self.faults.is_down:
                return Response(status_code=503)
            if self.faults.busy:
                return self.refusal(Refused(429, 429, "Too Many Requests"), {"retry-after": self.faults.busy})
            with self.lock:
                self.log.append({"method": request.method, "path": request.url.path})
            return await run_in_threadpool(self._handled, handler, request, body)

        return answered

    def _handled(self, handler: Handler, request: Request, body: bytes) -> Response:
        before = len(self.taken)
        try:
            answer = handler(request, body)
        except Refused as refused:
            return self.refusal(refused, {})
        if len(self.taken) > before:
            time.sleep(self.faults.hangs_after_taking)
            if self.faults.breaks_after_taking:
                return Response(status_code=500)
        return answer

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """A refusal as this carrier writes it."""
        error = {"code": refused.code, "message": refused.message}
        return JSONResponse(error, status_code=refused.status, headers=dict(headers))

    def take(self, message: Taken, *, outcome: str = "") -> None:
        """Keep a message, and let the callbacks follow that tell of it: `outcome`, or all is well."""
        with self.lock:
            self.taken.append(message)
            if self.journal is not None:
                with self.journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(message.as_dict()) + "\n")
        states = (outcome,) if outcome else (self.lie,) if self.faults.lies else self.states
        threading.Thread(target=self._follow, args=(message, states), daemon=True).start()

    def _follow(self, message: Taken, states: Sequence[str]) -> None:
        time.sleep(0.05 + self.faults.callback_delay)  # a callback comes after the answer, mostly
        for state in states:
            self.told(message, state)

    def shown(self) -> dict[str, Any]:
        """The messages that were taken, newest last."""
        return {"taken": [each.as_dict() for each in self.taken[-_SHOWN:]]}

    def told(self, message: Taken, state: str) -> None:
        """Tell by a callback what became of a message. Nothing, for a carrier that has no callbacks."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a callback with these very bytes, as the faults say, one after the other."""
        if not url or self.faults.drops_callbacks:
            return
        for _ in range(self.faults.callback_copies):
            try:
                status = requests.post(
                    url, data=body, headers=dict(headers), timeout=CALLBACK_TIMEOUT, allow_redirects=False
                ).status_code
            except requests.RequestException as error:
                self.log.append({"callback": type(error).__name__})
            else:
                self.log.append({"callback": status})


def json_object(body: bytes, status: int = 400) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(status, "malformed", "The body is not a JSON object.")
    return found


def _read(line: str) -> Taken | None:
    """A line of a journal; None for one that is none, as the last of a process that was killed while it wrote."""
    try:
        return Taken(**json.loads(line))
    except (TypeError, ValueError):
        return None
