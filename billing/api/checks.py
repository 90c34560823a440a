"""The invoice checker over the API: an invoice or a file to a verdict; what is kept."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions, proof_uploads
from billing.engine.invoicing.checker.received import Expense, Use
from billing.engine.periods import local_date
from billing.models import CheckClaim, CheckSource
from billing.selectors import checks
from billing.services import checking, checking_answers, invoice_files
from synthai.core.api.views import TenantAPIView, TenantListView, validated


def _amount(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2, **more)


def _given() -> serializers.DecimalField:
    return _amount(required=False, allow_null=True, min_value=0)


def _text(most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, allow_blank=True)


def _rate() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100)


class InvoiceShape(serializers.Serializer[Any]):
    """What stands on the invoice. What is left out counts as not on it."""

    heading = _text(80)
    supplier_name = _text(200)
    supplier_address = _text(1000)
    supplier_vat_number = _text(20)
    recipient_name = _text(200)
    recipient_address = _text(1000)
    recipient_vat_number = _text(20)
    number = _text(100)
    issued_on = serializers.DateField(required=False, allow_null=True)
    supplied_on = serializers.DateField(required=False, allow_null=True)
    description = _text(1000)
    has_quantity = serializers.BooleanField(required=False)
    excl = _given()
    vat = _given()
    incl = _given()
    taxed = _given()
    rates = serializers.ListField(child=_rate(), required=False, max_length=10)
    lines = serializers.IntegerField(required=False, min_value=1, max_value=100_000)
    currency = serializers.CharField(required=False, max_length=3)
    is_second_hand = serializers.BooleanField(required=False)
    is_copy = serializers.BooleanField(required=False)
    is_self_billed = serializers.BooleanField(required=False)


class CheckIn(InvoiceShape):
    """The invoice, and what only the buyer knows. `our_vat_number` is that of the invoice details where it is left out."""

    expense = serializers.ChoiceField(choices=[each.value for each in Expense], required=False)
    use = serializers.ChoiceField(choices=[each.value for each in Use], required=False)
    taxable_share = serializers.DecimalField(
        max_digits=7, decimal_places=4, min_value=0, max_value=100, required=False, allow_null=True
    )
    was_claimed = serializers.BooleanField(required=False)
    our_vat_number = _text(20)
    vendor_from = serializers.DateField(required=False, allow_null=True)
    vendor_until = serializers.DateField(required=False, allow_null=True)
    is_on_payments_basis = serializers.BooleanField(required=False)
    paid = _given()
    source = serializers.ChoiceField(choices=CheckSource.choices, required=False)  # type: ignore[assignment]  # a field of that name


class RulingOut(serializers.Serializer[Any]):
    """One rule: how it came out, its section of the VAT Act, and why."""

    code = serializers.CharField()
    section = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["passed", "warning", "ask", "failed"])
    message = serializers.CharField()
    field = serializers.CharField()


class VerdictOut(serializers.Serializer[Any]):
    """`amount` is the input tax that may be claimed; with "ask", what it is if the accountant agrees."""

    claim = serializers.ChoiceField(choices=CheckClaim.choices, source="verdict.claim")
    amount = _amount(source="verdict.amount")
    tier = serializers.CharField()
    rulings = RulingOut(many=True, source="verdict.rulings")
    message = serializers.CharField(help_text="What to write to the supplier; empty when there is nothing.")


class FileVerdictOut(VerdictOut):
    """With what was read, to be looked over and sent to `checks/` again with what only the buyer knows."""

    invoice = InvoiceShape()
    source = serializers.ChoiceField(choices=CheckSource.choices)  # type: ignore[assignment]  # a field of that name


class CheckedOut(serializers.Serializer[Any]):
    """One that is kept, with what was said on its day."""

    id = serializers.CharField(source="public_id")
    supplier = serializers.CharField()
    supplier_vat_number = serializers.CharField()
    number = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    supplied_on = serializers.DateField(allow_null=True)
    currency = serializers.CharField()
    vat = _amount(allow_null=True)
    incl = _amount(allow_null=True)
    claim = serializers.ChoiceField(choices=CheckClaim.choices)
    amount = _amount()
    source = serializers.ChoiceField(choices=CheckSource.choices)  # type: ignore[assignment]  # a field of that name
    checked_at = serializers.DateTimeField()
    rulings = RulingOut(many=True)


class FileIn(serializers.Serializer[Any]):
    """An electronic invoice (UBL), or a PDF with one inside, to 5 MB."""

    file = serializers.FileField()


class CheckView(TenantAPIView):
    """The verdict on an invoice."""

    capability = permissions.INVOICE_CHECK

    @extend_schema(request=CheckIn, responses=VerdictOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Judge it; nothing is kept."""
        question = _question(self, validated(CheckIn, request))
        answer = checking.check(question, by=self.actor, today=local_date(timezone.now()))
        return Response(VerdictOut(answer).data)


class CheckFileView(TenantAPIView):
    """The verdict on a file."""

    capability = permissions.INVOICE_CHECK
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": FileIn}, responses=FileVerdictOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Read and judge it, as bought for sales with VAT; nothing is kept."""
        cleaned = request.data  # parsed here: a format that is not taken is refused (415)
        del cleaned
        file = proof_uploads.sent_file(
            request._request,  # noqa: SLF001 - Django's own carries the mark
            request.FILES,
            too_big=invoice_files.InvoiceFileTooBig,
            none=invoice_files.InvoiceFileRefused,
        )
        received, source = invoice_files.read(file)
        values = checking_answers.as_values(received, source)
        answer = checking.check(_question(self, values), by=self.actor, today=local_date(timezone.now()))
        told = FileVerdictOut(
            {"verdict": answer.verdict, "tier": answer.tier, "message": answer.message, "invoice": values,
             "source": source}
        )  # fmt: skip
        return Response(told.data)


class ChecksView(TenantListView):
    """Invoices that are kept, newest first."""

    capabilities: ClassVar = {"GET": permissions.INVOICE_CHECK, "POST": permissions.INVOICE_CHECK}
    serializer_class = CheckedOut
    ordering = ("-checked_at", "-id")

    def get_queryset(self) -> Any:
        """Every one of the organisation."""
        return checks.checks()

    @extend_schema(request=CheckIn, responses={201: CheckedOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Judge an invoice and keep it, in place of the same one (supplier and number)."""
        given = validated(CheckIn, request)
        answers = checking_answers.as_answers(given)
        row = checking.keep(_question(self, given), answers, by=self.actor, now=timezone.now())
        return Response(CheckedOut(row).data, status=status.HTTP_201_CREATED)


class CheckedView(TenantAPIView):
    """One that is kept."""

    capabilities: ClassVar = {"GET": permissions.INVOICE_CHECK, "DELETE": permissions.INVOICE_CHECK}

    @extend_schema(responses=CheckedOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """With what was said of it."""
        return Response(CheckedOut(checks.get_check(public_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """Remove it from the list."""
        checks.get_check(public_id)
        checking.remove(public_id, by=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _question(view: TenantAPIView, values: dict[str, Any]) -> checking.Question:
    return checking_answers.question(values, checking_answers.known(view.actor.organisation_id or 0))
