"""Pieces for the pages of reading that every browser check visits."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from publishing.models import Piece
from publishing.selectors import readers, reading
from publishing.services import readings
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.testing.cast import Cast
from tests.browser.page import Page

_WORDS = """A price is more than what a thing costs you. It pays the rent, the taxi, the bag, and the hour in which nobody buys.

## What has to be in it

- what you paid for it, with the transport
- a share of rent, power and airtime
- what goes bad or is stolen

Write it down **once a month**. [The rule of thumb](/read/en/) says more."""


def _blocks(see: str) -> list[dict[str, Any]]:
    kinds: list[tuple[str, str, dict[str, Any]]] = [
        ("text", _WORDS, {}),
        ("callout", "Add VAT only when you are registered for it.", {"tone": "warning", "title": "VAT"}),
        (
            "table",
            "",
            {
                "head": True,
                "rows": [
                    ["Thing", "Cost", "Price"],
                    ["Bread", "R 14.20", "R 18.99"],
                    ["Milk", "R 16.00", "R 21.49"],
                ],
            },
        ),
        ("quote", "I had never counted the bag.", {"who": "Nomsa, Soweto"}),
        ("embed", "", {"url": "https://youtu.be/abcdefghijk", "title": "Three minutes on prices"}),
        ("related", "", {"pieces": [see]}),
        ("action", "", {"label": "Try it with your own products", "url": "/"}),
    ]
    return [
        {"id": f"aaaaaaa{letter}", "kind": kind, "text": text, "data": data}
        for letter, (kind, text, data) in zip("abcdefg", kinds, strict=True)
    ]


def a_shelf(cast: Cast) -> dict[str, Piece]:
    """The platform's shelf with a series, two languages and what only some may read."""
    by, now = shelf.platform(cast).editor, timezone.now() - timedelta(days=2)
    steps = shelf.series(by, "Prices that hold")
    more: dict[str, Any] = {"tags": ("Prices",), "now": now}
    see = shelf.published(by, "Count your shelf once a month", is_featured=True, **more)
    first = shelf.published(
        by,
        "Three prices every spaza should know by heart before the month begins",
        blocks=_blocks(see.public_id),
        series=steps,
        series_position=1,
        is_featured=True,
        **more,
    )
    shelf.published(by, "Drie pryse wat jy moet ken", language="af", original=first, **more)
    shelf.published(by, "When a supplier puts prices up", series=steps, series_position=2, **more)
    members = shelf.published(by, "A letter to your landlord", audience=Audience.MEMBERS, **more)
    plan = shelf.published(
        by, "A year of prices, week by week", audience=Audience.PLAN, kind="resource", **more
    )
    return {"first": first, "see": see, "members": members, "plan": plan}


def index(cast: Cast) -> str:
    """Everything in English."""
    a_shelf(cast)
    return reverse("reading:index", args=["en"])


def piece(cast: Cast) -> str:
    """A piece with a block of most kinds."""
    return reverse("reading:piece", args=["en", a_shelf(cast)["first"].slug])


def teaser(cast: Cast) -> str:
    """What one signs in for."""
    return reverse("reading:piece", args=["en", a_shelf(cast)["members"].slug])


def inside(cast: Cast) -> str:
    """The platform's shelf inside an organisation."""
    a_shelf(cast)
    return reverse("publishing:reading-list", args=["umoja-foods", "shared"])


def piece_inside(cast: Cast) -> str:
    """The same piece there."""
    return reverse("publishing:reading", args=["umoja-foods", "shared", a_shelf(cast)["first"].public_id])


def mine(cast: Cast) -> str:
    """A reading list, a bookmark and what was read."""
    made, now = a_shelf(cast), timezone.now()
    with readers.opened() as found:
        reader = readers.of_actor(cast.bongani.actor, found)
        shown = {
            name: reading.get_by_key(found, each.public_id, reader, now=now) for name, each in made.items()
        }
    readings.mark(shown["first"], by=cast.bongani.actor, now=now, bookmarked=True)
    readings.mark(shown["members"], by=cast.bongani.actor, now=now, later=True)
    readings.finish(shown["see"], by=cast.bongani.actor, now=now)
    return reverse("publishing:reading-mine", args=["umoja-foods"])


PAGES = (
    Page(name="read-index", prepare=index),
    Page(name="read-piece", prepare=piece),
    Page(name="read-teaser", prepare=teaser),
    Page(
        name="library-empty",
        path=lambda: reverse("publishing:reading-list", args=["umoja-foods", "own"]),
        who="bongani",
    ),
    Page(name="library", who="bongani", prepare=inside),
    Page(name="library-piece", who="bongani", prepare=piece_inside),
    Page(name="library-mine", who="bongani", prepare=mine),
)
