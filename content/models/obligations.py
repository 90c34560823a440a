"""What a document promises for a day to come, and who is told before."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import signing_terms as terms
from content.models.documents import Document
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class ObligationQuerySet(TenantQuerySet["Obligation"]):
    """Filters of reminders."""

    def open(self) -> "ObligationQuerySet":
        """Those that are not done."""
        return self.filter(done_at__isnull=True)

    def to_tell(self, *, now: datetime) -> "ObligationQuerySet":
        """Those whose day of telling has come, and nobody was told yet."""
        return self.open().filter(told_at__isnull=True, tell_on__lte=timezone.localdate(now))


class Obligation(TenantModel):
    """A day in a document: its end, its renewal, the date by which something is owed. `key` names the field it came from, "" when a person
    noted it. `tells` is who hears of it, on `tell_on`, so many days before.

    Erasure rule: deleted with the organisation; who is told is cleared with the person, then those who send documents are.
    """

    public_id = PublicIdField()
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, blank=True, editable=False)
    what = models.CharField(_("what"), max_length=terms.LABEL_LENGTH)
    due_on = models.DateField(_("day"))
    lead_days = models.PositiveSmallIntegerField(
        _("tell how many days before"),
        default=terms.LEAD_DAYS,
        validators=[MaxValueValidator(terms.MOST_DAYS)],
    )
    tell_on = models.DateField(editable=False)
    tells = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects: ClassVar[ObligationQuerySet] = ObligationQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("date in a document")
        verbose_name_plural = _("dates in documents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "document", "key"],
                condition=~models.Q(key=""),
                name="content_obligation_of_field",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_on", "id"], name="content_obligation_day"),
            models.Index(
                fields=["organisation", "tell_on"],
                condition=models.Q(done_at__isnull=True, told_at__isnull=True),
                name="content_obligation_tell",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def set_day(self, due_on: date, lead_days: int) -> None:
        """Another day: who is told hears of it again. Not saved."""
        self.due_on, self.lead_days = due_on, lead_days
        self.tell_on = due_on - timedelta(days=lead_days)
        self.told_at = None

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_at is None and self.due_on < today
