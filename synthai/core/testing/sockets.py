"""The real WebSocket process (uvicorn) for tests, and tabs without one.

Tests that use them are marked `django_db(transaction=True)`: a session that ends closes its sockets after the commit.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from synthai.core.testing.worker import CHECKOUT, wait_until

ORIGIN = "http://localhost"


def cookie_of(client: Client) -> str:
    """What a browser sends to show who it is signed in as."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


_Communicator: Any = ApplicationCommunicator  # without types


class Tab:
    """One socket of a signed-in browser, spoken to through the whole ASGI application."""

    def __init__(self, client: Client) -> None:
        application = import_string(settings.ASGI_APPLICATION)
        headers = [(b"cookie", cookie_of(client).encode()), (b"origin", ORIGIN.encode())]
        scope = {"type": "websocket", "path": "/ws/", "query_string": b"", "headers": headers}
        self._socket: Any = _Communicator(application, {**scope, "subprotocols": []})

    async def open(self) -> "Tab":
        """Connect, as a page does when it is loaded; hears its own topic when this returns, or is closed."""
        await self._socket.send_input({"type": "websocket.connect"})
        assert (await self._socket.receive_output(5))["type"] == "websocket.accept"
        await self._socket.send_input({"type": "websocket.receive", "text": '{"subscribe": ["nothing"]}'})
        message = await self._socket.receive_output(5)
        self._closed = message if message["type"] == "websocket.close" else None
        return self

    async def ask(self, topic: str) -> str:
        """Subscribe; "subscribed" or "refused"."""
        text = json.dumps({"subscribe": [topic]})
        await self._socket.send_input({"type": "websocket.receive", "text": text})
        return str((await self.heard())["kind"])

    async def heard(self) -> dict[str, Any]:
        """The next envelope."""
        message = await self._socket.receive_output(5)
        assert message["type"] == "websocket.send", message
        return dict(json.loads(message["text"]))

    async def until(self, **fields: Any) -> list[dict[str, Any]]:
        """Envelopes up to the one with these fields."""
        found = [await self.heard()]
        while not fields.items() <= found[-1].items():
            found.append(await self.heard())
        return found

    async def is_silent(self) -> bool:
        """Whether nothing comes for a moment, not even an end."""
        return bool(await self._socket.receive_nothing(0.3))

    async def end(self) -> int:
        """The code that it was closed with."""
        message = self._closed or await self._socket.receive_output(5)
        assert message["type"] == "websocket.close", message
        await self.leave()
        return int(message["code"])

    async def leave(self) -> None:
        """Close it, as a page does that is left."""
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._socket.wait(5)


@contextmanager
def running_sockets() -> Iterator[str]:
    """uvicorn with the application's sockets, on the test's own database; yields its address, `ws://…/ws/`."""
    with socket.create_server(("localhost", 0)) as probe:
        port = probe.getsockname()[1]
    argv = [sys.executable, "-m", "uvicorn", "synthai.asgi:application", "--host", "localhost"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "synthai.settings.test"}
    process = subprocess.Popen([*argv, "--port", str(port)], cwd=CHECKOUT, env=environment)
    try:
        wait_until(lambda: _answers(port) or process.poll() is not None, seconds=60)
        yield f"ws://localhost:{port}/ws/"
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True
