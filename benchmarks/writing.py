"""A document that is written while somebody watches: from the provider's first piece to the page's socket, the worker and the real
WebSocket process between them."""

import asyncio
import json
import logging
import statistics
import time
from collections.abc import AsyncIterator
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Writing: the first piece on the page"
LIMIT_MS = 50


def run(options: Options) -> list[Table]:
    """The provider is the sandbox, in this process; so is the worker's code. uvicorn serves the sockets as in production."""
    django_on_servers()
    logging.getLogger("synthai").setLevel(logging.ERROR)
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        firsts, others = _measured(10 if options.quick else 50)
    rows = [
        ("the first piece", len(firsts), *_spread(firsts)),
        ("every further piece", len(others), *_spread(others)),
    ]
    return [
        Table(
            title="From the provider to the page",
            columns=("what", "pieces", "ms, p50", "ms, p95", "ms, worst", "target met"),
            rows=rows,
            note=f"From handing a piece to the provider's socket to the browser's end of ours. To reach: the first under {LIMIT_MS} ms. "
            "What the browser takes to draw it is not in it.",
            digits=2,
        )
    ]


def _spread(spent: list[float]) -> tuple[float, float, float, str]:
    late = statistics.quantiles(spent, n=20)[-1]
    return statistics.median(spent), late, max(spent), "yes" if late < LIMIT_MS else "no"


def _measured(rounds: int) -> tuple[list[float], list[float]]:
    from synthai.core.ai import registry
    from synthai.core.testing.cast import build_cast
    from synthai.core.testing.sockets import running_sockets
    from tests.ai.conftest import adapter, made
    from tests.gateways.sandbox import running
    from tests.writing.scene import GOOD, make_document

    service: Any = made("openai")
    service.faults.says, service.faults.piece_delay = GOOD["funding"], 0.02
    sent = _timed(service)
    cast = build_cast()
    document = make_document(cast)
    with running(service) as root, running_sockets() as address:
        provider = adapter("openai", root)
        registry.use([provider])
        session = cast.thandi.client().cookies["sessionid"].value
        found = asyncio.run(_watched(address, session, cast, document, sent, rounds))
        registry.use(None)
        provider.close()
    return found


def _timed(service: Any) -> list[float]:
    """Notes when each piece of the present stream was handed to its socket."""
    sent: list[float] = []
    paced = service.paced

    async def timed(frames: list[bytes], first: int) -> AsyncIterator[bytes]:
        sent.clear()
        number = 0
        async for frame in paced(frames, first):
            number += 1
            if number > first:
                sent.append(time.perf_counter())
            yield frame

    service.paced = timed
    return sent


async def _watched(
    address: str, session: str, cast: Any, document: Any, sent: list[float], rounds: int
) -> tuple[list[float], list[float]]:
    from websockets.asyncio.client import connect

    from content.services import live_text
    from tests.writing.scene import start, write

    firsts, others = [], []
    headers = {"Cookie": f"sessionid={session}"}
    for _turn in range(rounds):
        run_ = await asyncio.to_thread(start, cast, document, keys=["funding"])
        topic = live_text.topic(cast.umoja.public_id, run_.public_id)
        async with connect(address, additional_headers=headers, origin="http://localhost") as tab:  # type: ignore[arg-type]
            await tab.send(json.dumps({"subscribe": [topic]}))
            while json.loads(await tab.recv())["kind"] != "subscribed":
                pass
            writing = asyncio.create_task(asyncio.to_thread(write, cast, run_))
            came: list[float] = []
            while not writing.done():
                try:
                    message = json.loads(await asyncio.wait_for(tab.recv(), 0.2))
                except TimeoutError:
                    continue
                if message["kind"] == "piece":
                    came.append(time.perf_counter())
            await writing
        gaps = [(end - begin) * 1e3 for begin, end in zip(sent, came, strict=False)]
        firsts.append(gaps[0])
        others += gaps[1:]
    return firsts, others
