"""Browser sessions that an organisation's identity providers opened, ended when a provider or domain goes.

Apps sign in by password, never through an organisation's provider, so no sign-in of an app is opened by one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, Organisation, ProvenDomain, SsoProvider
from accounts.services import sessions
from accounts.sso import selectors
from synthai.core.access import Actor
from synthai.core.audit import audit

Wanted = Callable[["Opened"], bool]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A browser that is signed in through a provider (its id in allauth)."""

    row: UserSession
    provider_id: str

    @property
    def user_id(self) -> int:
        """Whose it is."""
        return int(self.row.user_id)


def opened(organisation: Organisation) -> list[Opened]:
    """Living sessions that this organisation's providers opened. Three queries, however many there are.

    Looked for with members, and with people who are linked to one of the providers and no longer in the team.
    """
    prefix = selectors.prefix_of(organisation)
    linked = SocialAccount.objects.filter(provider__startswith=prefix).values("user_id")
    members = Membership.objects.filter(organisation=organisation).values("user_id")
    rows = list(UserSession.objects.filter(Q(user_id__in=linked) | Q(user_id__in=members)).order_by("pk"))
    stored = _stored({row.session_key for row in rows})
    found = [(row, _provider_of(stored.get(row.session_key, {}), prefix)) for row in rows]
    return [Opened(row=row, provider_id=provider) for row, provider in found if provider]


def people_by(provider: SsoProvider, *, keep: str | None = None) -> int:
    """How many people are signed out when this provider goes; `keep` is the session of who asks."""
    provider_id = selectors.id_of(provider)
    rows = [each for each in opened(provider.organisation) if each.row.session_key != keep]
    return len({each.user_id for each in rows if each.provider_id == provider_id})


def people_by_domain(organisation: Organisation, *, keep: str | None = None) -> dict[str, int]:
    """For each proven domain, how many people are signed out when it goes. Five queries."""
    rows = [each for each in opened(organisation) if each.row.session_key != keep]
    users = {each.user_id for each in rows}
    proven, addresses = _domains_of(organisation), _addresses_of(users)
    return {
        domain: sum(not addresses.get(user, set()) & (proven - {domain}) for user in users)
        for domain in proven
    }


def end_by(provider: SsoProvider, *, by: Actor, keep: str | None) -> int:
    """Sign out whoever came through this provider, but the browser with the session key `keep`.

    Part of switching it off or removing it, in its transaction. Returns how many people it is.
    """
    provider_id = selectors.id_of(provider)
    return _end(
        provider, provider.organisation, lambda each: each.provider_id == provider_id, by=by, keep=keep
    )


def end_uncovered(subject: Any, organisation: Organisation, *, by: Actor, keep: str | None) -> int:
    """Sign out whoever came through a provider of this organisation and has no address in its proven domains any more.

    Part of giving a domain up (`subject`), after it, in its transaction. Returns how many people it is.
    """
    users = {each.user_id for each in opened(organisation)}
    proven, addresses = _domains_of(organisation), _addresses_of(users)
    return _end(
        subject,
        organisation,
        lambda each: not addresses.get(each.user_id, set()) & proven,
        by=by,
        keep=keep,
    )


@transaction.atomic
def end_all(organisation: Organisation) -> None:
    """Part of the organisation's erasure: what its providers opened ends with it."""
    sessions.end_rows(each.row for each in opened(organisation))


def _end(subject: Any, organisation: Organisation, is_meant: Wanted, *, by: Actor, keep: str | None) -> int:
    ending = [each for each in opened(organisation) if each.row.session_key != keep and is_meant(each)]
    people = {each.user_id for each in ending}
    sessions.end_rows(each.row for each in ending)
    if ending:
        changes = {"people": [len(people), 0], "browsers": [len(ending), 0]}
        audit(subject, "accounts.sso.sessions_ended", by=by, changes=changes)
    return len(people)


def _stored(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What living sessions hold, by key. One query."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return {row.session_key: store.decode(row.session_data) for row in rows}


def _provider_of(data: dict[str, Any], prefix: str) -> str:
    """The newest of an organisation's providers that a session has come through; empty for none."""
    records = data.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    ids = [str(record.get("provider", "")) for record in records if record.get("method") == "socialaccount"]
    return next((each for each in reversed(ids) if each.startswith(prefix)), "")


def _domains_of(organisation: Organisation) -> set[str]:
    return set(ProvenDomain.objects.filter(organisation=organisation).values_list("domain", flat=True))


def _addresses_of(user_ids: set[int]) -> dict[int, set[str]]:
    """The domains of people's confirmed addresses. One query."""
    found: dict[int, set[str]] = {}
    rows = EmailAddress.objects.filter(user_id__in=user_ids, verified=True)
    for user_id, email in rows.values_list("user_id", "email"):
        found.setdefault(user_id, set()).add(selectors.domain_of(email))
    return found
