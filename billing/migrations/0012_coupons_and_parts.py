from decimal import Decimal

from django.db import migrations, models

from synthai.core.together import Together


def _amount() -> models.DecimalField:
    return models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)


class Migration(migrations.Migration):
    """Why a coupon ended and when it last counted; what of a charge came from credit, and by payments."""

    dependencies = [("billing", "0011_discount_name")]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="couponredemption",
                    name="counted_at",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="couponredemption",
                    name="why_ended",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("used_up", "its periods are over"),
                            ("replaced", "another coupon took its place"),
                            ("removed", "taken off"),
                            ("other_plan", "not for the plan there is now"),
                        ],
                        max_length=10,
                    ),
                ),
                migrations.AddField(model_name="charge", name="from_credit", field=_amount()),
                migrations.AddField(model_name="charge", name="from_payments", field=_amount()),
                migrations.AddField(model_name="payment", name="counted", field=_amount()),
                migrations.AddConstraint(
                    model_name="charge",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("from_credit__gte", 0),
                            ("from_payments__gte", 0),
                            ("total__gte", models.F("from_credit") + models.F("from_payments")),
                        ),
                        name="billing_charge_not_overpaid",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="payment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("counted__gte", 0), ("counted__lte", models.F("amount"))),
                        name="billing_payment_counted",
                    ),
                ),
            ]
        ),
    ]
