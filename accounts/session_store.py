"""Django's sessions (cached, in the database); and a session that ends takes its sockets along.

Every road on which a session ends leads through `delete`: signing out, devices, a new password, time-outs, single sign-on.
Signing in and a new password give a session another key; open tabs are told so and connect again with the new one.
"""

from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore

from synthai.core import realtime
from synthai.core.after_commit import after_commit


class SessionStore(CachedStore):
    """The name is Django's: sessions are signed for it."""

    _is_renewed = False

    def cycle_key(self) -> None:
        """Go on under another key."""
        self._is_renewed = True
        super().cycle_key()
        self._is_renewed = False

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session, and close its sockets once that is committed."""
        key = session_key or self.session_key
        super().delete(session_key)
        if key:
            after_commit(realtime.end_session, key, is_renewed=self._is_renewed)
