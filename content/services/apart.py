"""Writes that must stay when the work around them is rolled back: what was sent and paid was sent and paid."""

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from typing import Any

from django.db import connection


def apart(write: Callable[[], None]) -> None:
    """Run it in a transaction of its own; inside of one, on a connection of its own. Raises what it raises."""
    if not _is_in_transaction():
        write()
        return
    failures: list[Exception] = []

    def aside() -> None:
        try:
            write()
        except Exception as error:  # noqa: BLE001 - raised again by the thread that waits
            failures.append(error)
        finally:
            connection.close()

    thread = Thread(target=copy_context().run, args=(aside,), name="content-apart", daemon=True)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


def _is_in_transaction() -> bool:
    """As Django judges `durable`: the transaction that a test rolls back is none."""
    blocks: list[Any] = connection.atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase  # noqa: SLF001 - as Django's own `durable` asks
