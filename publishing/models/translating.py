"""A machine's work at a translation: who asked, how far it is, what became of each part."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.pieces import Piece
from publishing.translation_terms import ACTIVE, DraftingState, PartState
from synthai.core.leases import LEASE
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class TranslationRunQuerySet(TenantQuerySet["TranslationRun"]):
    """Filters of runs."""

    def active(self) -> "TranslationRunQuerySet":
        """Waiting or running."""
        return self.filter(state__in=ACTIVE)

    def abandoned(self, *, now: datetime) -> "TranslationRunQuerySet":
        """Active ones that no worker holds: the lease ran out, or nobody took it within one lease."""
        untaken = models.Q(lease_until__isnull=True, requested_at__lt=now - LEASE)
        return self.active().filter(models.Q(lease_until__lt=now) | untaken)


class TranslationRun(TenantModel):
    """One request to have parts of a translation drafted by a language model.

    A worker holds it by a lease (synthai.core.leases). `parts` is a list of {"key", "state", "why"} in the order of the piece; each is
    stored with its words in the piece in one transaction, so what is written is written once. `of_version` is the piece's count of changes
    when it was asked for: what a person changed after it stays. `source` is the number of the original's revision it translates.
    `before` is the number of the revision that holds the piece as it stood. Erasure rule: deleted with its piece and the organisation;
    the link to who asked is cleared with the person.
    """

    public_id = PublicIdField()
    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=DraftingState, default=DraftingState.WAITING)
    parts = models.JSONField(default=list)
    source = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    of_version = models.PositiveIntegerField(default=1, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=40, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, editable=False)
    error = models.CharField(max_length=500, blank=True)

    objects: ClassVar[TranslationRunQuerySet] = TranslationRunQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("machine draft of a translation")
        verbose_name_plural = _("machine drafts of translations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "piece"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="publishing_trrun_one_active",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "piece", "-id"], name="publishing_trrun_of_piece"),
            models.Index(fields=["organisation", "state", "lease_until"], name="publishing_trrun_state"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def is_active(self) -> bool:
        """Waiting or running."""
        return self.state in ACTIVE

    @property
    def cancel_key(self) -> str:
        """What the worker that holds it listens to (synthai.core.ai.cancelling)."""
        return f"translation-{self.public_id}"

    @property
    def done(self) -> int:
        """How many parts are dealt with."""
        return sum(part["state"] != PartState.WAITING for part in self.parts)

    @property
    def written(self) -> int:
        """How many parts were translated."""
        return sum(part["state"] == PartState.WRITTEN for part in self.parts)

    @property
    def percent(self) -> int:
        """How far it is."""
        return round(100 * self.done / len(self.parts)) if self.parts else 100

    @property
    def failures(self) -> list[dict[str, str]]:
        """The parts that were not translated, with why."""
        return [part for part in self.parts if part["state"] == PartState.FAILED]
