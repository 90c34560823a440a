"""The page of a piece beside a bare view of the same queries, and as it is answered to who is not signed in, in one process.

Requests go through the WSGI handler with everything a real one passes. The bare view has no middleware, no cache and no layout: the
same rows, their words and titles.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "Page of a piece"
PIECES = 200
MIN_SHARE = 0.60
MIN_GAIN = 3.0

Ask = Callable[[], Any]


def run(options: Options) -> list[Table]:
    """Fill a shelf, ask for one piece of it in three ways by turns."""
    pieces, rounds = (20, 60) if options.quick else (PIECES, 400)
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        key = _filled(pieces)
        ways = (_drawn(), _bare(key), _kept())
        times = _medians(ways, rounds)
        queries = [_count_queries(each) for each in ways]
    drawn, bare, kept = times
    share, gain = bare / drawn, drawn / kept
    lines = [
        ("bare view, same queries", queries[1], bare * 1e3, 1 / bare, "–", "–"),
        ("page, drawn", queries[0], drawn * 1e3, 1 / drawn, percent(share), _met(share >= MIN_SHARE)),
        (
            "page, kept for all",
            queries[2],
            kept * 1e3,
            1 / kept,
            f"{gain:.1f} × drawn",
            _met(gain >= MIN_GAIN),
        ),
    ]
    columns = ("what", "queries", "p50 ms", "requests/s", "beside", "met")
    note = (
        f"{pieces} pieces on the shelf; a page with related pieces, a series and suggestions. To reach: at least "
        f"{percent(MIN_SHARE, 0)} of the bare view's requests, and for who is not signed in {MIN_GAIN:.0f} times the drawn page's."
    )
    return [Table(title=NAME, columns=columns, rows=lines, note=note)]


def _met(is_met: bool) -> str:
    return "yes" if is_met else "no"


def _filled(pieces: int) -> str:
    from publishing.tests import shelf
    from synthai.core.testing.cast import build_cast

    by = shelf.platform(build_cast()).editor
    steps = shelf.series(by)
    see = [shelf.published(by, f"Piece {number}", tags=(f"Tag {number % 9}",)) for number in range(pieces)]
    words = "\n\n".join(["## A part", *["A sentence of a piece about prices and what they do."] * 8] * 4)
    related = {
        "id": "relatedx",
        "kind": "related",
        "text": "",
        "data": {"pieces": [each.public_id for each in see[:3]]},
    }
    told: dict[str, Any] = {"series": steps, "tags": ("Tag 1",)}
    piece = shelf.published(by, "The piece", blocks=[shelf.text(words), related], **told)
    shelf.published(by, "The next piece", series_position=1, **told)
    return piece.public_id


def _drawn() -> Ask:
    from django.test import Client

    client = Client()
    return lambda: client.get("/read/en/the-piece/?drawn=1")


def _kept() -> Ask:
    from django.test import Client

    client = Client()
    return lambda: client.get("/read/en/the-piece/")


def _bare(key: str) -> Ask:
    from django.http import HttpResponse
    from django.utils import timezone

    from publishing.engine.access import ANYBODY
    from publishing.selectors import readers, reading, suggesting

    def view() -> HttpResponse:
        now = timezone.now()
        with readers.opened() as shelf:
            rows = reading.listing(shelf, ANYBODY, now=now)
            shown = reading.get(shelf, "en", "the-piece", ANYBODY, now=now)
            beside = [
                *reading.with_keys(rows, reading.related_keys(shown.blocks)),
                *reading.of_series(rows, shown.piece.series_id or 0),
                *reading.translations(rows, shown.piece),
                *(each.piece for each in suggesting.by_rule(rows, shown.piece)),
            ]
            words = [str(block["text"]) for block in shown.blocks]
            return HttpResponse("".join([*words, *(each.title for each in beside)]))

    return view


def _medians(ways: tuple[Ask, ...], rounds: int) -> list[float]:
    """Median seconds of each, asked in turns so that the machine's moods hit all alike."""
    from django.core.cache import cache

    times: list[list[float]] = [[] for _way in ways]
    for number in range(rounds + 10):
        if number % 100 == 0:
            cache.clear()  # or the limit on drawn pages would answer
            for way in ways:
                _checked(way())
        for place, way in enumerate(ways):
            started = time.perf_counter()
            _checked(way())
            times[place].append(time.perf_counter() - started)
    return [statistics.median(each[10:]) for each in times]


def _checked(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(f"The page answered {answer.status_code}.")


def _count_queries(ask: Ask) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)
