from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models.public_id import PublicIdField
from synthai.core.models.tenant import OptionalTenantModel
from synthai.core.tenancy import active_organisation_id


class AuditAnchor(OptionalTenantModel):
    """Where a chain of the audit trail ended on one day (Africa/Johannesburg): entries cut off later are missed.

    Append-only like the trail itself, and each anchor is a line of the log too. Erasure: no personal data; goes
    with the organisation's row (ON DELETE CASCADE in the database).
    """

    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,  # the migration adds the constraint, with ON DELETE CASCADE
        editable=False,
        default=active_organisation_id,
    )
    day = models.DateField()
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(OptionalTenantModel.Meta):
        verbose_name = _("audit anchor")
        verbose_name_plural = _("audit anchors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "day"], nulls_distinct=False, name="core_audit_anchor_daily"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: entry {self.seq}"


class AuditCheck(OptionalTenantModel):
    """One re-computation of a chain: how far it is, and what it found.

    `broken_seq` and `fault` name the first entry that does not fit. Erasure: `requested_by` is the label of
    the time; rows go with the organisation.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Checking")
        PASSED = "passed", _("Unbroken")
        BROKEN = "broken", _("Broken")

    public_id = PublicIdField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    requested_by = models.CharField(max_length=254)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)
    total = models.BigIntegerField(default=0)
    checked = models.BigIntegerField(default=0)
    anchors = models.PositiveIntegerField(default=0)
    head_seq = models.BigIntegerField(null=True)
    head_hash = models.BinaryField(null=True)
    broken_seq = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=16, blank=True)

    class Meta(OptionalTenantModel.Meta):
        verbose_name = _("audit check")
        verbose_name_plural = _("audit checks")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-requested_at"], name="core_auditcheck_newest")
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        """How far, 0 to 100."""
        return 100 if not self.is_open else (100 * self.checked // self.total if self.total else 0)
