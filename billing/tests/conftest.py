"""The shop of billing's tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from billing.tests.factories import Shop


@pytest.fixture
def shop(db: None) -> Iterator["Shop"]:
    """Thandi's Umoja Foods with the demo plans on sale, and a till gateway."""
    from billing.gateways import registry
    from billing.tests.factories import Shop
    from synthai.core.testing.cast import build_cast

    yield Shop(build_cast())
    registry.use(None)
