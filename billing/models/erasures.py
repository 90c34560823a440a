from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class GatewayErasureQuerySet(models.QuerySet["GatewayErasure"]):
    def due(self, *, now: datetime) -> "GatewayErasureQuerySet":
        return self.filter(next_try_at__lte=now)


class GatewayErasure(models.Model):
    """What a gateway still has to forget of an organisation that was erased. Global: the organisation is gone.

    `sealed` is a kept method's token, or the id the organisation had at the gateway. Goes when the gateway has done it.
    """

    gateway = models.CharField(max_length=16)
    kind = models.CharField(max_length=8)  # method or customer
    sealed = models.TextField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = GatewayErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure at a gateway")
        verbose_name_plural = _("erasures at gateways")

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind}"
