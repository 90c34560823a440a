"""Guests of an organisation: let in by what they bought, only where an app opened its pages to them.

An app names each page that guests may open, with a judge of its own (`open_page`). Every other address answers them 404, new ones
included: a page is closed to guests until somebody opens it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import actors, selectors
from accounts.models import Guest, Membership, Organisation, User
from accounts.services import acceptance
from synthai.core.audit import audit

Judge = Callable[[int, Mapping[str, Any]], bool]
_PAGES: Final[dict[str, Judge]] = {}
_HOMES: Final[list[str]] = []


def open_page(name: str, judge: Judge, *, is_home: bool = False) -> None:
    """Guests may open the page of this URL name ("courses:lesson") where `judge(user_id, address parts)` says so, in the tenant.

    `is_home`: guests come there after signing in; its address needs the organisation alone.
    """
    _PAGES[name] = judge
    if is_home and name not in _HOMES:
        _HOMES.append(name)


def home() -> str:
    """The URL name of the page where guests come in; empty while no app opened one."""
    return next(iter(_HOMES), "")


def may_open(name: str, user_id: int, parts: Mapping[str, Any]) -> bool:
    """Whether a guest may open a page. Needs the tenant."""
    judge = _PAGES.get(name)
    return judge is not None and judge(user_id, parts)


@transaction.atomic
def welcome(user_id: int, organisation_id: int, *, now: datetime) -> None:
    """Let a person in as a guest; who is of the team needs nothing. Idempotent."""
    if Membership.objects.filter(organisation_id=organisation_id, user_id=user_id).exists():
        return
    made, is_new = Guest.objects.get_or_create(
        organisation_id=organisation_id, user_id=user_id, defaults={"since": now}
    )
    if is_new:
        by = actors.of_person(made.user)
        audit(made.user, "accounts.guest.welcomed", by=by, organisation_id=organisation_id)


@transaction.atomic
def part(user_id: int, organisation_id: int) -> None:
    """Nothing is theirs here any more: they are a stranger again. Idempotent."""
    for guest in Guest.objects.filter(user_id=user_id, organisation_id=organisation_id).select_related(
        "user"
    ):
        by = actors.of_person(guest.user)
        audit(guest.user, "accounts.guest.parted", by=by, organisation_id=organisation_id)
        guest.delete()


@transaction.atomic
def confirmed_account(email: str, *, name: str, password: str, now: datetime) -> User:
    """An account for who has proved to read the address (they hold what was mailed to it). Assumes a validated password.

    Raises acceptance.AccountExists for an address that has one: they sign in.
    """
    return acceptance.confirmed_user(email, name=name, password=password, now=now)


def has_account(email: str) -> bool:
    """Whether the address has a confirmed account. Only for who has proved to read it."""
    return selectors.has_confirmed_account(email)


def owns(user_id: int, email: str) -> bool:
    """Whether the person confirmed this address."""
    return bool(EmailAddress.objects.filter(user_id=user_id, email=email, verified=True).exists())


def places_of(user_id: int) -> list[Organisation]:
    """The organisations whose guest a person is, the newest first. One query."""
    rows = Guest.objects.filter(user_id=user_id).select_related("organisation").order_by("-pk")
    return [row.organisation for row in rows]
