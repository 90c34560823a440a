"""The least that can be called a kept callback: one row, one commit, an empty answer. No framework."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

TABLE = "bench_bare_inbox"
CREATE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, body bytea)"
_local = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI: store the body, answer 200."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True)
    body = environ["wsgi.input"].read()
    connection.execute(f"INSERT INTO {TABLE} (body) VALUES (%s)", (body,))
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]
