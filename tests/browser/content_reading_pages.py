"""Rows for the pages of documents that are read in and of marketing texts that every browser check visits."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.urls import reverse
from django.utils import timezone

from content.models import CopyRequest, ReadDocument
from content.selectors import copies as selectors
from content.services import copies, read_working, reads
from content.services.reads import Wish
from content.tests.reading_fixtures import INVOICE, LETTER
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.page import Page

ANSWERS: dict[str, Any] = {
    "name": "Rooibos gift hamper",
    "what": "Teas from Clanwilliam in a wooden box",
    "benefits": ["No caffeine", "Wrapped as a gift", "Keeps for two years"],
    "price": "249.00",
    "before": "299.00",
    "until": "2026-12-24",
    "place": "12 Long Street, Worcester",
    "contact": "082 555 0134",
}


def address(name: str, *arguments: Any) -> str:
    return reverse(f"content:{name}", args=["umoja-foods", *arguments])


def uploaded(cast: Cast, content: str | bytes, name: str) -> ReadDocument:
    """A file that waits for its worker."""
    data = content.encode() if isinstance(content, str) else content
    with tenant(cast.umoja):
        return reads.upload(
            io.BytesIO(data), name=name, wish=Wish(), by=cast.thandi.actor, now=timezone.now()
        )


def read_in(cast: Cast, content: str | bytes, name: str) -> ReadDocument:
    """A file that was read, in a thread of its own: a worker's hints cannot be sent where Playwright's loop runs."""
    found = uploaded(cast, content, name)

    def work() -> None:
        try:
            with tenant(cast.umoja):
                read_working.run(found.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()
    return found


def waiting(cast: Cast) -> str:
    return address("read", uploaded(cast, LETTER, "letter.txt").public_id)


def failed(cast: Cast) -> str:
    return address("read", read_in(cast, b"\x89PNG\r\n\x1a\n" + bytes(60), "contract.pdf").public_id)


def letter(cast: Cast) -> str:
    return address("read", read_in(cast, LETTER, "letter of a customer.txt").public_id)


def letter_text(cast: Cast) -> str:
    return address("read-text", read_in(cast, LETTER, "letter.txt").public_id)


def letter_search(cast: Cast) -> str:
    return f"{letter_text(cast)}?q=the"


def letters(cast: Cast) -> str:
    for number in range(3):
        uploaded(cast, f"{LETTER}{number}", f"letter {number}.txt")
    return address("read-list")


def invoice(cast: Cast) -> str:
    return address("read-invoice", read_in(cast, INVOICE, "invoice.txt").public_id)


def written(cast: Cast, kind: str) -> CopyRequest:
    with tenant(cast.umoja):
        wish = copies.Wish(kind=kind, number=4, answers=ANSWERS)
        return copies.write(wish, by=cast.thandi.actor, now=timezone.now())


def posts(cast: Cast) -> str:
    return address("copy", written(cast, "facebook").public_id)


def messages(cast: Cast) -> str:
    return address("copy", written(cast, "sms").public_id)


def texts(cast: Cast) -> str:
    for kind in ("newsletter", "x"):
        row = written(cast, kind)
        with tenant(cast.umoja):
            first = selectors.variants_of(row)[0]
            copies.favour(first.pk, is_favourite=True, by=cast.thandi.actor)
    return address("copy-list")


def change(cast: Cast) -> str:
    row = written(cast, "sms")
    with tenant(cast.umoja):
        return address("variant-edit", selectors.variants_of(row)[0].public_id)


def words(cast: Cast) -> str:
    with tenant(cast.umoja):
        copies.ban(["cheap", "guaranteed", "best in town"], by=cast.thandi.actor, now=timezone.now())
    return address("copy-words")


_THANDIS = (
    ("read-list-empty", lambda cast: address("read-list")),
    ("read-list", letters),
    ("read-create", lambda cast: address("read-create")),
    ("read-waiting", waiting),
    ("read-failed", failed),
    ("read", letter),
    ("read-text", letter_text),
    ("read-search", letter_search),
    ("read-invoice", invoice),
    ("copy-list-empty", lambda cast: address("copy-list")),
    ("copy-list", texts),
    ("copy-create", lambda cast: address("copy-create")),
    ("copy-post", posts),
    ("copy-sms", messages),
    ("copy-change", change),
    ("copy-own", lambda cast: address("copy-own")),
    ("copy-words", words),
)
PAGES = tuple(Page(name=name, who="thandi", prepare=prepare) for name, prepare in _THANDIS)
