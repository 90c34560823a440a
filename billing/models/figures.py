from django.db import models
from django.utils.translation import gettext_lazy as _


class RevenueDay(models.Model):
    """What paying plans came to a month, as it stood at the beginning of one day. Global: sums, no customer.

    Kept so that a month can be compared with its beginning; services.figures says how the sums are made.
    """

    day = models.DateField(_("day"), unique=True)
    mrr = models.DecimalField(_("a month, with VAT"), max_digits=14, decimal_places=2)
    customers = models.PositiveIntegerField(_("paying"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("monthly revenue by day")
        verbose_name_plural = _("monthly revenue by day")

    def __str__(self) -> str:
        return f"{self.day} {self.mrr}"
