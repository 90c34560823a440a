"""Payments that did not come: the campaigns staff made, and the case of each subscription."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.engine import chasing
from billing.models.subscriptions import Subscription
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class StepAction(models.TextChoices):
    """What happens at a step."""

    TELL = "tell", _("Write to the customer")
    CHARGE = "charge", _("Charge the kept card again")
    NARROW = "narrow", _("Metered things wait")
    FREE = "free", _("The free plan holds")
    END = "end", _("End the subscription")


class Campaign(models.Model):
    """How payments that did not come are chased. Global: the platform's. The default one is taken for new cases."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_default = models.BooleanField(_("taken for new cases"), default=False)

    class Meta:
        verbose_name = _("reminder campaign")
        verbose_name_plural = _("reminder campaigns")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="billing_campaign_one_default",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CampaignStep(models.Model):
    """One step of a campaign, so many days after the payment failed."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="steps")
    after_days = models.PositiveSmallIntegerField(_("days after"))
    action = models.CharField(_("what happens"), max_length=6, choices=StepAction)
    on_pay_day = models.BooleanField(
        _("on a pay day"), default=False, help_text=_("Moved to the next 25th or last working day.")
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering: ClassVar = ["campaign", "after_days", "id"]

    def __str__(self) -> str:
        return f"{self.after_days}: {self.action}"

    def as_step(self) -> chasing.Step:
        return chasing.Step(
            action=chasing.action(self.action), after_days=self.after_days, on_pay_day=self.on_pay_day
        )


class CaseOutcome(models.TextChoices):
    """How a case ended."""

    PAID = "paid", _("Paid")
    UNPAID = "unpaid", _("Not paid")
    CANCELLED = "cancelled", _("Cancelled")


class CaseQuerySet(TenantQuerySet["ChaseCase"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(ended_at__isnull=True)


class ChaseCase(TenantModel):
    """A subscription whose payment did not come. Erasure rule: deleted with the organisation.

    `steps` are the campaign's as they were when it began (engine.chasing.Step.as_json); `position` is the next one.
    `waited` are days that do not count. Until `held_until` (the customer objected) no step is taken.
    """

    public_id = PublicIdField()
    subscription: TenantForeignKey[Subscription, Subscription] = TenantForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="+"
    )
    campaign = models.CharField(max_length=40, blank=True)
    steps = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField()
    waited = models.PositiveSmallIntegerField(default=0)
    promised_on = models.DateField(null=True, blank=True)
    has_promised = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateField(null=True, blank=True)
    held_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=CaseOutcome, blank=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("reminder case")
        verbose_name_plural = _("reminder cases")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "subscription"],
                condition=models.Q(ended_at__isnull=True),
                name="billing_case_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"Case {self.public_id}"

    @property
    def plan_of_steps(self) -> tuple[chasing.Step, ...]:
        return chasing.from_json(self.steps)
