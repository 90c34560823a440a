"""Staff view of coupons, and of what we agreed with single customers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.engine.periods import midnight
from billing.models import Coupon, CouponDuration, CouponRedemption, Plan, ValueOverride
from billing.services import coupons, overrides
from synthai.core import entitlements
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant

SHOWN = 200


class CouponForm(DeedForm):
    """A code somebody can type."""

    code = fields.text(label=_("Code"), max_length=30)
    name = fields.text(label=_("Name on the charge"), max_length=80)
    percent_off = fields.money(label=_("Per cent off"), required=False)
    amount_off = fields.money(label=_("Or an amount off, in rand"), required=False)
    duration = fields.choice(label=_("Lasts for"), choices=CouponDuration.choices)
    periods = fields.number(label=_("How many periods"), required=False, min_value=1)
    plans = forms.ModelMultipleChoiceField(
        Plan.objects.plans(),
        label=_("Only for"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text=_("None chosen: for every plan."),
    )
    max_redemptions = fields.number(label=_("How often in all"), required=False, min_value=1)
    valid_from = fields.day(label=_("From"), required=False)
    valid_until = fields.day(
        label=_("Before"), required=False, help_text=_("The first day it works no more.")
    )


def _make(work: Work) -> Any:
    terms = {**work.data}
    plans = list(terms.pop("plans"))
    for name in ("valid_from", "valid_until"):
        terms[name] = midnight(terms[name]) if terms[name] else None
    made = coupons.make(terms, plans=plans, by=work.by)
    return _("The coupon %(code)s can be used.") % {"code": made.code}


def _end(work: Work) -> Any:
    coupons.end(work.row, by=work.by)
    return _("Nobody can use it any more. Who used it keeps what was promised.")


@admin.register(Coupon, site=staff_site)
class CouponAdmin(BillingAdmin):
    """Coupons: how often used, and by whom."""

    list_display = ("code", "name", "percent_off", "amount_off", "lasts", "redeemed", "max_redemptions",
                    "valid_until", "is_active")  # fmt: skip
    list_filter = ("is_active", "duration", "valid_until")
    search_fields = ("code", "name", "public_id")
    find_exactly = ("pk", "public_id", "code")
    ordering = ("-pk",)
    deeds = (
        Deed(name="new", title=_("New coupon"), do=_make, form=CouponForm, is_of_list=True),
        Deed(name="end", title=_("End the coupon"), do=_end, offered=lambda row: row.is_active),
    )

    @admin.display(description=_("Lasts for"), ordering="duration")
    def lasts(self, row: Coupon) -> str:
        """How long, with the number where there is one."""
        if row.periods is None:
            return row.get_duration_display()
        return ngettext("%(n)d period", "%(n)d periods", row.periods) % {"n": row.periods}

    def tables(self, row: Coupon) -> list[Table]:
        used = CouponRedemption.objects.filter(coupon=row).select_related("organisation", "subscription")
        listed = [
            (
                (str(each.organisation), address(each.subscription)),
                each.redeemed_at.date(),
                _("for ever") if each.periods_left is None else each.periods_left,
                each.ended_at.date() if each.ended_at else "",
                each.get_why_ended_display(),
            )
            for each in used.order_by("-pk")[:SHOWN]
        ]
        heads = (_("Customer"), _("Used"), _("Periods left"), _("Ended"), _("Why"))
        return [Table(title=_("Used by"), heads=heads, rows=listed)]


class OverrideForm(DeedForm):
    """What is agreed with a customer."""

    organisation = fields.OrganisationField()
    feature = fields.choice(label=_("Feature"))
    value = fields.GivenField(
        label=_("Value"), required=True, help_text=_("A number, or “no limit”. For a switch: no limit or 0.")
    )
    is_soft = fields.yes(label=_("soft: over it work goes on, and people are told"))
    until = fields.day(label=_("Until"), required=False, help_text=_("Empty: until somebody ends it."))
    reason = fields.reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = entitlements.features()
        used = ValueOverride.objects.values_list("feature", flat=True).distinct()
        self.fields["feature"].choices = [  # type: ignore[attr-defined]
            (code, f"{known[code].title} ({code})" if code in known else code)
            for code in sorted({*known, *used, "accounts.seats"})
        ]


def _agree(work: Work) -> Any:
    data = work.data
    with tenant(data["organisation"]):
        overrides.agree(
            data["organisation"],
            data["feature"],
            value=data["value"][1],
            is_soft=data["is_soft"],
            until=midnight(data["until"]) if data["until"] else None,
            reason=data["reason"],
            by=work.by,
        )
    return _("Agreed. It counts within a second, whatever the plan says.")


def _end_override(work: Work) -> Any:
    overrides.end(work.row.pk, by=work.by, now=work.now)
    return _("From now on the plan's own value holds.")


@admin.register(ValueOverride, site=staff_site)
class ValueOverrideAdmin(BillingAdmin):
    """What we agreed with single customers, over their plan."""

    list_display = ("organisation", "feature", "value", "is_soft", "until", "reason")
    list_filter = ("feature", "is_soft", "until")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__slug", "feature", "reason")
    ordering = ("-pk",)
    deeds = (
        Deed(name="new", title=_("Agree a value"), do=_agree, form=OverrideForm, is_of_list=True),
        Deed(name="end", title=_("End the agreement"), do=_end_override),
    )
