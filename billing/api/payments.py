"""Charges, payments and ways to pay, over the API."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions, proof_uploads
from billing.api import serializers as shapes
from billing.gateways import registry
from billing.selectors import portal
from billing.services import calling_off, payments, proofs
from synthai.core.api.replay import key_of
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class ChargesView(TenantListView):
    """Charges, newest first."""

    capability = permissions.PLAN_VIEW
    serializer_class = shapes.ChargeOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """Every charge of the organisation."""
        return portal.charges()


class CreditView(TenantListView):
    """What came into the credit (+) and went out of it (-), newest first, with the reasons."""

    capability = permissions.PLAN_VIEW
    serializer_class = shapes.CreditOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """Every movement of the organisation's credit."""
        return portal.credit_entries()


class ChargeView(TenantAPIView):
    """One charge."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=shapes.ChargeWithPaymentsOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """With its lines and the tries to pay it."""
        found = portal.get_charge(public_id)
        tries = portal.payments_of([found.pk]).get(found.pk, [])
        paid = shapes.PaymentOut(tries, many=True).data
        return Response({**shapes.ChargeOut(found).data, "payments": paid})


class CallOffView(TenantAPIView):
    """Call off a change or an item that was asked for and not paid."""

    capability = permissions.SUBSCRIPTION_CHANGE

    @extend_schema(request=None, responses=shapes.ChargeOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Nothing is to be paid for it; what there is stays. Other charges are owed and refused (409)."""
        return Response(
            shapes.ChargeOut(calling_off.call_off(public_id, by=self.actor, now=timezone.now())).data
        )


class WaysView(TenantAPIView):
    """Ways to pay that are set up here."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=shapes.WayOut(many=True))
    def get(self, request: Request, organisation: str) -> Response:
        """In the order customers are offered them."""
        return Response(shapes.WayOut(list(registry.active().values()), many=True).data)


class PaymentsView(TenantAPIView):
    """Begin a payment."""

    capability = permissions.PAYMENT_MAKE
    keeps_own_key = (
        True  # beginning goes out to the gateway between two transactions: the key lies in the reference
    )

    @extend_schema(request=shapes.PaymentIn, responses={201: shapes.BegunOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Answers what a browser does next. The same Idempotency-Key goes on with the same payment; for another charge or
        gateway it is refused (422), and once that payment is over (409). Poll the payment, or listen to `org.<id>.billing`."""
        given = validated(shapes.PaymentIn, request)
        begun = payments.begin(
            given["charge"],
            given["gateway"],
            payer_email=getattr(request.user, "email", ""),
            by=self.actor,
            now=timezone.now(),
            return_path=reverse("billing:payment", args=[organisation, payments.PAYMENT_PLACE]),
            cancel_path=reverse("billing:pay", args=[organisation, given["charge"]]) + "?back=1",
            request_key=key_of(request) or "",
            keeps_method=given["keeps_method"],
        )
        said = shapes.BegunOut({"payment": begun.payment, "step": shapes.step_out(begun.step)}).data
        place = reverse("api:billing-payment", args=[organisation, begun.payment.public_id])
        return Response(said, status=status.HTTP_201_CREATED, headers={"Location": place})


class PaymentView(TenantAPIView):
    """One payment."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=shapes.PaymentOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """How it stands."""
        return Response(shapes.PaymentOut(portal.get_payment(public_id)).data)


class ProofView(TenantAPIView):
    """A proof of an EFT."""

    capability = permissions.PAYMENT_MAKE
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": shapes.ProofIn}, responses={201: shapes.ProofOut})
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Keep the bank's proof (PDF, PNG or JPEG) beside an EFT that we wait for, in place of one that was there. It
        confirms nothing. 409 when we do not wait for it."""
        portal.get_payment(public_id)
        cleaned = request.data  # parsed here: a format that is not taken is refused (415)
        del cleaned
        file = proof_uploads.proof_of(request._request, request.FILES)  # noqa: SLF001 - Django's own carries the mark
        kept = proofs.attach(public_id, file, name=file.name or "", by=self.actor, now=timezone.now())
        return Response(shapes.ProofOut(kept).data, status=status.HTTP_201_CREATED)
