"""Sessions that end by themselves, and the note of when each was last used."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actors, session_stamps
from accounts.services import sessions
from accounts.sso import visiting


class SessionLimitsMiddleware:
    """Ends a session that was unused, or open, for too long; stands behind authentication and messages.

    Costs nothing without a session cookie, and one update in five minutes with one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and session_stamps.is_signed_in(request.session):
            visiting.follow(request.session)
            self._judge(request)
        return self.get_response(request)

    def _judge(self, request: HttpRequest) -> None:
        now = time.time()
        key = request.session.session_key or ""
        if session_stamps.is_over(request.session, now=now):
            request.session.flush()
            sessions.forget(key)
            messages.info(
                request, _("You were signed out because this session was unused or open for too long.")
            )
        elif session_stamps.touch(request.session, now=now):
            sessions.seen(
                key,
                ip=actors.client_ip(request),
                user_agent=request.headers.get("User-Agent", ""),
                now=timezone.now(),
            )
