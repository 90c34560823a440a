"""allauth's list of signed-in browsers, without its look at every one of them at each sign-in.

allauth purges all of a person's sessions one by one when they sign in: with a hundred of them that costs more than the
password's hash. What has ended goes with our hourly task (services.sessions.forget_ended), and what ends goes at once.
"""

from typing import Any

from allauth.usersessions.apps import UserSessionsConfig as AllauthsConfig


class UserSessionsConfig(AllauthsConfig):  # type: ignore[misc]  # allauth has no types
    """As allauth's, with our receiver of sign-ins in the place of its own."""

    def ready(self) -> None:
        """Exchange the receiver."""
        from allauth.account.signals import user_logged_in  # noqa: PLC0415 - needs the loaded models
        from allauth.usersessions import signals  # noqa: PLC0415

        super().ready()
        user_logged_in.disconnect(signals.on_user_logged_in)
        user_logged_in.connect(note_sign_in)


def note_sign_in(sender: Any, **kwargs: Any) -> None:
    """List the browser that has just signed in."""
    from allauth.usersessions.models import UserSession  # noqa: PLC0415 - needs the loaded models

    del sender
    UserSession.objects.create_from_request(kwargs["request"])
