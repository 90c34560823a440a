from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentRoute(models.Model):
    """Whose a gateway's callback is: our reference, or a kept method's token hash, and the organisation.

    Global, because it decides which tenant a callback may enter; it holds nothing else. `key` is "SY…" for a payment,
    "<gateway>:<token hash>" for a method
    or a subscription that a gateway runs, "<gateway>@<id>" for a customer of the gateway's. Erasure rule: deleted with the organisation.
    """

    key = models.CharField(max_length=90, primary_key=True, db_collation="C")
    organisation = models.ForeignKey(settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["PaymentRoute"]] = models.Manager()

    class Meta:
        verbose_name = _("payment route")
        verbose_name_plural = _("payment routes")

    def __str__(self) -> str:
        return self.key
