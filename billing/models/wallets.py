"""Prepaid units (AI credits and the like): pots that were bought or given, and every movement of them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.catalogue import Price
from billing.models.charges import Charge
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class PotSource(models.TextChoices):
    """Where prepaid units came from."""

    BOUGHT = "bought", _("Bought")
    VOUCHER = "voucher", _("Voucher")
    GIFT = "gift", _("Given by us")


class PotQuerySet(TenantQuerySet["WalletPot"]):
    def good(self, *, at: datetime) -> "PotQuerySet":
        """With something left that can be spent."""
        return self.filter(models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=at), left__gt=0)

    def run_out(self, *, now: datetime) -> "PotQuerySet":
        """Expired with something left, which is still to be written off."""
        return self.filter(expires_at__lte=now, left__gt=0)


class WalletPot(TenantModel):
    """Units of one metered feature that were bought or given once. Erasure rule: deleted with the organisation.

    `key` makes it once: the charge's public id, or the voucher's. `left` is always the sum of its entries.
    """

    public_id = PublicIdField()
    feature = models.CharField(max_length=60)
    source = models.CharField(max_length=7, choices=PotSource)
    label = models.CharField(max_length=120)
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    left = models.DecimalField(max_digits=18, decimal_places=6)
    priority = models.PositiveSmallIntegerField(default=50)
    expires_at = models.DateTimeField(null=True, blank=True)
    charge: TenantForeignKey[Charge | None, Charge | None] = TenantForeignKey(
        Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    objects: ClassVar[PotQuerySet] = PotQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("prepaid pot")
        verbose_name_plural = _("prepaid pots")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_pot_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_pot_key"),
            models.CheckConstraint(
                condition=models.Q(left__gte=0, left__lte=models.F("quantity"), quantity__gt=0),
                name="billing_pot_left",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=models.Q(left__gt=0), name="billing_pot_to_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.left} of {self.quantity}"


class MoveKind(models.TextChoices):
    """What happened to prepaid units."""

    ADDED = "added", _("Added")
    SPENT = "spent", _("Spent")
    RETURNED = "returned", _("Given back")
    EXPIRED = "expired", _("Expired")


class WalletMove(TenantModel):
    """One movement of a pot. Never changed. Erasure rule: deleted with the organisation.

    `event_id` is the use's (UsageEvent) or the correction's. `balance` is what was left of the feature afterwards, over all pots.
    """

    public_id = PublicIdField()
    pot: TenantForeignKey[WalletPot, WalletPot] = TenantForeignKey(
        WalletPot, on_delete=models.CASCADE, related_name="+"
    )
    feature = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=MoveKind)
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    balance = models.DecimalField(max_digits=18, decimal_places=6)
    event_id = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["WalletMove"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("prepaid movement")
        verbose_name_plural = _("prepaid movements")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(quantity=0), name="billing_move_moves"),
            models.UniqueConstraint(
                fields=["organisation", "pot", "kind", "event_id"],
                condition=~models.Q(event_id=""),
                name="billing_move_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="billing_move_newest"),
            models.Index(fields=["organisation", "event_id"], name="billing_move_of_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"


class TopUp(TenantModel):
    """Buy a pack by itself with the kept card when few units are left. Erasure rule: deleted with the organisation."""

    feature = models.CharField(max_length=60)
    below = models.DecimalField(max_digits=18, decimal_places=6)
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+")
    most_a_month = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[TenantQuerySet["TopUp"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("automatic top-up")
        verbose_name_plural = _("automatic top-ups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "feature"], name="billing_topup_once"),
            models.CheckConstraint(
                condition=models.Q(below__gt=0, most_a_month__gte=1, most_a_month__lte=30),
                name="billing_topup_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature} below {self.below}"


class Voucher(models.Model):
    """A code that puts units into a wallet, each organisation once. Global: the platform's.

    What it gives lives three years from the day it was used (services.wallets.LIFE).
    """

    public_id = PublicIdField()
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    feature = models.CharField(_("of"), max_length=60)
    quantity = models.DecimalField(_("how many"), max_digits=18, decimal_places=6)
    valid_until = models.DateTimeField(_("usable until"), null=True, blank=True)
    most = models.PositiveIntegerField(_("how often in all"), null=True, blank=True)
    used = models.PositiveIntegerField(_("used"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="billing_voucher_gives"),
        ]

    def __str__(self) -> str:
        return self.code
