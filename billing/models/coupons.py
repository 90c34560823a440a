"""Coupons: a global list of codes, and who used which."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.catalogue import Plan
from billing.models.subscriptions import Subscription
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class CouponDuration(models.TextChoices):
    """For how many periods."""

    ONCE = "once", _("the first period")
    REPEATING = "repeating", _("a number of periods")
    FOREVER = "forever", _("every period")


class CouponEnd(models.TextChoices):
    """Why a coupon takes nothing off any more."""

    USED_UP = "used_up", _("its periods are over")
    REPLACED = "replaced", _("another coupon took its place")
    REMOVED = "removed", _("taken off")
    OTHER_PLAN = "other_plan", _("not for the plan there is now")


class CouponQuerySet(models.QuerySet["Coupon"]):
    def usable(self, *, at: datetime) -> "CouponQuerySet":
        """In its time, and not used up."""
        begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=at)
        open_ended = models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=at)
        left = models.Q(max_redemptions__isnull=True) | models.Q(redeemed__lt=models.F("max_redemptions"))
        return self.filter(begun, open_ended, left, is_active=True)


class Coupon(models.Model):
    """A code somebody can type. Global: the platform's. Either a percentage or an amount, never both."""

    public_id = PublicIdField()
    code = models.CharField(_("code"), max_length=30, unique=True)  # upper case
    name = models.CharField(_("name on the charge"), max_length=80)
    percent_off = models.DecimalField(
        _("per cent off"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount_off = models.DecimalField(_("amount off"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="ZAR")
    duration = models.CharField(_("lasts for"), max_length=9, choices=CouponDuration)
    periods = models.PositiveSmallIntegerField(_("periods"), null=True, blank=True)
    plans = models.ManyToManyField(
        Plan, blank=True, verbose_name=_("only for"), help_text=_("None chosen: for every plan.")
    )
    max_redemptions = models.PositiveIntegerField(_("how often in all"), null=True, blank=True)
    redeemed = models.PositiveIntegerField(_("used"), default=0, editable=False)
    valid_from = models.DateTimeField(_("from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("can be used"), default=True)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(percent_off__isnull=True) ^ models.Q(amount_off__isnull=True),
                name="billing_coupon_one_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(percent_off__isnull=True)
                | models.Q(percent_off__gt=0, percent_off__lte=Decimal(100)),
                name="billing_coupon_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_off__isnull=True) | models.Q(amount_off__gt=0),
                name="billing_coupon_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(max_redemptions__isnull=True)
                | models.Q(redeemed__lte=models.F("max_redemptions")),
                name="billing_coupon_not_overused",
            ),
            models.CheckConstraint(
                condition=~models.Q(duration="repeating") | models.Q(periods__gte=1),
                name="billing_coupon_periods",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CouponRedemption(TenantModel):
    """A coupon on a subscription; one at a time. Erasure rule: deleted with the organisation.

    `counted_at` is when a period was last charged with it: the beginning of that period, or later.
    """

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="+")
    subscription: TenantForeignKey[Subscription, Subscription] = TenantForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="+"
    )
    periods_left = models.PositiveSmallIntegerField(null=True, blank=True)  # None: for ever
    redeemed_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why_ended = models.CharField(max_length=10, choices=CouponEnd, blank=True)

    objects: ClassVar[TenantQuerySet["CouponRedemption"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("use of a coupon")
        verbose_name_plural = _("uses of coupons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "coupon"], name="billing_redemption_once"),
            models.UniqueConstraint(
                fields=["organisation", "subscription"],
                condition=models.Q(ended_at__isnull=True),
                name="billing_redemption_one_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id} on {self.subscription_id}"
