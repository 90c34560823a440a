"""Staff view of payments, refunds and disputes: what came, what went back, what somebody has to decide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.admin.money import CREDIT
from billing.models import (
    UNDECIDED,
    Dispute,
    GatewayMessage,
    Payment,
    PaymentProof,
    PaymentState,
    Refund,
    RefundState,
    RetainedPayment,
)
from billing.models.proofs import ProofKind
from billing.services import by_hand, figures, proofs, refunds
from synthai.core import files
from synthai.core.money import format_zar
from synthai.core.staff.site import StaffAdmin, staff_site

SHOWN = 50


class RefundForm(DeedForm):
    """How much goes back, and why."""

    amount = fields.money(label=_("Amount"))
    reason = fields.reason(max_length=255, help_text=_("The customer reads it on the credit note."))
    request_key = fields.RequestKey()


class ReceivedForm(DeedForm):
    """What came, and how we know."""

    received = fields.money(label=_("Amount that came"))
    reason = fields.reason(label=_("How do we know?"))


class RefuseForm(DeedForm):
    """Why not, and what came all the same."""

    reason = fields.reason()
    received = fields.money(
        label=_("Came all the same, to be kept as a part"), required=False, min_value=0, initial=0
    )


def proof_urls(payments: Iterable[Payment]) -> dict[int, str]:
    """Where the proofs of some payments are, by payment; those without one are left out. One query."""
    rows = PaymentProof.objects.filter(payment__in=[payment.pk for payment in payments]).order_by("pk")
    keys = rows.values_list("payment_id", flat=True)
    return {key: reverse("admin:billing_payment_proof", args=[key]) for key in keys}


def proof_file(payment: Payment, proof: PaymentProof) -> FileResponse:
    """A stranger's file as a download by a name of ours. Raises Http404 when it is gone."""
    try:
        content = files.open_file(proof.path)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=f"proof-{payment.reference}.{proof.kind}",
        content_type=proofs.CONTENT_TYPES[ProofKind(proof.kind)],
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _refund(work: Work) -> Any:
    data = work.data
    made = refunds.request(
        work.row.pk,
        amount=data["amount"],
        reason=data["reason"],
        key=f"staff:{data['request_key']}",
        by=work.by,
        now=work.now,
    )
    return {
        RefundState.DONE: _("%(amount)s was given back."),
        RefundState.PENDING: _("%(amount)s is on its way back."),
        RefundState.FAILED: _("The payment service refused to give %(amount)s back: %(failure)s"),
    }.get(
        RefundState(made.state),
        _(
            "The payment service does not answer. The refund of %(amount)s is kept: send it again from its page."
        ),
    ) % {"amount": format_zar(made.amount), "failure": made.failure}


def _settle(work: Work) -> Any:
    by_hand.settle(
        work.row.pk, received=work.data["received"], reason=work.data["reason"], by=work.by, now=work.now
    )
    return _("Paid. What came too much is credit.")


def _refuse(work: Work) -> Any:
    received = work.data["received"] or Decimal(0)
    by_hand.refuse(work.row.pk, reason=work.data["reason"], received=received, by=work.by, now=work.now)
    return _("Refused. What came counts for what is open, and the rest is still owed.")


def _ask(work: Work) -> Any:
    found = by_hand.ask(work.row.pk, by=work.by, now=work.now)
    return _("Asked. The payment is: %(state)s. %(failure)s") % {
        "state": found.get_state_display(),
        "failure": found.failure,
    }


class MismatchFilter(admin.SimpleListFilter):
    """Payments whose gateway reports another amount."""

    title = _("another amount")
    parameter_name = "mismatch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        del request, model_admin
        return [("yes", _("To be decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        del request
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=figures.mismatched().values("pk"))


@admin.register(Payment, site=staff_site)
class PaymentAdmin(BillingAdmin):
    """Tries to pay. Only the gateway confirms one, or a person who looked, with her name and reason."""

    list_display = (
        "reference",
        "organisation",
        "gateway",
        "state",
        "amount",
        "refunded",
        "created_at",
        "failure",
    )
    list_filter = ("state", "gateway", MismatchFilter, "created_at", "decided_at")
    list_select_related = ("organisation", "charge", "method")
    search_fields = ("reference", "public_id", "gateway_id", "organisation__name", "organisation__slug")
    find_exactly = ("pk", "public_id", "reference")
    ordering = ("-created_at", "-id")
    exclude = ("gateway_reference",)
    deeds = (
        Deed(
            name="refund",
            title=_("Give money back"),
            do=_refund,
            form=RefundForm,
            initial=lambda row: {"amount": row.refundable},
            intro=_("Sent to the payment service now. Pressed twice, the same form gives back once."),
            offered=lambda row: row.refundable > 0,
        ),
        Deed(
            name="ask",
            title=_("Ask the payment service"),
            do=_ask,
            intro=_("What it says counts, by the usual rules."),
            offered=lambda row: row.state in UNDECIDED,
        ),
        Deed(
            name="settle",
            title=_("Settle by hand"),
            do=_settle,
            form=ReceivedForm,
            initial=lambda row: {"received": row.amount},
            intro=_(
                "Only when you saw the money on our account. Less came? Refuse it and keep what came: it counts as a part. What is too much becomes credit."
            ),
            offered=lambda row: row.state != PaymentState.CONFIRMED,
        ),
        Deed(
            name="refuse",
            title=_("Refuse by hand"),
            do=_refuse,
            form=RefuseForm,
            offered=lambda row: row.state in UNDECIDED,
        ),
        CREDIT,
    )

    def get_urls(self) -> list[URLPattern]:
        """And the customer's proof of an EFT."""
        view = self.admin_site.admin_view(self.proof_view)
        return [path("<int:key>/proof/", view, name="billing_payment_proof"), *super().get_urls()]

    def links(self, row: Any) -> list[tuple[Any, str]]:
        """To the proof, where there is one."""
        url = proof_urls([row]).get(row.pk, "") if row else ""
        return [(_("Download the proof of payment"), url)] if url else []

    def proof_view(self, request: HttpRequest, key: int) -> FileResponse:
        """The customer's file, to be saved and never shown in this site; on record."""
        row = self.get_object(request, str(key))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        proof = proofs.of(row) if row else None
        if row is None or proof is None:
            raise Http404
        self._record(request, "proof_opened", row)
        return proof_file(row, proof)

    def tables(self, row: Payment) -> list[Table]:
        messages = (
            GatewayMessage.objects.filter(payment_reference=row.reference).defer("body").order_by("-pk")
        )
        back = Refund.objects.filter(payment=row).order_by("-pk")
        disputes = Dispute.objects.filter(payment=row).order_by("-pk")
        return [
            Table(
                title=_("Messages of the payment service"),
                heads=(_("When"), _("What"), _("State"), _("Copies")),
                rows=[
                    (
                        (each.received_at, address(each)),
                        each.kind,
                        each.get_state_display(),
                        each.copies,
                    )
                    for each in messages[:SHOWN]
                ],
            ),
            Table(
                title=_("Refunds"),
                heads=(_("When"), _("Amount"), _("State"), _("Why")),
                rows=[
                    (
                        (each.created_at, address(each)),
                        each.amount,
                        each.get_state_display(),
                        each.reason,
                    )
                    for each in back
                ],
            ),
            Table(
                title=_("Disputes"),
                heads=(_("When"), _("Amount"), _("State"), _("Why")),
                rows=[
                    (
                        (each.created_at, address(each)),
                        each.amount,
                        each.get_state_display(),
                        each.reason,
                    )
                    for each in disputes
                ],
            ),
        ]


def _send(work: Work) -> Any:
    made = refunds.send(work.row.pk, now=work.now)
    return _("The refund is: %(state)s. %(failure)s") % {
        "state": made.get_state_display(),
        "failure": made.failure,
    }


@admin.register(Refund, site=staff_site)
class RefundAdmin(BillingAdmin):
    """Money given back, and by whom."""

    list_display = (
        "public_id",
        "organisation",
        "amount",
        "state",
        "reason",
        "by_label",
        "created_at",
        "failure",
    )
    list_filter = ("state", "created_at")
    list_select_related = ("organisation", "payment")
    search_fields = ("public_id", "gateway_id", "payment__reference", "organisation__name")
    find_exactly = ("pk", "public_id")
    ordering = ("-created_at",)
    exclude = ("request_key",)
    deeds = (
        Deed(
            name="send",
            title=_("Send it again"),
            do=_send,
            intro=_("The payment service was out of reach. It sees the same request, so it gives back once."),
            offered=lambda row: row.state == RefundState.RESERVED,
        ),
    )


@admin.register(Dispute, site=staff_site)
class DisputeAdmin(StaffAdmin):
    """A customer's bank asks for money back. Answered at the payment service, before its day."""

    list_display = (
        "public_id",
        "organisation",
        "payment",
        "amount",
        "state",
        "due_at",
        "reason",
        "created_at",
    )
    list_filter = ("state", "due_at")
    list_select_related = ("organisation", "payment")
    search_fields = ("public_id", "gateway_id", "payment__reference", "organisation__name")
    find_exactly = ("pk", "public_id")
    ordering = ("-created_at",)


@admin.register(RetainedPayment, site=staff_site)
class RetainedPaymentAdmin(StaffAdmin):
    """What the law makes us keep of payments whose organisation is erased."""

    list_display = ("reference", "organisation", "gateway", "amount", "refunded", "paid_at", "retained_until")
    list_filter = ("gateway", "retained_until")
    search_fields = ("reference", "organisation", "gateway_id")
    find_exactly = ("pk", "reference")
    ordering = ("-paid_at",)
