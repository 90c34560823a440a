"""What the engine advises for one product, and what people decided about it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from pricing.models.catalogue import Product
from pricing.models.runs import Run
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

MORNING = timedelta(hours=6)  # people are told of the day's new prices at six


class Action(models.TextChoices):
    """What the engine advises."""

    CHANGE = "change", _("Change")
    KEEP = "keep", _("Keep")
    TEST = "test", _("Test")


class DecisionState(models.TextChoices):
    """What people decided."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Verb(models.TextChoices):
    """What somebody did about an advised price."""

    ACCEPT = "accept", _("Accepted")
    REJECT = "reject", _("Rejected")
    UNDO = "undo", _("Undone")


class RecommendationQuerySet(TenantQuerySet["Recommendation"]):
    """Filters of recommendations."""

    def of_run(self, run_id: int) -> "RecommendationQuerySet":
        """Those of one run."""
        return self.filter(run_id=run_id)

    def undecided(self) -> "RecommendationQuerySet":
        """Nobody has accepted or rejected them."""
        return self.filter(state=DecisionState.OPEN)

    def accepted(self) -> "RecommendationQuerySet":
        """Somebody accepted them; their price starts, or started, on a day."""
        return self.filter(state=DecisionState.ACCEPTED)

    def starting_untold(self, *, now: datetime) -> "RecommendationQuerySet":
        """Accepted ahead, started since, and nobody was told. A day counts as begun from MORNING on."""
        begun = localdate(now - MORNING)
        return self.accepted().filter(start_told_at__isnull=True, starts_on__lte=begun)


def _money(**options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=14, decimal_places=2, **options)


class Recommendation(TenantModel):
    """One product's advice in one run.

    Prices include VAT; revenue and profit exclude VAT; units, revenue and profit are expected means per
    week with an 80 % range. Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    run = TenantForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    sku = models.CharField(max_length=120)
    name = models.CharField(max_length=250)
    category = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=10, choices=Action)
    current_price = _money()
    price = _money()
    unit_cost = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)

    units_before = models.FloatField()
    units_before_low = models.FloatField()
    units_before_high = models.FloatField()
    units_after = models.FloatField()
    units_after_low = models.FloatField()
    units_after_high = models.FloatField()
    revenue_before = _money()
    revenue_after = _money()
    profit_before = _money(null=True, blank=True)
    profit_before_low = _money(null=True, blank=True)
    profit_before_high = _money(null=True, blank=True)
    profit_after = _money(null=True, blank=True)
    profit_after_low = _money(null=True, blank=True)
    profit_after_high = _money(null=True, blank=True)
    profit_gain = _money(default=Decimal("0.00"))
    profit_gain_low = _money(null=True, blank=True)
    profit_gain_high = _money(null=True, blank=True)
    probability_of_gain = models.FloatField()
    elasticity = models.FloatField()
    elasticity_low = models.FloatField()
    elasticity_high = models.FloatField()
    own_data_share = models.FloatField()
    weeks_of_data = models.PositiveIntegerField(default=0)
    reason_code = models.CharField(max_length=60)
    reason = models.TextField()
    binding_constraint = models.CharField(max_length=120, blank=True)
    runner_ups = models.JSONField(default=list)
    curve = models.JSONField(default=dict, help_text=_("prices, units, low, high"))

    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.OPEN)
    decided_price = _money(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text=_("First day of the accepted price"))
    start_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by_label = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[RecommendationQuerySet] = RecommendationQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="pricing_recommendation_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "run", "product"], name="pricing_recommendation_one_per_product"
            ),
            models.CheckConstraint(condition=models.Q(price__gt=0), name="pricing_recommendation_price"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "run", "-profit_gain", "-id"], name="pricing_rec_gain"),
            models.Index(fields=["organisation", "run", "name", "id"], name="pricing_rec_name"),
            models.Index(
                fields=["organisation", "run", "state", "-profit_gain", "-id"], name="pricing_rec_state"
            ),
            models.Index(fields=["organisation", "product", "-id"], name="pricing_rec_product"),
            models.Index(
                fields=["organisation", "starts_on"],
                condition=models.Q(state="accepted"),
                name="pricing_rec_starts",
            ),
            models.Index(
                fields=["organisation", "starts_on"],
                condition=models.Q(state="accepted", start_told_at__isnull=True),
                name="pricing_rec_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku}: {self.current_price} → {self.price}"

    @property
    def is_open(self) -> bool:
        """Nobody decided yet."""
        return self.state == DecisionState.OPEN

    def mark_decided(
        self,
        state: DecisionState,
        *,
        price: Decimal | None,
        starts_on: date | None,
        by_id: int | None,
        label: str,
        at: datetime,
    ) -> None:
        """Somebody accepted or rejected it. A price that starts at once needs no telling on its morning."""
        self.state, self.decided_price, self.decided_at, self.starts_on = state, price, at, starts_on
        self.start_told_at = at if starts_on and starts_on <= localdate(at) else None
        self.decided_by_id, self.decided_by_label = by_id, label
        self.version += 1

    def mark_open(self) -> None:
        """The decision is taken back."""
        self.state, self.decided_price, self.decided_at = DecisionState.OPEN, None, None
        self.starts_on = self.start_told_at = None
        self.decided_by_id, self.decided_by_label = None, ""
        self.version += 1


class Decision(TenantModel):
    """The log of decisions, appended only: later runs compare what was predicted with what came true.

    Erasure rule: deleted with the organisation; the person's link is cleared with the person.
    """

    recommendation = TenantForeignKey(Recommendation, on_delete=models.CASCADE, related_name="+")
    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    price = _money(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    predicted_units = models.FloatField(null=True, blank=True)
    predicted_units_low = models.FloatField(null=True, blank=True)
    predicted_units_high = models.FloatField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_label = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "product", "-at"], name="pricing_decision_product"),
            models.Index(fields=["organisation", "recommendation", "-at"], name="pricing_decision_rec"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.price or ''}".strip()
