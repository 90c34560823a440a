"""Turns who asks into the one shape that services know."""

from collections.abc import Iterable
from dataclasses import replace

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from accounts import policy, roles
from accounts.models import ApiKey, Membership, Organisation, SupportAccess, User
from synthai.core import support
from synthai.core.access import Actor


def client_ip(request: HttpRequest | Request) -> str | None:
    """The caller's address: the connection's, or what our own proxies wrote (TRUSTED_PROXY_COUNT of them).

    A forged X-Forwarded-For changes nothing: it is read from the right, and only as far as our proxies reach.
    """
    ip: str | None = get_client_ip(request)
    return ip


def of_person(user: User, *, request: HttpRequest | Request | None = None) -> Actor:
    """A person outside every organisation: may act on what is their own."""
    return Actor(
        kind="person",
        label=user.label,
        user_id=user.pk,
        user_public_id=user.public_id,
        request_id=getattr(request, "request_id", None) if request else None,
        ip=client_ip(request) if request else None,
    )


def of_member(membership: Membership, user: User, *, request: HttpRequest | Request | None = None) -> Actor:
    """A person in an organisation, with what role and rules allow there now. Asks no query."""
    organisation = membership.organisation
    return Actor(
        kind="person",
        label=user.label,
        user_id=user.pk,
        user_public_id=user.public_id,
        organisation_id=organisation.pk,
        organisation_public_id=organisation.public_id,
        organisation_slug=organisation.slug,
        capabilities=policy.capabilities_in(organisation, membership.role),
        rules=policy.layers_of_person(organisation, role=membership.role, person=user.public_id),
        branches=frozenset(membership.branch_ids),
        request_id=getattr(request, "request_id", None) if request else None,
        ip=client_ip(request) if request else None,
        at=timezone.now(),
        sign_in_id=getattr(request, "sign_in_id", None) if request else None,
    )


def of_member_now(organisation_id: int, user_id: int) -> Actor | None:
    """A person in an organisation as of now, where no request says so: for what they subscribed to. None when they are not in its team, or
    may not sign in. One query."""
    rows = Membership.objects.filter(organisation_id=organisation_id, user_id=user_id, user__is_active=True)
    found = rows.select_related("user", "organisation").order_by("pk").first()
    return of_member(found, found.user) if found is not None else None


def of_support(access: SupportAccess, user: User, *, request: HttpRequest | Request | None = None) -> Actor:
    """Staff whom the customer let in: what the consent's level opens, and never more than its rules leave.

    `access` has `organisation` loaded. Asks no query.
    """
    organisation, held = access.organisation, support.capabilities_at(access.level)
    return Actor(
        kind="staff",
        label=f"SynthAI support ({user.label})",
        user_id=user.pk,
        user_public_id=user.public_id,
        organisation_id=organisation.pk,
        organisation_public_id=organisation.public_id,
        organisation_slug=organisation.slug,
        capabilities=roles.reading_only(held) if organisation.is_being_deleted else held,
        rules=policy.layers_of_person(organisation, role="support", person=user.public_id),
        request_id=getattr(request, "request_id", None) if request else None,
        ip=client_ip(request) if request else None,
        at=timezone.now(),
        support_public_id=access.public_id,
    )


def of_guest(organisation: Organisation, user: User, *, request: HttpRequest | None = None) -> Actor:
    """A person from outside who may use what the organisation opened to them. Asks no query."""
    return Actor(
        kind="person",
        label=user.label,
        user_id=user.pk,
        user_public_id=user.public_id,
        organisation_id=organisation.pk,
        organisation_public_id=organisation.public_id,
        organisation_slug=organisation.slug,
        capabilities=roles.capabilities_of("guest"),
        rules=policy.layers_of_person(organisation, role="guest", person=user.public_id),
        is_guest=True,
        request_id=getattr(request, "request_id", None) if request else None,
        ip=client_ip(request) if request else None,
        at=timezone.now(),
    )


def of_key(
    key: ApiKey, *, role: str, branches: Iterable[str] = (), request: HttpRequest | Request | None = None
) -> Actor:
    """A program in an organisation: its scopes, as far as the person it acts for holds them now.

    `role` and `branches` are that person's there; `key` has `organisation` and `responsible` loaded. Asks no query.
    """
    organisation, person = key.organisation, key.responsible
    held = policy.capabilities_in(organisation, role) if person else frozenset()
    return Actor(
        kind="api_key",
        label=f"{key.name} ({key.prefix}…)",
        organisation_id=organisation.pk,
        organisation_public_id=organisation.public_id,
        organisation_slug=organisation.slug,
        capabilities=frozenset(key.scopes) & held,
        rules=policy.layers_of_key(
            organisation, key=key.public_id, role=role, person=person.public_id if person else ""
        ),
        branches=frozenset(branches),
        request_id=getattr(request, "request_id", None) if request else None,
        ip=client_ip(request) if request else None,
        at=timezone.now(),
        key_public_id=key.public_id,
    )


def with_present(by: Actor, organisation: Organisation, membership: Membership) -> Actor:
    """The same person as of now: what role and rules say under the lock, and never more than at the edge."""
    held = policy.capabilities_in(organisation, membership.role)
    rules = policy.layers_of_person(organisation, role=membership.role, person=by.user_public_id or "")
    branches = frozenset(membership.branch_ids)
    return replace(by, capabilities=by.capabilities & held, rules=rules, branches=branches)
