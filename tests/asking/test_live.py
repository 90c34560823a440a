"""An answer as it is written, over the one socket."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import channel_layers

from publishing.services import answer_text
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.sockets import Tab
from tests.asking import scene
from tests.asking.scene import ask, make_library, says, work_off

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "You must register for VAT above R 2 300 000 of taxable sales in twelve months [1]."


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture(autouse=True)
def _fresh_layer() -> Iterator[None]:
    """Each test runs in a loop of its own."""
    channel_layers.backends.pop("default", None)
    yield
    channel_layers.backends.pop("default", None)


def test_who_asked_reads_along_and_hears_when_it_is_done(
    cast: Cast, played: Callable[..., list[Any]]
) -> None:
    make_library(cast)
    [service] = played("openai")
    says(service, GOOD)
    row = ask(cast.bongani, scene.VAT)
    topic = answer_text.topic_for(cast.bongani.actor, row)
    client = cast.bongani.client()

    async def listening() -> list[dict[str, Any]]:
        tab = await Tab(client).open()
        assert await tab.ask(topic) == "subscribed"
        done = await sync_to_async(work_off)(cast.bongani, row)
        assert done.by == "machine"
        found = await tab.until(kind="question", version=done.version)
        await tab.leave()
        return [each for each in found if each["topic"] == topic]

    heard = async_to_sync(listening)()
    pieces = [each for each in heard if each["kind"] == "piece"]
    assert "".join(each["text"] for each in pieces) == GOOD
    assert {each["id"] for each in pieces} == {row.public_id}
    assert answer_text.so_far(row) == ""
