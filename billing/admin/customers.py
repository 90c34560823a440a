"""Staff view of who pays for an organisation: credit, agreed values, ways to pay."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.admin.money import CREDIT, CreditToForm, charges_table, give_credit
from billing.engine import vat_periods
from billing.engine.periods import local_date
from billing.gateways import OwnSchedule, registry
from billing.gateways.stripe import link_references
from billing.models import (
    CardSetup,
    Charge,
    CreditEntry,
    Customer,
    Interval,
    PaymentMethod,
    PlanKind,
    Price,
    ValueOverride,
)
from billing.services import following, statements
from synthai.core.money import format_zar
from synthai.core.staff.site import StaffAdmin, staff_site

SHOWN = 50


class StatementForm(DeedForm):
    """Of which days."""

    start = fields.day(label=_("From"))
    end = fields.day(label=_("Until"))


def _last_month(row: Any) -> dict[str, Any]:
    del row
    start, end = vat_periods.month_of(local_date(timezone.now()).replace(day=1) - timedelta(days=1))
    return {"start": start, "end": end}


def _mail_statement(work: Work) -> Any:
    owner = work.row.organisation_id
    entity, days = statements.entity_for(owner), work.data
    to = statements.mail(owner, entity=entity, start=days["start"], end=days["end"], by=work.by, now=work.now)
    return _("The statement is on its way to %(to)s.") % {"to": to}


STATEMENT = Deed(
    name="statement",
    title=_("Mail a statement"),
    do=_mail_statement,
    form=StatementForm,
    initial=_last_month,
    intro=_(
        "To the address in the invoice details, as PDF. Who owes gets last month's by itself in the first days of a month."
    ),
)


@admin.register(CreditEntry, site=staff_site)
class CreditEntryAdmin(BillingAdmin):
    """Every movement of every customer's credit."""

    list_display = ("created_at", "organisation", "amount", "currency", "reason", "by_label")
    list_filter = ("created_at",)
    list_select_related = ("organisation", "charge")
    search_fields = ("public_id", "organisation__name", "organisation__slug", "reason")
    find_exactly = ("pk", "public_id")
    ordering = ("-created_at", "-id")
    exclude = ("key",)
    deeds = (
        Deed(
            name="credit",
            title=_("Give credit"),
            do=give_credit,
            form=CreditToForm,
            is_of_list=True,
            intro=CREDIT.intro,
        ),
    )


class LinkForm(DeedForm):
    """Which subscription, and which plan it pays for."""

    gateway = forms.ChoiceField(label=_("Payment service"))
    agreement = forms.CharField(label=_("Its number there"), max_length=120)
    price = forms.ModelChoiceField(label=_("Pays for"), queryset=Price.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = [each for each in registry.active().values() if isinstance(each, OwnSchedule)]
        self.fields["gateway"].choices = [(each.code, each.title) for each in running]  # type: ignore[attr-defined]
        if self.row is not None:
            reference = link_references.made_for(self.row.organisation.public_id)
            said = _(
                "As its dashboard shows it: sub_…. A Stripe payment link does it by itself with ?client_reference_id=%(reference)s"
            )
            self.fields["agreement"].help_text = said % {"reference": reference}
        rows = Price.objects.filter(plan__kind=PlanKind.PLAN).exclude(interval=Interval.ONCE)
        self.fields["price"].queryset = rows.select_related("plan").order_by("plan__position", "pk")  # type: ignore[attr-defined]


def _link(work: Work) -> Any:
    data = work.data
    made = following.link(
        work.row.organisation_id,
        data["gateway"],
        data["agreement"].strip(),
        price=data["price"],
        by=work.by,
        now=work.now,
    )
    return _("Linked: %(plan)s follows what happens there. We charge nothing for it ourselves.") % {
        "plan": made.price.plan.name
    }


LINK = Deed(
    name="link",
    title=_("Link a subscription that a payment service runs"),
    do=_link,
    form=LinkForm,
    intro=_(
        "For a customer who came with a subscription at the payment service, or bought one there. Its periods, state, invoices and "
        "payments are followed; our own schedule never charges it."
    ),
)


@admin.register(Customer, site=staff_site)
class CustomerAdmin(BillingAdmin):
    """Who pays for an organisation: bills, credit, agreed values, ways to pay."""

    list_display = ("organisation", "legal_name", "email", "trial_used_at")
    list_filter = (("trial_used_at", admin.EmptyFieldListFilter),)
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__slug", "legal_name", "email")
    find_newest = ("legal_name__istartswith", "email__istartswith")
    ordering = ("-pk",)
    deeds = (CREDIT, STATEMENT, LINK)

    def links(self, row: Any) -> list[tuple[Any, str]]:
        if row is None:
            return []
        query = f"?organisation={row.organisation.slug}"
        return [
            (_("Support desk"), reverse("admin:organisation-desk", args=[row.organisation_id])),
            (_("Agree a value"), reverse("admin:billing_valueoverride_list_deed", args=["new"]) + query),
        ]

    def tables(self, row: Customer) -> list[Table]:
        owner = row.organisation_id
        sums = CreditEntry.objects.filter(organisation=owner).aggregate(left=Sum("amount"))
        agreed = ValueOverride.objects.filter(organisation=owner).order_by("feature")
        methods = PaymentMethod.objects.filter(organisation=owner).order_by("-pk")
        return [
            Table(
                title=_("Credit left"), heads=(_("Amount"),), rows=[(format_zar(sums["left"] or Decimal(0)),)]
            ),
            Table(
                title=_("Agreed values"),
                heads=(_("Feature"), _("Value"), _("Until"), _("Reason")),
                rows=[
                    (
                        (each.feature, address(each)),
                        fields.shown_given(each.value),
                        each.until.date() if each.until else "",
                        each.reason,
                    )
                    for each in agreed
                ],
            ),
            Table(
                title=_("Ways to pay"),
                heads=(_("What"), _("State")),
                rows=[((str(each), address(each)), each.get_state_display()) for each in methods],
            ),
            charges_table(list(Charge.objects.filter(organisation=owner).newest_first()[:SHOWN])),
        ]


@admin.register(PaymentMethod, site=staff_site)
class PaymentMethodAdmin(StaffAdmin):
    """Kept ways to pay. The gateway's token is never shown, not even sealed."""

    list_display = ("public_id", "organisation", "gateway", "kind", "brand", "last4", "expires", "state")
    list_filter = ("gateway", "state", "kind")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name", "last4")
    find_exactly = ("pk", "public_id")
    ordering = ("-pk",)
    exclude = ("sealed_token", "token_hash")

    @admin.display(description=_("Until"))
    def expires(self, row: PaymentMethod) -> str:
        return f"{row.expires_year}-{row.expires_month:02d}" if row.expires_year and row.expires_month else ""


@admin.register(CardSetup, site=staff_site)
class CardSetupAdmin(StaffAdmin):
    """Cards that customers added without a charge, and what became of the small amount that some gateways take for it."""

    list_display = ("reference", "organisation", "gateway", "state", "amount", "give_back", "created_at")
    list_filter = ("gateway", "state", "give_back")
    list_select_related = ("organisation",)
    search_fields = ("reference", "gateway_id", "organisation__name")
    find_exactly = ("pk", "public_id", "reference", "gateway_id")
    ordering = ("-created_at",)
