"""allauth tells of changed second factors by signals, its only hook; each becomes a line in the trail."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts import actors
from accounts.models import User
from accounts.services import factors


def listen() -> None:
    """Connect; called once, when the app is ready."""
    signals.authenticator_added.connect(_added, dispatch_uid="accounts.factor.added")
    signals.authenticator_removed.connect(_removed, dispatch_uid="accounts.factor.removed")
    signals.authenticator_reset.connect(_renewed, dispatch_uid="accounts.factor.renewed")


def _added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    factors.record(authenticator, "added", by=actors.of_person(user, request=request))


def _removed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    factors.record(authenticator, "removed", by=actors.of_person(user, request=request))


def _renewed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    factors.record(authenticator, "renewed", by=actors.of_person(user, request=request))
