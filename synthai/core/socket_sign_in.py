"""Who a socket belongs to, by the session cookie of its handshake; and how many handshakes a process takes at a time.

The same as channels' AuthMiddlewareStack, but many handshakes are looked up together (synthai.core.aside), which after a
restart is what everybody waits for. Nothing of the session is written.
"""

import resource
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare

from synthai.core.aside import Together

MOST_WAITING = 2000  # handshakes: who comes when so many wait is sent away at once, and comes again
FILES = 65_536
TRY_LATER = 1013


class SignedIn:
    """ASGI: puts `user` and `session_key` into a socket's scope."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Look up, then let in; closed before it is open when too many wait."""
        key = session_key(scope.get("headers", ()))
        if _people.waiting >= MOST_WAITING:
            await receive()
            await send({"type": "websocket.close", "code": TRY_LATER})
            return
        user = await _people.ask(key) if key else AnonymousUser()
        await self.application({**scope, "user": user, "session_key": key}, receive, send)


def session_key(headers: Sequence[tuple[bytes, bytes]]) -> str:
    """The session cookie among a handshake's headers; empty without one."""
    for name, value in headers:
        if name == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return ""
            return morsel.value if morsel else ""
    return ""


def session_of(key: str) -> Any:
    """The session as it is now: read when somebody first asks for something in it."""
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def more_files() -> int:
    """Let this process hold as many sockets as the system lets it: each is a file. Returns how many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


def _signed_in(keys: Sequence[str]) -> list[Any]:
    """The people of these sessions, nobody for one that is not signed in. One query for all of them."""
    sessions = [session_of(key) for key in keys]
    ids = {session[SESSION_KEY] for session in sessions if _names_somebody(session)}
    people = get_user_model().objects.filter(is_active=True).in_bulk([int(each) for each in ids])
    return [_person(session, people) for session in sessions]


def _names_somebody(session: Any) -> bool:
    named = str(session.get(SESSION_KEY, ""))
    return named.isdecimal() and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS


def _person(session: Any, people: dict[int, Any]) -> Any:
    user = people.get(int(session[SESSION_KEY])) if _names_somebody(session) else None
    if user is None:
        return AnonymousUser()
    held = session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return user if any(constant_time_compare(held, each) for each in hashes) else AnonymousUser()


_people: Together[str, Any] = Together(_signed_in)
