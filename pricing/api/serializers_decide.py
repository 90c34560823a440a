"""What the API says and takes about runs, advice and guard rails. Fields are listed, never a model's all."""

from typing import Any, ClassVar

from rest_framework import serializers

from pricing.models import PricingSettings, Recommendation, Run
from pricing.services import guardrails

_STARTS_ON = "First day of the price: today (when left out) to a year ahead."


class RunOut(serializers.ModelSerializer[Run]):
    """A price run."""

    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = Run
        fields: ClassVar = [
            "id",
            "state",
            "progress",
            "stage",
            "requested_at",
            "started_at",
            "finished_at",
            "engine_version",
            "seed",
            "settings",
            "data_from",
            "data_until",
            "row_count",
            "product_count",
            "metrics",
            "totals",
            "error",
        ]
        read_only_fields: ClassVar = fields


class RunIn(serializers.Serializer[Any]):
    """How to start a run."""

    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class RecommendationOut(serializers.ModelSerializer[Recommendation]):
    """Advice for one product. Prices: rand incl. VAT. Profit and cost: rand excl. VAT, a week."""

    id = serializers.CharField(source="public_id", read_only=True)
    product = serializers.CharField(source="product.public_id", read_only=True)

    class Meta:
        model = Recommendation
        fields: ClassVar = [
            "id",
            "product",
            "sku",
            "name",
            "category",
            "action",
            "current_price",
            "price",
            "profit_before",
            "profit_after",
            "profit_gain",
            "profit_gain_low",
            "profit_gain_high",
            "probability_of_gain",
            "reason",
            "state",
            "decided_price",
            "starts_on",
            "decided_by_label",
            "decided_at",
        ]
        read_only_fields: ClassVar = fields


class CurveOut(serializers.Serializer[Any]):
    """The demand curve: expected units a week at each price, with the 80 % range."""

    prices = serializers.ListField(child=serializers.FloatField())
    units = serializers.ListField(child=serializers.FloatField())
    low = serializers.ListField(child=serializers.FloatField())
    high = serializers.ListField(child=serializers.FloatField())


class RecommendationDetailOut(RecommendationOut):
    """Everything the engine said about one product."""

    curve = CurveOut(read_only=True)
    run = serializers.CharField(source="run.public_id", read_only=True)

    class Meta(RecommendationOut.Meta):
        fields: ClassVar = [
            *RecommendationOut.Meta.fields,
            "run",
            "unit_cost",
            "units_before",
            "units_before_low",
            "units_before_high",
            "units_after",
            "units_after_low",
            "units_after_high",
            "revenue_before",
            "revenue_after",
            "profit_before_low",
            "profit_before_high",
            "profit_after_low",
            "profit_after_high",
            "elasticity",
            "elasticity_low",
            "elasticity_high",
            "own_data_share",
            "weeks_of_data",
            "reason_code",
            "binding_constraint",
            "runner_ups",
            "curve",
        ]
        read_only_fields: ClassVar = fields


class AcceptIn(serializers.Serializer[Any]):
    """Accept the advised price (empty body) or another one."""

    price = serializers.DecimalField(
        max_digits=12, decimal_places=2, required=False, allow_null=True, default=None
    )
    starts_on = serializers.DateField(required=False, allow_null=True, default=None, help_text=_STARTS_ON)
    below_cost_is_wanted = serializers.BooleanField(default=False)


class AcceptManyIn(serializers.Serializer[Any]):
    """Which recommendations to accept at their advised prices."""

    ids = serializers.ListField(child=serializers.CharField(max_length=32), min_length=1, max_length=10_000)
    starts_on = serializers.DateField(required=False, allow_null=True, default=None, help_text=_STARTS_ON)


class RefusalOut(serializers.Serializer[Any]):
    """Why one product's price was not accepted."""

    sku = serializers.CharField()
    detail = serializers.CharField()


class AcceptManyOut(serializers.Serializer[Any]):
    """What a bulk acceptance did."""

    accepted = serializers.ListField(child=serializers.CharField())
    refused = RefusalOut(many=True)


class SettingsOut(serializers.ModelSerializer[PricingSettings]):
    """Guard rails in per cent."""

    endings = serializers.SerializerMethodField()

    class Meta:
        model = PricingSettings
        fields: ClassVar = ["min_margin", "max_change", "endings", "caution", "cooldown_days", "stock_days"]
        read_only_fields: ClassVar = fields

    def get_endings(self, rules: PricingSettings) -> list[str]:
        """Cents as two digits: ["99", "49"]."""
        return [ending[1:] for ending in guardrails.parse_endings(rules.endings)]


class SettingsIn(serializers.Serializer[Any]):
    """Guard rails to change; what is left out stays."""

    min_margin = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=99, required=False
    )
    max_change = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=1, max_value=100, required=False
    )
    endings = serializers.ListField(
        child=serializers.RegexField(
            r"^\d\d$", error_messages={"invalid": "Write an ending as two digits: 99."}
        ),
        required=False,
        max_length=20,
    )
    caution = serializers.DecimalField(
        max_digits=3, decimal_places=2, min_value=0, max_value=2, required=False
    )
    cooldown_days = serializers.IntegerField(min_value=0, max_value=365, required=False)
    stock_days = serializers.IntegerField(min_value=0, max_value=365, required=False)

    def validate_endings(self, endings: list[str]) -> str:
        """As the settings keep them."""
        return ",".join(endings)


class PriceListRowOut(serializers.Serializer[Any]):
    """One line of a day's price list; rand incl. VAT. `coming_price` starts on `coming_on`."""

    sku = serializers.CharField()
    name = serializers.CharField()
    category = serializers.CharField()
    current_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    new_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    is_changed = serializers.BooleanField()
    coming_price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    coming_on = serializers.DateField(allow_null=True)
