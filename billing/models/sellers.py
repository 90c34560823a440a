"""An organisation as a seller to the public: who it is, where its money goes, its numbers, its coupons.

None of it is the operator's: no row here is a charge, stands in the operator's books or in its VAT (docs/decisions/0050).
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet
from synthai.core.money import round_half_up


class LegalForm(models.TextChoices):
    """What the seller is before the law."""

    SOLE = "sole", _("Sole proprietor")
    COMPANY = "company", _("Company (Pty) Ltd")
    CLOSE = "close", _("Close corporation")
    NON_PROFIT = "non_profit", _("Non-profit company or organisation")
    TRUST = "trust", _("Trust")
    OTHER = "other", _("Another form")


REGISTERED = (LegalForm.COMPANY, LegalForm.CLOSE, LegalForm.NON_PROFIT, LegalForm.TRUST)


class Seller(TenantModel):
    """The organisation as a seller: what section 43 of the ECT Act wants shown, and its VAT registration.

    Every document holds its own copy. Erasure rule: deleted with the organisation.
    """

    legal_name = models.CharField(_("legal name"), max_length=160)
    trading_name = models.CharField(_("trading name"), max_length=160, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=12, choices=LegalForm)
    registration_number = models.CharField(_("registration number"), max_length=30, blank=True)
    office_bearers = models.CharField(_("directors or members"), max_length=300, blank=True)
    address = models.TextField(_("street address"), max_length=400)
    service_address = models.TextField(_("address for legal papers"), max_length=400, blank=True)
    phone = models.CharField(_("phone"), max_length=30)
    email = models.EmailField(_("e-mail"))
    website = models.CharField(_("website"), max_length=200, blank=True)
    memberships = models.CharField(_("memberships and codes of conduct"), max_length=300, blank=True)
    disputes = models.CharField(_("how a dispute is settled"), max_length=300, blank=True)
    terms = models.TextField(_("terms of sale"), max_length=4000, blank=True)
    privacy = models.TextField(_("privacy notice"), max_length=4000, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=10, blank=True)
    vat_since = models.DateField(_("registered from"), null=True, blank=True)
    vat_until = models.DateField(_("last day registered"), null=True, blank=True)
    number_prefix = models.CharField(_("document numbers begin with"), max_length=8)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[TenantQuerySet["Seller"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation"], name="billing_seller_once")]

    def __str__(self) -> str:
        return self.trading_name or self.legal_name


class SellerAccount(TenantModel):
    """The seller's own account at a gateway: buyers' money goes straight there. `secret` is sealed; nobody is shown it again.

    Erasure rule: deleted with the organisation.
    """

    gateway = models.CharField(max_length=16)
    secret = models.TextField()
    hint = models.CharField(max_length=40, blank=True)
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["SellerAccount"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("seller's gateway account")
        verbose_name_plural = _("sellers' gateway accounts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "gateway"], name="billing_seller_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.hint}"


class SellerSeries(TenantModel):
    """How far the numbers of one kind of the seller's documents have come. Erasure rule: deleted with the organisation."""

    code = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)
    last_issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("seller's number series")
        verbose_name_plural = _("sellers' number series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], name="billing_seller_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class SellerCouponQuerySet(TenantQuerySet["SellerCoupon"]):
    def newest_first(self) -> "SellerCouponQuerySet":
        return self.order_by("-pk")


class SellerCoupon(TenantModel):
    """A code of the seller's that takes something off one sale. Erasure rule: deleted with the organisation.

    `item` is the public id of what it is for; empty: all that is sold. `used` counts sales that are open or were paid.
    """

    public_id = PublicIdField()
    code = models.CharField(_("code"), max_length=30)  # upper case
    percent_off = models.DecimalField(
        _("per cent off"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount_off = models.DecimalField(_("amount off"), max_digits=12, decimal_places=2, null=True, blank=True)
    item = models.CharField(max_length=16, blank=True)
    most = models.PositiveIntegerField(_("how often in all"), null=True, blank=True)
    used = models.PositiveIntegerField(default=0, editable=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[SellerCouponQuerySet] = SellerCouponQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("seller's coupon")
        verbose_name_plural = _("sellers' coupons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_sellercoupon_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "code"], name="billing_sellercoupon_code"),
            models.CheckConstraint(
                condition=models.Q(percent_off__isnull=True) ^ models.Q(amount_off__isnull=True),
                name="billing_sellercoupon_one_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(percent_off__isnull=True)
                | models.Q(percent_off__gt=0, percent_off__lte=Decimal(100)),
                name="billing_sellercoupon_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_off__isnull=True) | models.Q(amount_off__gt=0),
                name="billing_sellercoupon_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(most__isnull=True) | models.Q(used__lte=models.F("most")),
                name="billing_sellercoupon_not_overused",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def off(self, price: Decimal) -> Decimal:
        """What it takes off a price, half a cent up; never more than the price."""
        if self.amount_off is not None:
            return min(self.amount_off, price)
        return round_half_up(price * (self.percent_off or Decimal(0)) / 100)
