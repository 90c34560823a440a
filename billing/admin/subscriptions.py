"""Staff view of subscriptions: who is on which plan, what they will be charged, and what staff do on behalf."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.admin.money import CREDIT, ReasonForm, charges_table
from billing.engine.periods import local_date, midnight
from billing.models import (
    Charge,
    CouponRedemption,
    Subscription,
    SubscriptionExtra,
    SubscriptionState,
)
from billing.services import running_coupon, subscriptions, terms, what_if
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant

SHOWN = 50
S = SubscriptionState


class CancelForm(ReasonForm):
    """When it ends, and why."""

    at_once = fields.yes(label=_("End it now, not with the period that is paid for"))


class PauseForm(DeedForm):
    """Until when."""

    until = fields.day(label=_("Until"), required=False, help_text=_("Empty: half a year."))


class WhatIfForm(DeedForm):
    """Until which day."""

    until = fields.day(label=_("What would be charged until"))

    def clean_until(self) -> date:
        """Not in the past."""
        chosen: date = self.cleaned_data["until"]
        if chosen < local_date(timezone.now()):
            raise forms.ValidationError(
                _("Choose today or a day to come: what was charged is under Charges.")
            )
        return chosen


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


class CouponCodeForm(DeedForm):
    """Which coupon."""

    coupon = fields.text(label=_("Code"), max_length=30)


def _use_coupon(work: Work) -> Any:
    offer = running_coupon.use(work.data["coupon"], by=work.by, now=work.now)
    return running_coupon.said(offer)


def _remove_coupon(work: Work) -> Any:
    gone = running_coupon.remove(by=work.by, now=work.now)
    return _("The coupon %(coupon)s is taken off. Its code puts it back.") % {"coupon": gone.coupon.code}


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
        "run_by",
    )
    list_filter = ("state", "price__plan", "price__interval", "cancel_at_end", "trial_ends_at", "run_by")
    list_select_related = ("organisation", "price__plan", "next_price__plan")
    search_fields = ("public_id", "organisation__name", "organisation__slug", "agreement")
    find_exactly = ("pk", "public_id", "agreement")
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
            offered=lambda row: row.state == S.ACTIVE and not row.run_by,
        ),
        Deed(
            name="resume",
            title=_("Resume"),
            do=_resume,
            offered=lambda row: row.state == S.PAUSED and not row.run_by,
        ),
        Deed(
            name="coupon",
            title=_("Put a coupon on"),
            do=_use_coupon,
            form=CouponCodeForm,
            intro=_("From the next charge on. It takes the place of the one that runs."),
            offered=lambda row: (
                row.state in (S.ACTIVE, S.TRIALING) and not row.cancel_at_end and not row.run_by
            ),
        ),
        Deed(
            name="coupon-off",
            title=_("Take the coupon off"),
            do=_remove_coupon,
            offered=lambda row: row.is_live,
        ),
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
                each.get_why_ended_display(),
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
            Table(
                title=_("Coupons"), heads=(_("Code"), _("Periods left"), _("Ended"), _("Why")), rows=coupons
            ),
            charges_table(list(charges)),
        ]
