"""Opens many WebSockets in one process and times broadcasts."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

BATCH = 50


@dataclass(frozen=True)
class Latencies:
    """Milliseconds from the push to the arrival in a tab."""

    p50: float
    p99: float
    received: int
    expected: int


async def measure(
    url: str,
    push: Callable[[int], Awaitable[None]],
    *,
    sockets: int,
    broadcasts: int,
    headers: dict[str, str],
) -> Latencies:
    """Open `sockets`, push `broadcasts` messages a tenth of a second apart or slower, and time each arrival."""
    tabs: list[ClientConnection] = []
    for start in range(0, sockets, BATCH):
        wanted = min(BATCH, sockets - start)
        opening = [connect(url, additional_headers=headers, open_timeout=60) for _ in range(wanted)]
        tabs += await asyncio.gather(*opening)
    await asyncio.sleep(1)
    sent: dict[int, float] = {}
    taken: list[float] = []

    async def listen(tab: ClientConnection) -> None:
        async for message in tab:
            version = json.loads(message)["version"]
            taken.append((time.perf_counter() - sent[version]) * 1000)

    listeners = [asyncio.create_task(listen(tab)) for tab in tabs]
    for version in range(1, broadcasts + 1):
        sent[version] = time.perf_counter()
        await push(version)
        deadline = time.perf_counter() + 30
        while len(taken) < version * sockets and time.perf_counter() < deadline:
            await asyncio.sleep(0.02)
    await asyncio.gather(*(tab.close() for tab in tabs))
    for listener in listeners:
        listener.cancel()
    p50, p99 = np.percentile(taken, [50, 99]) if taken else (float("nan"), float("nan"))
    return Latencies(float(p50), float(p99), len(taken), broadcasts * sockets)
