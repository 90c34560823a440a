"""The signed-in person."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actors, selectors
from accounts.api.serializers import (
    AcceptIn,
    MeIn,
    MeOut,
    MyOrganisationOut,
    OrganisationIn,
    OrganisationOut,
)
from accounts.models import User
from accounts.models.membership import MembershipQuerySet
from accounts.services import acceptance, organisations, people
from synthai.core.access import Actor
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import PersonAPIView, PersonListView, validated


def person(request: Request) -> User:
    """Who asks, behind IsAuthenticated."""
    return cast("User", request.user)


def by_person(request: Request) -> Actor:
    """The same, for services."""
    return actors.of_person(person(request), request=request)


class MeView(PersonAPIView):
    """Oneself."""

    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=MeOut, tags=["people"])
    def get(self, request: Request) -> Response:
        """Who the token belongs to."""
        return _me(person(request))

    @extend_schema(request=MeIn, responses=MeOut, tags=["people"])
    def patch(self, request: Request) -> Response:
        """Change one's name."""
        given = validated(MeIn, request)
        renamed = people.rename(
            person(request).pk, by=by_person(request), version=expected_version(request), **given
        )
        return _me(renamed)


class OrganisationsView(PersonListView):
    """One's organisations."""

    serializer_class = MyOrganisationOut
    ordering: ClassVar[tuple[str, ...]] = ("organisation__name", "pk")

    def get_queryset(self) -> MembershipQuerySet:
        """The memberships of who asks."""
        return selectors.memberships_of(person(self.request))

    @extend_schema(responses=MyOrganisationOut(many=True), tags=["organisations"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Where one belongs, by name."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=OrganisationIn, responses={201: OrganisationOut}, tags=["organisations"])
    def post(self, request: Request) -> Response:
        """Make an organisation; the caller becomes its owner."""
        made = organisations.create(
            **validated(OrganisationIn, request), by=by_person(request), now=timezone.now()
        )
        response = Response(OrganisationOut(made).data, status=201)
        response["Location"] = f"/api/v1/o/{made.slug}/"
        response["ETag"] = etag_for(made)
        return response


class InvitationAcceptView(PersonAPIView):
    """Joining by invitation."""

    @extend_schema(request=AcceptIn, responses={200: MyOrganisationOut}, tags=["invitations"])
    def post(self, request: Request) -> Response:
        """Accept with the account signed in to; its confirmed address must be the invited one."""
        given = validated(AcceptIn, request)
        joined = acceptance.accept(given["token"], by=by_person(request), now=timezone.now())
        return Response(MyOrganisationOut(joined).data)


def _me(user: User) -> Response:
    response = Response(MeOut(user).data)
    response["ETag"] = etag_for(user)
    return response
