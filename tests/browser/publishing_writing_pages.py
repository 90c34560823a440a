"""Rows for the pages of writing that every browser check visits."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from publishing.models import Piece
from publishing.services import keeping, live, parts, pieces, settings, shelves
from publishing.services.parts import Content
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

_BLOCKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("text", "Count what lies on the shelf **every Friday**, before the till is closed.\n\n- Bread\n- Milk\n- Airtime", {}),
    ("table", "As counted on 27 November.", {"rows": [["Item", "Counted", "Sold"], ["Bread", "12", "40"]], "head": True}),
    ("callout", "What is short twice in a row is not a mistake in counting.", {"tone": "warning", "title": "Take care"}),
    ("quote", "A shelf that nobody counts pays nobody.", {"who": "Gogo Zodwa"}),
    ("embed", "", {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "Counting in three minutes"}),
)  # fmt: skip


def address(view: str, *ids: Any) -> str:
    """A page of Umoja Foods."""
    return reverse(f"publishing:{view}", args=["umoja-foods", *ids])


def a_piece(cast: Cast) -> Piece:
    """A published one that was changed since, in a series."""
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        made = pieces.begin(title="How we count our stock on Fridays", by=by, now=now)
        parts.write_head(
            made.pk, "summary", "Who counts, when, and what to do when it does not add up.", by=by, now=now
        )
        for kind, text, data in _BLOCKS:
            made, _key = parts.add_block(made.pk, kind, content=Content(text=text, data=data), by=by, now=now)
        series = shelves.begin_series(title="Money in the shop", summary="From the till to the bank.", by=by)
        live.publish(made.pk, by=by, now=now)
        parts.add_block(made.pk, "image", by=by, now=now)
        first = made.blocks[0]["id"]
        changed = _BLOCKS[0][1].replace("every Friday", "every Friday and on the last day of the month")
        parts.write_block(made.pk, first, Content(text=changed, data={}), by=by, now=now)
        settings.change(made.pk, _settings(series.public_id), by=by, now=now)
        keeping.keep(made.pk, note="Before the new month", by=by, now=now)
        made.refresh_from_db()
    return made


def _settings(series: str) -> settings.Settings:
    return settings.Settings(
        kind="article",
        language="en",
        slug="count-stock",
        audience="team",
        series=series,
        tags=["Stock", "Till"],
        authors=["Thandi Mokoena"],
    )


def listed(cast: Cast) -> str:
    a_piece(cast)
    with tenant(cast.umoja):
        pieces.begin(
            title="Wat om te sê as 'n klant laat betaal",
            language="af",
            by=cast.bongani.actor,
            now=timezone.now(),
        )
    return address("write-list")


def of_piece(view: str, query: str = "", *ids: Any) -> Any:
    """A page of the piece."""
    return lambda cast: address(view, a_piece(cast).public_id, *ids) + query


def series(cast: Cast) -> str:
    piece = a_piece(cast)
    with tenant(cast.umoja):
        return address("write-series", piece.series.public_id if piece.series else "")


def series_list(cast: Cast) -> str:
    a_piece(cast)
    return address("write-series-list")


_THANDIS = (
    ("library-write-list-empty", lambda cast: address("write-list")),
    ("library-write-list", listed),
    ("library-write-new", lambda cast: address("write-create")),
    ("library-write", of_piece("write-piece")),
    ("library-write-settings", of_piece("write-settings")),
    ("library-write-revisions", of_piece("write-revisions")),
    ("library-write-revision", of_piece("write-revision", "", 1)),
    ("library-write-compare", of_piece("write-compare", "?old=1")),
    ("library-write-preview", of_piece("write-preview")),
    ("library-write-series", series),
    ("library-write-series-list", series_list),
)
LISTED: tuple[dict[str, Any], ...] = tuple(
    {"name": name, "who": "thandi", "prepare": prepare} for name, prepare in _THANDIS
)
