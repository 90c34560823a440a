"""Fixtures of asking: no provider unless a test plays one, and a library of a few pieces, found by search."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ai.conftest import _closed_breakers, _closed_connections, _short_pauses, killed, played, serve

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast
    from tests.asking.scene import Library

__all__ = ["_closed_breakers", "_closed_connections", "_short_pauses", "killed", "played", "serve"]


@pytest.fixture(autouse=True)
def _no_provider() -> Iterator[None]:
    from synthai.core.ai import registry  # noqa: PLC0415 - settings first

    registry.use([])
    yield
    registry.use(None)


@pytest.fixture
def library(cast: "Cast") -> "Library":
    """The platform's shelf and Umoja's own, published and indexed."""
    from tests.asking.scene import make_library  # noqa: PLC0415 - as above

    return make_library(cast)


@pytest.fixture
def meanwhile() -> Iterator[Callable[[Callable[[], object]], None]]:
    """`meanwhile(act)`: something that happens once the model has answered, before its worker goes on."""
    from synthai.core.ai import metering  # noqa: PLC0415 - as above

    class Act:
        def __init__(self, act: Callable[[], object]) -> None:
            self.act = act

        def keep(self, record: object) -> None:
            del record
            self.act()

    yield lambda act: metering.use_keeper("test", Act(act))
    metering.use_keeper("test", None)
