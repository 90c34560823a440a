import django.db.models.deletion
from django.db import migrations, models

import synthai.core.models
from synthai.core.together import Together


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """What staff work with: moves to new prices, revenue by day, and bank lines that are known by their words too."""

    dependencies = [("billing", "0002_gateway_erasure")]

    operations = [
        migrations.CreateModel(
            name="PriceMove",
            fields=[
                ("id", _key()),
                ("public_id", synthai.core.models.PublicIdField()),
                ("from_day", models.DateField(verbose_name="not before")),
                ("notice_days", models.PositiveSmallIntegerField(default=30, verbose_name="days of notice")),
                ("by_label", models.CharField(max_length=254, verbose_name="by")),
                ("created_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.price",
                        verbose_name="old price",
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.price",
                        verbose_name="new price",
                    ),
                ),
            ],
            options={"verbose_name": "move to a new price", "verbose_name_plural": "moves to new prices"},
        ),
        migrations.AddConstraint(
            model_name="pricemove",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("old",), name="billing_move_one_open"
            ),
        ),
        migrations.CreateModel(
            name="RevenueDay",
            fields=[
                ("id", _key()),
                ("day", models.DateField(unique=True, verbose_name="day")),
                (
                    "mrr",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="a month, with VAT"),
                ),
                ("customers", models.PositiveIntegerField(verbose_name="paying")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "monthly revenue by day",
                "verbose_name_plural": "monthly revenue by day",
            },
        ),
        Together(
            [
                migrations.AddField(
                    model_name="subscription",
                    name="next_price_from",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="bankline",
                    name="content_key",
                    field=models.CharField(blank=True, db_index=True, max_length=80),
                ),
            ]
        ),
    ]
