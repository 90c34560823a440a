"""Staff view of what was issued, what waits, and what is kept of customers who are gone."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.models import DocumentDelivery, RetainedDocument, TaxDocument, WaitingDocument
from billing.selectors import documents, ledger
from billing.services import corrections, delivering, invoices
from synthai.core.audit import audit
from synthai.core.money import format_zar
from synthai.core.staff.site import staff_site


class NoteForm(DeedForm):
    """How much, and why."""

    amount = fields.money(label=_("Amount in rand, VAT included"))
    reason = fields.reason(help_text=_("It is printed on the note."))
    request_key = fields.RequestKey()


class ReasonForm(DeedForm):
    """Why."""

    reason = fields.reason()


def _credit(work: Work) -> Any:
    data = work.data
    made = corrections.credit_by_hand(
        work.row.public_id,
        amount=data["amount"],
        reason=data["reason"],
        key=data["request_key"],
        by=work.by,
        now=work.now,
    )
    return _("Credit note %(number)s is issued, and the amount is the customer's credit.") % {
        "number": made.number
    }


def _debit(work: Work) -> Any:
    data = work.data
    made = corrections.debit_by_hand(
        work.row.public_id,
        amount=data["amount"],
        reason=data["reason"],
        key=data["request_key"],
        by=work.by,
        now=work.now,
    )
    return _("Debit note %(number)s is issued. Ask the customer to pay it.") % {"number": made.number}


def _correct(work: Work) -> Any:
    made = corrections.correct(work.row.public_id, reason=work.data["reason"], by=work.by, now=work.now)
    return _("Corrected invoice %(number)s is issued.") % {"number": made.number}


def _mail(work: Work) -> Any:
    delivering.mail_again(work.row.public_id, by=work.by, now=work.now)
    return _("A copy is on its way to the address in the invoice details.")


def _try_again(work: Work) -> Any:
    issued = invoices.complete(now=work.now)
    return _("%(count)d documents of this customer were issued.") % {"count": issued}


def _open(work: Work) -> Any:
    audit(work.row, "billing.document.opened", by=work.by, changes={"reason": [None, work.data["reason"]]})
    buyer = work.row.data.get("buyer", {})
    where = ", ".join(buyer.get("address", {}).get("lines", ()))
    return _("%(number)s was issued to %(name)s, %(where)s. It is on record that you looked.") % {
        "number": work.row.number,
        "name": buyer.get("name", "–"),
        "where": where or "–",
    }


@admin.register(TaxDocument, site=staff_site)
class TaxDocumentAdmin(BillingAdmin):
    """Issued documents. Nothing on them changes; what follows is another document."""

    list_display = ("number", "kind", "organisation", "issued_on", "supplied_on", "vat", "incl", "entity")
    list_filter = ("kind", "entity", "issued_on")
    list_select_related = ("organisation", "entity")
    search_fields = ("number", "public_id", "organisation__name", "organisation__slug", "buyer_name")
    find_exactly = ("pk", "public_id")
    find_newest = ("number__iexact",)
    ordering = ("-issued_at", "-id")
    exclude = ("data", "key", "series", "sequence", "warnings")
    deeds = (
        Deed(
            name="mail",
            title=_("Mail again"),
            do=_mail,
            intro=_("The same document, marked as a copy."),
        ),
        Deed(
            name="correct",
            title=_("Corrected invoice"),
            do=_correct,
            form=ReasonForm,
            intro=_(
                "With the customer's and our particulars as they are now; amounts and time of supply stay."
            ),
            offered=lambda row: row.is_invoice,
        ),
        Deed(
            name="credit",
            title=_("Credit note"),
            do=_credit,
            form=NoteForm,
            intro=_("At most what is left of the invoice. The amount becomes the customer's credit."),
            offered=lambda row: row.is_invoice,
        ),
        Deed(
            name="debit",
            title=_("Debit note"),
            do=_debit,
            form=NoteForm,
            intro=_("The same supply costs more. Nobody is charged by itself."),
            offered=lambda row: row.is_invoice,
        ),
    )

    def tables(self, row: TaxDocument) -> list[Table]:
        sent = DocumentDelivery.objects.filter(document=row).order_by("pk").first()
        entries = ledger.entries_of(row.number)
        return [
            Table(
                title=_("Lines"),
                heads=(_("What"), _("How many"), _("Rate"), _("VAT"), _("Amount")),
                rows=[
                    (line["description"], line["quantity"], line["rate"], line["vat"], line["incl"])
                    for line in row.data.get("lines", ())
                ],
            ),
            Table(
                title=_("Belongs to it"),
                heads=(_("Number"), _("Kind"), _("Amount"), _("Why")),
                rows=[
                    (
                        (each.number, address(each)),
                        each.get_kind_display(),
                        format_zar(each.incl),
                        each.reason,
                    )
                    for each in documents.related(row)
                ],
            ),
            Table(
                title=_("In the books"),
                heads=(_("Entry"), _("Of"), _("Posted")),
                rows=[((each.key, address(each)), each.happened_on, each.posted_on) for each in entries],
            ),
            Table(
                title=_("File and mail"),
                heads=(_("Rendered"), _("Mailed"), _("To"), _("Times")),
                rows=[(sent.rendered_at or "", sent.mailed_at or "", sent.mailed_to, sent.mails)]
                if sent
                else [],
            ),
            Table(
                title=_("Doubtful"),
                heads=(_("Field"), _("Why")),
                rows=[(each["field"], each["message"]) for each in row.warnings],
            ),
        ]


@admin.register(WaitingDocument, site=staff_site)
class WaitingDocumentAdmin(BillingAdmin):
    """What cannot be issued yet, and why. No payment waits for it."""

    list_display = ("organisation", "why", "is_for_staff", "supplied_on", "created_at", "issued_at")
    list_filter = ("is_for_staff", ("issued_at", admin.EmptyFieldListFilter))
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__slug")
    ordering = ("-created_at",)
    exclude = ("work", "key")
    deeds = (
        Deed(
            name="again",
            title=_("Try again"),
            do=_try_again,
            intro=_("Everything that waits for this customer is tried now."),
            offered=lambda row: row.issued_at is None,
        ),
    )

    @admin.display(description=_("What is missing"))
    def why(self, row: WaitingDocument) -> str:
        return ", ".join(row.missing)


@admin.register(RetainedDocument, site=staff_site)
class RetainedDocumentAdmin(BillingAdmin):
    """Documents of organisations that are gone. Who they were issued to is shown for a reason, on record."""

    list_display = ("number", "kind", "organisation", "issued_on", "incl", "retain_until")
    list_filter = ("kind", "entity")
    search_fields = ("number", "organisation")
    ordering = ("-issued_on", "-id")
    exclude = ("data", "path")
    unseen = ("data",)
    deeds = (
        Deed(
            name="open",
            title=_("Show who it was issued to"),
            do=_open,
            form=ReasonForm,
            intro=_("Only for what the law asks: a return, an audit, a dispute. Your reason is kept."),
        ),
    )
