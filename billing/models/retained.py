from django.db import models
from django.utils.translation import gettext_lazy as _


class RetainedPayment(models.Model):
    """What the law makes us keep of a payment after its organisation was erased (five years), and nothing else.

    Global: it belongs to nobody any more. No person, address or card; the organisation by its former public id.
    """

    organisation = models.CharField(max_length=16)
    reference = models.CharField(max_length=16, unique=True)
    gateway = models.CharField(max_length=16)
    gateway_id = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    refunded = models.DecimalField(max_digits=12, decimal_places=2)
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2)
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    retained_until = models.DateField()

    class Meta:
        verbose_name = _("retained payment")
        verbose_name_plural = _("retained payments")

    def __str__(self) -> str:
        return self.reference
