"""Hints through the real channel layer."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import channel_layers, get_channel_layer

from synthai.core import realtime
from synthai.core.testing.cast import Cast


@pytest.fixture
def guards() -> Iterator[None]:
    kept: tuple[dict[str, Any], ...] = (realtime._guards, realtime._many_guards, realtime._audiences)
    before = [dict(each) for each in kept]
    yield
    for each, was in zip(kept, before, strict=True):
        each.clear()
        each.update(was)


def test_a_hint_arrives_and_carries_nothing_else() -> None:
    topic = realtime.organisation_topic("k3v9k3v9k3v9k3v9", "imports")

    async def listen() -> Any:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(realtime.group_name(topic), channel)
        await sync_to_async(realtime.push)(topic, "progress", "abc", 4)
        return await asyncio.wait_for(layer.receive(channel), 5)

    assert async_to_sync(listen)() == {
        "type": "live.hint",
        "topic": "org.k3v9k3v9k3v9k3v9.imports",
        "kind": "progress",
        "id": "abc",
        "version": 4,
    }


def test_without_valkey_the_work_goes_on(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/2"]},
        }
    }
    channel_layers.backends.pop("default", None)
    try:
        realtime.push("user.x", "notification", "x")
    finally:
        channel_layers.backends.pop("default", None)
    assert "A hint was not sent" in caplog.text


def test_many_hints_arrive_each_at_its_own_topic() -> None:
    async def listen() -> list[str]:
        layer = get_channel_layer()
        channels = {}
        for name in ("a", "b"):
            channels[name] = await layer.new_channel()
            await layer.group_add(realtime.group_name(realtime.user_topic(name)), channels[name])
        hints = [(realtime.user_topic(name), name) for name in (*channels, *map(str, range(300)))]
        await sync_to_async(realtime.push_many)(hints, "notification")
        return [(await asyncio.wait_for(layer.receive(each), 5))["id"] for each in channels.values()]

    assert async_to_sync(listen)() == ["a", "b"]


@pytest.mark.django_db
def test_everybody_hears_their_own_topic_only(cast: Cast, guards: None) -> None:
    thandi, charlize = cast.thandi.user, cast.charlize.user
    assert realtime.may_listen(thandi, realtime.user_topic(thandi.public_id))
    assert not realtime.may_listen(charlize, realtime.user_topic(thandi.public_id))
    assert not realtime.may_listen(thandi, "user.")
    assert not realtime.may_listen(thandi, "unknown.topic")


@pytest.mark.django_db
def test_the_longest_guard_judges(cast: Cast, guards: None) -> None:
    realtime.register_guard("content.", lambda user, topic, session: False)
    realtime.register_guard("content.run.", lambda user, topic, session: topic.endswith(user.public_id))
    user = cast.thandi.user
    assert realtime.may_listen(user, f"content.run.{user.public_id}")
    assert not realtime.may_listen(user, f"content.{user.public_id}")
