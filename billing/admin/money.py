"""Staff view of subscriptions, charges, credit, customers and ways to pay."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.engine.periods import local_date, midnight
from billing.models import (
    Charge,
    CouponRedemption,
    CreditEntry,
    Customer,
    Payment,
    PaymentMethod,
    Subscription,
    SubscriptionExtra,
    SubscriptionState,
    ValueOverride,
)
from billing.services import by_hand, credit, subscriptions, terms, what_if
from synthai.core.money import Money, format_zar
from synthai.core.staff.site import StaffAdmin, staff_site
from synthai.core.tenancy import tenant

SHOWN = 50
S = SubscriptionState


class ReasonForm(DeedForm):
    """Why."""

    reason = fields.reason()


class CreditForm(DeedForm):
    """How much, and why."""

    amount = fields.money(label=_("Amount in rand"))
    reason = fields.reason(help_text=_("The customer reads it beside the credit."))
    request_key = fields.RequestKey()


class CreditToForm(CreditForm):
    """To whom, too."""

    organisation = fields.OrganisationField()
    field_order = ("organisation",)


class CancelForm(ReasonForm):
    """When it ends, and why."""

    at_once = fields.yes(label=_("End it now, not with the period that is paid for"))


class PauseForm(DeedForm):
    """Until when."""

    until = fields.day(label=_("Until"), required=False, help_text=_("Empty: half a year."))


class WhatIfForm(DeedForm):
    """Until which day."""

    until = fields.day(label=_("What would be charged until"))


def give_credit(work: Work) -> Any:
    """Give credit to the row's organisation, or the one that was typed; once for each form."""
    data = work.data
    owner = data.get("organisation") or work.row.organisation_id
    with tenant(owner):
        made = credit.give(
            owner,
            amount=data["amount"],
            reason=data["reason"],
            key=f"staff:{data['request_key']}",
            by=work.by,
            now=work.now,
        )
        left = credit.balance()
    return _("%(amount)s given. The credit is %(left)s now.") % {
        "amount": format_zar(made.amount),
        "left": format_zar(left),
    }


CREDIT = Deed(
    name="credit",
    title=_("Give credit"),
    do=give_credit,
    form=CreditForm,
    intro=_("The next charges use it first. Pressed twice, the same form gives it once."),
)


def _cancel(work: Work) -> Any:
    data = work.data
    subscriptions.cancel(at_once=data["at_once"], reason=data["reason"], by=work.by, now=work.now)
    return _("Cancelled. No data goes, and nothing is paid back by itself.")


def _pause(work: Work) -> Any:
    until = work.data["until"]
    subscriptions.pause(until=midnight(until) if until else None, by=work.by, now=work.now)
    return _("Paused: nothing is charged, and the days that are left are kept.")


def _resume(work: Work) -> Any:
    subscriptions.resume(by=work.by, now=work.now)
    return _("It goes on.")


def _keep(work: Work) -> Any:
    subscriptions.keep(by=work.by, now=work.now)
    return _("It is kept after all.")


@admin.register(Subscription, site=staff_site)
class SubscriptionAdmin(BillingAdmin):
    """Who is on which plan, and where that stands."""

    list_display = (
        "public_id",
        "organisation",
        "plan",
        "state",
        "quantity",
        "period_end",
        "planned",
        "cancel_at_end",
    )
    list_filter = ("state", "price__plan", "price__interval", "cancel_at_end", "trial_ends_at")
    list_select_related = ("organisation", "price__plan", "next_price__plan")
    search_fields = ("public_id", "organisation__name", "organisation__slug")
    find_exactly = ("pk", "public_id")
    ordering = ("-created_at",)
    exclude = ("price", "next_price")
    readonly_fields = ("plan", "planned")
    deeds = (
        CREDIT,
        Deed(
            name="cancel",
            title=_("Cancel on behalf"),
            do=_cancel,
            form=CancelForm,
            offered=lambda row: row.is_live and not row.cancel_at_end,
        ),
        Deed(
            name="keep",
            title=_("Keep after all"),
            do=_keep,
            offered=lambda row: row.is_live and row.cancel_at_end,
        ),
        Deed(
            name="pause",
            title=_("Pause on behalf"),
            do=_pause,
            form=PauseForm,
            offered=lambda row: row.state == S.ACTIVE,
        ),
        Deed(name="resume", title=_("Resume"), do=_resume, offered=lambda row: row.state == S.PAUSED),
    )

    @admin.display(description=_("Plan"), ordering="price__plan__name")
    def plan(self, row: Subscription) -> str:
        return terms.words(row.price, row.quantity)

    @admin.display(description=_("Planned"))
    def planned(self, row: Subscription) -> str:
        if row.next_price is None:
            return ""
        seats = row.next_quantity or row.quantity
        return f"{terms.words(row.next_price, seats)} v{row.next_price.version}"

    def get_urls(self) -> list[URLPattern]:
        """And what a customer would be charged."""
        page = self.admin_site.admin_view(self.what_if_view)
        return [path("<int:key>/what-if/", page, name="billing_subscription_what_if"), *super().get_urls()]

    def links(self, row: Any) -> list[tuple[Any, str]]:
        if row is None:
            return []
        return [
            (_("What if"), reverse("admin:billing_subscription_what_if", args=[row.pk])),
            (_("Support desk"), reverse("admin:organisation-desk", args=[row.organisation_id])),
        ]

    def what_if_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What the customer would be charged until a day, 40 days on when none is asked for."""
        row = Subscription.objects.select_related("organisation", *self.list_select_related).get(pk=key)
        now = timezone.now()
        ahead = local_date(now) + timedelta(days=62)
        form = WhatIfForm({"until": request.GET.get("until") or ahead}, row=row)
        found = None
        if form.is_valid():
            until = midnight(form.cleaned_data["until"] + timedelta(days=1))
            with tenant(row.organisation):
                live = row if row.is_live else None
                found = what_if.forecast(live, until=until, now=now)
        self._record(request, "viewed", row)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would %(customer)s be charged?") % {"customer": row.organisation},
            "form": form,
            "row": row,
            "back": address(row),
            "forecast": found,
        }
        return TemplateResponse(request, "admin/billing/what_if.html", context)

    def tables(self, row: Subscription) -> list[Table]:
        extras = SubscriptionExtra.objects.filter(subscription=row).select_related("price__plan")
        used = CouponRedemption.objects.filter(subscription=row).select_related("coupon").order_by("-pk")
        coupons = [
            (
                (each.coupon.code, address(each.coupon)),
                _("for ever") if each.periods_left is None else each.periods_left,
                each.ended_at.date() if each.ended_at else "",
            )
            for each in used
        ]
        charges = Charge.objects.filter(subscription=row).newest_first()[:SHOWN]
        return [
            Table(
                title=_("Add-ons"),
                heads=(_("What"), _("How many")),
                rows=[(terms.words(each.price, each.quantity), each.quantity) for each in extras],
            ),
            Table(title=_("Coupons"), heads=(_("Code"), _("Periods left"), _("Ended")), rows=coupons),
            charges_table(list(charges)),
        ]


def charges_table(rows: list[Charge]) -> Table:
    """Charges, newest first."""
    listed = [
        (
            (each.reference, address(each)),
            timezone.localtime(each.created_at).strftime("%Y-%m-%d %H:%M"),
            each.get_reason_display(),
            str(each.money),
            each.get_state_display(),
        )
        for each in rows
    ]
    return Table(
        title=_("Charges"), heads=(_("Reference"), _("Made"), _("Why"), _("Total"), _("State")), rows=listed
    )


def _charge_now(work: Work) -> Any:
    payment = by_hand.charge_now(work.row.pk, by=work.by, now=work.now)
    if payment is None:
        return _(
            "There is no kept way to charge, or one is being charged right now. The customer has to pay herself."
        )
    return _("Charged with %(method)s: %(state)s. %(failure)s") % {
        "method": payment.gateway,
        "state": payment.get_state_display(),
        "failure": payment.failure,
    }


def _call_off(work: Work) -> Any:
    by_hand.call_off(work.row.pk, reason=work.data["reason"], by=work.by, now=work.now)
    return _("Called off: nobody has to pay it. Credit that it held is free again.")


@admin.register(Charge, site=staff_site)
class ChargeAdmin(BillingAdmin):
    """What customers owe us, and how each charge came to its sum."""

    list_display = (
        "reference",
        "organisation",
        "state",
        "reason",
        "money",
        "created_at",
        "due_at",
        "attempts",
    )
    list_filter = ("state", "reason", "created_at", "due_at")
    list_select_related = ("organisation",)
    search_fields = ("reference", "public_id", "organisation__name", "organisation__slug")
    find_exactly = ("pk", "public_id", "reference")
    ordering = ("-created_at", "-id")
    exclude = ("lines", "effect", "key")
    deeds = (
        Deed(
            name="charge-now",
            title=_("Charge now"),
            do=_charge_now,
            intro=_("The kept card is charged now, and the next planned try is this one."),
            offered=lambda row: row.is_open,
        ),
        Deed(
            name="call-off",
            title=_("Call off"),
            do=_call_off,
            form=ReasonForm,
            intro=_("Nobody has to pay it any more. Money that still comes becomes credit."),
            offered=lambda row: row.is_open,
        ),
        CREDIT,
    )

    @admin.display(description=_("Total"), ordering="total")
    def money(self, row: Charge) -> str:
        return str(row.money)

    def tables(self, row: Charge) -> list[Table]:
        lines = [
            (each["text"], each["quantity"], str(Money(Decimal(each["amount"]), row.currency)))
            for each in row.lines
        ]
        tries = Payment.objects.filter(charge=row).order_by("-pk")[:SHOWN]
        entries = CreditEntry.objects.filter(charge=row).order_by("pk")
        return [
            Table(title=_("Lines"), heads=(_("What"), _("How many"), _("Amount")), rows=lines),
            payments_table(list(tries)),
            Table(
                title=_("Credit"),
                heads=(_("When"), _("Amount"), _("Why")),
                rows=[(each.created_at.date(), each.amount, each.reason) for each in entries],
            ),
        ]


def payments_table(rows: list[Payment]) -> Table:
    """Tries to pay, newest first."""
    listed = [
        (
            (each.reference, address(each)),
            timezone.localtime(each.created_at).strftime("%Y-%m-%d %H:%M"),
            each.gateway,
            f"{each.amount} {each.currency}",
            each.get_state_display(),
            each.failure,
        )
        for each in rows
    ]
    heads = (_("Reference"), _("Begun"), _("By"), _("Amount"), _("State"), _("Why not"))
    return Table(title=_("Payments"), heads=heads, rows=listed)


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


@admin.register(Customer, site=staff_site)
class CustomerAdmin(BillingAdmin):
    """Who pays for an organisation: bills, credit, agreed values, ways to pay."""

    list_display = ("organisation", "legal_name", "email", "trial_used_at")
    list_filter = (("trial_used_at", admin.EmptyFieldListFilter),)
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__slug", "legal_name", "email")
    find_newest = ("legal_name__istartswith", "email__istartswith")
    ordering = ("-pk",)
    deeds = (CREDIT,)

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
