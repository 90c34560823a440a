"""Language models: how long after the provider wrote its first piece we pass it on, through each adapter, over HTTP on loopback."""

import logging
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Language models: the first piece of a stream"
LIMIT_MS = 50


def run(options: Options) -> list[Table]:
    """The provider is the sandbox, in this process; Valkey keeps the breaker."""
    django_on_servers()
    logging.getLogger("synthai.ai").setLevel(logging.ERROR)
    rounds = 20 if options.quick else 200
    rows = []
    for kind in ("openai", "anthropic", "compatible"):
        spent = _gaps(kind, rounds)
        median, worst = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
        rows.append((kind, rounds, median, worst, "yes" if worst < LIMIT_MS else "no"))
    return [
        Table(
            title="From the provider's first piece to ours",
            columns=("provider", "streams", "ms, p50", "ms, p95", "target met"),
            rows=rows,
            note=f"From handing the first piece to the server's socket to the caller of `calling.stream`. To reach: under {LIMIT_MS} ms. "
            "What a page adds is not in it.",
            digits=2,
        )
    ]


def _gaps(kind: str, rounds: int) -> list[float]:
    from synthai.core.ai import calling, registry
    from tests.ai.conftest import ORIGIN, adapter, made, prompt
    from tests.gateways.sandbox import running

    service: Any = made(kind)
    service.faults.piece_delay = 0.005
    written: list[float] = []
    paced = service.paced

    async def timed(frames: list[bytes], first: int) -> AsyncIterator[bytes]:
        number = 0
        async for frame in paced(frames, first):
            number += 1
            if number == first + 1:
                written.append(time.perf_counter())
            yield frame

    service.paced = timed
    gaps = []
    with running(service) as root:
        provider = adapter(kind, root)
        registry.use([provider])
        for _turn in range(rounds):
            events: Any = calling.stream(prompt(), origin=ORIGIN, now=datetime.now(UTC))
            next(events)
            gaps.append((time.perf_counter() - written[-1]) * 1e3)
            events.close()
        registry.use(None)
        provider.close()
    return gaps
