from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.catalogue import Price
from synthai.core.models import PublicIdField


class PriceMoveQuerySet(models.QuerySet["PriceMove"]):
    def open(self) -> "PriceMoveQuerySet":
        return self.filter(ended_at__isnull=True)


class PriceMove(models.Model):
    """Everybody who pays an old price version moves to a newer one, told in time. Global: the platform's.

    Nobody pays the new price before `from_day`, and nobody sooner than `notice_days` after they were told.
    """

    public_id = PublicIdField()
    old = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+", verbose_name=_("old price"))
    new = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+", verbose_name=_("new price"))
    from_day = models.DateField(_("not before"))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=30)
    by_label = models.CharField(_("by"), max_length=254)
    created_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    objects = PriceMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move to a new price")
        verbose_name_plural = _("moves to new prices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["old"], condition=models.Q(ended_at__isnull=True), name="billing_move_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
