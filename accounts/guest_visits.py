"""A guest at an organisation's door: let in to the pages that an app opened to guests, and to nothing else."""

from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from accounts import actors
from accounts.models import Guest, Membership, Role, User
from accounts.services import guests
from synthai.core.tenancy import tenant


def prepare(request: HttpRequest, user: User, slug: str) -> Guest | None:
    """Put on the request what pages read, when this person may open this page as a guest; else None, as for any stranger.

    The membership is never stored: it has the fewest rights there are, and what may be done is the actor's.
    """
    rows = Guest.objects.filter(user=user, user__is_active=True, organisation__slug=slug)
    guest = rows.select_related("organisation").order_by("pk").first()
    if guest is None or guest.organisation.is_being_deleted or not _may_open(request, guest):
        return None
    scoped: Any = request
    scoped.organisation = guest.organisation
    scoped.membership = Membership(organisation=guest.organisation, user=user, role=Role.VIEWER)
    scoped.actor = actors.of_guest(guest.organisation, user, request=request)
    scoped.is_guest = True
    return guest


def _may_open(request: HttpRequest, guest: Guest) -> bool:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return False
    with tenant(guest.organisation_id):
        return guests.may_open(found.view_name, guest.user_id, found.kwargs)
