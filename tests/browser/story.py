"""What stories need: everything that follows from facts, and a phone's camera for codes on paper."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from django.db import connection
from playwright.sync_api import Page as Tab

from synthai.core.events import receivers_of
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


@dataclass
class Workers:
    """Do what workers do with what was published: every receiver of every fact, each once.

    In a thread of their own: the browser's loop runs in the test's.
    """

    cast: Cast
    done: set[int] = field(default_factory=set)

    def follow(self) -> None:
        """All that waits, and all that it leads to."""
        self.do(self._follow)

    def do(self, work: Callable[[], Any]) -> None:
        """Something else that workers do."""
        with ThreadPoolExecutor(1) as worker:
            worker.submit(self._closing, work).result(timeout=60)

    def _closing(self, work: Callable[[], Any]) -> None:
        try:
            work()
        finally:
            connection.close()

    def _follow(self) -> None:
        while rows := self._waiting():
            for row in rows:
                self.done.add(row.pk)
                told = {"event_id": str(row.public_id), "name": row.name, "payload": row.payload}
                for receiver in receivers_of(row.name):
                    receiver(organisation_id=self.cast.umoja.pk, **told)

    def _waiting(self) -> list[OutboxEvent]:
        with tenant(self.cast.umoja):
            return [row for row in OutboxEvent.objects.order_by("pk") if row.pk not in self.done]


def downloaded(tab: Tab, press: Callable[[], None]) -> bytes:
    """The file that comes of pressing something."""
    with tab.expect_download() as coming:
        press()
    return Path(coming.value.path()).read_bytes()


def code_on(pdf: bytes) -> str:
    """What a phone's camera reads on the first page, at the size of an A4 sheet on a screen."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    (found,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    return str(found.text)


def fits(tab: Tab) -> bool:
    """Whether nothing of the page sticks out of the phone."""
    return bool(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))
