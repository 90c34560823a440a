"""Whoever signs out on a browser is told nothing more there: somebody else may sit before it."""

from typing import Any

from django.contrib.auth.signals import user_logged_out

from notifications.services import addresses


def connect() -> None:
    """Listen to signing out."""
    user_logged_out.connect(_forget, dispatch_uid="notifications.signing_out")


def _forget(sender: Any, **kwargs: Any) -> None:
    del sender
    request = kwargs.get("request")
    session = getattr(request, "session", None)
    if session is not None:
        addresses.forget_browsers([session.get(addresses.SESSION_KEY, "")])
