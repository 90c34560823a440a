"""Figures of readers move by themselves: real sockets and a real Valkey. Who hears it, and how often."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from celery import current_app
from channels.layers import channel_layers

from publishing.services import reader_hints
from publishing.services.reader_hints import LATE
from publishing.tests import shelf
from synthai.core import realtime, valkey
from synthai.core.testing.cast import Cast, Person, build_cast
from synthai.core.testing.sockets import Tab

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Each test runs in a loop of its own, and begins with nothing told."""
    channel_layers.backends.pop("default", None)
    for key in valkey.client().scan_iter(valkey.key("publishing", "readers", "*")):
        valkey.client().delete(key)
    yield
    channel_layers.backends.pop("default", None)


def heard_by(person: Person, wanted: str, act: Any) -> tuple[str, list[dict[str, Any]]]:
    """What asking for a topic is answered, and what is heard of it up to the end of `act`."""
    client = person.client()

    async def scene() -> tuple[str, list[dict[str, Any]]]:
        tab = await Tab(client).open()
        answered: str = await tab.ask(wanted)
        await sync_to_async(act)()
        await sync_to_async(realtime.push)(realtime.user_topic(person.user.public_id), "end", "end")
        found = await tab.until(kind="end")
        await tab.leave()
        return answered, [
            hint for hint in found if hint["topic"] == wanted and hint["kind"] == reader_hints.KIND
        ]

    found: tuple[str, list[dict[str, Any]]] = async_to_sync(scene)()
    return found


def waiting_messages() -> list[bytes]:
    """What lies in the queue of the workers."""
    with current_app.connection_for_read() as broker, broker.channel() as channel:
        found: list[bytes] = channel.client.lrange("default", 0, -1)  # type: ignore[attr-defined]  # of Valkey
        return found


def test_a_reader_is_one_hint_and_a_burst_one_more(cast: Cast) -> None:
    piece = shelf.published(cast.thandi, "Bread")
    path = f"/o/umoja-foods/library/read/own/{piece.public_id}/"
    topic = reader_hints.topic_of(cast.umoja.public_id)

    def read() -> None:
        for person in (cast.bongani, cast.hire("viewer"), cast.hire("member")):
            person.client().get(path)

    answered, hints = heard_by(cast.thandi, topic, read)
    assert answered == "subscribed"
    told = {"topic": topic, "kind": "piece", "id": piece.public_id, "version": 0}
    assert hints
    assert all(hint == told for hint in hints)
    assert len(hints) < 3
    assert LATE in str(waiting_messages()), "a worker tells the end of the burst"
    _answered, late = heard_by(
        cast.thandi, topic, lambda: reader_hints.ring_late(cast.umoja.pk, piece.public_id)
    )
    assert late == [told]


def test_readers_themselves_and_strangers_hear_nothing(cast: Cast) -> None:
    piece = shelf.published(cast.thandi, "Bread")
    topic = reader_hints.topic_of(cast.umoja.public_id)
    for person in (cast.bongani, cast.charlize):
        answered, hints = heard_by(
            person, topic, lambda: reader_hints.ring_late(cast.umoja.pk, piece.public_id)
        )
        assert (answered, hints) == ("refused", [])
