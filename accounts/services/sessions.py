"""Browsers that are signed in: allauth's rows beside Django's sessions, ended here."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import trust
from notifications.services import addresses, inbox, mail
from synthai.core import user_agents
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import NotFound

_AGENT_LENGTH = 200


def public_name(session: UserSession) -> str:
    """What a page calls a session: its key opens the account and must not be in any address."""
    return salted_hmac("accounts.session", session.session_key, algorithm="sha256").hexdigest()[:20]


def seen(key: str, *, ip: str | None, user_agent: str, now: datetime) -> None:
    """Note that a session is in use. Does nothing for one that is not listed."""
    UserSession.objects.filter(session_key=key).update(
        last_seen_at=now, user_agent=user_agent[:_AGENT_LENGTH], **({"ip": ip} if ip else {})
    )


def forget(key: str) -> None:
    """Drop the row of a session that has ended by itself."""
    UserSession.objects.filter(session_key=key).delete()


@transaction.atomic
def end_one(name: str, *, by: Actor) -> None:
    """Sign out one of one's own browsers, at once; no device is trusted any more. Raises NotFound."""
    mine = UserSession.objects.filter(user_id=by.user_id or 0)
    found = next((each for each in mine if public_name(each) == name), None)
    if found is None:
        raise NotFound
    end_rows([found])
    trust.end(by.user_id or 0)
    audit(
        None,
        "accounts.session.ended",
        by=by,
        changes={"device": [user_agents.name_of(found.user_agent), None]},
    )


@transaction.atomic
def end_all(user_id: int, *, keep: str | None, by: Actor) -> int:
    """Sign out every browser of a person but the one with the session key `keep`; returns how many. No device is trusted any more."""
    others = list(UserSession.objects.filter(user_id=user_id).exclude(session_key=keep or ""))
    end_rows(others)
    trust.end(user_id)
    if others:
        audit(None, "accounts.session.all_ended", by=by, changes={"browsers": [len(others), 0]})
    return len(others)


@transaction.atomic
def tell_of_new_device(user: User, *, device: str, ip: str | None, now: datetime) -> None:
    """Tell a person, by mail and inbox, that a device nobody signed in from before is signed in now."""
    inbox.notify(
        "accounts.new_device",
        [user.pk],
        title=_("New device: %(device)s") % {"device": device},
        body=_(
            "Your account was signed in to from a device we have not seen. If it was not you, sign it out."
        ),
        url="/profile/devices/",
        key=f"accounts.new_device.{user.public_id}.{now.timestamp():.3f}",
    )
    mail.send("accounts/new_device", user.email, {"device": device, "ip": ip or "", "at": now})


def forget_ended(*, now: datetime) -> int:
    """Delete sessions that ran out, and rows whose session is gone; returns how many rows went."""
    Session.objects.filter(expire_date__lt=now).delete()
    alive = Session.objects.values("session_key")
    return int(UserSession.objects.exclude(session_key__in=alive).delete()[0])


def end_rows(sessions: Iterable[UserSession]) -> None:
    """Sign these browsers out. Part of a verb, which records it.

    The store forgets first (cache and table): a row without a session is harmless, the other way round is not.
    """
    opened = import_module(settings.SESSION_ENGINE).SessionStore
    for session in sessions:
        store = opened(session.session_key)
        addresses.forget_browsers([store.get(addresses.SESSION_KEY, "")])
        store.delete(session.session_key)
        session.delete()
