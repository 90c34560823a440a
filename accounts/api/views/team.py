"""Members and invitations of an organisation."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, selectors, sign_in, step_up
from accounts.api.serializers import InvitationIn, InvitationOut, MemberIn, MemberOut, TransferIn
from accounts.api.views.people import person
from accounts.models import Invitation, Membership
from accounts.models.invitation import InvitationQuerySet
from accounts.models.membership import MembershipQuerySet
from accounts.services import giving, invitations, memberships
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class MembersView(TenantListView):
    """The team."""

    capability = permissions.MEMBER_VIEW
    serializer_class = MemberOut
    ordering: ClassVar[tuple[str, ...]] = ("joined_at", "pk")

    def get_queryset(self) -> MembershipQuerySet:
        """Members of the organisation in the address."""
        return selectors.members_query(self.actor.organisation_id or 0)

    @extend_schema(responses=MemberOut(many=True), tags=["members"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Members, in the order they joined."""
        return super().get(request, *args, **kwargs)


class MemberView(TenantAPIView):
    """One member."""

    capabilities: ClassVar[dict[str, str | None]] = {
        "GET": permissions.MEMBER_VIEW,
        "PATCH": permissions.MEMBER_CHANGE_ROLE,
        "DELETE": permissions.MEMBER_REMOVE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=MemberOut, tags=["members"])
    def get(self, request: Request, organisation: str, member: str) -> Response:
        """Name, address and role."""
        return _member(self._there(member))

    @extend_schema(request=MemberIn, responses=MemberOut, tags=["members"])
    def patch(self, request: Request, organisation: str, member: str) -> Response:
        """Give another role or other branches; a person needs fresh proof of who they are (`accounts.proof_needed`)."""
        self._there(member)
        step_up.require_proof(request)
        given = validated(MemberIn, request)
        return _member(memberships.change(member, **given, by=self.actor, version=expected_version(request)))

    @extend_schema(responses={204: None}, tags=["members"])
    def delete(self, request: Request, organisation: str, member: str) -> Response:
        """Take out of the team."""
        self._there(member)
        expected = expected_version(request, required=False)
        memberships.remove(member, by=self.actor, version=expected)
        return Response(status=204)

    def _there(self, member: str) -> Membership:
        """The member, or 404 before any precondition is judged (RFC 9110, section 13.2.1)."""
        return selectors.get_member(self.actor.organisation_id or 0, member)


class LeaveView(TenantAPIView):
    """Leaving."""

    capability = None

    @extend_schema(request=None, responses={204: None}, tags=["members"])
    def post(self, request: Request, organisation: str) -> Response:
        """Leave the team oneself; the owner cannot."""
        memberships.leave(by=self.actor)
        return Response(status=204)


class OwnershipView(TenantAPIView):
    """Handing over."""

    capability = permissions.ORGANISATION_TRANSFER

    @extend_schema(request=TransferIn, responses={200: MemberOut}, tags=["members"])
    def post(self, request: Request, organisation: str) -> Response:
        """Make another member the owner: with the password, or after other fresh proof. Answers the new owner."""
        given = validated(TransferIn, request)
        _prove(request, given)
        return _member(memberships.transfer_ownership(given["member"], by=self.actor, now=timezone.now()))


class InvitationsView(TenantListView):
    """Invitations."""

    capability = permissions.MEMBER_INVITE
    serializer_class = InvitationOut
    ordering: ClassVar[tuple[str, ...]] = ("-created_at", "-pk")

    def get_queryset(self) -> InvitationQuerySet:
        """All of them, closed ones too."""
        return selectors.invitations_query()

    @extend_schema(responses=InvitationOut(many=True), tags=["invitations"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Invitations, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=InvitationIn, responses={201: InvitationOut}, tags=["invitations"])
    def post(self, request: Request, organisation: str) -> Response:
        """Invite somebody by e-mail.

        A role that decides about others' rights, as an administrator's does, needs fresh proof (`accounts.proof_needed`).
        """
        given = validated(InvitationIn, request)
        if giving.is_governing(cast("Any", request).organisation, given["role"]):
            step_up.require_proof(request)
        return _invitation(invitations.send(**given, by=self.actor, now=timezone.now()), status=201)


class InvitationView(TenantAPIView):
    """One invitation."""

    capability = permissions.MEMBER_INVITE

    @extend_schema(responses=InvitationOut, tags=["invitations"])
    def get(self, request: Request, organisation: str, invitation: str) -> Response:
        """Whether it waits, was accepted or withdrawn."""
        return _invitation(selectors.get_invitation(invitation))

    @extend_schema(responses={204: None}, tags=["invitations"])
    def delete(self, request: Request, organisation: str, invitation: str) -> Response:
        """Withdraw it: its link stops working."""
        invitations.revoke(invitation, by=self.actor, now=timezone.now())
        return Response(status=204)


class InvitationSendAgainView(TenantAPIView):
    """A new mail."""

    capability = permissions.MEMBER_INVITE

    @extend_schema(request=None, responses={200: InvitationOut}, tags=["invitations"])
    def post(self, request: Request, organisation: str, invitation: str) -> Response:
        """Send a new link; links sent before stop working."""
        return _invitation(invitations.send_again(invitation, by=self.actor, now=timezone.now()))


def _prove(request: Request, given: dict[str, Any]) -> None:
    if "password" in given:
        sign_in.confirm_password(request, person(request), given["password"])
    else:
        step_up.require_proof(request)


def _member(membership: Membership) -> Response:
    response = Response(MemberOut(membership).data)
    response["ETag"] = etag_for(membership)
    return response


def _invitation(invitation: Invitation, *, status: int = 200) -> Response:
    response = Response(InvitationOut(invitation).data, status=status)
    response["ETag"] = etag_for(invitation)
    return response
