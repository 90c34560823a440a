"""Which browsers were signed in through which provider, and as whom there: kept to sign out on both sides."""

from dataclasses import dataclass, replace
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import SsoProvider, SsoVisit, User
from accounts.services import sessions, tokens
from accounts.sso import selectors
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.crypto import Undecryptable, decrypt, encrypt
from synthai.core.tenancy import tenant

SUBJECT_AT_MOST, INDEX_AT_MOST = 1024, 512
_PURPOSE = "accounts.sso.id_token"
_SAYS_NOTHING = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


@dataclass(frozen=True, kw_only=True, repr=False)
class Visit:
    """Who signed in, in the provider's words. `sealed_token` is the ID token, as `seal` made it."""

    provider: str
    subject: str
    subject_format: str = ""
    session_index: str = ""
    sealed_token: str = ""


def seal(id_token: str) -> str:
    """For the session and the row: nobody reads a token out of either."""
    return encrypt(id_token, purpose=_PURPOSE)


def unsealed(visit: Visit) -> str:
    """The ID token; empty when there is none, or its key is gone."""
    try:
        return decrypt(visit.sealed_token, purpose=_PURPOSE) if visit.sealed_token else ""
    except Undecryptable:
        return ""


@transaction.atomic
def begin(key: str, visit: Visit) -> None:
    """Note that the listed session with this key was opened through a provider."""
    session = UserSession.objects.filter(session_key=key).first()
    if session is None or len(visit.subject) > SUBJECT_AT_MOST or len(visit.session_index) > INDEX_AT_MOST:
        return  # no provider means to send such a thing, and half of it would name somebody else
    SsoVisit.objects.update_or_create(session=session, defaults=vars(visit))


def of_session(key: str) -> Visit | None:
    """Through which provider the session was opened, if through one. One query."""
    found = SsoVisit.objects.filter(session__session_key=key).first()
    if found is None:
        return None
    return Visit(
        provider=found.provider,
        subject=found.subject,
        subject_format=found.subject_format,
        session_index=found.session_index,
        sealed_token=found.sealed_token,
    )


@transaction.atomic
def follow(old: str, new: str) -> None:
    """The session goes on under another key, as after a change of password."""
    session = UserSession.objects.filter(session_key=new).first()
    if session is not None:
        SsoVisit.objects.filter(session__session_key=old).update(session=session)


@transaction.atomic
def end(
    provider: SsoProvider,
    *,
    subject: str = "",
    subject_format: str = "",
    session_indexes: tuple[str, ...] = (),
    ip: str | None,
    now: datetime,
) -> list[str]:
    """Sign out every browser and app that this provider signed in as `subject`, or the browsers of its sessions alone.

    Returns the keys of the sessions that ended. Idempotent; needs no tenant; assumes that the message was checked.
    """
    found = SsoVisit.objects.filter(provider=selectors.id_of(provider)).select_related("session__user")
    if subject:
        found = found.filter(subject=subject)
    if session_indexes:
        found = found.filter(session_index__in=session_indexes)
    if not subject and not session_indexes:
        raise ValueError("a message that names nobody ends no session")
    ended = [visit.session for visit in found if _fits(visit.subject_format, subject_format)]
    keys = [session.session_key for session in ended]
    apps = {} if session_indexes else _end_apps(provider, subject, now=now)
    _record(provider, ended, apps, ip=ip)
    sessions.end_rows(ended)
    return keys


def _fits(kept: str, named: str) -> bool:
    told = {kept, named} - {"", _SAYS_NOTHING}
    return len(told) < 2  # noqa: PLR2004 - two different ones


def _end_apps(provider: SsoProvider, subject: str, *, now: datetime) -> dict[User, int]:
    """Apps keep no name of their session there, so only a message about the whole person ends them."""
    key = selectors.id_of(provider)
    links = SocialAccount.objects.filter(provider=key, uid=subject).select_related("user")
    ended = {link.user: tokens.end_of_person_at(key, link.user_id, now=now) for link in links}
    return {user: number for user, number in ended.items() if number}


def _record(
    provider: SsoProvider, ended: list[UserSession], apps: dict[User, int], *, ip: str | None
) -> None:
    by = replace(system_actor(provider.organisation_id), ip=ip)
    with tenant(provider.organisation):
        for user in {session.user for session in ended} | apps.keys():
            number = sum(session.user_id == user.pk for session in ended)
            changes = {
                "browsers": [number, 0],
                "apps": [apps.get(user, 0), 0],
                "provider": [provider.name, None],
            }
            audit(user, "accounts.sso.signed_out", by=by, changes=changes)
