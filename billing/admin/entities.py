"""Staff keep who sells: particulars, VAT registrations, numbers, and the books of each."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.engine.exports.codes import written
from billing.engine.periods import local_date
from billing.models import (
    Account,
    BillingEntity,
    BookClosing,
    NumberSeries,
    RoundingMethod,
    VatPeriods,
    VendorPeriod,
)
from billing.selectors import ledger
from billing.services import branding, closings, entities, exporting
from synthai.core.money import format_zar
from synthai.core.staff.site import staff_site


class EntityForm(DeedForm):
    """Everything that documents say of the seller."""

    legal_name = fields.text(label=_("Legal name"), max_length=160)
    trading_name = fields.text(label=_("Trading name"), max_length=160, required=False)
    address = fields.lines(
        label=_("Address"), max_length=400, required=False, help_text=_("A tax invoice must give it.")
    )
    registration_number = fields.text(label=_("Registration number"), max_length=30, required=False)
    email = fields.text(label=_("E-mail"), max_length=254, required=False)
    phone = fields.text(label=_("Phone"), max_length=30, required=False)
    website = fields.text(label=_("Website"), max_length=200, required=False)
    bank_holder = fields.text(label=_("Account holder"), max_length=100, required=False)
    bank_name = fields.text(label=_("Bank"), max_length=60, required=False)
    bank_account_number = fields.text(label=_("Account number"), max_length=20, required=False)
    bank_branch_code = fields.text(label=_("Branch code"), max_length=10, required=False)
    bank_account_type = fields.text(label=_("Account type"), max_length=20, required=False)
    accent = fields.text(label=_("Accent colour"), max_length=7, help_text=_("Like #0b6e4f."))
    number_prefix = fields.text(
        label=_("Number prefix"), max_length=8, help_text=_("Fixed once a document was issued.")
    )
    numbers_by_year = fields.yes(label=_("Numbers begin anew each year"))
    rounding = fields.choice(label=_("VAT is rounded"), choices=RoundingMethod.choices)
    vat_periods = fields.choice(label=_("VAT periods"), choices=VatPeriods.choices)
    is_default = fields.yes(label=_("Sells by default"))


class RegistrationForm(DeedForm):
    """A VAT number and its days."""

    vat_number = fields.text(label=_("VAT number"), max_length=14)
    since = fields.day(label=_("From"), required=False, help_text=_("Empty: always."))
    until = fields.day(label=_("Last day"), required=False, help_text=_("Empty: it goes on."))


class CloseForm(DeedForm):
    """Until when."""

    until = fields.day(label=_("Close until"), help_text=_("This day is the last one that is closed."))
    leave_waiting = fields.yes(label=_("Close although documents wait: their VAT counts in the next period"))


class CodesForm(DeedForm):
    """What our accounts are called in the bookkeeper's program."""

    codes = fields.lines(
        label=_("Codes, one a line"),
        required=False,
        max_length=4000,
        help_text=_(
            "Like “revenue = 200”, “clearing.payfast = 091” or “vat.15 = Standard Rate Sales”. What is not named keeps the "
            "program's usual code, or our own name."
        ),
    )


class LogoForm(DeedForm):
    """A picture, or none."""

    logo = forms.FileField(
        label=_("Logo (PNG, JPEG or WebP)"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("Empty: no logo, the name stands there in letters."),
    )


class DayForm(DeedForm):
    """A day to look at."""

    on = fields.day(label=_("On"))


def _change(work: Work) -> Any:
    entities.change(work.row, work.data, by=work.by)
    return _("Saved. What was issued keeps what it says.")


def _register(work: Work) -> Any:
    data = work.data
    entities.register(work.row, data["vat_number"], since=data["since"], until=data["until"], by=work.by)
    return _("Registered. Outside of these days no VAT is charged.")


def _name_codes(work: Work) -> Any:
    exporting.name_codes(work.row, work.data["codes"], by=work.by)
    return _("Saved. Exports use these codes from now on.")


def _put_logo(work: Work) -> Any:
    branding.put_logo(work.row, work.data["logo"], by=work.by)
    return _("Saved. Documents that are issued from now on have it.")


def _close(work: Work) -> Any:
    data = work.data
    closings.close(
        work.row.public_id, data["until"], leave_waiting=data["leave_waiting"], by=work.by, now=work.now
    )
    return _("The books are closed until %(until)s.") % {"until": data["until"]}


@admin.register(BillingEntity, site=staff_site)
class BillingEntityAdmin(BillingAdmin):
    """The legal persons that sell."""

    list_display = ("legal_name", "trading_name", "number_prefix", "currency", "is_default")
    search_fields = ("legal_name", "trading_name", "number_prefix")
    find_exactly = ("pk", "public_id")
    ordering = ("pk",)
    deeds = (
        Deed(
            name="change",
            title=_("Change"),
            do=_change,
            form=EntityForm,
            initial=lambda row: {name: getattr(row, name) for name in EntityForm.base_fields},
        ),
        Deed(name="register", title=_("VAT registration"), do=_register, form=RegistrationForm),
        Deed(
            name="close",
            title=_("Close the books"),
            do=_close,
            form=CloseForm,
            intro=_("Nothing is posted there any more. What is heard of later counts on the day after."),
        ),
        Deed(
            name="logo",
            title=_("Logo on documents"),
            do=_put_logo,
            form=LogoForm,
            intro=_("On the letterhead of invoices, notes, receipts and statements."),
        ),
        Deed(
            name="codes",
            title=_("Codes for exports"),
            do=_name_codes,
            form=CodesForm,
            initial=lambda row: {"codes": written(row.export_codes)},
            intro=_("For Xero, Sage and QuickBooks: what our accounts and VAT rates are called there."),
        ),
        Deed(name="new", title=_("Add an entity"), do=_change, form=EntityForm, is_of_list=True),
    )

    def get_urls(self) -> list[URLPattern]:
        """And the trial balance of a day."""
        page = self.admin_site.admin_view(self.trial_view)
        return [path("<int:key>/trial-balance/", page, name="billing_entity_trial"), *super().get_urls()]

    def links(self, row: Any) -> list[tuple[Any, str]]:
        if row is None:
            return []
        return [(_("Trial balance"), reverse("admin:billing_entity_trial", args=[row.pk]))]

    def tables(self, row: BillingEntity) -> list[Table]:
        held = VendorPeriod.objects.filter(entity=row).order_by("since")
        series = NumberSeries.objects.filter(entity=row).order_by("code", "year")
        closed = BookClosing.objects.filter(entity=row).order_by("-until")[:24]
        return [
            Table(
                title=_("VAT registrations"),
                heads=(_("Number"), _("From"), _("Last day")),
                rows=[(each.vat_number, each.since or "", each.until or "") for each in held],
            ),
            Table(
                title=_("Numbers"),
                heads=(_("Kind"), _("Year"), _("Last")),
                rows=[(each.code, each.year or "", each.last) for each in series],
            ),
            Table(
                title=_("Closings"),
                heads=(_("Until"), _("By"), _("Documents that waited")),
                rows=[(each.until, each.by_label, each.waiting) for each in closed],
            ),
        ]

    def trial_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Every account's balance on a day; each opens its entries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(key))
        if row is None:
            raise Http404
        today = local_date(timezone.now())
        form = DayForm({"on": request.GET.get("on") or today}, row=row)
        on = form.cleaned_data["on"] if form.is_valid() else today
        found = ledger.trial_balance(row.pk, on=on)
        pages = {each.code: address(each) for each in Account.objects.filter(entity=row)}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Trial balance of %(entity)s") % {"entity": row},
            "form": form,
            "back": address(row),
            "entity": row,
            "on": on,
            "rows": [(each, pages[each.code]) for each in found],
            "debit": format_zar(sum((each.debit for each in found), Decimal(0))),
            "credit": format_zar(sum((each.credit for each in found), Decimal(0))),
        }
        self._record(request, "viewed", row)
        return TemplateResponse(request, "admin/billing/trial_balance.html", context)
