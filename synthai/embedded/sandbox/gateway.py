"""What every played gateway has: faults that can be switched on, a log of what it was asked, and callbacks it sends."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

import requests
from starlette.routing import BaseRoute

CALLBACK_TIMEOUT = 10


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


class SandboxGateway:
    """Base of a played gateway. A subclass has a `code` and `routes()`, and keeps its own state in memory."""

    code: ClassVar[str]

    def __init__(self) -> None:
        self.faults = Faults()
        self.log: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    def routes(self) -> list[BaseRoute]:
        """The gateway's addresses, without its prefix."""
        raise NotImplementedError

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
