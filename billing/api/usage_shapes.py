"""What the API says and takes about usage. Fields are listed, never a model's all."""

from typing import Any

from rest_framework import serializers

from billing.selectors.usage import Meter
from billing.services.usage_caps import version_of_cap

_NUMBER: dict[str, Any] = {"max_digits": 18, "decimal_places": 6}


class CapOut(serializers.Serializer[Any]):
    """The organisation's own cap on a meter."""

    quantity = serializers.DecimalField(
        **_NUMBER,
        allow_null=True,
        normalize_output=True,
        help_text="At most this a month; null without a cap.",
    )
    version = serializers.CharField(help_text="Send it as If-Match to change the cap.")


class MeterOut(serializers.Serializer[Any]):
    """One feature: what the plan gives of it and how much is used.

    A `switch` is on or off, a `limit` counts what exists, a `meter` what was used in the calendar month (South African time).
    """

    feature = serializers.CharField(source="feature.code")
    title = serializers.CharField(source="feature.title")
    kind = serializers.ChoiceField(choices=["switch", "limit", "meter"], source="feature.kind")
    unit = serializers.CharField(source="feature.unit")
    is_on = serializers.BooleanField(help_text="Whether the plan gives any of it.")
    used = serializers.DecimalField(**_NUMBER, normalize_output=True)
    limit = serializers.DecimalField(
        **_NUMBER, allow_null=True, normalize_output=True, help_text="Of the plan; null without limit."
    )
    is_soft = serializers.BooleanField(help_text="Over a soft limit work goes on.")
    percent = serializers.IntegerField(allow_null=True, help_text="Used of limit or cap, 0 to 100.")
    period_start = serializers.DateTimeField(allow_null=True, source="starts_at")
    period_end = serializers.DateTimeField(allow_null=True, source="ends_at")
    forecast = serializers.DateField(
        allow_null=True, help_text="About when the limit or cap is reached; null where that cannot be said."
    )
    cap = serializers.SerializerMethodField()

    def get_cap(self, meter: Meter) -> dict[str, Any] | None:
        """Meters have one, perhaps an empty one."""
        if meter.feature.kind != "meter":
            return None
        given = {"quantity": meter.cap.quantity if meter.cap else None, "version": version_of_cap(meter.cap)}
        return dict(CapOut(given).data)


class UsageOut(serializers.Serializer[Any]):
    """Everything an organisation may use."""

    plan = serializers.CharField(help_text="The name of the plan; empty where there are no plans.")
    features = MeterOut(many=True)


class _Quantity(serializers.DecimalField):
    """A number or null; REST framework would take an empty text for null, and a slip would take the cap away."""

    def validate_empty_values(self, data: Any) -> Any:
        if isinstance(data, str) and not data.strip():
            self.fail("invalid")
        return super().validate_empty_values(data)


class CapIn(serializers.Serializer[Any]):
    """A cap from now on; null takes it away."""

    quantity = _Quantity(**_NUMBER, min_value=0, allow_null=True)


class CapSetOut(CapOut):
    """The cap as it is now."""

    is_reached = serializers.BooleanField(
        help_text="As much or more is used this month already: no more before the month is over or the cap is raised."
    )
