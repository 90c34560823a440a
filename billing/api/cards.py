"""Kept cards, over the API."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import step_up
from billing import permissions
from billing.api import serializers as shapes
from billing.models import PaymentMethod
from billing.selectors import portal
from billing.services import keeping, methods, own_pages, payments
from synthai.core.api.replay import key_of
from synthai.core.api.views import TenantAPIView, validated


class MethodsView(TenantAPIView):
    """Ways to charge again."""

    capabilities: ClassVar = {"GET": permissions.PLAN_VIEW, "POST": permissions.PAYMENT_MAKE}
    keeps_own_key = True  # goes out to the gateway between two transactions: the key lies in the reference

    @extend_schema(responses=shapes.MethodOut(many=True))
    def get(self, request: Request, organisation: str) -> Response:
        """Those that are kept, at most 20."""
        return Response(shapes.MethodOut(_with_default(portal.methods()), many=True).data)

    @extend_schema(request=shapes.AddIn, responses={201: shapes.AddingOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Add a card without paying a charge. Answers what a browser does next; the card is kept when the gateway itself says so.
        Poll the answer's `setup`, or listen to `org.<id>.billing`."""
        given = validated(shapes.AddIn, request)
        begun = keeping.begin(
            given["gateway"],
            payer_email=getattr(request.user, "email", ""),
            by=self.actor,
            now=timezone.now(),
            return_path=reverse("billing:method-adding", args=[organisation, payments.PAYMENT_PLACE]),
            cancel_path=reverse("billing:methods", args=[organisation]) + "?back=1",
            request_key=key_of(request) or "",
        )
        said = shapes.AddingOut({"setup": begun.setup, "step": shapes.step_out(begun.step)}).data
        place = reverse("api:billing-card-setup", args=[organisation, begun.setup.public_id])
        return Response(said, status=status.HTTP_201_CREATED, headers={"Location": place})


class CardSetupView(TenantAPIView):
    """A card on its way to be kept."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=shapes.CardSetupOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """How it stands."""
        return Response(shapes.CardSetupOut(portal.get_card_setup(public_id)).data)


class MethodView(TenantAPIView):
    """One way to charge again."""

    capabilities: ClassVar = {"GET": permissions.PLAN_VIEW, "DELETE": permissions.PAYMENT_MAKE}

    @extend_schema(responses=shapes.MethodOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """One."""
        return Response(_method(portal.get_method(public_id)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """It is charged no more; for ten minutes it can be restored, then the gateway forgets it. Asks for fresh proof that it is
        you. Without another card the customer is asked to pay each charge by herself."""
        portal.get_method(public_id)
        step_up.require_proof(request)
        methods.remove(public_id, by=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class MethodChooseView(TenantAPIView):
    """Charge another one."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=None, responses=shapes.MethodOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Renewals are charged to it from now on."""
        return Response(_method(methods.choose(public_id, by=self.actor)))


class MethodRestoreView(TenantAPIView):
    """Take a removal back."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=None, responses=shapes.MethodOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Within ten minutes; later the gateway has forgotten it (409)."""
        return Response(_method(methods.take_back(public_id, by=self.actor, now=timezone.now())))


class OwnPagesView(TenantAPIView):
    """A gateway's own pages for managing cards."""

    capability = permissions.PAYMENT_MAKE
    keeps_own_key = True  # asks the gateway for a fresh address each time; nothing is written here

    @extend_schema(request=None, responses=shapes.PlaceOut)
    def post(self, request: Request, organisation: str, gateway: str) -> Response:
        """An address for the person's browser, good for some minutes. 404 where nothing of the organisation is kept. Asks for fresh
        proof that it is you."""
        step_up.require_proof(request)
        back = reverse("billing:methods", args=[organisation])
        url = own_pages.open_pages(gateway, return_path=back, by=self.actor)
        return Response(shapes.PlaceOut({"url": url}).data)


def _method(row: PaymentMethod) -> dict[str, Any]:
    return dict(shapes.MethodOut(_with_default([row])[0]).data)


def _with_default(rows: list[PaymentMethod]) -> list[Any]:
    customer = portal.customer()
    marked: list[Any] = list(rows)
    for row in marked:
        row.is_default = customer is not None and customer.default_method == row.public_id
    return marked
