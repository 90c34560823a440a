"""Fixtures of writing: no provider unless a test plays one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ai.conftest import _closed_breakers, _closed_connections, _short_pauses, played, serve

if TYPE_CHECKING:
    from content.models import Document
    from synthai.core.testing.cast import Cast

__all__ = ["_closed_breakers", "_closed_connections", "_short_pauses", "played", "serve"]


@pytest.fixture(autouse=True)
def _no_provider() -> Iterator[None]:
    from synthai.core.ai import registry  # noqa: PLC0415 - settings first

    registry.use([])
    yield
    registry.use(None)


@pytest.fixture
def document(cast: "Cast") -> "Document":
    """A funding request of Umoja's, with two sections that may be drafted."""
    from tests.writing.scene import make_document  # noqa: PLC0415 - as above

    return make_document(cast)
