"""The floor of the benchmark of sockets: each joins the groups that its address names, with channels-redis and nothing of ours."""

import os
from typing import Any
from urllib.parse import parse_qs

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="benchmark",  # noqa: S106 - signs nothing
        ALLOWED_HOSTS=["*"],
        CHANNEL_LAYERS={
            "default": {
                "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                "CONFIG": {"hosts": [os.environ["BENCHMARK_VALKEY"]]},
            },
        },
    )
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402 - settings come first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class BareConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Joins groups, passes their messages on, and answers when it is spoken to."""

    async def connect(self) -> None:
        """Accept everybody."""
        for group in parse_qs(self.scope["query_string"].decode()).get("group", []):
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Say that one is here."""
        await self.send_json({"topic": "nothing", "kind": "refused", "id": "", "version": 0})

    async def live_hint(self, event: dict[str, Any]) -> None:
        """Pass a message on."""
        await self.send_json({name: event[name] for name in ("topic", "kind", "id", "version")})


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", BareConsumer.as_asgi())])})
