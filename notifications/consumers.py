"""The one WebSocket per tab.

The server sends envelopes {"topic", "kind", "id", "version"} and never data: the page fetches what it shows
over HTTP, so permission and tenancy are judged in one place. A tab asks for topics with
{"subscribe": [...]} and is answered per topic with kind "subscribed" or "refused".
"""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from synthai.core import realtime

UNAUTHENTICATED = 4401
TOPICS_PER_SOCKET = 20


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Carries hints from realtime.push() to one tab."""

    topics: set[str]

    async def connect(self) -> None:
        """Accept signed-in people; their own topic is always on."""
        self.topics = set()
        user = self.scope["user"]
        await self.accept()
        if not user.is_authenticated:
            await self.close(UNAUTHENTICATED)
            return
        await self._join(realtime.user_topic(user.public_id))

    async def disconnect(self, code: int) -> None:
        """Leave every topic."""
        for topic in self.topics:
            await self.channel_layer.group_discard(realtime.group_name(topic), self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Subscribe to topics; anything else is ignored, commands travel by HTTP."""
        asked = content.get("subscribe") if isinstance(content, dict) else None
        for topic in asked[:TOPICS_PER_SOCKET] if isinstance(asked, list) else []:
            if isinstance(topic, str):
                await self._subscribe(topic)

    async def _subscribe(self, topic: str) -> None:
        allowed = topic in self.topics or (
            len(self.topics) < TOPICS_PER_SOCKET
            and await database_sync_to_async(realtime.may_listen)(self.scope["user"], topic)
        )
        if allowed and topic not in self.topics:
            await self._join(topic)
        await self.send_json(
            {"topic": topic, "kind": "subscribed" if allowed else "refused", "id": "", "version": 0}
        )

    async def _join(self, topic: str) -> None:
        self.topics.add(topic)
        await self.channel_layer.group_add(realtime.group_name(topic), self.channel_name)

    async def live_hint(self, event: dict[str, Any]) -> None:
        """Pass a hint on to the tab."""
        await self.send_json({name: event[name] for name in ("topic", "kind", "id", "version")})

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        """Text that is not JSON becomes None instead of an error that closes the socket."""
        try:
            return await super().decode_json(text_data)
        except ValueError:
            return None
