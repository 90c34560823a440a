"""Connections to the database that outlive the thread that opened them.

A new one has to read about every table that it meets, which takes longer than most pages do.
"""

from contextlib import suppress
from typing import Any

from django.db import connections
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg import OperationalError
from psycopg.pq import TransactionStatus

_resting: list[Any] = []


def begin() -> None:
    """When this thread comes to need the database, it goes on with a connection that rests, where there is one."""
    wrapper: Any = connections["default"]
    opened = wrapper.get_new_connection

    def get_new_connection(parameters: dict[str, Any]) -> Any:
        while _resting:
            raw = _resting.pop()
            with suppress(OperationalError):
                raw.execute("SELECT")  # somebody may have ended it meanwhile
                wrapper.isolation_level = IsolationLevel.READ_COMMITTED
                return raw
        return opened(parameters)

    vars(wrapper)["get_new_connection"] = get_new_connection


def end() -> None:
    """This thread's connection rests; one that is broken or in a transaction is closed."""
    wrapper: Any = connections["default"]
    raw = wrapper.connection
    if raw is not None and raw.autocommit and raw.info.transaction_status == TransactionStatus.IDLE:
        wrapper.connection = None
        _resting.append(raw)
    connections.close_all()


def close() -> None:
    """End those that rest."""
    while _resting:
        _resting.pop().close()
