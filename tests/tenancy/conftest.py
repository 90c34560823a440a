from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tenancy.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> "Iterator[World]":
    """Built once a module: each test works in a savepoint above it and is undone."""
    # Models can be imported once Django is set up, which is after this file.
    from django.db import connection, transaction

    from synthai.core import files
    from synthai.core.testing.cast import build_cast
    from tests.tenancy.world import build_world

    with django_db_blocker.unblock(), transaction.atomic():
        built = build_world(build_cast())
        connection.check_constraints()  # once: what waits for the end of the transaction is checked at the end of every test
        yield built
        transaction.set_rollback(True)
    for path in built.files:
        files.delete(path)
