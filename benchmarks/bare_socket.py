"""The floor of the WebSocket benchmark: channels-redis and nothing of ours."""

import os
from typing import Any

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

from benchmarks.bare_group import GROUP  # noqa: E402


class BareConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Joins one group and passes its messages on."""

    async def connect(self) -> None:
        """Accept everybody."""
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def live_hint(self, event: dict[str, Any]) -> None:
        """Pass a message on."""
        await self.send_json({name: event[name] for name in ("topic", "kind", "id", "version")})


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", BareConsumer.as_asgi())])})
