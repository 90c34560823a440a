"""The one WebSocket per tab.

The server sends envelopes {"topic", "kind", "id", "version"} and never data: the page fetches what it shows
over HTTP, so permission and tenancy are judged in one place. The one exception is text that is being written while somebody watches: an
envelope of the kind "piece" has "text" too, and goes to those who may read the whole (realtime.push_piece). A tab asks for topics with
{"subscribe": [...]} and is answered per topic with kind "subscribed" or "refused"; "refused" also comes later, when
somebody may no longer hear a topic. A socket lives no longer than its session: it is closed with 4401, or with 4402 when the
session goes on under another key, which the browser may get a moment later.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from synthai.core import realtime
from synthai.core.aside import Together
from synthai.core.socket_sign_in import session_of

UNAUTHENTICATED = 4401
RENEWED = 4402
TOPICS_PER_SOCKET = 20
LOOK_EVERY = 60  # seconds between two looks at one's own session and topics, should a word have got lost
logger = logging.getLogger("synthai.realtime")


def _alive(asked: Sequence[tuple[str, Any]]) -> list[bool]:
    return realtime.sessions_live([(session_of(key), user) for key, user in asked])


def _allowed(asked: Sequence[tuple[Any, str, str]]) -> list[bool]:
    return realtime.may_listen_each([(user, topic, session_of(key)) for user, topic, key in asked])


lives: Together[tuple[str, Any], bool] = Together(_alive)  # (session key, person)
may_listen: Together[tuple[Any, str, str], bool] = Together(_allowed)  # (person, topic, session key)


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Carries hints from realtime.push() to one tab."""

    topics: set[str]
    groups_joined: set[str]
    session_key: str
    has_ended = False
    watch: "asyncio.Task[None] | None" = None

    async def connect(self) -> None:
        """Accept signed-in people; their own topic is always on."""
        self.topics, self.groups_joined = set(), set()
        user = self.scope["user"]
        await self.accept()
        if not user.is_authenticated:
            await self._end()
            return
        self.session_key = self.scope["session_key"]
        await asyncio.gather(
            self._join(realtime.session_group(self.session_key)),
            self._hear(realtime.user_topic(user.public_id)),
        )
        await self._look()  # it may have ended between the handshake and joining
        self.watch = asyncio.create_task(self._keep_looking())

    async def disconnect(self, code: int) -> None:
        """Leave every group."""
        if self.watch is not None:
            self.watch.cancel()
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Subscribe to topics; anything else is ignored, commands travel by HTTP."""
        asked = content.get("subscribe") if isinstance(content, dict) else None
        for topic in asked[:TOPICS_PER_SOCKET] if isinstance(asked, list) else []:
            if isinstance(topic, str) and not self.has_ended:
                await self._subscribe(topic)

    async def live_hint(self, event: dict[str, Any]) -> None:
        """Pass a hint on to the tab."""
        if event["topic"] in self.topics and not self.has_ended:
            await self.send_json({name: event[name] for name in ("topic", "kind", "id", "version")})

    async def live_piece(self, event: dict[str, Any]) -> None:
        """Pass on what was just written."""
        if event["topic"] in self.topics and not self.has_ended:
            told = {name: event[name] for name in ("topic", "id", "version", "text")}
            await self.send_json({**told, "kind": realtime.PIECE})

    async def live_end(self, event: dict[str, Any]) -> None:
        """The session is over, or all of this person's but the one to keep."""
        if event["keep"] != realtime.session_group(self.session_key):
            await self._end(RENEWED if event["is_renewed"] else UNAUTHENTICATED)

    async def live_judge(self, event: dict[str, Any]) -> None:
        """Let go of topics that this person may no longer hear."""
        await self._judge(self.topics - {self._own_topic()})

    async def _subscribe(self, topic: str) -> None:
        """Hear first, then judge: who loses a right in between is judged again by the word that follows."""
        if topic not in self.topics:
            if len(self.topics) >= TOPICS_PER_SOCKET or not realtime.is_shared_topic(topic):
                await self._answer(topic, "refused")
                return
            await self._hear(topic)
            await self._judge({topic})
        if topic in self.topics:
            await self._answer(topic, "subscribed")

    async def _judge(self, topics: set[str]) -> None:
        for topic in sorted(topics):
            if not await may_listen.ask((self.scope["user"], topic, self.session_key)):
                await self._hear_no_more(topic)

    async def _keep_looking(self) -> None:
        """Should Valkey have lost a word, or time alone have ended something. Tabs do not all ask at once."""
        while not self.has_ended:
            await asyncio.sleep(LOOK_EVERY * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
            try:
                await self._look()
            except Exception:  # the database may be away for a moment: the next look counts
                logger.exception("A socket could not look at its session.")

    async def _look(self) -> None:
        if await lives.ask((self.session_key, self.scope["user"])):
            await self._judge(self.topics - {self._own_topic()})
        else:
            await self._end()

    def _own_topic(self) -> str:
        return realtime.user_topic(self.scope["user"].public_id)

    async def _hear(self, topic: str) -> None:
        for group in realtime.groups_of(topic):
            await self._join(group)
        self.topics.add(topic)

    async def _hear_no_more(self, topic: str) -> None:
        self.topics.discard(topic)
        needed = {group for each in self.topics for group in realtime.groups_of(each)}
        for group in set(realtime.groups_of(topic)) - needed:
            self.groups_joined.discard(group)
            await self.channel_layer.group_discard(group, self.channel_name)
        await self._answer(topic, "refused")

    async def _join(self, group: str) -> None:
        self.groups_joined.add(group)
        await self.channel_layer.group_add(group, self.channel_name)

    async def _answer(self, topic: str, kind: str) -> None:
        if not self.has_ended:
            await self.send_json({"topic": topic, "kind": kind, "id": "", "version": 0})

    async def _end(self, code: int = UNAUTHENTICATED) -> None:
        """Close, once: more than one road may say so."""
        if not self.has_ended:
            self.has_ended = True
            await self.close(code)

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        """Text that is not JSON becomes None instead of an error that closes the socket."""
        try:
            return await super().decode_json(text_data)
        except ValueError:
            return None
