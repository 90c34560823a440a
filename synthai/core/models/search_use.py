"""How search is used: how many looked, how many found, and which words led to what. Nothing says who."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models.fence import TenantQuerySet
from synthai.core.models.tenant import TenantModel


class SearchDay(TenantModel):
    """The searches of a day: how many there were, how many found nothing, and how often a result was opened.

    Erasure rule: deleted with the organisation. It names nobody.
    """

    day = models.DateField()
    searches = models.PositiveIntegerField(default=0)
    in_vain = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of searches")
        verbose_name_plural = _("days of searches")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "day"], name="core_searchday_once"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class SearchHitQuerySet(TenantQuerySet["SearchHit"]):
    """Filters of hits."""

    def stale(self, *, now: datetime) -> "SearchHitQuerySet":
        """Those that nobody came by in three months."""
        return self.filter(last_at__lt=now - timedelta(days=90))


class SearchHit(TenantModel):
    """Words that led to a thing of this organisation, how often, and which places it had in the list, added up.

    `words` is empty where they are not the organisation's to know: somebody of another one looked on the platform's shelf.
    Erasure rule: deleted with the organisation; else three months after somebody last came by it. It names nobody.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    words = models.CharField(max_length=100, blank=True)
    times = models.PositiveIntegerField(default=1)
    places = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects: ClassVar[SearchHitQuerySet] = SearchHitQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("search that led to something")
        verbose_name_plural = _("searches that led to something")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "key", "words"], name="core_searchhit_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-times"], name="core_searchhit_most"),
        ]

    def __str__(self) -> str:
        return self.words or self.key

    @property
    def place(self) -> float:
        """Where it stood in the list on average, the first place being 1."""
        return self.places / self.times
