"""Rows for the pages of search that every browser check visits."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from publishing.selectors.found import NAME
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.search import counting, index, misses, work
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def _index(organisation: Any) -> None:
    with tenant(organisation):
        index.rebuild(organisation.pk)
        while work.batch(organisation.pk, now=timezone.now()):
            pass


def some_pieces(cast: Cast) -> None:
    """The platform's pieces in two languages, and one of the organisation's own."""
    by = shelf.platform(cast).editor
    text = [
        shelf.text(
            "Who sells for more than R1 million in a year must register for VAT with SARS. Keep every invoice."
        )
    ]
    shelf.published(by, "When must you register for VAT?", blocks=text, tags=("Tax",))
    shelf.published(by, "Wanneer moet jy vir BTW registreer?", language="af", tags=("Tax",))
    shelf.published(
        by, "A VAT invoice that your customer can claim with", kind="resource", tags=("Tax", "Invoices")
    )
    shelf.published(cast.thandi, "How we file our VAT every second month", audience=Audience.TEAM)
    _index(by.organisation)
    _index(cast.umoja)


def found(cast: Cast) -> str:
    some_pieces(cast)
    return reverse("search:search", args=["umoja-foods"]) + "?q=register+for+vatt"


def narrowed(cast: Cast) -> str:
    some_pieces(cast)
    return reverse("search:search", args=["umoja-foods"]) + "?q=vat&language=af&topic=tax"


def nothing(cast: Cast) -> str:
    some_pieces(cast)
    return reverse("search:search", args=["umoja-foods"]) + "?q=giraffes+of+the+kalahari"


def public(cast: Cast) -> str:
    some_pieces(cast)
    return reverse("search:public", args=["en"]) + "?q=vat"


def wanted(cast: Cast) -> str:
    now = timezone.now()
    for words, times in (
        ("how to fire a supplier that is always late", 4),
        ("lotto", 2),
        ("load shedding rebate", 1),
    ):
        for _ in range(times):
            misses.note(words, organisation_id=cast.umoja.pk, language="en", now=now)
    return reverse("publishing:wanted-list", args=["umoja-foods"])


def led(cast: Cast) -> str:
    piece = shelf.published(cast.thandi, "How we file our VAT every second month", audience=Audience.TEAM)
    ids = {"looked_in": cast.umoja.pk, "belongs_to": cast.umoja.pk}
    for place in (1, 2):
        counting.opened("vat return", NAME, piece.public_id, place, **ids, now=timezone.now())
    return reverse("publishing:wanted-list", args=["umoja-foods"]) + "?show=led"


LISTED: tuple[dict[str, Any], ...] = (
    {"name": "search", "who": "bongani", "prepare": found},
    {"name": "search-narrowed", "who": "bongani", "prepare": narrowed},
    {"name": "search-nothing", "who": "thandi", "prepare": nothing},
    {"name": "search-public", "prepare": public},
    {"name": "wanted", "who": "thandi", "prepare": wanted},
    {"name": "wanted-empty", "who": "thandi", "prepare": lambda _cast: reverse("publishing:wanted-list", args=["umoja-foods"])},
    {"name": "wanted-led", "who": "thandi", "prepare": led},
)  # fmt: skip
