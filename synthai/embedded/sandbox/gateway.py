"""What every played gateway has: faults that can be switched on, a log of what it was asked, callbacks it sends, and a memory."""

import json
import logging
import os
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar

import requests
from starlette.routing import BaseRoute

CALLBACK_TIMEOUT = 10
NEWEST = 1000  # of each kind of thing that grows: older ones are not written down
logger = logging.getLogger(__name__)


@dataclass
class Faults:
    """What goes wrong from now on. All off by default.

    `is_down`: every address answers 503. `declines`: cards are declined with this code. `hangs_after_taking`: charges take
    the money and then answer only after that many seconds. `callback_delay`: seconds before a callback is sent.
    `callback_copies`: how often each callback is sent. `drops_callbacks`: none are sent.
    """

    is_down: bool = False
    declines: str = ""
    hangs_after_taking: float = 0
    callback_delay: float = 0
    callback_copies: int = 1
    drops_callbacks: bool = False

    def set(self, values: dict[str, Any]) -> None:
        """Change those named; {} puts all back to normal. Unknown names raise KeyError."""
        known = {field.name: field.default for field in fields(self)}
        for name, value in (values or known).items():
            if name not in known:
                raise KeyError(name)
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """For the control address."""
        return asdict(self)


class SandboxGateway(ABC):
    """Base of a played gateway. A subclass has a `code`, `routes()`, and `memory()` and `recall()` for what outlives it.

    Without a folder (`keep_in`) nothing does.
    """

    code: ClassVar[str]

    def __init__(self) -> None:
        self.faults = Faults()
        self.log: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.file: Path | None = None
        self._writing = threading.Lock()

    @abstractmethod
    def memory(self) -> dict[str, Any]:
        """What it remembers, as JSON can hold it."""

    @abstractmethod
    def recall(self, memory: dict[str, Any]) -> None:
        """Take up what `memory` said before; all of it or nothing. Raises LookupError, TypeError, ValueError."""

    def keep_in(self, folder: Path) -> None:
        """Remember in this folder from now on, beginning with what was remembered there. A file that cannot be read is
        left aside: the cards in it are unknown then."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = folder / f"{self.code}.json"
        if not self.file.exists():
            return
        try:
            self.recall(json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
            logger.warning("%s remembers nothing: %s cannot be read (%s)", self.code, self.file.name, error)
            self.file.replace(self.file.with_suffix(".unreadable"))

    def remember(self) -> None:
        """Write it down, whole or not at all: a process killed in between leaves the file from before."""
        if self.file is None:
            return
        with self._writing:
            with self.lock:
                text = json.dumps(self.memory())
            handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=f".{self.code}-")
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
            Path(name).replace(self.file)

    @abstractmethod
    def routes(self) -> list[BaseRoute]:
        """The gateway's addresses, without its prefix."""

    def shown(self) -> dict[str, Any]:
        """What the control address tells besides faults and log."""
        return {}

    def call_back(
        self, send: Callable[[], requests.Response], *, resend_after: tuple[float, ...] = ()
    ) -> None:
        """Send a callback from a thread, as the faults say; again after the given seconds while it is not answered 200."""
        if self.faults.drops_callbacks:
            return
        delay, copies = self.faults.callback_delay, self.faults.callback_copies
        for _ in range(copies):
            threading.Thread(target=self._deliver, args=(send, delay, resend_after), daemon=True).start()

    def _deliver(
        self, send: Callable[[], requests.Response], delay: float, resend_after: tuple[float, ...]
    ) -> None:
        for pause in (delay, *resend_after):
            time.sleep(pause)
            try:
                status = send().status_code
            except requests.RequestException as error:
                status = 0
                self.log.append({"callback": type(error).__name__})
            else:
                self.log.append({"callback": status})
            if status == requests.codes.ok:
                return
