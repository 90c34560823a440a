from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from synthai.core.search.tests.shelf import Shelf


@pytest.fixture
def shelf() -> Iterator["Shelf"]:
    """A kind of the tests' own, with nothing in it; gone after the test."""
    from synthai.core.search import kinds
    from synthai.core.search.tests.shelf import KIND, Shelf

    yield Shelf()
    kinds.withdraw(KIND)
