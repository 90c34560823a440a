"""Thousands of browser tabs in one process of their own, told by lines of JSON on standard input what to do.

A tab is as little as one can be, so that the machine's cores are left to what is measured: a handshake, frames without
compression, and live.js's way of coming back. It counts as served when the server answers its first word.
"""

import asyncio
import base64
import json
import os
import random
import resource
import sys
import time
from typing import Any

import numpy as np

ASK = b'{"subscribe": ["nothing"]}'
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
PAUSE, SPREAD, SLOWEST = 0.4, 2.0, 12.0  # as in static/js/live.js
PATIENCE = 180.0


class Crowd:
    """All tabs, and what they heard."""

    def __init__(self, tabs: list[dict[str, Any]]) -> None:
        self.tabs = [Tab(self, each) for each in tabs]
        self.heard: list[float] = []
        self.served_at: list[float] = []
        self.failures = self.subscribed = 0
        self.comes_back = True

    async def open(self, at_once: int) -> dict[str, Any]:
        """Open every tab, so many handshakes at the same time."""
        started, gate = time.monotonic(), asyncio.Semaphore(at_once)

        async def one(tab: "Tab") -> None:
            async with gate:
                await tab.open()
                await asyncio.wait_for(tab.served.wait(), PATIENCE)

        await asyncio.gather(*(one(tab) for tab in self.tabs))
        return {"seconds": time.monotonic() - started, "served": self.count}

    @property
    def count(self) -> int:
        return sum(tab.served.is_set() for tab in self.tabs)

    def report(self) -> dict[str, Any]:
        """What was heard since the last report, in milliseconds."""
        heard, self.heard = self.heard, []
        if not heard:
            return {"count": 0, "p50": 0.0, "p99": 0.0, "max": 0.0}
        p50, p99 = np.percentile(heard, [50, 99])
        return {"count": len(heard), "p50": float(p50), "p99": float(p99), "max": max(heard)}

    async def heard_by(self, count: int, *, subscribed: bool = False) -> dict[str, Any]:
        """Wait until so much was heard, or until nothing more is to be expected."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if (self.subscribed if subscribed else len(self.heard)) >= count:
                break
            await asyncio.sleep(0.02)
        return {}

    async def storm(self) -> dict[str, Any]:
        """Wait until every tab, whose server went away, was served again; when each was, by the clock of the machine."""
        self.served_at, self.failures = [], 0
        deadline = time.monotonic() + PATIENCE
        while len(self.served_at) < len(self.tabs) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        return {"served_at": sorted(self.served_at), "failures": self.failures}


class Tab(asyncio.Protocol):
    """One tab. Opened again after its connection is lost, later each time it fails."""

    def __init__(self, crowd: Crowd, told: dict[str, Any]) -> None:
        self.crowd, self.told = crowd, told
        self.served = asyncio.Event()
        self.attempts = 0
        self.buffer = b""
        self.transport: Any = None
        self.is_open = False

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, self.told["host"], self.told["port"])

    def connection_made(self, transport: Any) -> None:
        self.transport, self.buffer, self.is_open = transport, b"", False
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.told['path']} HTTP/1.1",
            f"Host: localhost:{self.told['port']}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            "Origin: http://localhost",
            *([f"Cookie: {self.told['cookie']}"] if self.told.get("cookie") else []),
        ]
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.transport.close()
                return
            self.is_open, self.buffer = True, rest
            self._send(TEXT, ASK)
        while (frame := self._frame()) is not None:
            self._take(*frame)

    def connection_lost(self, exc: Exception | None) -> None:
        was_served = self.served.is_set()
        self.served.clear()
        if not self.crowd.comes_back:
            return
        if not was_served:
            self.crowd.failures += 1
        self._again()

    def _again(self) -> None:
        wait = PAUSE + random.random() * min(SLOWEST, SPREAD * 2**self.attempts)  # noqa: S311 - no secret
        self.attempts += 1
        loop = asyncio.get_running_loop()
        loop.call_later(wait, lambda: loop.create_task(self._retry()))

    async def _retry(self) -> None:
        try:
            await self.open()
        except OSError:
            self.crowd.failures += 1
            self._again()

    def _frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:  # noqa: PLR2004 - the head of a frame
            return None
        length, start = self.buffer[1] & 0x7F, 2
        if length == 126:  # noqa: PLR2004 - two more bytes of length
            length, start = int.from_bytes(self.buffer[2:4], "big"), 4
        if len(self.buffer) < start + length:
            return None
        opcode, payload = self.buffer[0] & 0x0F, self.buffer[start : start + length]
        self.buffer = self.buffer[start + length :]
        return opcode, payload

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._send(PONG, payload)
        elif opcode == CLOSE:
            self.transport.close()
        elif opcode == TEXT and b'"bench"' in payload:
            sent = json.loads(payload)["version"]
            self.crowd.heard.append((time.monotonic_ns() // 1000 - sent) / 1000)
        elif opcode == TEXT and b'"subscribed"' in payload:
            self.crowd.subscribed += 1
        elif opcode == TEXT and not self.served.is_set():
            self.attempts = 0
            self.crowd.served_at.append(time.monotonic())
            self.served.set()

    def _send(self, opcode: int, payload: bytes) -> None:
        """A short frame under a mask of zeros."""
        self.transport.write(bytes([0x80 | opcode, 0x80 | len(payload)]) + bytes(4) + payload)

    def ask(self, text: str) -> None:
        """One more word to the server."""
        self._send(TEXT, text.encode())


async def main() -> None:
    """Do what the lines say, answer each with a line."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: ASYNC230, PTH123 - before there is anything to wait for
        crowd = Crowd(json.load(file))
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        answer = await _done(crowd, asked)
        print(json.dumps(answer), flush=True)
    crowd.comes_back = False


async def _done(crowd: Crowd, asked: dict[str, Any]) -> dict[str, Any]:
    if asked["do"] == "open":
        return await crowd.open(asked["at_once"])
    if asked["do"] == "ask":
        for tab in crowd.tabs:
            tab.ask(asked["text"])
            await asyncio.sleep(0)
        return await crowd.heard_by(len(crowd.tabs), subscribed=True)
    if asked["do"] == "wait":
        return await crowd.heard_by(asked["count"])
    if asked["do"] == "storm":
        return await crowd.storm()
    if asked["do"] == "close":
        crowd.comes_back = False
        for tab in crowd.tabs:
            tab.transport.close()
        return {}
    return crowd.report()


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(main())
