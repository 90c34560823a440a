"""Where customers pay. As on the page: for who may change it, whole numbers are taken and never said, and each change is told."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, step_up
from accounts.api.serializers_bank import BankIn, BankOut
from accounts.models import BankDetails
from accounts.services import bank_details
from accounts.services.bank_details import Account
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated
from synthai.core.errors import NotFound


class BankDetailsView(TenantAPIView):
    """The bank details."""

    capability = permissions.BANK_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT"})

    @extend_schema(responses=BankOut, tags=["organisations"])
    def get(self, request: Request, organisation: str) -> Response:
        """Holder, bank, branch and the last digits of the account; 404 while there are none."""
        row = bank_details.current()
        if row is None:
            raise NotFound
        return _answer(row)

    @extend_schema(request=BankIn, responses=BankOut, tags=["organisations"])
    def put(self, request: Request, organisation: str) -> Response:
        """Say where customers pay; owner and administrators are told. A person's, with fresh proof (`accounts.proof_needed`). If-Match once
        there are some."""
        step_up.require_proof(request)
        expected = expected_version(request, required=bank_details.current() is not None)
        wish = Account(**validated(BankIn, request))
        return _answer(bank_details.save(wish, by=self.actor, now=timezone.now(), version=expected))

    @extend_schema(responses={204: None}, tags=["organisations"])
    def delete(self, request: Request, organisation: str) -> Response:
        """Show none any more; owner and administrators are told. A person's, with fresh proof. Idempotent."""
        step_up.require_proof(request)
        bank_details.remove(by=self.actor, now=timezone.now())
        return Response(status=204)


def _answer(row: BankDetails) -> Response:
    return Response(BankOut(row).data, headers={"ETag": etag_for(row)})
