"""Where single sign-on is the only way in: who has come that way, and what others are told.

Judged on every request under an organisation, from its row and the session, without a query. The owner is the way in
when the provider is down: their other ways always work, and each use is told (services.sso_break_glass).
"""

from types import SimpleNamespace
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, TokenFamily, User
from accounts.sso import selectors
from accounts.sso.selectors import Door
from synthai.core.api.problems import problem_response
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import tenant


class SsoRequired(NotAllowed):
    """The organisation lets people in through its own provider only."""

    code = "accounts.sso.required"
    title = _("Sign in through your organisation")
    message = _(
        "%(organisation)s is opened through its single sign-on only, and you signed in another way. Sign in there to go on."
    )
    remedy = _("Sign in through the organisation's single sign-on. Its owner may also use a password.")


def lets_in(request: HttpRequest, membership: Membership, user: User) -> bool:
    """Whether this request's session may open the organisation."""
    organisation = membership.organisation
    return not organisation.requires_sso or membership.is_owner or came_through(request, user, organisation)


def lets_session_in(session: SessionBase, membership: Membership, user: User) -> bool:
    """The same for a socket, which has a session and no request."""
    return lets_in(cast("HttpRequest", SimpleNamespace(session=session)), membership, user)


def came_through(request: HttpRequest, user: User, organisation: Organisation) -> bool:
    """Whether the session, or the app's sign-in whose token came with the request, was opened by one of its providers."""
    prefix = selectors.prefix_of(organisation)
    family: TokenFamily | None = getattr(request, "token_family", None)
    if family is not None:
        return family.came_through(prefix)
    records = get_authentication_records(request, user)
    return any(_is_by(record, prefix) for record in records)


def instead(request: HttpRequest, user: User, signal_kwargs: dict[str, Any] | None) -> HttpResponse | None:
    """At signing in another way: the page that leads to the organisation's provider, when that is the only way.

    For people with an address in its domain; the owner passes. None to go on.
    """
    route = selectors.route_for(user.email)
    if route is None or not route.is_required:
        return None
    login = (signal_kwargs or {}).get("sociallogin")
    provider_ids = {door.provider_id for door in route.doors}
    if login is not None and login.account.provider in provider_ids:
        return None
    if Membership.objects.owners().filter(organisation_id=route.organisation_id, user=user).exists():
        return None
    return _page(request, route.domain, list(route.doors))


def answer(request: HttpRequest, membership: Membership, *, is_api: bool) -> HttpResponse:
    """What somebody gets who came in another way. Needs no tenant."""
    organisation = membership.organisation
    if is_api:
        return problem_response(SsoRequired(organisation=organisation.name))
    with tenant(organisation):
        doors = selectors.doors_of(organisation)
        return _page(request, organisation.name, doors, place=request.get_full_path())


def _page(request: HttpRequest, name: str, doors: list[Door], *, place: str = "") -> HttpResponse:
    context = {"name": name, "doors": doors, "next": place}
    return render(request, "accounts/sso_required.html", context, status=403)


def _is_by(record: dict[str, Any], prefix: str) -> bool:
    return record.get("method") == "socialaccount" and str(record.get("provider", "")).startswith(prefix)
