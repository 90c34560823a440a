"""The list of advised prices, page and API, beside a bare view of the same query and rows, in one process.

Requests go through the WSGI handler with everything a real one passes: middleware, session, membership, tenant,
row-level security, layout. The bare view has no middleware and no layout: main query, rows, response.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "List of advised prices"
PRODUCTS = 10_000
ORGANISATIONS = 100
MIN_SHARE = 0.40
MAX_GROWTH = 1.5
MAX_QUERIES = 8

Ask = Callable[[], Any]


def run(options: Options) -> list[Table]:
    """Fill one organisation, measure; fill 99 more, measure the same list again."""
    products, organisations, rounds = (500, 4, 40) if options.quick else (PRODUCTS, ORGANISATIONS, 300)
    with _django():
        from benchmarks import recommendation_rows as rows

        cast = rows.fill_first(products)
        asks = {"page": _page(cast), "API": _api(cast)}
        bare = {"page": _bare_page(cast), "API": _bare_api(cast)}
        queries = {name: _count_queries(ask) for name, ask in asks.items()}
        small = {name: _times(ask, rounds) for name, ask in asks.items()}
        shares = {name: _share(asks[name], bare[name], rounds) for name in asks}
        rows.fill_others(cast, organisations - 1)
        large = {name: _times(ask, rounds) for name, ask in asks.items()}
    lines = []
    for name in asks:
        ours, floor = shares[name]
        growth = _p95(large[name]) / _p95(small[name])
        share = floor / ours
        is_met = share >= MIN_SHARE and growth <= MAX_GROWTH and queries[name] <= MAX_QUERIES
        lines.append(
            (name, queries[name], ours * 1e3, floor * 1e3, percent(share), growth, "yes" if is_met else "no")
        )
    columns = (
        "list",
        "queries",
        "ours, p50 ms",
        "bare view, p50 ms",
        "share of bare requests/s",
        "p95 growth",
        "met",
    )
    note = (
        f"{products:,} products; growth is p95 with {products * organisations:,} recommendations in the table "
        f"against {products:,}. To reach: at most {MAX_QUERIES} queries, at least {percent(MIN_SHARE, 0)}, "
        f"growth at most {MAX_GROWTH}."
    )
    return [Table(title=NAME, columns=columns, rows=lines, note=note)]


@contextmanager
def _django() -> Iterator[None]:
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        yield


def _page(cast: Any) -> Ask:
    client = cast.thandi.client()
    return lambda: client.get("/o/umoja-foods/pricing/")


def _api(cast: Any) -> Ask:
    client = cast.thandi.client()
    return lambda: client.get("/api/v1/o/umoja-foods/pricing/recommendations/")


def _bare_page(cast: Any) -> Ask:
    from django.http import HttpResponse
    from django.template.loader import get_template
    from django.test import RequestFactory

    from pricing.selectors import decisions
    from synthai.core.tenancy import tenant

    row = get_template("pricing/recommendation_row.html")
    factory, run = RequestFactory(), cast.run

    def view(request: Any) -> HttpResponse:
        request.organisation = cast.umoja
        with tenant(cast.umoja.pk):
            found = list(decisions.recommendations(run, decisions.RecommendationFilter())[:50])
            scope = {"can_decide": True, "run": run}
            return HttpResponse("".join(row.render({**scope, "advice": advice}, request) for advice in found))

    return lambda: view(factory.get("/"))


def _bare_api(cast: Any) -> Ask:
    from django.http import HttpResponse
    from rest_framework.renderers import JSONRenderer

    from pricing.api.serializers_decide import RecommendationOut
    from pricing.selectors import decisions
    from synthai.core.tenancy import tenant

    renderer = JSONRenderer()

    def view() -> HttpResponse:
        with tenant(cast.umoja.pk):
            found = decisions.recommendations(cast.run, decisions.RecommendationFilter())[:50]
            return HttpResponse(renderer.render(RecommendationOut(found, many=True).data))

    return view


def _count_queries(ask: Ask) -> int:
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    if answer.status_code != 200:
        raise RuntimeError(f"The list answered {answer.status_code}.")
    return len(captured)


def _times(ask: Ask, rounds: int) -> list[float]:
    for _ in range(10):
        ask()
    return [_timed(ask) for _ in range(rounds)]


def _timed(ask: Ask) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


def _share(ours: Ask, floor: Ask, rounds: int) -> tuple[float, float]:
    """Median seconds of both, asked in turns so that the machine's moods hit both alike."""
    pairs = [(_timed(ours), _timed(floor)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]
