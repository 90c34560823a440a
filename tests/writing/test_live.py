"""Reading along over the one socket: who may, in which order, and what comes after a break."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import channel_layers

from accounts.services import memberships
from content.services import live_text
from content.services.live_text import LiveText
from synthai.core import realtime, valkey
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person, build_cast
from synthai.core.testing.sockets import Tab
from tests.writing.scene import GOOD, WRONG, make_document, says, start, write

pytestmark = pytest.mark.django_db(transaction=True)
RUN = "abcdefghijklmnop"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture(autouse=True)
def _fresh_layer() -> Iterator[None]:
    """Each test runs in a loop of its own."""
    channel_layers.backends.pop("default", None)
    yield
    channel_layers.backends.pop("default", None)


def heard(person: Person, topic: str, act: Any, *, last: dict[str, Any]) -> list[dict[str, Any]]:
    """What a tab hears of a topic up to an envelope with these fields."""
    client = person.client()

    async def scene() -> list[dict[str, Any]]:
        tab = await Tab(client).open()
        assert await tab.ask(topic) == "subscribed"
        await sync_to_async(act)()
        found = await tab.until(**last)
        await tab.leave()
        return [each for each in found if each["topic"] == topic]

    return async_to_sync(scene)()


def test_only_who_may_read_documents_there_reads_along(cast: Cast) -> None:
    topic = live_text.topic(cast.umoja.public_id, RUN)

    async def asked(person: Person) -> str:
        tab = await Tab(await sync_to_async(person.client)()).open()
        answer = await tab.ask(topic)
        await tab.leave()
        return answer

    assert async_to_sync(asked)(cast.bongani) == "subscribed"
    assert async_to_sync(asked)(cast.charlize) == "refused"
    for nonsense in ("content.run.x", "content.run.", f"content.run.{RUN}-{RUN}", f"{topic}-x"):
        assert not realtime.may_listen(cast.thandi.user, nonsense)


def test_who_leaves_hears_no_more_at_once(cast: Cast) -> None:
    topic = live_text.topic(cast.umoja.public_id, RUN)
    client = cast.bongani.client()

    async def scene() -> None:
        tab = await Tab(client).open()
        assert await tab.ask(topic) == "subscribed"
        await sync_to_async(leave)()
        assert (await tab.until(kind="refused"))[-1]["topic"] == topic
        await sync_to_async(realtime.push_piece)(topic, "0", "secret", place=0)
        assert await tab.is_silent()
        await tab.leave()

    def leave() -> None:
        with tenant(cast.umoja):
            memberships.remove(cast.bongani.membership.public_id, by=cast.thandi.actor)

    async_to_sync(scene)()


def test_pieces_come_in_order_with_their_places(cast: Cast) -> None:
    topic = live_text.topic(cast.umoja.public_id, RUN)
    long = "x" * (realtime.PIECE_LETTERS + 5)

    def act() -> None:
        live = LiveText(topic, RUN, 3)
        for piece in ("Good ", "\U0001f35e day", long):
            live.add(piece)
        assert live_text.so_far(RUN, [3, 4]) == {3: f"Good \U0001f35e day{long}"}
        live.void()
        assert live_text.so_far(RUN, [3]) == {}
        live.add("Anew")
        live.forget()

    found = heard(cast.thandi, topic, act, last={"kind": "piece", "text": "Anew"})
    assert [(each["kind"], each["id"], each["version"], each.get("text", "")[:5]) for each in found] == [
        ("piece", "3", 0, "Good "),
        ("piece", "3", 5, "\U0001f35e day"),  # two units of UTF-16
        ("piece", "3", 11, "xxxxx"),
        ("piece", "3", 11 + realtime.PIECE_LETTERS, "xxxxx"),
        ("void", "3", 0, ""),
        ("piece", "3", 0, "Anew"),
    ]


def test_a_run_streams_to_who_watches_and_voids_what_does_not_hold(cast: Cast, played: Any) -> None:
    [service] = played("openai")
    says(service, GOOD["funding"], WRONG)
    document = make_document(cast)
    run = start(cast, document)
    topic = live_text.topic(cast.umoja.public_id, run.public_id)
    found = heard(cast.thandi, topic, lambda: write(cast, run), last={"kind": "run", "version": 6})
    kinds = [(each["kind"], each["id"]) for each in found if each["kind"] != "run"]
    first = "".join(each["text"] for each in found if each["kind"] == "piece" and each["id"] == "0")
    assert first == GOOD["funding"]
    assert kinds.count(("void", "1")) == 2, "sent back once, then thrown away"
    assert live_text.so_far(run.public_id, [0, 1]) == {}
    versions = [each["version"] for each in found if each["kind"] == "run"]
    assert versions == sorted(versions)


def test_without_valkey_it_is_written_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, played: Any
) -> None:
    [service] = played("openai")
    says(service, *GOOD.values())
    document = make_document(cast)
    run = start(cast, document)

    def away() -> None:
        raise OSError("away")

    monkeypatch.setattr(valkey, "client", away)
    began = time.monotonic()
    write(cast, run)
    assert run.totals["machine"] == 2
    assert time.monotonic() - began < 20
