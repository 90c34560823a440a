"""The sandbox gateways in this process, for tests: real HTTP on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from synthai.embedded.sandbox.app import build
from synthai.embedded.sandbox.gateway import SandboxGateway


@contextmanager
def running(*gateways: SandboxGateway) -> Iterator[str]:
    """Serve these gateways; yields the address, "http://127.0.0.1:PORT"."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(build(list(gateways)), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError("The sandbox did not start within 10 s.")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
