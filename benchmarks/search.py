"""Search over 200,000 pieces in ten organisations: is what was asked for among the first five, and how long does it take.

Words alone, meaning alone and both in the same run, over the questions of benchmarks/data/search_questions.txt. Every search also
looks through the platform's shelf, as it does for every customer: a thousand pieces, several times what the platform has, and once more
20,000, as many as each of the ten organisations. Times hold everything that `query.find` does, the question's own vector too, which is
made anew for each.
"""

import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from benchmarks import _search_nearest as nearest
from benchmarks import _search_rows as rows
from benchmarks._search_vectors import engines
from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "Search: by words, by meaning and by both"
TARGET_MS: Final = 60
TARGET_RECALL: Final = 0.95
TARGET_LAG_SECONDS: Final = 5
KIND: Final = "bench.piece"
LARGE_SHELF: Final = "bench-shelf"
_ALL: Final = ("words", "named", "meaning")
_ALL_THREE: Final = "full text, titles and vectors"
_WAYS: Final = {"full text alone": ("words",), "vectors alone": ("meaning",), _ALL_THREE: _ALL}
_ENTRIES: Final = """
INSERT INTO core_searchentry (organisation_id, kind, key, language, title, summary, text, path, audience_id, facets, boost,
    named, words, changed_at, indexed_at, made_by)
SELECT %s, kind, key, 'en', title, '', text, '/' || key || '/', %s, facets::jsonb, 1, lower(title),
    setweight(to_tsvector('synthai_en', title), 'A') || setweight(to_tsvector('synthai_plain', title), 'A')
    || setweight(to_tsvector('synthai_en', text), 'D'), changed_at, changed_at, 'bench'
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
    AS given (kind, key, title, text, facets, changed_at)
RETURNING id
"""
_CHUNKS: Final = """
INSERT INTO core_searchchunk (organisation_id, entry_id, audience_id, number, model, mark, vector)
SELECT %s, entry, %s, 0, %s, '', vector::halfvec FROM unnest(%s::bigint[], %s::text[]) AS given (entry, vector)
"""


def run(options: Options) -> list[Table]:
    """Ten organisations in a test database."""
    each = 500 if options.quick else 20_000
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        began = time.monotonic()
        actors = _fill(each, options.seed)
        note = (
            f"{each * 10:,} pieces, {each:,} in each of ten organisations, and the platform's shelf of {each // 20:,}, filled in "
            f"{time.monotonic() - began:.0f} s. The pieces that are asked for and every question have vectors of the real model; so do {rows.REAL_FILLERS} of the others, and the "
            "rest have vectors mixed of two of these with noise, for 200,000 real ones would take an hour."
        )
        return [
            *_asked(actors, note, options),
            nearest.first_pass(actors, is_quick=options.quick),
            engines(is_quick=options.quick),
            _lag(actors[0]),
        ]


def _fill(each: int, seed: int) -> list[Any]:
    from django.conf import settings

    from accounts.models import Organisation
    from synthai.core.access import Actor
    from synthai.core.search import embeddings

    chance, actors = random.Random(seed), []
    real = embeddings.of_passages(
        [f"{one.title}. {one.text}" for one in rows.fillers(rows.REAL_FILLERS, chance)]
    )
    pieces, _ = rows.question_set()
    wanted = embeddings.of_passages([f"{title}. {text}" for _, title, text in pieces.values()])
    assert real is not None
    assert wanted is not None
    for number in range(10):
        organisation = Organisation.objects.create(slug=f"bench-{number}", name=f"Bench {number}")
        _fill_one(organisation, each, pieces, np.stack(real), wanted, seed + number)
        actors.append(
            Actor(kind="person", label="Bench", user_public_id="bench", organisation_id=organisation.pk)
        )
    for number, (slug, count) in enumerate(
        ((settings.PLATFORM_ORGANISATION, each // 20), (LARGE_SHELF, each)), start=10
    ):
        shelf = Organisation.objects.create(slug=slug, name=f"Shelf {number}")
        _fill_one(shelf, count, {}, np.stack(real), wanted, seed + number)
    _analyse()
    return actors


def _analyse() -> None:
    """As PostgreSQL does by itself within minutes of such a load."""
    import psycopg
    from django.conf import settings
    from django.db import connection

    owner = {key: str(value) for key, value in settings.DATABASE_OWNER.items()}
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as link:
        for table in (
            "core_searchentry",
            "core_searchchunk",
            "core_searchterm",
            "core_searchaudience",
            "core_searchcommon",
        ):
            link.execute(f"VACUUM (ANALYZE) {table}")


def _fill_one(
    organisation: Any, each: int, pieces: dict[str, tuple[str, str, str]], real: Any, wanted: Any, seed: int
) -> None:
    from synthai.core.search import rarity, writing
    from synthai.core.tenancy import tenant

    some = list(rows.fillers(each - len(pieces), random.Random(seed)))
    vectors = rows.mixed(real, len(some), seed)
    given = [
        (one.kind, f"f{number}", one.title, one.text, json.dumps({"form": [one.kind]}), one.changed_at)
        for number, one in enumerate(some)
    ]
    given += [(KIND, key, title, text, "{}", some[0].changed_at) for key, (_, title, text) in pieces.items()]
    numbers = [*vectors, *(wanted if pieces else ())]
    with tenant(organisation):
        readers = ("signed-in",) if not pieces else ("home",)
        (audience,) = writing.audiences_of([readers]).values()
        for part in rows.in_parts(list(zip(given, numbers, strict=True)), 2000):
            _write(organisation.pk, audience, part)
        writing.learn(organisation.pk, (f"{one[2]} {one[3]}" for one in given))
        rarity.count(organisation.pk)


def _write(organisation_id: int, audience: int, part: Sequence[Any]) -> None:
    from django.db import connection

    from synthai.core.models.search_fields import vector_text
    from synthai.core.search import embeddings

    with connection.cursor() as cursor:
        columns = [list(column) for column in zip(*(one for one, _ in part), strict=True)]
        cursor.execute(_ENTRIES, [organisation_id, audience, *columns])
        ids = [key for (key,) in cursor.fetchall()]
        texts = [vector_text(vector) for _, vector in part]
        cursor.execute(_CHUNKS, [organisation_id, audience, embeddings.MODEL, ids, texts])


def _asked(actors: Sequence[Any], note: str, options: Options) -> list[Table]:
    from django.test import override_settings

    _, asked = rows.question_set()
    if options.quick:
        asked = asked[::6]
    _round(asked, actors, _ALL)  # reads what lies on the disk and the model's weights
    rounds = {label: _round(asked, actors, way) for label, way in _WAYS.items()}
    with override_settings(PLATFORM_ORGANISATION=LARGE_SHELF):
        rounds[f"{_ALL_THREE}, a shelf as large as an organisation"] = _round(asked, actors, _ALL)
    return [_recall(rounds, note), _times(rounds, os.getloadavg()[1])]


@dataclass
class Round:
    """What one way of asking found, by language of the question, and how long each search took (ms)."""

    hits: dict[str, list[bool]]
    spent: list[float]


def _round(asked: Sequence[rows.Asked], actors: Sequence[Any], ways: tuple[str, ...]) -> Round:
    from django.utils import timezone

    from synthai.core.search import embeddings, query

    made = Round({}, [])
    for number, one in enumerate(asked):
        embeddings.forget()
        began = time.perf_counter()
        results = query.find(one.text, by=actors[number % len(actors)], now=timezone.now(), ways=ways)
        made.spent.append((time.perf_counter() - began) * 1000)
        best = [result.key for result in results.results[:5]]
        made.hits.setdefault(one.language, []).append(one.key in best)
    return made


def _recall(rounds: dict[str, Round], note: str) -> Table:
    lines = []
    for way, made in rounds.items():
        hits = made.hits
        every = [hit for some in hits.values() for hit in some]
        shares = [percent(statistics.mean(hits[language])) for language in ("en", "af", "zu", "bad")]
        recall = statistics.mean(every)
        lines.append((way, len(every), *shares, percent(recall), "yes" if recall >= TARGET_RECALL else "no"))
    return Table(
        title="Recall@5: the piece asked for is among the first five",
        columns=(
            "by",
            "questions",
            "English",
            "Afrikaans",
            "isiZulu",
            "misspelt",
            "all",
            f"at least {percent(TARGET_RECALL, 0)}",
        ),
        rows=lines,
        note=note,
    )


def _times(rounds: dict[str, Round], load: float) -> Table:
    lines = []
    for way, made in rounds.items():
        cuts = statistics.quantiles(made.spent, n=100)
        lines.append((way, cuts[49], cuts[94], cuts[98], "yes" if cuts[94] < TARGET_MS else "no"))
    return Table(
        title="How long a search takes, ms",
        columns=("by", "p50", "p95", "p99", f"p95 under {TARGET_MS} ms"),
        rows=lines,
        note=f"The load of the machine over the five minutes before was {load:.0f}: beyond the number of cores, what is timed waited for others.",
        digits=1,
    )


def _lag(actor: Any) -> Table:
    """From the commit of a change until it is found, the worker's own work."""
    from django.utils import timezone

    from synthai.core.models import SearchChange
    from synthai.core.search import index, kinds, query
    from synthai.core.tenancy import tenant

    kinds.offer(kinds.SearchKind(name="bench.fresh", label="Fresh", icon="list", load=_fresh, keys=list))
    lines = []
    for said, count, others in (("1", 1, 0), ("40", 40, 0), ("1, while 400 wait for vectors", 1, 400)):
        keys = [f"zebra{count}x{others}x{number}" for number in range(count)]
        with tenant(actor.organisation_id):
            _read_behind(actor, others)
            index.changed_all("bench.fresh", keys)
            began = time.perf_counter()
            opened: list[float] = []
            words_at = _when_vectors_begin(partial(_worked, actor, keys, opened))
            took = time.perf_counter() - began
            SearchChange.objects.all().delete()
        found = query.find(keys[-1], by=actor, now=timezone.now(), ways=("words",))
        assert found.results[0].key == keys[-1]
        meant = opened[0] - began
        lines.append((said, words_at - began, meant, took, "yes" if meant < TARGET_LAG_SECONDS else "no"))
    return Table(
        title="Index lag",
        columns=(
            "changes at once",
            "s until found by words",
            "s until by meaning too",
            "s until by that of every passage",
            f"found by both under {TARGET_LAG_SECONDS} s",
        ),
        rows=lines,
        note=(
            "What the worker does from the moment it is woken, with texts of 480 words, six vectors each. By meaning: by title and first "
            "hundred words, which everything has before anything has its further passages. The last was made while others, "
            "read again or imported, wait behind what people change; the turn of these that runs just then is not in it, at most 24 vectors."
        ),
        digits=2,
    )


def _text(key: str) -> str:
    """480 words, of which no two passages are the same: nothing is embedded twice."""
    return " ".join(" ".join(one.text for one in rows.fillers(40, random.Random(key))).split()[:480])


def _fresh(keys: Any) -> list[Any]:
    from django.utils import timezone

    from synthai.core.search.pieces import SearchPiece

    return [
        SearchPiece(
            key=key,
            title=f"Freshly written {key}",
            text=_text(key),
            path="/",
            readers=("home",),
            changed_at=timezone.now(),
        )
        for key in keys
    ]


def _read_behind(actor: Any, count: int) -> None:
    """So many things have their words, and wait for vectors behind what people change. Needs the tenant."""
    from django.utils import timezone

    from synthai.core.search import index, work

    if count:
        index.changed_all("bench.fresh", [f"quagga{number}" for number in range(count)], is_urgent=False)
        for _ in range(count // work.BATCH):
            work.batch(actor.organisation_id, now=timezone.now())


def _worked(actor: Any, keys: Sequence[str], opened: list[float]) -> None:
    """The worker's turns until none of these waits for anything; `opened` gets the moment when each had a vector. Needs the tenant."""
    from django.utils import timezone

    from synthai.core.models import SearchChange, SearchChunk
    from synthai.core.search import work

    while SearchChange.objects.filter(key__in=keys).exists():
        work.batch(actor.organisation_id, now=timezone.now())
        if not opened and SearchChunk.objects.filter(entry__key__in=keys, number=0).count() == len(keys):
            opened.append(time.perf_counter())


def _when_vectors_begin(call: Callable[[], object]) -> float:
    """Make the call; returns when the words were written, which is when it asks for vectors."""
    from unittest.mock import patch

    from synthai.core.search import embeddings

    made, began = embeddings.of_passages, []

    def watched(texts: Sequence[str]) -> Any:
        began.append(time.perf_counter())
        return made(texts)

    with patch.object(embeddings, "of_passages", watched):
        call()
    return began[0]
