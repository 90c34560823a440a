"""A session that a provider opened, tied to what the provider calls it."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.services import sso_visits
from accounts.services.sso_visits import Visit

STATE = "visit"  # in the state of a sign-in
_KEY = "sso_visit"  # in the session: the key it had then


def state_of(
    *, subject: str, subject_format: str = "", session_index: str = "", id_token: str = ""
) -> dict[str, str]:
    """What a sign-in carries until its session is there; a second factor may come in between."""
    return {
        "subject": subject,
        "subject_format": subject_format,
        "session_index": session_index,
        "sealed_token": sso_visits.seal(id_token) if id_token else "",
    }


def note(request: HttpRequest, signal_kwargs: dict[str, Any] | None) -> None:
    """Somebody is signed in now; where a provider did it, keep which session that is."""
    login = (signal_kwargs or {}).get("sociallogin")
    key = request.session.session_key
    if login is not None and login.state.get(STATE) and key:
        said = login.state[STATE]
        sso_visits.begin(key, Visit(provider=login.account.provider, **said))
        request.session[_KEY] = key


def follow(session: SessionBase) -> None:
    """The session may have got another key since. Costs nothing while it has not."""
    noted, key = session.get(_KEY), session.session_key
    if noted and key and noted != key:
        sso_visits.follow(noted, key)
        session[_KEY] = key
