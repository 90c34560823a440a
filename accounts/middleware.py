"""Which organisation a request is for: the one in its address, and only for its members."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from rest_framework.exceptions import APIException

from accounts import actors, guest_visits, key_door, second_factor, selectors, support_visits
from accounts.authentication import FamilyJWTAuthentication, key_of
from accounts.models import Membership, User
from accounts.sso import enforcement
from synthai.core.api.problems import problem_response
from synthai.core.error_pages import error_page
from synthai.core.errors import DomainError, NotFound
from synthai.core.tenancy import tenant

_SCOPED = re.compile(r"^/(?P<api>api/v1/)?o/(?P<slug>[-a-zA-Z0-9_]+)(?:/|$)")


class OrganisationMiddleware:
    """Gives requests under /o/<slug>/ and /api/v1/o/<slug>/ their organisation, membership and actor.

    The tenant is active around the view and the rendering of its template, lazy and streamed ones included. A
    stranger gets 404, as if nothing were there; nobody is passed on, and the view asks for a sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scope = _SCOPED.match(request.path_info)
        if scope is None:
            return self.get_response(request)
        if scope["api"] and key_door.secret_in(request) is not None:
            return self._for_program(request, scope["slug"])
        user = _person(request, is_api=bool(scope["api"]))
        if user is None:
            return self.get_response(request)
        membership = selectors.membership(user, scope["slug"])
        if membership is None:
            return self._stranger(request, user, scope["slug"], is_api=bool(scope["api"]))
        if not enforcement.lets_in(request, membership, user):
            return enforcement.answer(request, membership, is_api=bool(scope["api"]))
        if not second_factor.lets_in(membership, user, now=timezone.now()):
            return second_factor.answer(request, membership, is_api=bool(scope["api"]))
        return self._inside(request, membership, user)

    def _stranger(self, request: HttpRequest, user: User, slug: str, *, is_api: bool) -> HttpResponseBase:
        """Nobody, but for guests where they may be, and staff whom the customer let in: pages only, and each on record."""
        guest = guest_visits.prepare(request, user, slug)
        if guest is not None:
            return self._answer(request, guest.organisation_id)
        if is_api:
            return problem_response(NotFound())
        access = support_visits.access_of(request, user, slug)
        if access is None and support_visits.is_over(request, user, slug):
            return error_page(request, support_visits.SupportOver())
        if access is None:
            raise Http404
        with tenant(support_visits.prepare(request, access, user)) as organisation_id:
            response = self.get_response(request)
            support_visits.record(request, response)
        return _streaming_inside(response, organisation_id)

    def _inside(self, request: HttpRequest, membership: Membership, user: User) -> HttpResponseBase:
        scoped: Any = request
        scoped.organisation = membership.organisation
        scoped.membership = membership
        scoped.actor = actors.of_member(membership, user, request=request)
        return self._answer(request, membership.organisation_id)

    def _for_program(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """A key opens its own organisation; any other is not there for it."""
        try:
            found = key_of(request)
        except DomainError as refusal:
            return problem_response(refusal)
        if found is None or found.key.organisation.slug != slug:
            return problem_response(NotFound())
        scoped: Any = request
        scoped.organisation = found.key.organisation
        scoped.membership = None
        scoped.actor = actors.of_key(found.key, role=found.role, branches=found.branches, request=request)
        return self._answer(request, found.key.organisation_id)

    def _answer(self, request: HttpRequest, organisation_id: int) -> HttpResponseBase:
        with tenant(organisation_id):
            response = self.get_response(request)
        return _streaming_inside(response, organisation_id)


def _person(request: HttpRequest, *, is_api: bool) -> User | None:
    """Who asks: the API's bearer token decides when there is one, else the session. None for nobody."""
    if is_api and request.headers.get("Authorization"):
        try:
            found = FamilyJWTAuthentication().authenticate(request)
        except APIException:  # the view asks again and answers 401 in the API's own form
            return None
        return found[0] if found else None
    user = request.user
    return user if isinstance(user, User) else None


def _streaming_inside(response: HttpResponseBase, organisation_id: int) -> HttpResponseBase:
    if isinstance(response, StreamingHttpResponse) and not response.is_async:
        response.streaming_content = _in_tenant(organisation_id, response.streaming_content)
    return response


def _in_tenant(organisation_id: int, chunks: Any) -> Iterator[bytes]:
    """Chunks are made after the middleware has returned, so each is made inside the tenant again."""
    iterator = iter(chunks)
    while True:
        with tenant(organisation_id):
            try:
                chunk = next(iterator)
            except StopIteration:
                return
        yield chunk
