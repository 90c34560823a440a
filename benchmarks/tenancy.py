"""What the two fences cost: the same list from a bare table and from a fenced one, in turns, in one run.

Bare is a plain Django model whose queries name the organisation themselves. Fenced is a TenantModel behind row-level
security, asked as the application's role. Both tables hold the same rows and the same indexes.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "Tenancy: fence and row-level security"
ALIAS = "bench_tenancy"
TARGET = 0.15
PAGE = 50
_COLUMNS = """(
    id bigint PRIMARY KEY, organisation_id bigint NOT NULL, name varchar(80) NOT NULL, price numeric(12, 2) NOT NULL,
    state varchar(16) NOT NULL, updated_at timestamptz NOT NULL
)"""
_ROWS = """
SELECT n, 1 + n %% %(organisations)s, 'Product ' || md5(n::text), 10 + n %% 90,
       (ARRAY['new', 'accepted', 'rejected'])[1 + n %% 3], now()
FROM generate_series(1, %(rows)s) n
"""


def run(options: Options) -> list[Table]:
    """Fill both tables, ask them in turns, compare medians."""
    rows, organisations, rounds = (50_000, 100, 300) if options.quick else (1_000_000, 1_000, 3_000)
    django_on_servers()
    with _database(rows, organisations):
        results = [
            (name, *_compare(bare, fenced, organisations=organisations, rounds=count(rounds)))
            for name, bare, fenced, count in _questions()
        ]
    return [_table(results, rows, organisations)]


def _table(results: list[tuple[str, float, float, float]], rows: int, organisations: int) -> Table:
    lines = [
        (name, bare * 1e3, fenced * 1e3, percent(extra), "yes" if extra <= TARGET else "no")
        for name, bare, fenced, extra in results
    ]
    return Table(
        title="Cost of the fences",
        columns=("question", "bare, p50 ms", "fenced, p50 ms", "cost", f"at most {percent(TARGET, 0)}"),
        rows=lines,
        note=f"{rows:,} rows of {organisations:,} organisations; a list is {PAGE} rows as model instances; the two "
        "are asked in turns, cost is the median of the quotients of neighbours.",
    )


@contextmanager
def _database(rows: int, organisations: int) -> Iterator[None]:
    """A database of its own, reachable as the alias ALIAS by the application's role, dropped afterwards."""
    from django.conf import settings
    from django.db import connections

    from synthai.core.migrations_ops import GrantToServingRoles, TenantPolicy

    def connect(name: str) -> Any:
        connections.databases[ALIAS] = {
            **connections.databases["default"],
            **settings.DATABASE_OWNER,
            "NAME": name,
        }
        return connections[ALIAS]

    server = connect("postgres")
    _run(server, f"DROP DATABASE IF EXISTS {ALIAS} WITH (FORCE)", f"CREATE DATABASE {ALIAS}")
    _leave()
    owner = connect(ALIAS)
    for table in ("bench_bare", "bench_fenced"):
        with owner.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {table} {_COLUMNS}")
            cursor.execute(f"INSERT INTO {table} {_ROWS}", {"rows": rows, "organisations": organisations})
            cursor.execute(f"CREATE INDEX ON {table} (organisation_id, name, id)")
    with owner.schema_editor() as editor:
        GrantToServingRoles().database_forwards("core", editor, None, None)
        TenantPolicy("bench_fenced").database_forwards("core", editor, None, None)
    _run(owner, "VACUUM ANALYZE")
    _leave()
    connections.databases[ALIAS] = {**connections.databases["default"], "NAME": ALIAS}
    try:
        yield
    finally:
        _leave()
        _run(connect("postgres"), f"DROP DATABASE {ALIAS} WITH (FORCE)")
        _leave()


def _run(connection: Any, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _leave() -> None:
    from django.db import connections

    connections[ALIAS].close()
    del connections[ALIAS]


Question = tuple[str, Callable[[int], object], Callable[[int], object], Callable[[int], int]]


def _questions() -> list[Question]:
    """Name, the bare way, the fenced way, and how many of the rounds to ask."""
    from django.db import transaction
    from django.db.models import Avg, Count

    from synthai.core.tenancy import tenant

    bare_rows, fenced_rows = _models()

    def bare(ask: Callable[[Any], object], around: Callable[[], AbstractContextManager[Any]]) -> Any:
        def asked(organisation: int) -> object:
            with around():
                return ask(bare_rows.objects.using(ALIAS).filter(organisation_id=organisation))

        return asked

    def fenced(ask: Callable[[Any], object], around: Callable[[], AbstractContextManager[Any]]) -> Any:
        def asked(organisation: int) -> object:
            with tenant(organisation), around():
                return ask(fenced_rows.objects.using(ALIAS).all())

        return asked

    def page(rows: Any) -> object:
        return list(rows.order_by("name", "id")[:PAGE])

    def figures(rows: Any) -> object:
        return list(rows.values("state").annotate(n=Count("id"), mean=Avg("price")))

    def four(rows: Any) -> object:
        return [page(rows) for _ in range(4)]

    def in_transaction() -> AbstractContextManager[Any]:
        return transaction.atomic(using=ALIAS)

    everything, some = (lambda rounds: rounds), (lambda rounds: rounds // 3)
    return [
        ("list, on its own", bare(page, nullcontext), fenced(page, nullcontext), everything),
        ("list, in a transaction", bare(page, in_transaction), fenced(page, in_transaction), everything),
        ("four lists in a transaction", bare(four, in_transaction), fenced(four, in_transaction), some),
        ("figures of all its rows", bare(figures, nullcontext), fenced(figures, nullcontext), some),
    ]


def _models() -> tuple[Any, Any]:
    """The two models, alike but for their base."""
    from django.conf import settings
    from django.db import models

    from synthai.core.models import TenantModel

    class _Fields(models.Model):
        id = models.BigIntegerField(primary_key=True)
        name = models.CharField(max_length=80)
        price = models.DecimalField(max_digits=12, decimal_places=2)
        state = models.CharField(max_length=16)
        updated_at = models.DateTimeField()

        class Meta:
            app_label = "core"
            abstract = True

    class BenchBare(_Fields):  # noqa: DJ008 - never shown
        organisation = models.ForeignKey(
            settings.ORGANISATION_MODEL, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
        )

        class Meta:
            app_label, managed, db_table = "core", False, "bench_bare"

    class BenchFenced(_Fields, TenantModel):  # noqa: DJ008
        class Meta:
            app_label, managed, db_table = "core", False, "bench_fenced"

    return BenchBare, BenchFenced


def _compare(
    bare: Callable[[int], object], fenced: Callable[[int], object], *, organisations: int, rounds: int
) -> tuple[float, float, float]:
    """Median seconds of each, and the median extra of a fenced question over the bare one beside it."""
    chance = random.Random(7)
    pairs = []
    for number in range(rounds + 50):
        organisation = chance.randint(1, organisations)
        order = (bare, fenced) if number % 2 else (fenced, bare)
        took = {}
        for ask in order:
            started = time.perf_counter()
            ask(organisation)
            took[ask] = time.perf_counter() - started
        pairs.append((took[bare], took[fenced]))
    pairs = pairs[50:]  # the first rounds warm caches
    extra = statistics.median(after / before for before, after in pairs) - 1
    return statistics.median(b for b, _ in pairs), statistics.median(f for _, f in pairs), extra
