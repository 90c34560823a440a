"""Hints to open tabs: {"topic", "kind", "id", "version"}, never data; the tab fetches what it shows over HTTP.

Topics are `user.<public id>` and `org.<public id>.<area>`; an app that needs another kind registers a guard for its
prefix. Delivery is at most once: whatever must not be missed is fetched again after a reconnect.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Guard = Callable[[Any, str], bool]
MESSAGE_TYPE = "live.hint"
logger = logging.getLogger("synthai.realtime")
_guards: dict[str, Guard] = {}
_areas: dict[str, str] = {}


def user_topic(user_public_id: str) -> str:
    """The topic of one person: only that person hears it."""
    return f"user.{user_public_id}"


def organisation_topic(organisation_public_id: str, area: str) -> str:
    """The topic of one area ("imports", "runs") of an organisation: its members hear it."""
    return f"org.{organisation_public_id}.{area}"


def group_name(topic: str) -> str:
    """The channel layer's name of a topic."""
    return f"topic.{topic}"


def register_guard(prefix: str, guard: Guard) -> None:
    """Let `guard(user, topic)` judge who may hear topics that start with `prefix` ("org.", "content.run.").

    Guards may ask the database. Of several matching prefixes the longest judges. Registering again replaces.
    """
    _guards[prefix] = guard


def register_area(area: str, *, capability: str) -> None:
    """Say what somebody must be able to see to hear the hints of an area. Areas without a word are every member's."""
    _areas[area] = capability


def capability_of_area(area: str) -> str | None:
    """What hearing an area's hints asks for, beside membership."""
    return _areas.get(area)


def may_listen(user: "AbstractBaseUser", topic: str) -> bool:
    """Whether this person may hear this topic; unknown kinds of topic are refused. May ask the database."""
    if topic.startswith("user."):
        return topic == user_topic(getattr(user, "public_id", ""))
    judging = max((prefix for prefix in _guards if topic.startswith(prefix)), key=len, default=None)
    return judging is not None and _guards[judging](user, topic)


def push(topic: str, kind: str, id: str, version: int = 0) -> None:  # noqa: A002 - the envelope's own word
    """Send a hint now. Call it from tasks and receivers, or on commit: never before what it hints at is committed.

    `id` is a public id, `version` rises with each change. With Valkey out of reach the hint is lost and the
    work goes on: tabs also refetch by themselves.
    """
    message = {"type": MESSAGE_TYPE, "topic": topic, "kind": kind, "id": id, "version": version}
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(group_name(topic), message)
    except (RedisError, OSError) as error:
        logger.warning("A hint was not sent: %s", type(error).__name__)
