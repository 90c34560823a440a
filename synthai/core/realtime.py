"""Hints to open tabs: {"topic", "kind", "id", "version"}, never data; the tab fetches what it shows over HTTP.

One thing carries text: a piece of what is being written right now, on a topic whose app registered who may read along (`push_piece`).

Topics are `user.<public id>` and `org.<public id>.<area>`; an app that needs another kind registers a guard for its
prefix. Delivery is at most once: whatever must not be missed is fetched again after a reconnect.

Sockets hear three words that no tab sees: end, when the session behind them has ended; end, when a person's have; and judge
again, when somebody may hear less than before. What gets lost is made up for by the look that each socket takes at
itself every minute.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.contrib.sessions.backends.base import SessionBase

Guard = Callable[[Any, str, "SessionBase | None"], bool]
Asked = tuple[Any, str, "SessionBase | None"]  # who, which topic, in which session
ManyGuard = Callable[[Sequence[Asked]], Sequence[bool]]
SessionJudge = Callable[[Sequence[tuple["SessionBase", Any]]], Sequence[bool]]
MESSAGE_TYPE = "live.hint"
PIECE_TYPE = "live.piece"
PIECE = "piece"  # the kind of its envelope
PIECE_LETTERS = 2_000  # a longer piece goes in several
END_TYPE = "live.end"
JUDGE_TYPE = "live.judge"
AT_ONCE = 100  # hints on their way to Valkey at the same time
logger = logging.getLogger("synthai.realtime")
_SHARED = re.compile(r"^(?!user\.)[a-z]+(\.[A-Za-z0-9_-]{1,64}){1,2}$")
_guards: dict[str, Guard] = {}
_many_guards: dict[str, ManyGuard] = {}
_audiences: dict[str, Callable[[str], str]] = {}
_areas: dict[str, str] = {}
_session_judges: dict[str, SessionJudge] = {}


def user_topic(user_public_id: str) -> str:
    """The topic of one person: only that person hears it."""
    return f"user.{user_public_id}"


def organisation_topic(organisation_public_id: str, area: str) -> str:
    """The topic of one area ("imports", "runs") of an organisation: its members hear it."""
    return f"org.{organisation_public_id}.{area}"


def group_name(topic: str) -> str:
    """The channel layer's name of a topic."""
    return f"topic.{topic}"


def audience_group(organisation_public_id: str) -> str:
    """The group of all sockets that hear any topic of an organisation."""
    return f"audience.{organisation_public_id}"


def groups_of(topic: str) -> list[str]:
    """The groups a socket is in that hears a topic."""
    parts = topic.split(".")
    of_whom = _audiences.get(_prefix_of(topic))
    organisation = parts[1] if parts[0] == "org" else of_whom(topic) if of_whom else ""
    audience = [audience_group(organisation)] if organisation else []
    return [*audience, group_name(topic)]


def is_shared_topic(topic: str) -> bool:
    """Whether it reads as a topic of more than one person, so that it is worth judging who may hear it."""
    return bool(_SHARED.match(topic))


def session_group(session_key: str) -> str:
    """The group of a session's sockets. The key opens the account, so only its fingerprint leaves the process."""
    return (
        f"session.{salted_hmac('synthai.realtime.session', session_key, algorithm='sha256').hexdigest()[:40]}"
    )


def register_guard(
    prefix: str,
    guard: Guard,
    *,
    many: ManyGuard | None = None,
    audience: Callable[[str], str] | None = None,
) -> None:
    """Let `guard(user, topic, session)` judge who may hear topics that start with `prefix` ("org.", "content.run.").

    The session is the socket's own, None where there is no socket. Guards may ask the database. Of several matching
    prefixes the longest judges. `many` judges the same for many at a time. `audience` says of a topic which organisation's it is (public
    id), so that its sockets are judged again with that organisation's. Registering again replaces.
    """
    _guards[prefix] = guard
    _many_guards.pop(prefix, None)
    _audiences.pop(prefix, None)
    if audience is not None:
        _audiences[prefix] = audience
    if many is not None:
        _many_guards[prefix] = many


def register_session_judge(name: str, judge: SessionJudge) -> None:
    """Let `judge([(session, user), …])` say of each whether a socket's session, read anew, still lives. Registering again
    replaces."""
    _session_judges[name] = judge


def register_area(area: str, *, capability: str) -> None:
    """Say what somebody must be able to see to hear the hints of an area. Areas without a word are every member's."""
    _areas[area] = capability


def capability_of_area(area: str) -> str | None:
    """What hearing an area's hints asks for, beside membership."""
    return _areas.get(area)


def may_listen(user: "AbstractBaseUser", topic: str, session: "SessionBase | None" = None) -> bool:
    """Whether this person may hear this topic; unknown kinds of topic are refused. May ask the database."""
    if topic.startswith("user."):
        return topic == user_topic(getattr(user, "public_id", ""))
    judging = _prefix_of(topic)
    return bool(judging) and _guards[judging](user, topic, session)


def may_listen_each(asked: Sequence[Asked]) -> list[bool]:
    """The same for many at a time. May ask the database."""
    verdicts: dict[int, bool] = {}
    together: dict[str, list[int]] = {}
    for place, each in enumerate(asked):
        prefix = _prefix_of(each[1])
        if prefix in _many_guards:
            together.setdefault(prefix, []).append(place)
        else:
            verdicts[place] = may_listen(*each)
    for prefix, places in together.items():
        found = _many_guards[prefix]([asked[place] for place in places])
        verdicts.update(zip(places, found, strict=True))
    return [verdicts[place] for place in range(len(asked))]


def _prefix_of(topic: str) -> str:
    """The longest prefix with a guard; empty without one."""
    return max((prefix for prefix in _guards if topic.startswith(prefix)), key=len, default="")


def session_lives(session: "SessionBase", user: "AbstractBaseUser") -> bool:
    """Whether a session, read anew, is still this person's and not over. May ask the database."""
    return sessions_live([(session, user)])[0]


def sessions_live(asked: "Sequence[tuple[SessionBase, AbstractBaseUser]]") -> list[bool]:
    """The same for many at a time. May ask the database."""
    verdicts = [judge(asked) for judge in _session_judges.values()]
    return [all(verdict[place] for verdict in verdicts) for place in range(len(asked))]


def push(topic: str, kind: str, id: str, version: int = 0) -> None:  # noqa: A002 - the envelope's own word
    """Send a hint now. Call it from tasks and receivers, or on commit: never before what it hints at is committed.

    `id` is a public id, `version` rises with each change. With Valkey out of reach the hint is lost and the
    work goes on: tabs also refetch by themselves.
    """
    message = {"type": MESSAGE_TYPE, "topic": topic, "kind": kind, "id": id, "version": version}
    _send(group_name(topic), message)


def push_piece(topic: str, id: str, text: str, *, place: int) -> int:  # noqa: A002 - the envelope's own word
    """Send what was just written to the tabs that read along, now. Returns the place after it.

    `id` names the text, `place` is where in it the piece begins, in units of UTF-16 as browsers count: a tab that misses one sees the gap
    and fetches the whole text over HTTP. Only on topics with a guard of their own, never with what may not be read there. With Valkey out
    of reach it is lost, as hints are.
    """
    for start in range(0, len(text), PIECE_LETTERS):
        part = text[start : start + PIECE_LETTERS]
        _send(
            group_name(topic),
            {"type": PIECE_TYPE, "topic": topic, "id": id, "version": place, "text": part},
        )
        place += utf16_length(part)
    return place


def utf16_length(text: str) -> int:
    """How long a browser says it is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def push_many(hints: Sequence[tuple[str, str]], kind: str) -> None:
    """As `push`, to many topics in one go: (topic, id) each. For facts that thousands are told."""
    messages = [
        (group_name(topic), {"type": MESSAGE_TYPE, "topic": topic, "kind": kind, "id": name, "version": 0})
        for topic, name in hints
    ]
    try:
        async_to_sync(_send_many)(messages)
    except (RedisError, OSError) as error:
        logger.warning("%d hints were not sent: %s", len(hints), type(error).__name__)


def end_session(session_key: str, *, is_renewed: bool = False) -> None:
    """Close the sockets of a session that has ended. Call it after the session is gone, on commit.

    `is_renewed`: it goes on under another key, so its tabs come again.
    """
    _send(session_group(session_key), {"type": END_TYPE, "keep": "", "is_renewed": is_renewed})


def end_person(user_public_id: str, *, except_session: str = "") -> None:
    """Close all sockets of a person, but those of the session with that key. Call it on commit."""
    keep = session_group(except_session) if except_session else ""
    _send(group_name(user_topic(user_public_id)), {"type": END_TYPE, "keep": keep, "is_renewed": False})


def judge_person_again(user_public_id: str) -> None:
    """Have a person's sockets let go of topics that they may no longer hear. Call it on commit."""
    _send(group_name(user_topic(user_public_id)), {"type": JUDGE_TYPE})


def judge_organisation_again(organisation_public_id: str) -> None:
    """The same for every socket that hears something of an organisation. Call it on commit."""
    _send(audience_group(organisation_public_id), {"type": JUDGE_TYPE})


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(group, message)
    except (RedisError, OSError) as error:
        logger.warning("A hint was not sent: %s", type(error).__name__)


async def _send_many(messages: "Sequence[tuple[str, dict[str, Any]]]") -> None:
    layer = get_channel_layer()
    for start in range(0, len(messages), AT_ONCE):
        await asyncio.gather(
            *(layer.group_send(group, message) for group, message in messages[start : start + AT_ONCE])
        )
