from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from synthai.core import files
from synthai.core.testing.cast import build_cast
from tests.tenancy.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once a module: each test works in a savepoint above it and is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = build_world(build_cast())
        yield built
        transaction.set_rollback(True)
    for path in built.files:
        files.delete(path)
