"""What went to language models: each call for as long as it may be kept, what each month came to, and what the organisation chose."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.reads import ReadDocument
from content.models.writing import WritingRun
from content.terms import KEY_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class CallOutcome(models.TextChoices):
    """What became of a try, as synthai.core.ai.metering.Outcome says it."""

    ANSWERED = "answered", _("Answered")
    CUT_SHORT = "cut_short", _("Cut short")
    CANCELLED = "cancelled", _("Cancelled")
    BUSY = "busy", _("Was busy")
    GARBLED = "garbled", _("Answered nonsense")
    DECLINED = "declined", _("Declined")
    UNFIT = "unfit", _("Could not take it")
    MISCONFIGURED = "misconfigured", _("Not set up rightly")


class ModelCallQuerySet(TenantQuerySet["ModelCall"]):
    """Filters of calls."""

    def overdue(self, *, now: datetime) -> "ModelCallQuerySet":
        """Those whose day has come: they must be gone on it."""
        return self.filter(kept_until__lte=timezone.localdate(now))

    def newest_first(self) -> "ModelCallQuerySet":
        """Latest first."""
        return self.order_by("-at", "-id")


class ModelCall(TenantModel):
    """One try at a provider. Prompt and answer are masked before they come here (synthai.core.ai.masking).

    `key` is the try's own, so that it is kept once. `read` is the document of others that it was about. Erasure rule: deleted on `kept_until`,
    with that document, and with the organisation.
    """

    public_id = PublicIdField()
    key = models.CharField(max_length=40, db_collation="C", editable=False)
    run = TenantForeignKey(WritingRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    section = models.CharField(max_length=KEY_LENGTH, blank=True)
    read = TenantForeignKey(ReadDocument, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    purpose = models.CharField(_("prompt"), max_length=80)
    prompt_version = models.CharField(_("version of the prompt"), max_length=20, blank=True)
    provider = models.CharField(_("provider"), max_length=40)
    model = models.CharField(_("model"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=20, choices=CallOutcome)
    error = models.CharField(max_length=500, blank=True)
    prompt = models.TextField()
    answer = models.TextField(blank=True)
    masked = models.JSONField(default=dict, help_text=_("What was masked, by kind."))
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(default=False)
    cost = models.DecimalField(
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("In rand; empty: no price is known."),
    )
    credits = models.PositiveIntegerField(default=0)
    request_id = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(default=0)
    kept_until = models.DateField()

    objects: ClassVar[ModelCallQuerySet] = ModelCallQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("call of a language model")
        verbose_name_plural = _("calls of language models")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="content_call_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at", "-id"], name="content_call_newest"),
            models.Index(fields=["organisation", "kept_until"], name="content_call_kept_until"),
            models.Index(fields=["organisation", "run"], name="content_call_of_run"),
            models.Index(
                fields=["organisation", "read"],
                condition=models.Q(read__isnull=False),
                name="content_call_of_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.purpose} ({self.outcome})"

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.tokens_in + self.tokens_out


class ModelSpend(TenantModel):
    """What a month came to with one model: sums that stay when the calls themselves are gone.

    `cost` is of the calls whose price is known, `unpriced` counts the others. Erasure rule: deleted with the organisation.
    """

    month = models.DateField(help_text=_("Its first day."))
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    calls = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveBigIntegerField(default=0)
    tokens_out = models.PositiveBigIntegerField(default=0)
    cost = models.DecimalField(max_digits=16, decimal_places=6, default=0)
    unpriced = models.PositiveIntegerField(default=0)
    credits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("cost of a language model")
        verbose_name_plural = _("costs of language models")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "month", "provider", "model"], name="content_spend_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.provider} {self.model}"


class AiSettings(TenantModel):
    """What an organisation chose about language models. No row: they are on. The monthly cap is billing's own (UsageCap).

    Erasure rule: deleted with the organisation; the link to who chose is cleared with the person.
    """

    is_off = models.BooleanField(_("no text of ours goes to a language model"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("choice about language models")
        verbose_name_plural = _("choices about language models")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="content_aisettings_one"),
        ]

    def __str__(self) -> str:
        return str(_("off") if self.is_off else _("on"))
