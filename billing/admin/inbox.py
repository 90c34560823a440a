"""Staff view of every message that a payment service sent: its checks, what became of it, and another go."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.admin.masking import masked, masked_headers
from billing.models import GatewayMessage, MessageState, Payment
from billing.services import by_hand
from synthai.core.staff.site import staff_site


class AssignForm(DeedForm):
    """Which payment it is about."""

    reference = fields.text(
        label=_("Reference of the payment"), max_length=30, help_text=_("Like SY4K7QXB2M9A.")
    )


def _again(work: Work) -> Any:
    by_hand.run_message_again(work.row.pk, by=work.by, now=work.now)
    return _("A worker handles it again within 20 seconds.")


def _assign(work: Work) -> Any:
    found = by_hand.assign_message(work.row.pk, reference=work.data["reference"], by=work.by, now=work.now)
    return _("It counts for %(reference)s now, by the usual rules.") % {"reference": found.payment_reference}


@admin.register(GatewayMessage, site=staff_site)
class GatewayMessageAdmin(BillingAdmin):
    """The inbox of payment services. Forged messages are kept to be seen, and never acted on."""

    list_display = (
        "received_at",
        "gateway",
        "kind",
        "state",
        "verdict",
        "payment_reference",
        "copies",
        "attempts",
        "error",
    )
    list_filter = ("state", "gateway", "received_at")
    search_fields = ("public_id", "payment_reference", "dedupe_key")
    find_exactly = ("pk", "public_id")
    ordering = ("-received_at", "-id")
    exclude = ("body", "headers", "verdicts", "organisation")
    deeds = (
        Deed(
            name="again",
            title=_("Run again"),
            do=_again,
            intro=_("Handled once more, by the same checks. What counted already counts no second time."),
            offered=lambda row: row.state != MessageState.REJECTED and bool(row.body),
        ),
        Deed(
            name="assign",
            title=_("Assign to a payment"),
            do=_assign,
            form=AssignForm,
            intro=_(
                "The payment service is asked again, and what it says counts for the payment you name: another amount than owed "
                "still opens nothing."
            ),
            offered=lambda row: row.state == MessageState.UNMATCHED and bool(row.body),
        ),
    )

    def get_queryset(self, request: Any) -> Any:
        """Lists do not fetch bodies."""
        rows = super().get_queryset(request)
        return rows if request.resolver_match and request.resolver_match.kwargs else rows.defer("body")

    @admin.display(description=_("Checks"))
    def verdict(self, row: GatewayMessage) -> str:
        """The first check that failed, or how many passed."""
        failed = next((check for check in row.verdicts if not check.get("passed")), None)
        if failed is not None:
            return f"✗ {failed['name']} {failed.get('detail', '')}".strip()[:80]
        return f"✓ {len(row.verdicts)}"

    def tables(self, row: GatewayMessage) -> list[Table]:
        checks = [
            ("✓" if check.get("passed") else "✗", check.get("name", ""), check.get("detail", ""))
            for check in row.verdicts
        ]
        found = Payment.objects.filter(reference=row.payment_reference).select_related("organisation").first()
        about = (
            [((found.reference, address(found)), str(found.organisation), found.get_state_display())]
            if found
            else []
        )
        return [
            Table(title=_("Checks"), heads=("", _("Check"), _("Why")), rows=checks),
            Table(title=_("About"), heads=(_("Payment"), _("Customer"), _("State")), rows=about),
            Table(
                title=_("What it says (names, addresses, tokens and signatures masked)"),
                heads=(_("Field"), _("Value")),
                rows=[*masked(bytes(row.body))],
            ),
            Table(title=_("Headers"), heads=(_("Header"), _("Value")), rows=[*masked_headers(row.headers)]),
        ]
