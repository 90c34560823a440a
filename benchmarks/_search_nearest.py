"""Part of the bench of search: what the short forms of vectors let through, and how long comparing takes."""

import statistics
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from benchmarks import _search_rows as rows
from benchmarks.report import Table, percent

_EVERY: Final = 1_000_000  # all that an organisation has
_NEAREST: Final = 5


def first_pass(actors: Sequence[Any], *, is_quick: bool) -> Table:
    """Of the five nearest pieces of an organisation, how many are among those whose short forms are likeliest."""
    from synthai.core.search.backends import postgres

    asks = _asks(actors, step=12 if is_quick else 2)
    every, _ = _nearest(asks, _EVERY)
    lines = []
    for likeliest in (400, postgres.LIKELIEST, 1600, _EVERY):
        found, took = _nearest(asks, likeliest)
        kept = sum(len(some & best) for some, best in zip(found, every, strict=True)) / sum(map(len, every))
        lines.append(("all" if likeliest == _EVERY else str(likeliest), percent(kept), took))
    return Table(
        title="Nearest vectors by their short forms",
        columns=("vectors compared", "of the five nearest found", "ms, p50"),
        rows=lines,
        note=f"In one organisation, by every {'twelfth' if is_quick else 'second'} question. A search compares {postgres.LIKELIEST}.",
        digits=1,
    )


def _asks(actors: Sequence[Any], *, step: int) -> list[Any]:
    from synthai.core.search import embeddings, synonyms
    from synthai.core.search.asking import Ask

    _, asked = rows.question_set()
    made = []
    for number, one in enumerate(asked[::step]):
        vector = embeddings.of_question(synonyms.in_english(one.text, {}))
        organisation = actors[number % len(actors)].organisation_id
        made.append(
            Ask(
                organisation_id=organisation,
                text="",
                words=(),
                tokens=("home",),
                embedded=partial(_itself, vector),
            )
        )
    return made


def _nearest(asks: Sequence[Any], likeliest: int) -> tuple[list[set[int]], float]:
    from synthai.core.search.backends import postgres

    found, spent = [], []
    for ask in asks:
        began = time.perf_counter()
        (best,) = postgres.by_meaning([ask], likeliest=likeliest)
        spent.append((time.perf_counter() - began) * 1000)
        found.append({match.entry_id for match in best[:_NEAREST]})
    return found, statistics.median(spent)


def _itself(vector: Any) -> Any:
    return vector
