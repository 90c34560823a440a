"""Turns who asks into the one shape that services know."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest
from rest_framework.request import Request

from accounts import roles
from accounts.models import Membership, User
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
    """A person in an organisation, with what the role allows there now. Asks no query."""
    organisation = membership.organisation
    held = roles.capabilities_of(membership.role, is_being_deleted=organisation.is_being_deleted)
    return Actor(
        kind="person",
        label=user.label,
        user_id=user.pk,
        user_public_id=user.public_id,
        organisation_id=organisation.pk,
        organisation_public_id=organisation.public_id,
        organisation_slug=organisation.slug,
        capabilities=held,
        request_id=getattr(request, "request_id", None) if request else None,
        ip=client_ip(request) if request else None,
    )
